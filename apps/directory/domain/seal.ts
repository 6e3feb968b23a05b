/**
 * Secrets at rest: AES-256-GCM under the master key. The context (which column of which row) is authenticated with
 * the text, so that a sealed value copied into another row does not open there.
 */
import { createCipheriv, createDecipheriv } from "node:crypto";
import type { AppId, PersonId, Random } from "@lockstep/ports";

const VERSION = 1;
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const HEADER_LENGTH = 1 + NONCE_LENGTH + TAG_LENGTH;

/** A sealed value cannot be opened: another master key, another row, or damaged bytes. */
export class SealError extends Error {
  override readonly name = "SealError";
}

/** Context of an app's connection secret (password or token). */
export function connectionSecretContext(appId: AppId): string {
  return `app/${appId}/connection-secret`;
}

/** Context of a directory password that waits for delivery: of the person, since every app user of the person gets the same bytes. */
export function pendingPasswordContext(personId: PersonId): string {
  return `person/${personId}/pending-password`;
}

/** Seals `text` for `context`: version, nonce, tag, ciphertext. */
export function sealSecret(
  key: { readonly masterKey: Uint8Array; readonly random: Random },
  context: string,
  text: string,
): Buffer {
  const nonce = key.random.bytes(NONCE_LENGTH);
  const cipher = createCipheriv("aes-256-gcm", key.masterKey, nonce);
  cipher.setAAD(Buffer.from(context, "utf8"));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), sealed]);
}

/** Opens what `sealSecret` made for the same context. Throws `SealError` otherwise. */
export function openSecret(masterKey: Uint8Array, context: string, sealed: Uint8Array): string {
  if (sealed.length < HEADER_LENGTH || sealed[0] !== VERSION) {
    throw new SealError("A stored secret has an unknown form: it was written by a newer version, or it is damaged.");
  }
  const nonce = sealed.subarray(1, 1 + NONCE_LENGTH);
  const decipher = createDecipheriv("aes-256-gcm", masterKey, nonce, { authTagLength: TAG_LENGTH });
  decipher.setAAD(Buffer.from(context, "utf8"));
  decipher.setAuthTag(sealed.subarray(1 + NONCE_LENGTH, HEADER_LENGTH));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(HEADER_LENGTH)), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new SealError(
      "A stored secret does not open: LOCKSTEP_MASTER_KEY is not the key it was sealed with. Restore that key, or enter the secret again.",
      { cause },
    );
  }
}
