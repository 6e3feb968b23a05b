import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BoundedBytes } from "./bounded-bytes.ts";

const chunksOf = fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 20 });

describe("BoundedBytes", () => {
  it("gives back what came, byte for byte, up to its limit", () => {
    fc.assert(
      fc.property(chunksOf, (chunks) => {
        const whole = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
        const bounded = new BoundedBytes(whole.length);
        for (const chunk of chunks) expect(bounded.add(chunk)).toBe(true);
        expect(Buffer.from(bounded.bytes()).equals(whole)).toBe(true);
        expect(bounded.add(new Uint8Array(1))).toBe(false);
        expect(Buffer.from(bounded.bytes()).equals(whole)).toBe(true);
      }),
    );
  });

  it("never takes a chunk that leads beyond the limit, be it the first", () => {
    expect(new BoundedBytes(3).add(new Uint8Array(4))).toBe(false);
    expect(new BoundedBytes(0).add(new Uint8Array(0))).toBe(true);
  });
});
