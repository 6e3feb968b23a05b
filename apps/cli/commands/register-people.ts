import type { Command } from "commander";
import { createOutput } from "../terminal/output.ts";
import type { PeopleImportOptions } from "./people-import.ts";

/** Adds `lockstep people import FILE.csv`. */
export function registerPeople(program: Command): void {
  const people = program.command("people").description("work with the directory's people");
  people
    .command("import")
    .description("create or update people from a CSV file; a file with any fault changes nothing")
    .argument("<file>", "UTF-8 CSV with the columns login, email, firstName, lastName and any other profile attribute")
    .option(
      "--url <address>",
      "the directory, such as http://127.0.0.1:4000 (default: LOCKSTEP_DIRECTORY_URL, then the local first-run file)",
    )
    .option(
      "--token <token>",
      "an API token of the directory (default: LOCKSTEP_API_TOKEN, then the local first-run file)",
    )
    .option("--dry-run", "check the file and say what would happen; change nothing")
    .option("--json", "print the report as JSON")
    .action(async (file: string, options: PeopleImportOptions) => {
      const { runPeopleImport } = await import("./people-import.ts");
      try {
        const output = createOutput(process.stdout, () => Date.now());
        process.exitCode = await runPeopleImport(file, options, { output, environment: process.env });
      } catch (error) {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = 1;
      }
    });
}
