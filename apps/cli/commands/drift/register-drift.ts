import type { Command } from "commander";
import { type DirectoryOptions, withDirectoryOptions } from "../../client/directory-options.ts";
import { runOnDirectory } from "../plan/run-on-directory.ts";

/** What `lockstep drift` was given. */
export interface DriftOptions extends DirectoryOptions {
  readonly app?: string;
  readonly group?: string;
  readonly repair?: boolean;
  readonly yes?: boolean;
}

/** Adds `lockstep drift`. */
export function registerDrift(program: Command): void {
  withDirectoryOptions(
    program
      .command("drift")
      .description(
        "look whether pushed groups are in an app what they were made there; exit code 2 means that something differs",
      )
      .option("--app <name>", "id or label of the app (default: the only app)")
      .option("--group <name>", "only this pushed group, by its name or the id of its push")
      .option("--repair", "show the requests that would put right what differs")
      .option("--yes", "with --repair: send them"),
  ).action((options: DriftOptions) =>
    runOnDirectory(options, async (context) => (await import("./drift.ts")).runDrift(options, context)),
  );
}
