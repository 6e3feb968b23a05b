import { type Command, InvalidArgumentError, Option } from "commander";
import { createOutput } from "../terminal/output.ts";
import { readSecret } from "../terminal/read-secret.ts";
import type { DoctorCommandOptions } from "./doctor.ts";

const SECRET_VARIABLE = "LOCKSTEP_TARGET_SECRET";

/** Adds `lockstep doctor URL`. */
export function registerDoctor(program: Command): void {
  program
    .command("doctor")
    .description("test the connection to a SCIM server step by step; nothing is written there")
    .argument("<url>", "SCIM base URL, such as https://app.example.com/SCIM/v2/")
    .option("--username <name>", "sign in with HTTP Basic")
    .option("--token", "sign in with a bearer token")
    .option("--header <name>", "sign in with a header of this name")
    .option("--oauth <token-url>", "sign in with an access token from this token endpoint (client credentials)")
    .option("--client-id <id>", "with --oauth: the client")
    .option("--scope <scope>", "with --oauth: the scope that is asked for")
    .option("--audience <audience>", "with --oauth: the audience that is asked for")
    .addOption(
      new Option("--client-auth <where>", "with --oauth: where the client's secret goes, header or body")
        .choices(["basic", "post"])
        .default("basic"),
    )
    .option("--timeout <seconds>", "how long to wait for each answer", toSeconds, 20)
    .option("--json", "print the report as one line of JSON")
    .addHelpText(
      "after",
      `\nThe password, token, value or client secret is read from ${SECRET_VARIABLE}, else from standard input. Exit code 1: a step failed.`,
    )
    .action(async (url: string, options: DoctorCommandOptions) => {
      const { runDoctorCommand } = await import("./doctor.ts");
      try {
        const secret = (prompt: string) =>
          readSecret({
            variable: SECRET_VARIABLE,
            environment: process.env,
            input: process.stdin,
            output: process.stderr,
            prompt,
          });
        const output = createOutput(process.stdout, () => Date.now());
        process.exitCode = await runDoctorCommand(url, options, { output, secret });
      } catch (error) {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = 1;
      }
    });
}

function toSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 600))
    throw new InvalidArgumentError("It has to be a number of seconds, at most 600.");
  return seconds;
}
