import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "@lockstep/ports";
import { stopPostmaster } from "./postmaster.ts";
import { isAlive } from "./process-facts.ts";
import { type LaunchOptions, launchServer, type RunningServer } from "./server.ts";

export interface SuperviseOptions {
  /** How to start the server again, on the same port: the pools know no other. */
  readonly launch: LaunchOptions;
  readonly logger: Logger;
  readonly onLost?: ((error: unknown) => void) | undefined;
}

const WATCH_MS = 1_000;
const RESTARTS_MAX = 5;
const RESTART_WINDOW_MS = 60_000;

/** Starts the server again when it dies unexpectedly, up to five times a minute; then `onLost` is told. */
export function supervise(
  first: RunningServer,
  options: SuperviseOptions,
): { readonly pid: () => number; readonly stop: () => Promise<void> } {
  let server = first;
  const stopping = new AbortController();
  const restarts: number[] = [];
  const watching = watch();

  async function watch(): Promise<void> {
    for (;;) {
      await (server.exited ?? goneOrphan(server.pid, stopping.signal));
      if (stopping.signal.aborted) return;
      const now = performance.now();
      while ((restarts[0] ?? now) < now - RESTART_WINDOW_MS) restarts.shift();
      restarts.push(now);
      options.logger.error(
        { pid: server.pid, restarts: restarts.length },
        "The database server died; it is started again",
      );
      try {
        if (restarts.length > RESTARTS_MAX) throw new Error("The database server died too often");
        server = await launchServer(options.launch);
      } catch (error) {
        if (!stopping.signal.aborted) options.onLost?.(error);
        return;
      }
      if (stopping.signal.aborted) return stopPostmaster(server.pid);
    }
  }

  return {
    pid: () => server.pid,
    stop: async () => {
      stopping.abort();
      await stopPostmaster(server.pid);
      await watching;
    },
  };
}

/** Resolves when a process that is not our child is gone, or when nobody wants to know any more. Does not keep the program alive. */
async function goneOrphan(pid: number, signal: AbortSignal): Promise<void> {
  while (isAlive(pid) && !signal.aborted) {
    await delay(WATCH_MS, undefined, { ref: false, signal }).catch(() => undefined);
  }
}
