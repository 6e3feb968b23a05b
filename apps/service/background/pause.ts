/** A wait that ends by time or by being woken, whichever comes first. */
import type { Timers } from "./timers.ts";

/** Something that can be waited for and woken; a wake-up that comes while nobody waits ends the next wait at once. */
export interface Pause {
  wake(): void;
  /** Resolves when woken, after `delayMs`, or when `until` settles. */
  wait(delayMs: number, until?: Promise<unknown>): Promise<void>;
}

/** Makes a pause. */
export function createPause(timers: Timers): Pause {
  let isWoken = false;
  let end: (() => void) | undefined;
  return {
    wake: () => {
      if (end === undefined) isWoken = true;
      else end();
    },
    wait: (delayMs, until) =>
      new Promise<void>((resolve) => {
        if (isWoken) {
          isWoken = false;
          resolve();
          return;
        }
        const finish = () => {
          if (end === finish) end = undefined;
          cancel();
          resolve();
        };
        const cancel = timers.after(delayMs, finish);
        end = finish;
        void until?.then(finish, finish);
      }),
  };
}
