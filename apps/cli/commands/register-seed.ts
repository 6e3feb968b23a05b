import { type Command, InvalidArgumentError } from "commander";
import { createOutput } from "../terminal/output.ts";
import type { SeedOptions } from "./seed.ts";

/** Adds `lockstep seed`. */
export function registerSeed(program: Command): void {
  program
    .command("seed")
    .description(
      "fill an account of the service with made-up users and one group, to try it at size; the embedded database must not be in use, so stop Lockstep first or set DATABASE_URL",
    )
    .option("--users <number>", "how many users", wholeNumber, 10_000)
    .option("--members <number>", "how many of them are members of the group; 0 makes none", wholeNumber, 0)
    .option("--group <name>", "display name of the group", "Seeded group")
    .option("--prefix <text>", "users are PREFIX1@seed.example and so on", "seeded")
    .option("--account <name>", "name or id of the account (default: the only one there is)")
    .option("--append", "fill an account that has users or groups already", false)
    .option("--json", "print the result as one line of JSON")
    .action(async (options: SeedOptions) => {
      const { runSeed } = await import("./seed.ts");
      const output = createOutput(process.stdout, () => Date.now());
      try {
        await runSeed(options, { output, environment: process.env });
      } catch (error) {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = 1;
      }
    });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It has to be a whole number.");
  return Number(text);
}
