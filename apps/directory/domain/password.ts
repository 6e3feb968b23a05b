/** Hashes of passwords (Argon2id, 19 MiB, 2 passes) and digests of tokens. What a password must be like: password-policy/. */
import { createHash } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";

/** The hash that is stored. */
export async function hashPassword(password: string): Promise<string> {
  return await hash(password);
}

/** Whether the password is the one of the hash. Without a hash it takes the same time, so that logins cannot be told apart. */
export async function verifyPassword(storedHash: string | null | undefined, password: string): Promise<boolean> {
  if (storedHash === null || storedHash === undefined) {
    await verify(await absentHash(), password);
    return false;
  }
  return await verify(storedHash, password);
}

let absent: Promise<string> | undefined;
function absentHash(): Promise<string> {
  absent ??= hash("no one has this password");
  return absent;
}

/** SHA-256 of a token of 256 random bits: what is stored of it. */
export function tokenDigest(token: string): Buffer {
  return createHash("sha256").update(token, "utf8").digest();
}
