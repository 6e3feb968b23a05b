import { describe, expect, it } from "vitest";
import { createPasswordHasher, TooBusyError } from "./password.ts";

const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };

describe("Passwords", () => {
  it("become Argon2id hashes of 19 MiB and two passes, each with its own salt", async () => {
    const hasher = createPasswordHasher(random);
    const [first, second] = [await hasher.hash("secret 123"), await hasher.hash("secret 123")];
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[^$]+\$[^$]+$/);
    expect(first).not.toBe(second);
    expect(await hasher.verify(first, "secret 123")).toBe(true);
    expect(await hasher.verify(first, "Secret 123")).toBe(false);
  });

  it("without a hash nothing is right", async () => {
    const hasher = createPasswordHasher(random);
    expect(await hasher.verify(null, "")).toBe(false);
    expect(await hasher.verify(undefined, "secret")).toBe(false);
  });

  it("RFC 8265: other spaces and decomposed letters are the same password", async () => {
    const hasher = createPasswordHasher(random);
    const hash = await hasher.hash("caf\u00e9 au lait");
    expect(await hasher.verify(hash, "cafe\u0301\u00a0au\u3000lait")).toBe(true);
    expect(await hasher.verify(hash, "cafe au lait")).toBe(false);
  });

  it("more checks than can wait are refused instead of piling up", async () => {
    const hasher = createPasswordHasher(random);
    const results = await Promise.allSettled(Array.from({ length: 300 }, () => hasher.verify("$argon2id$broken", "x")));
    const refused = results.filter((result) => result.status === "rejected" && result.reason instanceof TooBusyError);
    expect(refused).toHaveLength(44);
    await expect(hasher.hash("afterwards")).resolves.toMatch(/^\$argon2id/);
  });
});
