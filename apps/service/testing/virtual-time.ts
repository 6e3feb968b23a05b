/** Time that moves when told to: a clock and the timers that follow it. */
import type { Clock } from "@lockstep/ports";
import type { Timers } from "../background/timers.ts";

export interface VirtualTime {
  readonly clock: Clock & { advance(milliseconds: number): void };
  readonly timers: Timers;
  /** Timers due in more than `beyondMs` that have neither ended nor been called off. */
  readonly pending: (beyondMs?: number) => number;
}

/** Time that stands still until `clock.advance`, which lets each timer that falls due run at its moment, in order. */
export function createVirtualTime(start = Date.parse("2026-03-02T08:00:00Z")): VirtualTime {
  let now = start;
  const started = new Set<{ readonly at: number; readonly run: () => void }>();
  const nextUntil = (end: number) =>
    [...started].filter(({ at }) => at <= end).sort((left, right) => left.at - right.at)[0];
  return {
    clock: {
      now: () => now,
      advance: (milliseconds) => {
        const end = now + milliseconds;
        for (let next = nextUntil(end); next !== undefined; next = nextUntil(end)) {
          started.delete(next);
          now = Math.max(now, next.at);
          next.run();
        }
        now = end;
      },
    },
    timers: {
      after: (delayMs, run) => {
        const timer = { at: now + delayMs, run };
        started.add(timer);
        return () => started.delete(timer);
      },
    },
    pending: (beyondMs = 0) => [...started].filter(({ at }) => at > now + beyondMs).length,
  };
}
