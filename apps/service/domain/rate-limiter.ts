/**
 * How many requests a credential may send, held across processes: the bucket lies in the database, and each process takes tokens of it
 * in batches, ahead of need, so that a request waits for the database only after a rest or at the limit.
 */
import { type Database, violationOf } from "@lockstep/database";
import { type Bucket, type RateLimit, takeFromBucket } from "@lockstep/pace";
import { type AccountId, type Clock, type Logger, type Random, uuidV7 } from "@lockstep/ports";
import { ScimError } from "@lockstep/scim";
import { sql } from "../sql.ts";
import type { ServiceTables } from "../tables.ts";

/** Of a credential that names no limit of its own. */
export const RATE_LIMIT_DEFAULT: RateLimit = { perSecond: 1_000, burst: 5_000 };

/** How long tokens are kept in hand. */
const HOLD_MS = 60_000;
/** A batch is meant to last this long, is at least this big, and at most this share of the burst. */
const BATCH_MS = 250;
const BATCH_MIN = 4;
const BATCH_SHARE = 1 / 32;
/** How long an empty bucket is left alone, so that a storm at its limit asks the database seldom and gets tokens by the handful. */
const PAUSE_MS = 100;
/** How often the last use of a credential is noted. */
const NOTE_MS = 60_000;
/** Credentials that one process keeps count of. */
const CREDENTIALS_MAX = 10_000;
/** How often a request may find the hand emptied by others before it is told to wait. */
const TRIES_MAX = 10;

/** Whose request it is. */
export interface RateSubject {
  readonly accountId: AccountId;
  readonly credentialId: string;
  readonly rateLimit: RateLimit | undefined;
}

export interface RateLimiter {
  /** Nothing, or a promise to wait for, when the request may be served. Throws or rejects with `ScimError` 429 with `Retry-After`. */
  admit(subject: RateSubject): Promise<void> | undefined;
  /** Resolves when nothing of this limiter is under way in the database. */
  settle(): Promise<void>;
}

interface RateLimiterOptions {
  readonly database: Database<ServiceTables>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly rateLimit?: RateLimit | undefined;
}

/** What this process holds of one credential's bucket. */
interface Hand {
  readonly accountId: AccountId;
  readonly credentialId: string;
  readonly limit: RateLimit;
  tokens: number;
  heldUntilMs: number;
  refusedUntilMs: number;
  /** Not before this is taken ahead of need. */
  prefetchAtMs: number;
  waiting: number;
  /** Requests since the last take: the pace by which the next batch is measured. */
  used: number;
  takenAtMs: number;
  notedAtMs: number;
  taking: Promise<void> | undefined;
}

interface World extends RateLimiterOptions {
  readonly holder: string;
  readonly hands: Map<string, Hand>;
  readonly background: Set<Promise<void>>;
}

/** Makes the limiter of this process. */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const holder = uuidV7(options.clock, options.random);
  const world: World = { ...options, holder, hands: new Map(), background: new Set() };
  return {
    admit: (subject) => {
      const hand = handOf(world, subject);
      noteUse(world, hand);
      // Perf: nearly every request finds a token in hand, and waits for nothing.
      return takeInHand(world, hand) ? undefined : admit(world, hand);
    },
    settle: async () => {
      while (world.background.size > 0) await Promise.all(world.background);
    },
  };
}

function handOf(world: World, subject: RateSubject): Hand {
  const limit = subject.rateLimit ?? world.rateLimit ?? RATE_LIMIT_DEFAULT;
  const known = world.hands.get(subject.credentialId);
  if (known?.limit.perSecond === limit.perSecond && known.limit.burst === limit.burst) return known;
  if (known === undefined && world.hands.size >= CREDENTIALS_MAX) {
    const oldest = world.hands.keys().next().value;
    if (oldest !== undefined) world.hands.delete(oldest);
  }
  const now = world.clock.now();
  const fresh = { tokens: 0, heldUntilMs: 0, refusedUntilMs: 0, prefetchAtMs: 0, waiting: 0, used: 0, takenAtMs: now };
  const { accountId, credentialId } = subject;
  const notedAtMs = known?.notedAtMs ?? Number.NEGATIVE_INFINITY;
  const hand: Hand = { ...fresh, accountId, credentialId, limit, notedAtMs, taking: undefined };
  world.hands.set(credentialId, hand);
  return hand;
}

function takeInHand(world: World, hand: Hand): boolean {
  const now = world.clock.now();
  if (hand.heldUntilMs <= now) hand.tokens = 0;
  if (hand.tokens <= 0) return false;
  hand.tokens -= 1;
  hand.used += 1;
  if (hand.tokens < batchOf(hand, now) / 2) prefetch(world, hand);
  return true;
}

