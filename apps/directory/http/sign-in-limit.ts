/**
 * Sign-ins are counted per login until one succeeds: after some of them, further ones wait. An attempt is counted before it is made, so that
 * many at the same time are no way around. In memory, per process, bounded.
 */
import type { Clock } from "@lockstep/ports";
import { DirectoryError } from "../domain/error.ts";

const FAILURES_MAX = 10;
const WINDOW_MS = 5 * 60_000;
/** Logins remembered at most; the one longest ago goes first. */
const LOGINS_MAX = 10_000;

/** Counts sign-ins that did not succeed. */
export interface SignInLimit {
  /** Takes the right to one attempt. Throws E0000047 (429) when the login has had too many. */
  take(login: string): void;
  recordSuccess(login: string): void;
}

/** A fresh counter. */
export function createSignInLimit(clock: Clock): SignInLimit {
  const failures = new Map<string, { count: number; startedAt: number }>();
  const current = (login: string) => {
    const key = login.toLowerCase();
    const entry = failures.get(key);
    return { key, entry: entry !== undefined && clock.now() - entry.startedAt < WINDOW_MS ? entry : undefined };
  };
  return {
    take(login) {
      const { key, entry } = current(login);
      if (entry !== undefined && entry.count >= FAILURES_MAX) {
        const seconds = Math.ceil((entry.startedAt + WINDOW_MS - clock.now()) / 1000);
        throw new DirectoryError("E0000047", {
          causes: [`Too many failed sign-ins. Try again in ${seconds} seconds.`],
        });
      }
      failures.delete(key);
      failures.set(key, { count: (entry?.count ?? 0) + 1, startedAt: entry?.startedAt ?? clock.now() });
      const oldest = failures.keys().next().value;
      if (failures.size > LOGINS_MAX && oldest !== undefined) failures.delete(oldest);
    },
    recordSuccess(login) {
      failures.delete(login.toLowerCase());
    },
  };
}
