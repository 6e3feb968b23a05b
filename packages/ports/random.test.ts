import { describe, expect, it } from "vitest";
import { createTraceparent, uuidV7 } from "./index.ts";

const random = { bytes: (length: number) => Uint8Array.from({ length }, (_, index) => 0xf0 + index) };

describe("Ids", () => {
  it("are UUIDs of version 7 with the clock's millisecond in front [RFC 9562 §5.7]", () => {
    const now = Date.parse("2022-02-22T19:22:22.000Z");
    expect(uuidV7({ now: () => now }, random)).toBe("017f22e2-79b0-76f7-b8f9-fafbfcfdfeff");
  });

  it("of traces and spans are lower-case hexadecimal digits, and a given trace is kept", () => {
    const fresh = createTraceparent(random);
    expect(fresh.traceparent).toBe("00-f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff-f0f1f2f3f4f5f6f7-01");
    expect(fresh.traceId).toBe("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
    expect(createTraceparent(random, fresh.traceId).traceparent).toBe(fresh.traceparent);
  });
});
