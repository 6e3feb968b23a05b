/** Digests and sealing: what lets the database hold proof of a secret, never the secret. */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hash,
  type KeyObject,
} from "node:crypto";
import type { Random } from "@lockstep/ports";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** SHA-256 of a token of 256 random bits; such a token needs no salt. */
export function sha256(token: string): Buffer {
  return createHash("sha256").update(token, "utf8").digest();
}

/** Perf: a key that is handed over as bytes is made anew for each digest, four times the cost of the digest itself. */
const keys = new WeakMap<Uint8Array, KeyObject>();

function keyOf(masterKey: Uint8Array): KeyObject {
  const known = keys.get(masterKey);
  if (known !== undefined) return known;
  const made = createSecretKey(masterKey);
  keys.set(masterKey, made);
  return made;
}

/** HMAC-SHA-256 under the master key; `purpose` keeps digests of different uses apart. */
export function keyedDigest(masterKey: Uint8Array, purpose: string, ...parts: readonly string[]): Buffer {
  const hmac = createHmac("sha256", keyOf(masterKey)).update(purpose, "utf8");
  // Each part goes in with its length, so that ("ab", "c") and ("a", "bc") differ.
  for (const part of parts) hmac.update(`\n${Buffer.byteLength(part, "utf8")}\n`, "utf8").update(part, "utf8");
  return hmac.digest();
}

/**
 * Makes a digest for keys of a memory in this process: SHA-256 behind a secret that only this function has. It is never stored or sent,
 * so that it need not be an HMAC. Perf: 0.5 µs instead of 4, for each request.
 */
export function createMemoryDigest(masterKey: Uint8Array, purpose: string): (text: string) => string {
  const secret = keyedDigest(masterKey, "memory", purpose).toString("base64");
  return (text) => hash("sha256", secret + text, "base64");
}

/** A fresh token of 256 random bits, base64url. */
export function newToken(random: Random): string {
  return Buffer.from(random.bytes(32)).toString("base64url");
}

/** AES-256-GCM under a key derived from the master key: nonce, tag, ciphertext. */
export function sealText(masterKey: Uint8Array, random: Random, text: string): Buffer {
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyedDigest(masterKey, "seal"), nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** The text of `sealText`; undefined when another key sealed it or it was changed. */
export function openText(masterKey: Uint8Array, sealed: Uint8Array): string | undefined {
  const bytes = Buffer.from(sealed);
  if (bytes.byteLength < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(
    "aes-256-gcm",
    keyedDigest(masterKey, "seal"),
    bytes.subarray(0, NONCE_BYTES),
  ).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}
