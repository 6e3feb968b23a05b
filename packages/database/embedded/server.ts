import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { StartupError } from "../types.ts";
import type { Place } from "./place.ts";
import { readPostmaster } from "./postmaster.ts";
import { serverArguments } from "./settings.ts";

/** A server process that accepts connections. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** Resolves when the process is gone. Undefined when it is not our child. */
  readonly exited: Promise<void> | undefined;
}

export interface LaunchOptions {
  readonly place: Place;
  readonly logFile: string;
  readonly settings?: Readonly<Record<string, string>> | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
  /** The port of the server before, when clients know it; otherwise a free one is taken. */
  readonly port?: number | undefined;
}

const ATTEMPTS_MAX = 40;
const RETRY_DELAY_MS = 250;
const READY_POLL_MS = 10;
/** Recovery after a crash may take long; we wait as long as the server lives and says so, up to this. */
const READY_MAX_MS = 15 * 60_000;
const RECOVERY_TOLD_AFTER_MS = 2_000;
const LOG_SIZE_MAX = 10_000_000;
const LOG_TAIL = 16_384;

/** Starts the server in a process group of its own and resolves when it accepts connections. Throws StartupError with one helpful sentence. */
export async function launchServer(options: LaunchOptions): Promise<RunningServer> {
  rotateLog(options.logFile);
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const started = await tryLaunch(options, port);
    if (typeof started !== "string") return started;
    if (attempt >= ATTEMPTS_MAX || !isPassing(started)) throw launchError(started, options);
    await delay(RETRY_DELAY_MS);
  }
}

/** The running server, or the log's words when it ended before it was ready. */
async function tryLaunch(options: LaunchOptions, port: number): Promise<RunningServer | string> {
  const { place } = options;
  const log = openSync(options.logFile, "a", 0o600);
  const offset = fstatSync(log).size;
  let child: ChildProcess;
  try {
    child = spawn(place.binaries.postgres, serverArguments(place.cluster, port, options.settings), {
      cwd: "/",
      // Its own session and group: a signal to the program's whole group (Ctrl-C, kill -9) does not reach it.
      detached: true,
      stdio: ["ignore", log, log],
      env: { PATH: process.env.PATH ?? "", LC_ALL: "C", TZ: "UTC" },
      ...(place.identity === undefined ? {} : { uid: place.identity.uid, gid: place.identity.gid }),
    });
  } finally {
    closeSync(log);
  }
  const exited = exitOf(child);
  child.unref();
  let hasEnded = false;
  const ended = exited.then((fault) => {
    hasEnded = true;
    return fault;
  });
  const startedAt = performance.now();
  let wasTold = false;
  while (!hasEnded && performance.now() - startedAt < READY_MAX_MS) {
    const postmaster = readPostmaster(place.cluster);
    if (postmaster?.pid === child.pid && postmaster?.isReady) {
      return { pid: postmaster.pid, port, exited: exited.then(() => undefined) };
    }
    if (!wasTold && performance.now() - startedAt > RECOVERY_TOLD_AFTER_MS) {
      options.onProgress?.("The database recovers what was under way when it was cut off …");
      wasTold = true;
    }
    await Promise.race([delay(READY_POLL_MS), ended]);
  }
  if (!hasEnded) child.kill("SIGQUIT");
  const fault = await ended;
  return fault?.message ?? tailOf(options.logFile, offset);
}

function exitOf(child: ChildProcess): Promise<Error | undefined> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error));
    child.once("exit", () => resolve(undefined));
  });
}

/** Faults that go away by themselves: a port just taken, or processes of a killed server that have not noticed yet. */
function isPassing(log: string): boolean {
  return /could not bind|Address already in use|pre-existing shared memory|lock file "postmaster\.pid"|starting up|terminate any old server/.test(
    log,
  );
}

function launchError(log: string, options: LaunchOptions): StartupError {
  const line =
    log.split("\n").find((text) => /FATAL|PANIC|ERROR/.test(text)) ?? log.split("\n").find((text) => text !== "") ?? "";
  const reason = line.replace(/^.*?(FATAL|PANIC|ERROR):\s*/, "").trim() || "no reason given";
  const { cluster } = options.place;
  if (/No space left on device/.test(log)) {
    return new StartupError(
      `The embedded database cannot start because the disk of ${cluster} is full: make room and start again.`,
    );
  }
  if (/Cannot allocate memory|could not map anonymous shared memory/.test(log)) {
    return new StartupError(
      "The embedded database cannot start because the machine has too little free memory: close other programs.",
    );
  }
  if (/Permission denied|EACCES|EPERM/.test(log)) {
    return new StartupError(
      `The embedded database may not use ${cluster} (${reason}): start as the user that owns it, or set LOCKSTEP_HOME to another folder.`,
    );
  }
  return new StartupError(`The embedded database does not start (${reason}): its log is ${options.logFile}.`);
}

function tailOf(path: string, offset: number): string {
  const handle = openSync(path, "r");
  try {
    const size = fstatSync(handle).size;
    const from = Math.max(offset, size - LOG_TAIL);
    const buffer = Buffer.alloc(Math.max(0, size - from));
    readSync(handle, buffer, 0, buffer.length, from);
    return buffer.toString("utf8");
  } finally {
    closeSync(handle);
  }
}

function rotateLog(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_SIZE_MAX) renameSync(path, `${path}.1`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
