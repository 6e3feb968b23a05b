import { type Command, InvalidArgumentError } from "commander";
import { type DirectoryOptions, withDirectoryOptions } from "../../client/directory-options.ts";
import { runOnDirectory } from "./run-on-directory.ts";

const DIRECTIONS = ["deactivations", "membershipRemovals", "attributeOverwrites"];

/** Adds `lockstep plan`, `apply`, `why` and `budget`. */
export function registerPlan(program: Command): void {
  withDirectoryOptions(
    program
      .command("plan")
      .description(
        "show what would be sent, request by request, before anything is; exit code 2 means that there is something to send",
      )
      .option("--app <name>", "id or label of the app (default: every active app)")
      .option("--person <login>", "only this person; may be repeated", collect, [])
      .option("--settings <file>", "JSON of settings that are not saved yet: { mappings, userName, features, dialect }")
      .option("--summary", "only the sums, not the requests"),
  ).action((options: DirectoryOptions & PlanOptions) =>
    runOnDirectory(options, async (context) => (await import("./plan.ts")).runPlan(options, context)),
  );
  withDirectoryOptions(
    program
      .command("apply")
      .description("save what a plan proposed and send exactly what it showed; who changed since is left out and named")
      .argument("<plan>", "the plan's id")
      .option(
        "--approve <direction>",
        `let it exceed the budget in this direction (${DIRECTIONS.join(", ")}); may be repeated`,
        direction,
        [],
      ),
  ).action((plan: string, options: DirectoryOptions & { readonly approve: readonly string[] }) =>
    runOnDirectory(options, async (context) => (await import("./apply.ts")).runApply(plan, options, context)),
  );
  withDirectoryOptions(
    program
      .command("why")
      .description(
        "say why a person has access to an app or not: the first condition that fails, and the one change that helps",
      )
      .argument("<person>", "login or id")
      .argument("[app]", "id or label (default: the only app)")
      .option("--group <name>", "membership of this pushed group instead"),
  ).action((person: string, app: string | undefined, options: DirectoryOptions & { readonly group?: string }) =>
    runOnDirectory(options, async (context) =>
      (await import("./why.ts")).runWhy({ person, app, group: options.group }, options, context),
    ),
  );
  registerBudget(program);
}

/** What `lockstep plan` was given. */
export interface PlanOptions {
  readonly app?: string;
  readonly person: readonly string[];
  readonly settings?: string;
  readonly summary?: boolean;
}

function registerBudget(program: Command): void {
  const budget = program
    .command("budget")
    .description("look at what waits for approval because it exceeds a budget, and decide it");
  withDirectoryOptions(
    budget.command("list").description("list what waits; exit code 2 means that something does"),
  ).action((options: DirectoryOptions) =>
    runOnDirectory(options, async (context) => (await import("./budget.ts")).listWaiting(options, context)),
  );
  for (const [verb, what] of [
    ["approve", "let exactly the listed work pass, once"],
    ["reject", "drop the listed work until something changes; assignments stay"],
  ] as const) {
    withDirectoryOptions(budget.command(verb).description(what).argument("<hold>", "the hold's id")).action(
      (hold: string, options: DirectoryOptions) =>
        runOnDirectory(options, async (context) =>
          (await import("./budget.ts")).decide(verb, hold, { options, context }),
        ),
    );
  }
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function direction(value: string, before: readonly string[]): readonly string[] {
  if (!DIRECTIONS.includes(value)) throw new InvalidArgumentError(`It has to be one of ${DIRECTIONS.join(", ")}.`);
  return [...before, value];
}
