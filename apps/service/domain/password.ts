/** Passwords become Argon2id hashes (19 MiB, 2 passes) and are never kept or logged as they are. */

import type { Random } from "@lockstep/ports";
import { type Algorithm, hash, verify } from "@node-rs/argon2";

/** Lengths in UTF-16 units. People choose at least 8; SCIM may bring shorter ones, the directory's policy rules there. */
export const PASSWORD_LENGTH_MIN = 8;
export const PASSWORD_LENGTH_MAX = 256;

/** Hashes and checks that may wait for a processor at once; beyond that the caller is told to come back. */
const PENDING_MAX = 256;
const ARGON2ID = {
  algorithm: 2 satisfies Algorithm.Argon2id,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
} as const;

/** More password checks wait than the machine can do soon. */
export class TooBusyError extends Error {
  override readonly name = "TooBusyError";
  constructor() {
    super("Too many password checks are waiting; try again in a few seconds.");
  }
}

/** Makes and checks password hashes. */
export interface PasswordHasher {
  /** Throws `TooBusyError`. */
  hash(password: string): Promise<string>;
  /** Takes the same time without a hash, so that an unknown user cannot be told from a wrong password. Throws `TooBusyError`. */
  verify(passwordHash: string | null | undefined, password: string): Promise<boolean>;
}

export function createPasswordHasher(random: Random): PasswordHasher {
  let pending = 0;
  let decoy: Promise<string> | undefined;
  const bounded = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (pending >= PENDING_MAX) throw new TooBusyError();
    pending += 1;
    try {
      return await work();
    } finally {
      pending -= 1;
    }
  };
  const hashNow = (password: string) => hash(prepare(password), { ...ARGON2ID, salt: Buffer.from(random.bytes(16)) });
  return {
    hash: (password) => bounded(() => hashNow(password)),
    verify: (passwordHash, password) =>
      bounded(async () => {
        if (typeof passwordHash === "string") return verify(passwordHash, prepare(password));
        decoy ??= hashNow(Buffer.from(random.bytes(32)).toString("base64url"));
        await verify(await decoy, prepare(password));
        return false;
      }),
  };
}

/** RFC 7643 §4.1.1: a password is compared under the OpaqueString profile (RFC 8265 §4.2): other spaces to U+0020, then NFC. */
function prepare(password: string): string {
  return password.replace(/\p{Zs}/gu, " ").normalize("NFC");
}
