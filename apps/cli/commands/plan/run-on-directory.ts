import type { DirectoryOptions } from "../../client/directory-options.ts";
import { createOutput } from "../../terminal/output.ts";
import type { CommandContext } from "./context.ts";

/** Runs a command; its number is the exit code. What goes wrong is one sentence on standard error and exit code 1. */
export async function runOnDirectory(
  options: DirectoryOptions,
  work: (context: CommandContext) => Promise<number>,
): Promise<void> {
  try {
    const { openContext } = await import("./context.ts");
    const output = createOutput(process.stdout, () => Date.now());
    process.exitCode = await work(await openContext(options, { output, environment: process.env }));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
