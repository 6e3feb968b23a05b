/** Where passports are made: runs measurings in this process, ends them on request, and clears up after those whose process died. */
import type { AppId } from "@lockstep/ports";
import { createTraceparent } from "@lockstep/ports";
import { type MeasureProgress, measurePassport } from "@lockstep/scim-client";
import type { Deps } from "../../deps.ts";
import { type Act, eventOf } from "../../domain/act.ts";
import { engineSettings } from "../../domain/app-engine.ts";
import { type AppRow, appTarget, requireApp } from "../../domain/apps.ts";
import { invalidField } from "../../domain/error.ts";
import { createId } from "../../domain/ids.ts";
import { writeEvent } from "../../domain/system-log.ts";
import { openClient } from "../open-client.ts";
import { RunStopped } from "../pace-requests.ts";
import { toTargetOf } from "./app-target.ts";
import {
  askForEnd,
  createJournal,
  endDeadRuns,
  endRun,
  extendRun,
  insertRun,
  loadTraces,
  noteProgress,
  type PassportEnd,
} from "./passport-rows.ts";
import { removeAllTraces, removeTraces } from "./remove-traces.ts";

/** A measuring that has begun. */
export interface BegunMeasuring {
  readonly runId: string;
  /** Resolves when it has ended and cleaned up, however it ended. */
  readonly ended: Promise<void>;
}

export interface MeasureRequest {
  readonly appId: AppId;
  /** Members of one PATCH are tried up to this many. */
  readonly membersMax: number;
  readonly onProgress?: (progress: MeasureProgress) => void;
}

/** The office of one process. */
export interface PassportOffice {
  /** Clears up after dead processes, now and again from time to time. */
  open(): void;
  /** Ends what is being measured here, cleans up, and returns. */
  close(): Promise<void>;
  /** Begins to measure an app. E0000001 without a connection, E0000195 while it is being measured. */
  begin(act: Act, request: MeasureRequest): Promise<BegunMeasuring>;
  /** Asks for the end of an app's measuring, in whatever process it runs; false when there is none. */
  cancel(appId: AppId): Promise<boolean>;
}

const LEASE_MS = 60_000;
const HEARTBEAT_MS = 2_000;
const SWEEP_MS = 60_000;

/** Opens an office. It does nothing before it is asked to. */
export function createPassportOffice(deps: Deps): PassportOffice {
  const running = new Map<AppId, { readonly abort: AbortController; readonly ended: Promise<void> }>();
  let sweeping: Promise<void> = Promise.resolve();
  let stopSweeping: (() => void) | undefined;
  const sweep = () => {
    sweeping = sweeping.then(() => clearUp(deps));
  };
  return {
    open() {
      if (stopSweeping !== undefined) return;
      stopSweeping = deps.timers.every(SWEEP_MS, sweep);
      sweep();
    },
    async close() {
      stopSweeping?.();
      stopSweeping = undefined;
      for (const { abort } of running.values()) abort.abort();
      await Promise.all([...running.values()].map(({ ended }) => ended));
      await sweeping;
    },
    async begin(act, request) {
      const app = await requireApp(deps.database.kysely, request.appId);
      await endDeadRuns(deps.database.kysely, new Date(deps.clock.now()));
      const runId = await beginRun(act, app);
      const abort = new AbortController();
      const ended = measure(act, app, { runId, request, abort }).finally(() => running.delete(app.id));
      running.set(app.id, { abort, ended });
      return { runId, ended };
    },
    async cancel(appId) {
      const isAsked = await askForEnd(deps.database.kysely, appId);
      running.get(appId)?.abort.abort();
      return isAsked;
    },
  };
}

async function clearUp(deps: Deps): Promise<void> {
  try {
    await endDeadRuns(deps.database.kysely, new Date(deps.clock.now()));
    await removeAllTraces(deps);
  } catch (error) {
    // The database is away, for instance: the next sweep finds the same.
    deps.logger.warn({ error: String(error) }, "Measurings that died could not be cleared up");
  }
}

