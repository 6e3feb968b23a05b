import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bucket, takeFromBucket } from "./index.ts";

const PROCESSES = ["a", "b", "c"];
interface Step {
  readonly waitMs: number;
  readonly process: number;
  readonly requests: number;
  readonly spare: number;
  readonly dies: boolean;
}
const step: fc.Arbitrary<Step> = fc.record({
  waitMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 5_000 })),
  process: fc.nat({ max: PROCESSES.length - 1 }),
  requests: fc.integer({ min: 0, max: 30 }),
  spare: fc.integer({ min: 0, max: 40 }),
  /** Forgets what it holds, as a process that is killed does. */
  dies: fc.boolean(),
});
const limits = fc.record({ perSecond: fc.integer({ min: 1, max: 500 }), burst: fc.integer({ min: 1, max: 100 }) });

/** Several processes over one bucket: each serves from its hand and takes when that is empty. Returns when each request was served. */
function run(limit: { perSecond: number; burst: number }, holdMs: number, steps: readonly Step[]) {
  let bucket: Bucket | undefined;
  let nowMs = 1_000_000;
  const hands = PROCESSES.map((name) => ({ holder: name, amount: 0, untilMs: 0 }));
  const served: number[] = [];
  steps.forEach(({ waitMs, process, requests, spare, dies }, index) => {
    nowMs += waitMs;
    const hand = hands[process];
    if (hand === undefined) throw new Error("no such process");
    if (dies) Object.assign(hand, { amount: 0, untilMs: 0, holder: `${PROCESSES[process]} ${index}` });
    if (hand.untilMs <= nowMs) hand.amount = 0;
    const fromHand = Math.min(hand.amount, requests);
    hand.amount -= fromHand;
    for (let count = 0; count < fromHand; count += 1) served.push(nowMs);
    const ask = { holder: hand.holder, nowMs, needed: requests - fromHand, spare, inHand: hand.amount, holdMs };
    const taken = takeFromBucket(bucket, limit, ask);
    bucket = JSON.parse(JSON.stringify(taken.bucket)) as Bucket;
    for (let count = 0; count < taken.needed; count += 1) served.push(nowMs);
    Object.assign(hand, { amount: hand.amount + taken.spare, untilMs: nowMs + holdMs });
    expect(taken.needed + taken.spare).toBeGreaterThanOrEqual(0);
    expect(taken.retryAfterMs > 0).toBe(taken.needed < ask.needed);
  });
  return { bucket, nowMs, served };
}

describe("a bucket that processes share", () => {
  it("never lets through more than the burst and the rate in any span, however tokens are held, used or lost", () => {
    fc.assert(
      fc.property(
        limits,
        fc.integer({ min: 1, max: 3_000 }),
        fc.array(step, { maxLength: 40 }),
        (limit, holdMs, steps) => {
          const { served } = run(limit, holdMs, steps);
          for (let first = 0; first < served.length; first += 1) {
            for (let last = first; last < served.length; last += 1) {
              const seconds = ((served[last] ?? 0) - (served[first] ?? 0)) / 1000;
              expect(last - first + 1).toBeLessThanOrEqual(limit.burst + limit.perSecond * seconds + 1e-3);
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("grants a token to whoever comes back when it was told to", () => {
    fc.assert(
      fc.property(
        limits,
        fc.integer({ min: 1, max: 3_000 }),
        fc.array(step, { maxLength: 40 }),
        (limit, holdMs, steps) => {
          const { bucket, nowMs } = run(limit, holdMs, steps);
          const ask = { holder: "late", needed: 1_000, spare: 0, inHand: 0, holdMs };
          const refused = takeFromBucket(bucket, limit, { ...ask, nowMs });
          expect(refused.retryAfterMs).toBeGreaterThan(0);
          const again = { ...ask, nowMs: nowMs + Math.ceil(refused.retryAfterMs), needed: 1 };
          expect(takeFromBucket(refused.bucket, limit, again)).toMatchObject({ needed: 1, retryAfterMs: 0 });
        },
      ),
      { numRuns: 150 },
    );
  });

  it("one process alone that holds nothing gets exactly burst and rate", () => {
    const limit = { perSecond: 10, burst: 5 };
    const ask = { holder: "a", needed: 100, spare: 0, inHand: 0, holdMs: 1_000 };
    const first = takeFromBucket(undefined, limit, { ...ask, nowMs: 0 });
    expect([first.needed, first.retryAfterMs]).toEqual([5, 100]);
    const second = takeFromBucket(first.bucket, limit, { ...ask, nowMs: 99 });
    expect([second.needed, second.retryAfterMs]).toEqual([0, 1]);
    const third = takeFromBucket(second.bucket, limit, { ...ask, nowMs: 300 });
    expect([third.needed, third.retryAfterMs]).toEqual([3, 100]);
  });

  it("keeps half of the burst out of hands, so that idle holders cannot starve the others", () => {
    const limit = { perSecond: 10, burst: 20 };
    let bucket: Bucket | undefined;
    for (const holder of ["a", "b", "c"]) {
      const ask = { holder, nowMs: 0, needed: 0, spare: 8, inHand: 0, holdMs: 60_000 };
      bucket = takeFromBucket(bucket, limit, ask).bucket;
    }
    expect(bucket?.holdings.map(({ holder, amount }) => [holder, amount])).toEqual([
      ["a", 8],
      ["b", 2],
    ]);
    const ask = { holder: "d", nowMs: 0, needed: 100, spare: 0, inHand: 0, holdMs: 60_000 };
    expect(takeFromBucket(bucket, limit, ask).needed).toBe(10);
  });

  it("is not shut for long by a limit that was lower before, or by a clock that jumped back", () => {
    const ask = { holder: "a", nowMs: 0, needed: 1, spare: 0, inHand: 0, holdMs: 1 };
    const bucket = { fullAtMs: 1_000_000_000, holdings: [] };
    expect(takeFromBucket(bucket, { perSecond: 10, burst: 5 }, ask)).toMatchObject({ needed: 0, retryAfterMs: 100 });
  });
});
