import type { Command } from "commander";
import { type DirectoryOptions, withDirectoryOptions } from "../../client/directory-options.ts";
import { createOutput } from "../../terminal/output.ts";
import type { CommandContext } from "../plan/context.ts";

/** What the commands on imports are given. */
export interface ImportOptions extends DirectoryOptions {
  readonly mode?: string;
  readonly follow?: boolean;
  readonly run?: string;
  readonly limit?: string;
}

/** Adds `lockstep import start|status|list|cancel|approve`. */
export function registerImport(program: Command): void {
  const imports = program
    .command("import")
    .description("read an app's people and groups: start it, watch it, decide about one that its safeguard holds");
  withApp(imports.command("start").description("start an import of an app"))
    .option("--mode <mode>", "full, incremental (what changed since), or groups (Refresh App Groups)", "full")
    .option("--follow", "watch it until it is over or held")
    .action((app: string | undefined, options: ImportOptions) =>
      run(options, async (context) => (await import("./start-import.ts")).runStart(app, options, context)),
    );
  withRun(
    withApp(imports.command("status").description("show an import with its counts; exit code 2 means that it is held")),
  )
    .option("--follow", "watch it until it is over or held")
    .action((app: string | undefined, options: ImportOptions) =>
      run(options, async (context) => (await import("./import-status.ts")).runStatus(app, options, context)),
    );
  withApp(imports.command("list").description("list the imports of an app, the newest first"))
    .option("--limit <number>", "at most this many", "20")
    .action((app: string | undefined, options: ImportOptions) =>
      run(options, async (context) => (await import("./import-status.ts")).runList(app, options, context)),
    );
  for (const [verb, words] of [
    ["cancel", "cancel an import: what was read stays, nothing further changes"],
    ["approve", "let a held import take away the accounts that it lists"],
  ] as const) {
    withRun(withApp(imports.command(verb).description(words))).action(
      (app: string | undefined, options: ImportOptions) =>
        run(options, async (context) =>
          (await import("./decide-import.ts")).runDecision(verb, { app, options }, context),
        ),
    );
  }
}

function withApp(command: Command): Command {
  return withDirectoryOptions(command.argument("[app]", "id or label (default: the only app)"));
}

function withRun(command: Command): Command {
  return command.option("--run <id>", "this import (default: the latest one)");
}

async function run(options: DirectoryOptions, command: (context: CommandContext) => Promise<number>): Promise<void> {
  const { openContext } = await import("../plan/context.ts");
  try {
    const output = createOutput(process.stdout, () => Date.now());
    process.exitCode = await command(await openContext(options, { output, environment: process.env }));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
