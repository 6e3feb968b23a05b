import type { Logger } from "@lockstep/ports";

/** What has been opened, to be closed in the opposite order. */
export interface Closers {
  add(name: string, close: () => Promise<void> | void): void;
  /** Closes everything; a part that fails is logged and does not stop the others. May be called more than once. */
  closeAll(logger: Logger): Promise<void>;
}

/** An empty list. */
export function createClosers(): Closers {
  const open: { readonly name: string; readonly close: () => Promise<void> | void }[] = [];
  return {
    add: (name, close) => {
      open.push({ name, close });
    },
    closeAll: async (logger) => {
      for (let item = open.pop(); item !== undefined; item = open.pop()) {
        const startedAt = performance.now();
        try {
          await item.close();
          logger.debug({ part: item.name, durationMs: Math.round(performance.now() - startedAt) }, "Stopped");
        } catch (error) {
          logger.error({ part: item.name, error: String(error) }, "A part did not stop cleanly");
        }
      }
    },
  };
}
