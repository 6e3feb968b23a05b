import { describe, expect, it } from "vitest";
import { createTraceparent, poolRandom, uuidV7 } from "./index.ts";

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

describe("a pool of randomness", () => {
  it.each([
    ["Uint8Array", (length: number) => Uint8Array.from({ length }, (_, index) => index % 251)],
    ["Node Buffer", (length: number) => Buffer.from(Array.from({ length }, (_, index) => index % 251))],
  ])("hands each byte of a %s out once, and leaves it to whoever has it", (_kind, bytes) => {
    const pool = poolRandom({ bytes });
    const taken = Array.from({ length: 20 }, () => pool.bytes(16));
    expect(taken.flatMap((part) => [...part])).toEqual(Array.from({ length: 320 }, (_, index) => index % 251));
    expect(pool.bytes(4_000)).toHaveLength(4_000);
  });
});
