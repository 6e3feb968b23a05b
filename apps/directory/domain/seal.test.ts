import type { AppId } from "@lockstep/ports";
import { describe, expect, it } from "vitest";
import { createId, randomText } from "./ids.ts";
import { connectionSecretContext, openSecret, SealError, sealSecret } from "./seal.ts";

const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };
const masterKey = new Uint8Array(32).fill(7);
const context = connectionSecretContext("0oa1" as AppId);

describe("sealed secrets", () => {
  it("open under the same key and context, and never look alike", () => {
    const [one, two] = [
      sealSecret({ masterKey, random }, context, "s3crét"),
      sealSecret({ masterKey, random }, context, "s3crét"),
    ];
    expect(openSecret(masterKey, context, one)).toBe("s3crét");
    expect(one.equals(two)).toBe(false);
    expect(one.includes("s3cr")).toBe(false);
  });

  it("do not open elsewhere, under another key, or when a byte changed", () => {
    const sealed = sealSecret({ masterKey, random }, context, "secret");
    const changed = Buffer.from(sealed);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    const attempts = [
      () => openSecret(masterKey, connectionSecretContext("0oa2" as AppId), sealed),
      () => openSecret(new Uint8Array(32).fill(8), context, sealed),
      () => openSecret(masterKey, context, changed),
    ];
    for (const attempt of attempts)
      expect(attempt).toThrow("A stored secret does not open: LOCKSTEP_MASTER_KEY is not the key it was sealed with.");
    expect(() => openSecret(masterKey, context, Buffer.from([1, 2]))).toThrow(SealError);
    expect(() => openSecret(masterKey, context, Buffer.alloc(60, 9))).toThrow("A stored secret has an unknown form");
  });
});

describe("ids", () => {
  it("have 20 characters and a prefix by kind", () => {
    expect(createId(random, "person")).toMatch(/^00u[0-9A-Za-z]{17}$/);
    expect(createId(random, "pushGroup")).toMatch(/^gPm[0-9A-Za-z]{17}$/);
  });

  it("draw again what has no character, so that each is as likely", () => {
    let calls = 0;
    const fixed = { bytes: (length: number) => new Uint8Array(length).fill(calls++ === 0 ? 63 : 1) };
    expect(randomText(fixed, 4)).toBe("1111");
  });
});
