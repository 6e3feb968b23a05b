import { describe, expect, it } from "vitest";
import { keyedDigest, newToken, openText, sealText, sha256 } from "./digest.ts";

const KEY = new Uint8Array(32).fill(7);
const random = { bytes: (length: number) => new Uint8Array(length).fill(3) };

describe("Digests", () => {
  it("tell purposes and the borders between parts apart", () => {
    const digests = [
      keyedDigest(KEY, "a", "bc", "d"),
      keyedDigest(KEY, "a", "b", "cd"),
      keyedDigest(KEY, "b", "bc", "d"),
      keyedDigest(new Uint8Array(32), "a", "bc", "d"),
    ].map((digest) => digest.toString("hex"));
    expect(new Set(digests).size).toBe(4);
    expect(keyedDigest(KEY, "a", "bc", "d").toString("hex")).toBe(digests[0]);
  });

  it("a token is 256 bits in base64url, and its digest is plain SHA-256", () => {
    expect(newToken(random)).toMatch(/^[\w-]{43}$/);
    expect(sha256("abc").toString("hex")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});

describe("Sealed text", () => {
  it("opens under its key, and under no other key or after any change", () => {
    const sealed = sealText(KEY, random, "hello: ä");
    expect(openText(KEY, sealed)).toBe("hello: ä");
    expect(openText(new Uint8Array(32), sealed)).toBeUndefined();
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(openText(KEY, changed)).toBeUndefined();
    }
    expect(openText(KEY, new Uint8Array(5))).toBeUndefined();
  });
});
