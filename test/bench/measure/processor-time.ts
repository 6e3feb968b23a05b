/** Processor time of a process and everything below it, from /proc (Linux): what a request costs, whatever else runs on the machine. */
import { readdirSync, readFileSync } from "node:fs";

/** Linux counts in hundredths of a second for every program. */
const TICK_MS = 10;

/** Milliseconds of processor time so far, children that have ended included, so that it never falls. */
export function processorMs(pid: number): number {
  const own = statOf(pid);
  if (own === undefined) return 0;
  return own.ms + childrenOf(pid).reduce((sum, child) => sum + processorMs(child), 0);
}

function childrenOf(pid: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => statOf(candidate)?.parent === pid);
}

function statOf(pid: number): { readonly parent: number; readonly ms: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name may hold blanks and parentheses; what follows the last one are the fields from the third on.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [user = 0, system = 0, userOfEnded = 0, systemOfEnded = 0] = fields.slice(11, 15).map(Number);
    return { parent: Number(fields[1]), ms: (user + system + userOfEnded + systemOfEnded) * TICK_MS };
  } catch {
    return undefined;
  }
}
