/**
 * Basic credentials that were right a short while ago, as keyed digests: Argon2 on each request would cost more than the
 * request. What is remembered says nothing by itself; the credential version is compared on each use.
 */
import type { AccountId, Clock, ResourceId } from "@lockstep/ports";

/** How long a verified credential is remembered, and how many are. */
export const REMEMBERED_MS = 5 * 60_000;
export const REMEMBERED_MAX = 1_000;

/** Whose credential it was, and at which version. */
export interface RememberedCredential {
  readonly accountId: AccountId;
  readonly userId: ResourceId;
  readonly credentialVersion: number;
}

export interface CredentialMemory {
  find(digest: string): RememberedCredential | undefined;
  remember(digest: string, credential: RememberedCredential): void;
  forget(digest: string): void;
}

/** A bounded memory in this process; the one put in first is the first to go. */
export function createCredentialMemory(clock: Clock): CredentialMemory {
  const entries = new Map<string, RememberedCredential & { readonly expiresAtMs: number }>();
  return {
    find: (digest) => {
      const entry = entries.get(digest);
      if (entry === undefined || entry.expiresAtMs > clock.now()) return entry;
      entries.delete(digest);
      return undefined;
    },
    remember: (digest, credential) => {
      entries.delete(digest);
      const oldest = entries.size >= REMEMBERED_MAX ? entries.keys().next().value : undefined;
      if (oldest !== undefined) entries.delete(oldest);
      entries.set(digest, { ...credential, expiresAtMs: clock.now() + REMEMBERED_MS });
    },
    forget: (digest) => void entries.delete(digest),
  };
}
