/** What happened, a line per event, for people: the same seed gives the same lines, byte for byte. */
import type { Clock } from "@lockstep/ports";

/** Takes lines; a text is made only when somebody reads it. */
export interface Trace {
  tell(who: string, what: () => string): void;
  lines(): readonly string[];
}

/** A trace that keeps its lines. */
export function keepTrace(clock: Clock, startAt: number): Trace {
  const lines: string[] = [];
  return {
    tell: (who, what) => {
      const seconds = ((clock.now() - startAt) / 1000).toFixed(3);
      lines.push(`${seconds.padStart(9)} ${who.padEnd(9)} ${what()}`);
    },
    lines: () => lines,
  };
}

/** A trace that keeps nothing. */
export const NO_TRACE: Trace = { tell: () => undefined, lines: () => [] };
