/**
 * How many requests a caller may send, held across processes: the bucket lies in the database (packages/pace). Requests of one bucket
 * that wait together in a process are one statement; nothing is kept in hand, so that what is left is known to the number.
 */
import { type Bucket, type RateLimit, takeFromBucket } from "@lockstep/pace";
import { sql } from "kysely";
import type { Deps } from "../deps.ts";

/** Whose request it is, and in which bucket it counts. */
export interface PaceSubject {
  /** Id of the credential. */
  readonly holder: string;
  readonly endpoint: string;
  readonly perMinute: number;
}

/** What became of the request, as the rate headers tell it. */
export interface PaceTaken {
  readonly isGranted: boolean;
  /** Of a refusal: the first one since a request was granted, as far as this process knows. */
  readonly isFirstRefusal: boolean;
  readonly remaining: number;
  /** Epoch milliseconds: when everything is free again, or, after a refusal, when the next request is let through. */
  readonly resetAtMs: number;
}

/** Takes the right to one request. */
export type RequestPace = (subject: PaceSubject) => Promise<PaceTaken>;

interface Line {
  readonly subject: PaceSubject;
  waiting: ((taking: Promise<readonly Taken[]>, place: number) => void)[];
}

/** A bucket is full after a minute at the latest. One that says twice as much was written before the clock was set back. */
const FULL_AHEAD_MS_MAX = 120_000;
/** Refused buckets that one process remembers, so that a storm is told of once. */
const REFUSED_MAX = 1000;

/** Makes the pace of this process. */
export function createRequestPace(deps: Pick<Deps, "clock" | "database">): RequestPace {
  const lines = new Map<string, Line>();
  const refused = new Set<string>();
  const serve = async (key: string, line: Line): Promise<void> => {
    while (line.waiting.length > 0) {
      const served = line.waiting;
      line.waiting = [];
      const taking = take(deps, line.subject, served.length);
      for (const [place, answer] of served.entries()) answer(taking, place);
      // Whoever waits is told of a failure by the same promise.
      await taking.catch(() => undefined);
    }
    lines.delete(key);
  };
  return async (subject) => {
    const key = `${subject.holder} ${subject.endpoint}`;
    const known = lines.get(key);
    const line = known ?? { subject, waiting: [] };
    const turn = new Promise<Taken>((resolve, reject) => {
      line.waiting.push((taking, place) => {
        taking.then((taken) => resolve(taken[place] ?? REFUSED_BY_FAULT), reject);
      });
    });
    if (known === undefined) {
      lines.set(key, line);
      void serve(key, line);
    }
    const taken = await turn;
    if (taken.isGranted) refused.delete(key);
    if (taken.isGranted || refused.has(key)) return { ...taken, isFirstRefusal: false };
    if (refused.size >= REFUSED_MAX) refused.clear();
    refused.add(key);
    return { ...taken, isFirstRefusal: true };
  };
}

type Taken = Omit<PaceTaken, "isFirstRefusal">;

const REFUSED_BY_FAULT: Taken = { isGranted: false, remaining: 0, resetAtMs: 0 };

/** One entry for each of the `needed` requests, in their order. */
async function take(
  deps: Pick<Deps, "clock" | "database">,
  subject: PaceSubject,
  needed: number,
): Promise<readonly Taken[]> {
  const limit: RateLimit = { perSecond: subject.perMinute / 60, burst: subject.perMinute };
  return await deps.database.transaction(async (trx) => {
    const { holder, endpoint } = subject;
    const { rows } = await sql<{ bucket: Bucket | null }>`
      insert into request_pace (holder, endpoint, bucket) values (${holder}, ${endpoint}, 'null')
      on conflict (holder, endpoint) do update set bucket = request_pace.bucket
      returning bucket`.execute(trx);
    // The row is locked: the time is read now, so that takes are in the order of their times.
    const nowMs = deps.clock.now();
    const ask = { holder, nowMs, needed, spare: 0, inHand: 0, holdMs: 0 };
    const stored = rows[0]?.bucket ?? undefined;
    const isOfThisTime = stored !== undefined && stored.fullAtMs <= nowMs + FULL_AHEAD_MS_MAX;
    const taken = takeFromBucket(isOfThisTime ? stored : undefined, limit, ask);
    await sql`
      update request_pace set bucket = ${JSON.stringify(taken.bucket)}::jsonb
      where holder = ${holder} and endpoint = ${endpoint}`.execute(trx);
    const left = Math.max(
      0,
      Math.floor(limit.burst - ((taken.bucket.fullAtMs - nowMs) * limit.perSecond) / 1000 + 1e-6),
    );
    return Array.from({ length: needed }, (_, place) =>
      place < taken.needed
        ? { isGranted: true, remaining: left + taken.needed - 1 - place, resetAtMs: taken.bucket.fullAtMs }
        : { isGranted: false, remaining: 0, resetAtMs: nowMs + taken.retryAfterMs },
    );
  });
}
