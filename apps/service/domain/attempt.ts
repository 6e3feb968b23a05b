/** Attempts to sign in, counted per login before the password is looked at: a lock by rate, never for ever. */
import { type QueryExecutorProvider, sql } from "../sql.ts";
import { keyedDigest } from "./digest.ts";

/** What is tried. Each kind has its own count, so that a lock on the web page does not stop provisioning. */
export type AttemptKind = "web" | "scim" | "reset" | "client" | "token";

interface AttemptLimit {
  readonly attemptsMax: number;
  readonly windowSeconds: number;
}
/** SCIM allows more: a directory with an outdated password sends several requests before it pauses. */
export const ATTEMPT_LIMITS: Readonly<Record<AttemptKind, AttemptLimit>> = {
  web: { attemptsMax: 10, windowSeconds: 900 },
  scim: { attemptsMax: 30, windowSeconds: 300 },
  reset: { attemptsMax: 5, windowSeconds: 900 },
  /** Wrong secrets of an OAuth client, and access tokens fetched with the right one. */
  client: { attemptsMax: 30, windowSeconds: 300 },
  token: { attemptsMax: 60, windowSeconds: 60 },
};

/** Whether one more attempt is allowed, and if not, for how long. */
export type Reservation = { readonly allowed: true } | { readonly allowed: false; readonly retryAfterSeconds: number };

/** Counts one attempt under `loginKey` at `now` (milliseconds). */
export async function reserveAttempt(
  db: QueryExecutorProvider,
  attempt: { readonly kind: AttemptKind; readonly masterKey: Uint8Array; readonly loginKey: string },
  now: number,
): Promise<Reservation> {
  const limit = ATTEMPT_LIMITS[attempt.kind];
  const { rows } = await sql<{ attempts: number; window_ends_at: Date }>`
    select attempts, window_ends_at from reserve_attempt(
      ${attempt.kind}, ${attemptKey(attempt.masterKey, attempt.loginKey)}, ${new Date(now)},
      make_interval(secs => ${limit.windowSeconds}))`.execute(db);
  const row = rows[0];
  if (row === undefined || row.attempts <= limit.attemptsMax) return { allowed: true };
  return { allowed: false, retryAfterSeconds: Math.max(1, Math.ceil((row.window_ends_at.getTime() - now) / 1000)) };
}

/** Forgets the attempts under `loginKey`: the right password was given. */
export async function clearAttempts(
  db: QueryExecutorProvider,
  attempt: { readonly kind: AttemptKind; readonly masterKey: Uint8Array; readonly loginKey: string },
): Promise<void> {
  await sql`select clear_attempts(${attempt.kind}, ${attemptKey(attempt.masterKey, attempt.loginKey)})`.execute(db);
}

function attemptKey(masterKey: Uint8Array, loginKey: string): Buffer {
  return keyedDigest(masterKey, "attempt", loginKey);
}
