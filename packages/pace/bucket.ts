/** A rate limit that several processes share: the generic cell rate algorithm, with tokens that a process may hold in hand. */

/** How many requests are let through: `perSecond` for ever, and up to `burst` at once after a rest. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/** Tokens that one process took for later. It uses them before `untilMs` or not at all. */
export interface Holding {
  readonly holder: string;
  readonly amount: number;
  readonly untilMs: number;
}

/** The shared state. The bucket is full again at `fullAtMs`. */
export interface Bucket {
  readonly fullAtMs: number;
  readonly holdings: readonly Holding[];
}

/** What one process asks for. */
export interface Ask {
  readonly holder: string;
  readonly nowMs: number;
  /** Requests that wait for a token; each granted one is used at once. */
  readonly needed: number;
  /** Tokens wanted for later. */
  readonly spare: number;
  /** Tokens of earlier takes that are still in hand. */
  readonly inHand: number;
  /** How long spare tokens, and those in hand, may be kept from now on. */
  readonly holdMs: number;
}

/** What was granted: those needed first. `retryAfterMs` is when the next token comes; 0 when nobody has to wait. */
export interface Taken {
  readonly bucket: Bucket;
  readonly needed: number;
  readonly spare: number;
  readonly retryAfterMs: number;
}

/** Share of the burst that may lie in hands; the rest is always free for whoever needs it now. */
const HELD_SHARE = 0.5;
/** Most processes that hold tokens of one bucket at once; further ones take what they need and no more. */
const HOLDERS_MAX = 64;
/** Rounding of fractions must not cost a token. */
const EPSILON = 1e-6;

/**
 * Takes tokens. Whatever the processes do, in any span of time no more than `burst + perSecond * span` requests get a token:
 * held tokens count as part of the burst until they are known to be gone, so that keeping them cannot add to it.
 */
export function takeFromBucket(bucket: Bucket | undefined, limit: RateLimit, ask: Ask): Taken {
  const { nowMs } = ask;
  const tokenMs = 1000 / limit.perSecond;
  const holdings = bucket?.holdings ?? [];
  const own = holdings.find((holding) => holding.holder === ask.holder);
  const others = holdings.filter((holding) => holding.holder !== ask.holder);
  // What was in hand until now may have been used this very moment.
  const ownBefore = {
    holder: ask.holder,
    amount: Math.max(own?.amount ?? 0, ask.inHand),
    untilMs: own?.untilMs ?? nowMs,
  };
  const floorMs = fullAtEarliest([...others, ownBefore], nowMs, tokenMs);
  const latestMs = nowMs + limit.burst * tokenMs;
  const fullAtMs = Math.min(Math.max(bucket?.fullAtMs ?? nowMs, nowMs, floorMs), latestMs);
  const available = Math.max(0, Math.floor(limit.burst - (fullAtMs - nowMs) / tokenMs + EPSILON));

  const current = others.filter((holding) => holding.untilMs > nowMs);
  const held = current.reduce((sum, holding) => sum + holding.amount, 0);
  const mayHold = current.length < HOLDERS_MAX ? Math.floor(limit.burst * HELD_SHARE) - held - ask.inHand : 0;
  const needed = Math.min(ask.needed, available);
  const spare = Math.max(0, Math.min(ask.spare, available - needed, mayHold));
  const nextFullAtMs = fullAtMs + (needed + spare) * tokenMs;
  const amount = ask.inHand + spare;
  const mine = amount > 0 ? [{ holder: ask.holder, amount, untilMs: nowMs + ask.holdMs }] : [];
  return {
    bucket: { fullAtMs: nextFullAtMs, holdings: [...current, ...mine] },
    needed,
    spare,
    retryAfterMs: needed === ask.needed ? 0 : Math.max(1, nextFullAtMs + tokenMs - latestMs),
  };
}

/**
 * The earliest instant at which the bucket may count as full, if every holder used its tokens as late as it could: at the end of its
 * holding, or now.
 */
function fullAtEarliest(holdings: readonly Holding[], nowMs: number, tokenMs: number): number {
  const latestFirst = holdings
    .map(({ amount, untilMs }) => ({ amount, usedAtMs: Math.min(untilMs, nowMs) }))
    .sort((a, b) => b.usedAtMs - a.usedAtMs);
  let sum = 0;
  let floorMs = Number.NEGATIVE_INFINITY;
  for (const { amount, usedAtMs } of latestFirst) {
    sum += amount;
    floorMs = Math.max(floorMs, usedAtMs + sum * tokenMs);
  }
  return floorMs;
}
