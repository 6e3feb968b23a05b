import type { Command } from "commander";
import { createOutput } from "../terminal/output.ts";
import type { TasksOptions } from "./tasks.ts";

/** Adds `lockstep tasks [list|retry|cancel]`. */
export function registerTasks(program: Command): void {
  const tasks = program
    .command("tasks")
    .description("what the directory could not provision, or waits with: list it, try it again, set it aside");
  withTarget(
    tasks
      .command("list", { isDefault: true })
      .description("tasks, the newest first, with the app's own words and what comes next")
      .option("--state <state>", "OPEN, RESOLVED, CANCELLED or ALL", "OPEN"),
  )
    .option("--app <id>", "of this app")
    .option("--cause <cause>", "of this cause, such as rejected or credential")
    .option("--text <words>", "that hold this text in their subject, app, summary, detail or request id")
    .option("--limit <number>", "at most this many", "100")
    .action((options: TasksOptions) => run("list", [], options));
  withTarget(tasks.command("retry").description("tries tasks again at once: those named, or all open ones that fit"))
    .argument("[ids...]", "ids of tasks")
    .option("--all", "all open tasks, narrowed by --app and --cause")
    .option("--app <id>", "of this app")
    .option("--cause <cause>", "of this cause")
    .action((ids: readonly string[], options: TasksOptions) => run("retry", ids, options));
  withTarget(tasks.command("cancel").description("sets tasks aside until something about them changes"))
    .argument("<ids...>", "ids of tasks")
    .action((ids: readonly string[], options: TasksOptions) => run("cancel", ids, options));
}

function withTarget(command: Command): Command {
  return command
    .option(
      "--url <address>",
      "the directory, such as http://127.0.0.1:4000 (default: LOCKSTEP_DIRECTORY_URL, then the local first-run file)",
    )
    .option(
      "--token <token>",
      "an API token of the directory (default: LOCKSTEP_API_TOKEN, then the local first-run file)",
    )
    .option("--json", "print the result as one line of JSON");
}

async function run(verb: "list" | "retry" | "cancel", ids: readonly string[], options: TasksOptions): Promise<void> {
  const { runTasks } = await import("./tasks.ts");
  try {
    const output = createOutput(process.stdout, () => Date.now());
    process.exitCode = await runTasks({ verb, ids }, options, { output, environment: process.env });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
