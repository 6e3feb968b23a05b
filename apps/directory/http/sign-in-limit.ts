/** Failed sign-ins are counted per login: after some of them in a row, further ones wait. In memory, per process, bounded. */
import type { Clock } from "@lockstep/ports";
import { DirectoryError } from "../domain/error.ts";

const FAILURES_MAX = 10;
const WINDOW_MS = 5 * 60_000;
/** Logins remembered at most; the one longest ago goes first. */
const LOGINS_MAX = 10_000;

/** Counts failed sign-ins. */
export interface SignInLimit {
  /** Throws E0000047 (429) when the login has failed too often. */
  assertFree(login: string): void;
  recordFailure(login: string): void;
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
    assertFree(login) {
      const { entry } = current(login);
      if (entry === undefined || entry.count < FAILURES_MAX) return;
      const seconds = Math.ceil((entry.startedAt + WINDOW_MS - clock.now()) / 1000);
      throw new DirectoryError("E0000047", { causes: [`Too many failed sign-ins. Try again in ${seconds} seconds.`] });
    },
    recordFailure(login) {
      const { key, entry } = current(login);
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
