/** The program as a process of its own, from its sources. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

/** A running process. */
export interface ProgramProcess {
  readonly child: ChildProcess;
  /** Resolves when it says `ready`; rejects with what it said when it ends before. */
  readonly ready: Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** What it said so far on standard output and standard error. */
  said(): { readonly out: string; readonly error: string };
}

/** Starts `lockstep <command>` with these variables and no others. */
export function startProgram(command: string, environment: Readonly<Record<string, string>>): ProgramProcess {
  const child = spawn(process.execPath, ["--conditions=source", "--no-warnings", MAIN, command], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] ?? "", LOCKSTEP_DIRECTORY_PORT: "0", LOCKSTEP_SERVICE_PORT: "0", ...environment },
  });
  let [out, error] = ["", ""];
  const ready = Promise.withResolvers<void>();
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString("utf8");
    if (/^ready$/m.test(out)) ready.resolve();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    error += chunk.toString("utf8");
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once("close", (code, signal) => {
      ready.reject(new Error(`lockstep ${command} ended (${code ?? signal}): ${out}${error}`));
      resolve({ code, signal });
    });
  });
  ready.promise.catch(() => undefined);
  return { child, ready: ready.promise, ended, said: () => ({ out, error }) };
}
