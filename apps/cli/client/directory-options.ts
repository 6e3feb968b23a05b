/** Options that every command on a directory has. */
import type { Command } from "commander";

/** What they give. */
export interface DirectoryOptions {
  readonly url?: string;
  readonly token?: string;
  readonly json?: boolean;
}

/** Adds `--url`, `--token` and `--json`. */
export function withDirectoryOptions(command: Command): Command {
  return command
    .option(
      "--url <address>",
      "the directory, such as http://127.0.0.1:4000 (default: LOCKSTEP_DIRECTORY_URL, then the local first-run file)",
    )
    .option(
      "--token <token>",
      "an API token of the directory (default: LOCKSTEP_API_TOKEN, then the local first-run file)",
    )
    .option("--json", "print the answer as JSON");
}
