import { writeFile } from "node:fs/promises";
import type { Command } from "commander";

/** Where a service listens that nobody told otherwise. */
const SERVICE_URL = "http://127.0.0.1:4100";

/** Adds `lockstep openapi`. */
export function registerOpenApi(program: Command): void {
  program
    .command("openapi")
    .description(
      "print the OpenAPI 3.1 document of the service: SCIM, read API, event feed. Needs neither database nor network",
    )
    .option("--output <file>", "write to a file instead of standard output")
    .option(
      "--url <address>",
      `address of the service in the document (default: LOCKSTEP_SERVICE_URL, then ${SERVICE_URL})`,
    )
    .action(async (options: { readonly output?: string; readonly url?: string }) => {
      const { createServiceDocument } = await import("@lockstep/service-app");
      const url = options.url ?? process.env["LOCKSTEP_SERVICE_URL"] ?? SERVICE_URL;
      try {
        const text = `${JSON.stringify(createServiceDocument(requireUrl(url)), undefined, 2)}\n`;
        if (options.output === undefined) process.stdout.write(text);
        else await writeFile(options.output, text);
      } catch (error) {
        process.stderr.write(`${explain(error)}\n`);
        process.exitCode = 1;
      }
    });
}

function requireUrl(text: string): string {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return text.replace(/\/+$/, "");
  throw new Error(`${text} is no address of a service: give one such as https://service.example.com.`);
}

function explain(error: unknown): string {
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "EISDIR" || code === "EACCES") {
    return `The file ${path} cannot be written (${code}): name a file in a folder that exists and that you may write to.`;
  }
  return message;
}
