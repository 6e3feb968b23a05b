/** A lane: work that is done one piece after the other, woken from outside, asleep while there is none. */
import type { Logger, Timers } from "@lockstep/ports";

/** A running or stopped lane. */
export interface Lane {
  wake(): void;
  /** Takes nothing new and waits for what runs; the work's signal fires. */
  stop(): Promise<void>;
}

/** A lease that another worker let expire is found by this look at the latest. */
const SLEEP_MAX_MS = 30_000;
const SLEEP_AFTER_FAULT_MS = 2_000;

/** Starts a lane. `work` does one piece; false = there was none. What it throws is logged and tried again later. */
export function startLane(
  options: { readonly name: string; readonly logger: Logger; readonly timers: Timers },
  work: (signal: AbortSignal) => Promise<boolean>,
): Lane {
  const stopping = new AbortController();
  let isAsked = true;
  let asleep: PromiseWithResolvers<void> | undefined;

  const sleep = async (ms: number) => {
    asleep = Promise.withResolvers();
    const callOff = options.timers.after(ms, asleep.resolve);
    await asleep.promise;
    callOff();
    asleep = undefined;
  };
  const run = async () => {
    while (!stopping.signal.aborted) {
      isAsked = false;
      let sleepMs = SLEEP_MAX_MS;
      try {
        if (await work(stopping.signal)) continue;
      } catch (error) {
        const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
        options.logger.error({ lane: options.name, error: words }, "A piece of background work failed");
        sleepMs = SLEEP_AFTER_FAULT_MS;
      }
      if (!isAsked && !stopping.signal.aborted) await sleep(sleepMs);
    }
  };
  const done = run();
  return {
    wake() {
      isAsked = true;
      asleep?.resolve();
    },
    async stop() {
      stopping.abort();
      asleep?.resolve();
      await done;
    },
  };
}
