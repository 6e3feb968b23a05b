/**
 * What was found out about a credential a short while ago, by the keyed digest of the header that brought it. Nothing remembered is
 * trusted by itself: versions in the database say whether it still holds.
 */
import type { Clock } from "@lockstep/ports";

/** How long is remembered, and how much. */
export const REMEMBERED_MS = 5 * 60_000;
export const REMEMBERED_MAX = 5_000;

export interface CredentialMemory<Entry> {
  find(digest: string): Entry | undefined;
  /** Until `endsAtMs` at the latest. */
  remember(digest: string, entry: Entry, endsAtMs?: number): void;
  forget(digest: string): void;
}

/** A bounded memory in this process; the one put in first is the first to go. */
export function createCredentialMemory<Entry>(clock: Clock): CredentialMemory<Entry> {
  const entries = new Map<string, { readonly entry: Entry; readonly expiresAtMs: number }>();
  return {
    find: (digest) => {
      const found = entries.get(digest);
      if (found === undefined || found.expiresAtMs > clock.now()) return found?.entry;
      entries.delete(digest);
      return undefined;
    },
    remember: (digest, entry, endsAtMs = Number.POSITIVE_INFINITY) => {
      entries.delete(digest);
      const oldest = entries.size >= REMEMBERED_MAX ? entries.keys().next().value : undefined;
      if (oldest !== undefined) entries.delete(oldest);
      entries.set(digest, { entry, expiresAtMs: Math.min(clock.now() + REMEMBERED_MS, endsAtMs) });
    },
    forget: (digest) => void entries.delete(digest),
  };
}
