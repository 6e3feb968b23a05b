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

interface Attempt {
  readonly kind: AttemptKind;
  readonly masterKey: Uint8Array;
  readonly loginKey: string;
}

/** Whether one more attempt is allowed, and if not, for how long. */
export type Reservation =
  | { readonly allowed: true; readonly windowEndsAt: Date }
  | { readonly allowed: false; readonly retryAfterSeconds: number };

/** Counts one attempt under `loginKey` at `now` (milliseconds), unless it is refused. */
export async function reserveAttempt(db: QueryExecutorProvider, attempt: Attempt, now: number): Promise<Reservation> {
  const { attemptsMax, windowSeconds } = ATTEMPT_LIMITS[attempt.kind];
  const { rows } = await sql<{ is_allowed: boolean; window_ends_at: Date }>`
    select is_allowed, window_ends_at from reserve_attempt(
      ${attempt.kind}, ${attemptKey(attempt)}, ${new Date(now)}, make_interval(secs => ${windowSeconds}),
      ${attemptsMax})`.execute(db);
  const windowEndsAt = rows[0]?.window_ends_at ?? new Date(now + windowSeconds * 1000);
  if (rows[0]?.is_allowed === true) return { allowed: true, windowEndsAt };
  return { allowed: false, retryAfterSeconds: Math.max(1, Math.ceil((windowEndsAt.getTime() - now) / 1000)) };
}

/** Takes a reserved attempt off the count again: it was no guess. The attempts of others stay. */
export async function giveBackAttempt(
  db: QueryExecutorProvider,
  attempt: Attempt,
  { windowEndsAt }: { readonly windowEndsAt: Date },
): Promise<void> {
  await sql`select give_back_attempt(${attempt.kind}, ${attemptKey(attempt)}, ${windowEndsAt})`.execute(db);
}

function attemptKey({ masterKey, loginKey }: Attempt): Buffer {
  return keyedDigest(masterKey, "attempt", loginKey);
}
