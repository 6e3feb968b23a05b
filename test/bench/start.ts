/**
 * Start time and memory at rest, against the numbers of DESIGN §8: `node test/bench/start.ts [--check]` after a build. Starts the built program
 * without the sample on a temporary data directory, once cold and then warm, and reads memory from /proc (Linux).
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { flagsOfStart } from "./measure/processes.ts";

const MAIN = fileURLToPath(new URL("../../apps/cli/dist/main.js", import.meta.url));
const WARM_STARTS = 5;
/** Memory is read after the start's own garbage had time to go. */
const REST_MS = 5_000;
const TARGETS = { warmMs: 3_000, nodeMb: 250, databaseMb: 150 };

interface Started {
  readonly child: ChildProcess;
  readonly readyMs: number;
}

const home = mkdtempSync(join(tmpdir(), "lockstep-bench-"));
try {
  const cold = await start();
  await stop(cold.child);
  const warm: number[] = [];
  let memory = { nodeMb: 0, databaseMb: 0 };
  for (let round = 1; round <= WARM_STARTS; round += 1) {
    const started = await start();
    warm.push(started.readyMs);
    if (round === WARM_STARTS) {
      await delay(REST_MS);
      memory = readMemory(started.child.pid ?? 0);
    }
    await stop(started.child);
  }
  report(cold.readyMs, median(warm), memory);
} finally {
  rmSync(home, { recursive: true, force: true });
}

function report(
  coldMs: number,
  warmMs: number,
  memory: { readonly nodeMb: number; readonly databaseMb: number },
): void {
  const rows = [
    { what: `start, warm, median of ${WARM_STARTS}`, value: warmMs, unit: "ms", target: TARGETS.warmMs },
    { what: "resident set of the Node process", value: memory.nodeMb, unit: "MB", target: TARGETS.nodeMb },
    { what: "database, all processes (PSS)", value: memory.databaseMb, unit: "MB", target: TARGETS.databaseMb },
  ];
  console.log(`start, cold (empty data directory): ${Math.round(coldMs)} ms`);
  for (const row of rows) {
    const verdict = row.value <= row.target ? "holds" : "MISSED";
    console.log(`${row.what}: ${Math.round(row.value)} ${row.unit} (target ${row.target} ${row.unit}: ${verdict})`);
  }
  if (process.argv.includes("--check") && rows.some((row) => row.value > row.target)) process.exitCode = 1;
}

/** From the spawn of node to the line `ready`. */
async function start(): Promise<Started> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...flagsOfStart(), MAIN, "start"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      PATH: process.env.PATH ?? "",
      LOCKSTEP_HOME: home,
      LOCKSTEP_SAMPLE: "off",
      LOCKSTEP_DIRECTORY_PORT: "0",
      LOCKSTEP_SERVICE_PORT: "0",
    },
  });
  await new Promise<void>((resolve, reject) => {
    let written = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      written += chunk.toString();
      if (/^ready$/m.test(written)) resolve();
    });
    child.once("exit", (code) => reject(new Error(`The program ended with ${code} before it was ready:\n${written}`)));
  });
  return { child, readyMs: performance.now() - startedAt };
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await exited;
}

/** Resident set of one process, and the proportional set of the server below it with all its processes. */
function readMemory(pid: number): { nodeMb: number; databaseMb: number } {
  const server = childrenOf(pid).find((child) => commandOf(child).includes("postgres"));
  const servers = server === undefined ? [] : [server, ...childrenOf(server)];
  return {
    nodeMb: kilobytes(pid, "Rss") / 1024,
    databaseMb: servers.reduce((sum, process) => sum + kilobytes(process, "Pss"), 0) / 1024,
  };
}

function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => parentOf(candidate) === pid);
}

function parentOf(pid: number): number | undefined {
  const stat = readOr(`/proc/${pid}/stat`);
  return stat === "" ? undefined : Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}

function commandOf(pid: number): string {
  return readOr(`/proc/${pid}/cmdline`);
}

function kilobytes(pid: number, name: "Rss" | "Pss"): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(readOr(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
}

function readOr(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
