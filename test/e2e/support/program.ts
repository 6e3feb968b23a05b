/** The built program as a child process: what `npm start` executes, with its own data directory and ports. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const MAIN = join(ROOT, "apps/cli/dist/main.js");
const READY_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 30_000;

/** `first-run.json` (DESIGN §4). */
export interface FirstRun {
  readonly service: {
    readonly baseUrl: string;
    readonly scimBaseUrl: string;
    readonly owner: { readonly email: string; readonly password: string };
    readonly provisioning: { readonly username: string; readonly password: string } | null;
    readonly apiKey: string | null;
  };
  readonly directory: {
    readonly baseUrl: string;
    readonly admin: { readonly login: string; readonly password: string };
    readonly apiToken: string | null;
    readonly appId: string | null;
  };
}

export interface ProgramOptions {
  /** Data directory; a fresh temporary one when left out. */
  readonly home?: string;
  readonly sample?: boolean;
  /** Which part of it; default everything in one process. */
  readonly command?: "start" | "directory" | "service" | "worker";
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: { readonly directory: number; readonly service: number };
}

export interface Program {
  readonly home: string;
  readonly ports: { readonly directory: number; readonly service: number };
  readonly child: ChildProcess;
  /** Everything that the program wrote so far, standard output and error together. */
  output(): string;
  /** Resolves when the line `ready` was written; rejects with the output when the program ends before. */
  readonly ready: Promise<void>;
  /** Exit code and signal, once it ended. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  firstRun(): Promise<FirstRun>;
  /** SIGTERM, and waits for the end. */
  stop(): Promise<void>;
  /** SIGKILL to the whole process group: nothing of it does anything more. */
  killGroup(): Promise<void>;
}

/** A port that nothing listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

/** A fresh temporary data directory, and how to remove it. */
export async function createHome(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "lockstep-e2e-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Starts the program in a process group of its own. */
export async function startProgram(options: ProgramOptions = {}): Promise<Program> {
  const home = options.home ?? (await createHome()).path;
  const ports = options.ports ?? { directory: await freePort(), service: await freePort() };
  const child = spawn(process.execPath, [MAIN, options.command ?? "start"], {
    cwd: ROOT,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: process.env["HOME"] ?? "",
      LOCKSTEP_HOME: home,
      LOCKSTEP_DIRECTORY_PORT: String(ports.directory),
      LOCKSTEP_SERVICE_PORT: String(ports.service),
      LOCKSTEP_SAMPLE: options.sample === true ? "on" : "off",
      ...options.environment,
    },
  });
  return watch(child, home, ports);
}

function watch(child: ChildProcess, home: string, ports: Program["ports"]): Program {
  let written = "";
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  const ready = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready in time:\n${written}`)), READY_TIMEOUT_MS);
    const take = (chunk: Buffer) => {
      written += chunk.toString("utf8");
      if (/^ready$/m.test(written)) {
        clearTimeout(timer);
        resolve();
      }
    };
    child.stdout?.on("data", take);
    child.stderr?.on("data", take);
    void exited.then(({ code, signal }) => {
      clearTimeout(timer);
      reject(new Error(`ended with ${code ?? signal} before it was ready:\n${written}`));
    });
  });
  ready.catch(() => undefined);
  return {
    home,
    ports,
    child,
    output: () => written,
    ready,
    exited,
    firstRun: async () => JSON.parse(await readFile(join(home, "first-run.json"), "utf8")) as FirstRun,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(timer);
    },
    async killGroup() {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      await exited;
    },
  };
}
