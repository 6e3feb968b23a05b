import { spawn } from "node:child_process";

/** A command whose success is a claim about the whole tree. */
export interface Gate {
  readonly claim: string;
  readonly command: readonly [string, ...string[]];
}

/** Runs a gate; prints one line when it holds, and its whole output when it does not. */
export async function runGate(gate: Gate): Promise<boolean> {
  const startedAt = performance.now();
  const { code, output } = await run(gate.command);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (code === 0) {
    process.stdout.write(`✓ ${gate.claim} (${seconds} s)\n`);
    return true;
  }
  process.stdout.write(`✗ ${gate.claim} — ${gate.command.join(" ")} ended with ${code}\n${output}\n`);
  return false;
}

function run(command: readonly [string, ...string[]]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const [program, ...words] = command;
    const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
    });
    child.stderr.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
    });
    child.once("error", (error) => resolve({ code: 127, output: `${program} cannot be run: ${error.message}` }));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
