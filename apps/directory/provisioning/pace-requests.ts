/**
 * How many requests an app gets, over all workers and processes: a shared bucket (packages/pace) in the database. A run that finds
 * it empty waits for its next token under its lease.
 */
import { type Bucket, type RateLimit, takeFromBucket } from "@lockstep/pace";
import type { ScimClient } from "@lockstep/scim-client";
import { sql } from "kysely";
import type { Deps, Ports } from "../deps.ts";
import type { Trx } from "../domain/act.ts";

/** The span that a rate counts in. */
export type RatePer = "SECOND" | "MINUTE" | "HOUR";

/** An app's rate: no span of this length sees more requests. */
export interface AppRate {
  readonly requests: number;
  readonly per: RatePer;
}

const SECONDS: Readonly<Record<RatePer, number>> = { SECOND: 1, MINUTE: 60, HOUR: 3_600 };
/** Share of a span's requests that may leave at once after a rest. */
const BURST_SHARE = 1 / 20;
/** A waiting run asks again after this at the latest: the setting may have changed. */
const WAIT_MAX_MS = 5_000;

/** Ends a run that waits for its next request while the worker stops. What it did so far is found again by asking the app. */
export class RunStopped extends Error {
  override readonly name = "RunStopped";
}

/** As a bucket: together with the burst, no span of the rate's length holds more than its requests. */
export function limitOf({ requests, per }: AppRate): RateLimit {
  const burst = Math.max(1, Math.floor(requests * BURST_SHARE));
  const perSecond = Math.max(requests - burst, 1) / SECONDS[per];
  return { perSecond, burst };
}

/** Whose request it is. */
export interface PacedApp {
  readonly id: string;
  readonly rate: AppRate;
}

/** Takes tokens of shared rates. */
export interface Pacer {
  /** Takes one token: 0, or the milliseconds after which to ask again. */
  take(app: PacedApp): Promise<number>;
}

/** A pacer over the directory's database: what it grants holds for all processes together. */
export function createPacer(deps: Deps): Pacer {
  return { take: ({ id, rate }) => takeToken(deps, { appId: id, limit: limitOf(rate) }) };
}

/** A client whose requests each wait for a token of the app. Rejects with `RunStopped` when the worker stops meanwhile. */
export function paceClient(deps: Ports, client: ScimClient, app: PacedApp): ScimClient {
  return {
    async send(request, options) {
      for (;;) {
        const waitMs = (await deps.pacer?.take(app)) ?? 0;
        if (waitMs === 0) return await client.send(request, options);
        await wait(deps, waitMs, options?.signal);
      }
    },
  };
}

async function wait(deps: Ports, waitMs: number, lost: AbortSignal | undefined): Promise<void> {
  const signals = [lost, deps.stopping].filter((one) => one !== undefined);
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      callOff();
      reject(new RunStopped("The run was stopped while it waited for its next request."));
    };
    const callOff = deps.timers.after(Math.min(waitMs, WAIT_MAX_MS), () => {
      for (const signal of signals) signal.removeEventListener("abort", stop);
      resolve();
    });
    for (const signal of signals) signal.addEventListener("abort", stop, { once: true });
    if (signals.some((signal) => signal.aborted)) stop();
  });
}

/** Takes one token; the milliseconds until the next one comes when there is none. */
async function takeToken(deps: Deps, ask: { readonly appId: string; readonly limit: RateLimit }): Promise<number> {
  return await deps.database.transaction(async (trx) => {
    const bucket = await lockBucket(trx, ask.appId);
    const taken = takeFromBucket(bucket, ask.limit, {
      // Nothing is kept in hand, so that nobody has to be told apart.
      holder: "",
      nowMs: deps.clock.now(),
      needed: 1,
      spare: 0,
      inHand: 0,
      holdMs: 0,
    });
    if (taken.needed === 0) return Math.ceil(taken.retryAfterMs);
    await sql`update app_pace set bucket = ${JSON.stringify(taken.bucket)}::jsonb where app_id = ${ask.appId}`.execute(
      trx,
    );
    return 0;
  });
}

async function lockBucket(trx: Trx, appId: string): Promise<Bucket | undefined> {
  const find = sql<{ bucket: Bucket | null }>`select bucket from app_pace where app_id = ${appId} for update`;
  let [row] = (await find.execute(trx)).rows;
  if (row === undefined) {
    await sql`insert into app_pace (app_id) values (${appId}) on conflict do nothing`.execute(trx);
    [row] = (await find.execute(trx)).rows;
  }
  return row?.bucket ?? undefined;
}
