import type { Command } from "commander";
import { createOutput } from "../terminal/output.ts";
import type { AppSettingsOptions } from "./app-settings.ts";

/** Adds `lockstep app export FILE` and `lockstep app apply FILE`. */
export function registerApp(program: Command): void {
  const app = program.command("app").description("work with the settings of an app as a file");
  const shared = (command: Command) =>
    command
      .option("--url <address>", "the directory (default: LOCKSTEP_DIRECTORY_URL, then the local first-run file)")
      .option(
        "--token <token>",
        "an API token of the directory (default: LOCKSTEP_API_TOKEN, then the local first-run file)",
      )
      .option("--json", "print the result as JSON");
  shared(app.command("export"))
    .description(
      "write all settings of an app to a JSON file: sign-on, To App, To Directory, attributes, mappings; no secrets",
    )
    .argument("<file>", "where to write; - prints")
    .requiredOption("--app <label or id>", "the app")
    .action(async (file: string, options: AppSettingsOptions) => {
      const { runAppExport } = await import("./app-settings.ts");
      await run((context) => runAppExport(file, options, context));
    });
  shared(app.command("apply"))
    .description("make an app equal to a settings file, all or nothing; the same file a second time changes nothing")
    .argument("<file>", 'a file of "lockstep app export"')
    .option(
      "--app <label or id>",
      "the app (default: the one with the file's label, made from its template when there is none)",
    )
    .option("--dry-run", "say what would change; change nothing")
    .option("--hold", "apply also what exceeds the app's budget: what it overwrites then waits for an approval")
    .action(async (file: string, options: AppSettingsOptions) => {
      const { runAppApply } = await import("./app-settings.ts");
      await run((context) => runAppApply(file, options, context));
    });
}

type CommandContext = Parameters<typeof import("./app-settings.ts").runAppApply>[2];

async function run(work: (context: CommandContext) => Promise<number>): Promise<void> {
  try {
    const output = createOutput(process.stdout, () => Date.now());
    process.exitCode = await work({ output, environment: process.env });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