async function admit(world: World, hand: Hand): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    if (takeInHand(world, hand)) return;
    const now = world.clock.now();
    if (now < hand.refusedUntilMs) throw tooMany(hand, hand.refusedUntilMs - now);
    hand.waiting += 1;
    try {
      hand.taking ??= take(world, hand);
      await hand.taking;
    } finally {
      hand.waiting -= 1;
    }
  }
  throw tooMany(hand, 1_000 / hand.limit.perSecond);
}

function prefetch(world: World, hand: Hand): void {
  if (hand.taking !== undefined || world.clock.now() < hand.prefetchAtMs) return;
  hand.taking = take(world, hand);
  inBackground(world, hand.taking, "Taking requests of a credential's rate ahead of need failed");
}

/** Takes tokens into the hand; the ones that requests wait for are in it when this resolves. */
async function take(world: World, hand: Hand): Promise<void> {
  try {
    const nowMs = world.clock.now();
    const ask = {
      holder: world.holder,
      nowMs,
      needed: hand.waiting,
      spare: batchOf(hand, nowMs),
      inHand: hand.tokens,
      holdMs: HOLD_MS,
    };
    hand.used = 0;
    hand.takenAtMs = nowMs;
    const taken = await takeInDatabase(world, hand, ask);
    hand.tokens += taken.needed + taken.spare;
    hand.heldUntilMs = nowMs + HOLD_MS;
    if (taken.spare === 0) hand.prefetchAtMs = nowMs + PAUSE_MS;
    // A small bucket is full before the pause is over, and must not lose what runs over.
    const pauseMs = Math.min(PAUSE_MS, (hand.limit.burst * 500) / hand.limit.perSecond);
    hand.refusedUntilMs = taken.retryAfterMs === 0 ? 0 : nowMs + Math.max(taken.retryAfterMs, pauseMs);
  } finally {
    hand.taking = undefined;
  }
}

function takeInDatabase(world: World, hand: Hand, ask: Parameters<typeof takeFromBucket>[2]) {
  const { accountId, credentialId } = hand;
  return world.database
    .inAccount(accountId, async (trx) => {
      const find = sql<{ bucket: Bucket | null }>`
      select bucket from credential_pace
      where account_id = ${accountId} and credential_id = ${credentialId} for update`;
      let [row] = (await find.execute(trx)).rows;
      if (row === undefined) {
        await sql`
        insert into credential_pace (account_id, credential_id, bucket)
        select account_id, id, 'null' from credential where account_id = ${accountId} and id = ${credentialId}
        on conflict do nothing`.execute(trx);
        [row] = (await find.execute(trx)).rows;
      }
      const taken = takeFromBucket(row?.bucket ?? undefined, hand.limit, ask);
      await sql`
      update credential_pace set bucket = ${JSON.stringify(taken.bucket)}
      where account_id = ${accountId} and credential_id = ${credentialId}`.execute(trx);
      return taken;
    })
    .catch((error: unknown) => {
      // The credential was revoked this moment: whoever uses it is refused where the work is done.
      if (violationOf(error)?.kind === "foreignKey") return { needed: ask.needed, spare: 0, retryAfterMs: 0 };
      throw error;
    });
}

/** The pace since the last take says how many tokens last for `BATCH_MS`. */
function batchOf(hand: Hand, nowMs: number): number {
  const elapsedMs = Math.max(1, nowMs - hand.takenAtMs);
  const wanted = Math.max(BATCH_MIN, Math.ceil((hand.used / elapsedMs) * BATCH_MS));
  return Math.min(wanted, Math.floor(hand.limit.burst * BATCH_SHARE));
}

function noteUse(world: World, hand: Hand): void {
  const now = world.clock.now();
  if (now - hand.notedAtMs < NOTE_MS) return;
  hand.notedAtMs = now;
  const { accountId, credentialId } = hand;
  const noted = world.database.inAccount(accountId, (trx) =>
    sql`
      update credential set last_used_at = ${new Date(now)}
      where account_id = ${accountId} and id = ${credentialId}
        and (last_used_at is null or last_used_at < ${new Date(now)})`.execute(trx),
  );
  inBackground(world, noted, "Noting the use of a credential failed");
}

function inBackground(world: World, work: Promise<unknown>, failure: string): void {
  const watched: Promise<void> = work
    .then(
      () => undefined,
      (error: unknown) => world.logger.warn({ error }, failure),
    )
    .finally(() => world.background.delete(watched));
  world.background.add(watched);
}

/** RFC 6585 §4 with whole seconds: clients such as Okta read nothing else. */
function tooMany(hand: Hand, waitMs: number): ScimError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  const { perSecond, burst } = hand.limit;
  return new ScimError(
    "tooManyRequests",
    `This credential may send ${perSecond} requests a second, ${burst} at once after a rest. Wait ${seconds} s, or let an administrator raise its limit in the console.`,
    { headers: { "Retry-After": String(seconds) } },
  );
}
