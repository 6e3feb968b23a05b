/** Processes of the benches: started with a line of JSON that they print, stopped by SIGTERM. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A running process, and what it told when it was ready. */
export interface BenchProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly told: Readonly<Record<string, unknown>>;
}

/** Starts `test/bench/<file>` and waits for its line. Rejects when it ends before. */
export async function startProcess(
  file: string,
  args: readonly string[],
  flags: readonly string[] = [],
): Promise<BenchProcess> {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const child = spawn(process.execPath, ["--conditions=source", ...flags, path, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const line = await new Promise<string>((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("\n")) resolve(output);
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${file} ended with ${code} before it was ready`)));
  });
  return { child, pid: child.pid ?? 0, told: JSON.parse(line) as Readonly<Record<string, unknown>> };
}

/** What `npm start` tells Node itself. */
export function flagsOfStart(): readonly string[] {
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  const { scripts } = JSON.parse(text) as { readonly scripts: { readonly start: string } };
  return scripts.start.match(/(?<= )--\S+/g) ?? [];
}

/** Stops it and waits. Says so when it had ended by itself. */
export async function stopProcess({ child }: BenchProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    console.error(`A process had ended before it was stopped: ${child.exitCode ?? child.signalCode}`);
    return;
  }
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await exited;
}
