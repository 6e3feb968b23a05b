/**
 * Background work of the service: each job runs again and again, woken or when its time has come. What goes wrong with a job is
 * logged and tried again with growing delays; it never stops the others. Nothing runs before `start`, and `stop` drains.
 */

import { type BackoffPolicy, backoffDelayMs } from "@lockstep/pace";
import type { Logger, Random } from "@lockstep/ports";
import { createPause, type Pause } from "./pause.ts";
import type { Timers } from "./timers.ts";

/** What a job is told while it runs. */
export interface Turn {
  /** Aborted when the service stops: take nothing new, finish what runs. */
  readonly stopping: AbortSignal;
  /** Waits for a wake-up, the time, the end of the service, or `until`. */
  pause(delayMs: number, until?: Promise<unknown>): Promise<void>;
}

/** One kind of background work. */
export interface Job {
  readonly name: string;
  /** Does what is due and returns after how many milliseconds to look again; a wake-up comes earlier. */
  run(turn: Turn): Promise<number>;
  /** Calls `wake` whenever there may be something to do. Resolves to a function that ends it. */
  listen?(wake: () => void): Promise<() => void>;
}

export interface RunnerOptions {
  readonly jobs: readonly Job[];
  readonly timers: Timers;
  readonly random: Random;
  readonly logger: Logger;
}

/** Jobs that run beside the requests. */
export interface Runner {
  /** Starts each job; does nothing when they run already. */
  start(): Promise<void>;
  /** Takes nothing new, lets what runs finish, and returns. */
  stop(): Promise<void>;
}

const AFTER_FAULT: BackoffPolicy = { firstDelayMs: 1_000, delayMaxMs: 60_000, jitter: 0.5 };
/** A job is looked at again so often at the latest, and not more often than this when nothing wakes it. */
const IDLE_MS_MAX = 3_600_000;
const IDLE_MS_MIN = 10;

interface Running {
  readonly pause: Pause;
  readonly done: Promise<void>;
  readonly stopListening: (() => void) | undefined;
}

/** Makes a runner of `jobs`. */
export function createRunner(options: RunnerOptions): Runner {
  let stopping = new AbortController();
  let starting: Promise<readonly Running[]> | undefined;
  return {
    start: async () => {
      if (starting === undefined) {
        stopping = new AbortController();
        const { signal } = stopping;
        starting = Promise.all(options.jobs.map((job) => startJob(options, job, signal)));
      }
      await starting;
    },
    stop: async () => {
      const running = await starting;
      starting = undefined;
      stopping.abort();
      for (const { pause, stopListening } of running ?? []) {
        stopListening?.();
        pause.wake();
      }
      await Promise.all((running ?? []).map(({ done }) => done));
    },
  };
}

async function startJob(options: RunnerOptions, job: Job, stopping: AbortSignal): Promise<Running> {
  const pause = createPause(options.timers);
  const stopListening = await job.listen?.(() => pause.wake());
  return { pause, done: repeat(options, { job, pause, stopping }), stopListening };
}

async function repeat(
  { logger, random }: RunnerOptions,
  { job, pause, stopping }: { readonly job: Job; readonly pause: Pause; readonly stopping: AbortSignal },
): Promise<void> {
  const turn: Turn = { stopping, pause: (delayMs, until) => pause.wait(stopping.aborted ? 0 : delayMs, until) };
  let faults = 0;
  while (!stopping.aborted) {
    let idleMs: number;
    try {
      idleMs = await job.run(turn);
      faults = 0;
    } catch (error) {
      faults += 1;
      idleMs = backoffDelayMs(AFTER_FAULT, faults, (random.bytes(1)[0] ?? 0) / 256);
      logger.error({ job: job.name, faults, error }, "Background work failed; it is tried again");
    }
    if (!stopping.aborted) await pause.wait(Math.min(Math.max(idleMs, IDLE_MS_MIN), IDLE_MS_MAX));
  }
}
