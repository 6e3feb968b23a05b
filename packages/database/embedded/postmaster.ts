import { readFileSync, realpathSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { commandLine, isAlive, workingDirectory } from "./process-facts.ts";

/** A server process, as its file postmaster.pid tells. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly isReady: boolean;
}

const POLL_MS = 15;

/** What postmaster.pid says (PostgreSQL: pid, data directory, start time, port, socket folder, address, memory key, status), or undefined. */
export function readPostmaster(cluster: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), isReady: lines[7]?.trim() === "ready" };
}

/** The living server of exactly this cluster, or undefined. A pid file whose process is gone, or is another program by now, is removed. */
export function findRunningPostmaster(cluster: string): Postmaster | undefined {
  const postmaster = readPostmaster(cluster);
  if (postmaster !== undefined && isAlive(postmaster.pid) && isServerOf(postmaster.pid, cluster)) return postmaster;
  rmSync(join(cluster, "postmaster.pid"), { force: true });
  return undefined;
}

/** Stops a server: first letting transactions roll back, then at once, then by force; each with a bound. Returns when it is gone. */
export async function stopPostmaster(pid: number, patienceMs = 20_000): Promise<void> {
  const steps: readonly [NodeJS.Signals, number][] = [
    ["SIGINT", patienceMs],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ];
  for (const [signal, boundMs] of steps) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    if (await isGoneWithin(pid, boundMs)) return;
  }
}

/** Whether the process is gone within the bound. */
export async function isGoneWithin(pid: number, boundMs: number): Promise<boolean> {
  const end = performance.now() + boundMs;
  while (isAlive(pid)) {
    if (performance.now() > end) return false;
    await delay(POLL_MS);
  }
  return true;
}

function isServerOf(pid: number, cluster: string): boolean {
  const [program, ...parameters] = commandLine(pid);
  if (program === undefined || !/^postgres/.test(basename(program))) return false;
  const real = realpathOf(cluster);
  const named = parameters.some((parameter) => parameter === cluster || realpathOf(parameter) === real);
  return named || realpathOf(workingDirectory(pid)) === real;
}

function realpathOf(path: string): string {
  try {
    return path.startsWith("/") || /^[A-Za-z]:/.test(path) ? realpathSync(path) : path;
  } catch {
    return path;
  }
}
