/**
 * Work that comes in a stream leaves every so often, together. Perf: people are leased ahead, so nobody waits for a record to be stored; each
 * transaction costs six statements and a commit, whether it stores one result or twenty (docs/adr/0037).
 */
import type { Timers } from "@lockstep/ports";
import type { Together } from "./together.ts";

/** As `work`: the first item of a group leaves at once, and what follows within `gatherMs` leaves when they are over. */
export function gathered<Item, Result>(
  work: Together<Item, Result>,
  { timers, gatherMs }: { readonly timers: Pick<Timers, "after">; readonly gatherMs: number },
): Together<Item, Result> {
  const held = new Map<string, (() => void)[]>();
  const hold = (group: string) => {
    held.set(group, []);
    timers.after(gatherMs, () => {
      const waiting = held.get(group) ?? [];
      if (waiting.length === 0) held.delete(group);
      else hold(group);
      for (const go of waiting) go();
    });
  };
  return async (group, item) => {
    const waiting = held.get(group);
    if (waiting === undefined) hold(group);
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return await work(group, item);
  };
}