async function beginRun(act: Act, app: AppRow): Promise<string> {
  const opened = openClient(act, toTargetOf(app));
  if (!opened.ok) throw invalidField("connection", opened.message);
  const now = act.clock.now();
  const id = createId(act.random, "passportRun");
  await insertRun(act.database.kysely, {
    id,
    app_id: app.id,
    base_url: opened.baseUrl,
    started_by: act.actor.displayName,
    created_at: new Date(now),
    lease_expires_at: new Date(now + LEASE_MS),
  });
  return id;
}

interface Measuring {
  readonly runId: string;
  readonly request: MeasureRequest;
  readonly abort: AbortController;
}

/** Measures, cleans up, and stores how it ended. Never rejects. */
async function measure(act: Act, app: AppRow, measuring: Measuring): Promise<void> {
  const { runId, abort } = measuring;
  const db = act.database.kysely;
  const endHeartbeat = act.timers.every(HEARTBEAT_MS, () => void beat(act, runId, abort));
  try {
    const end = await takePassport(act, app, measuring);
    const leftovers = await removeTraces(act, app.id, await loadTraces(db, { runId }));
    const left = leftovers.length === 0 ? "" : ` ${leftovers.length} test resources are left: ${leftovers[0]?.reason}`;
    await finish(act, app, {
      runId,
      end: { ...end, error: end.error === null && left === "" ? null : `${end.error ?? ""}${left}`.trim() },
    });
  } catch (error) {
    act.logger.error({ appId: app.id, error: String(error) }, "A passport could not be measured");
    const failed = { state: "FAILED", passport: null, error: "The directory failed; see its log." } as const;
    await finish(act, app, { runId, end: failed }).catch(() => undefined);
  } finally {
    endHeartbeat();
  }
}

async function beat(deps: Deps, runId: string, abort: AbortController): Promise<void> {
  try {
    const held = await extendRun(deps.database.kysely, runId, new Date(deps.clock.now() + LEASE_MS));
    if (held !== "held") abort.abort();
  } catch (error) {
    deps.logger.warn({ runId, error: String(error) }, "The lease of a measuring could not be extended");
  }
}

async function takePassport(act: Act, app: AppRow, { runId, request, abort }: Measuring): Promise<PassportEnd> {
  // What only waits for its turn ends with a cancellation.
  const rate = engineSettings(app).rate ?? undefined;
  const opened = openClient({ ...act, stopping: abort.signal }, { ...toTargetOf(app), rate });
  if (!opened.ok) return { state: "FAILED", passport: null, error: opened.message };
  const measured = await measurePassport({
    client: opened.client,
    journal: createJournal(act.database.kysely, { id: runId, appId: app.id, now: () => new Date(act.clock.now()) }),
    clock: act.clock,
    timers: act.timers,
    random: act.random,
    signal: abort.signal,
    traceId: createTraceparent(act.random).traceId,
    membersMax: request.membersMax,
    onProgress: async (progress) => {
      await noteProgress(act.database.kysely, runId, progress);
      request.onProgress?.(progress);
    },
  }).catch((error: unknown) => {
    if (!(error instanceof RunStopped)) throw error;
    return { ok: false, isCancelled: true, reason: "The measuring was cancelled." } as const;
  });
  if (measured.ok) return { state: "DONE", passport: measured.passport, error: null };
  return { state: measured.isCancelled ? "CANCELLED" : "FAILED", passport: null, error: measured.reason };
}

async function finish(
  act: Act,
  app: AppRow,
  { runId, end }: { readonly runId: string; readonly end: PassportEnd },
): Promise<void> {
  await act.database.transaction(async (trx) => {
    await endRun(trx, runId, { ...end, now: new Date(act.clock.now()) });
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "application.provision.integration.measure",
        displayMessage: "Measure what application's SCIM interface does",
        severity: end.state === "DONE" ? "INFO" : "WARN",
        outcome: { result: end.state === "DONE" ? "SUCCESS" : "FAILURE", reason: end.error ?? undefined },
        targets: [appTarget(app)],
        debug: { runId, state: end.state },
      }),
    );
  });
}
