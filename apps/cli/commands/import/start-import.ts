/** `lockstep import start`: starts an import, and watches it when asked to. */
import type { ImportRun } from "@lockstep/directory-app/contract";
import { findApp } from "../../client/find-app.ts";
import type { CommandContext } from "../plan/context.ts";
import { exitCodeOf, followRun, pathOf, printRun } from "./follow-run.ts";
import type { ImportOptions } from "./register-import.ts";

const MODES = ["FULL", "INCREMENTAL", "GROUPS"];

/** 0 = started, or with `--follow` done; 1 = refused or failed; 2 = held. */
export async function runStart(
  name: string | undefined,
  options: ImportOptions,
  context: CommandContext,
): Promise<number> {
  const mode = (options.mode ?? "full").toUpperCase();
  if (!MODES.includes(mode)) throw new Error(`--mode must be full, incremental or groups, not "${options.mode}".`);
  const app = await findApp(context.client, name);
  const started = await context.client.request<ImportRun>({ method: "POST", path: pathOf(app.id), body: { mode } });
  if (options.follow !== true) {
    context.output.line(
      options.json === true
        ? JSON.stringify(started)
        : `The import ${started.id} of ${app.label} waits for a worker. Watch it: lockstep import status "${app.label}" --follow`,
    );
    return 0;
  }
  const run = await followRun({ appId: app.id, run: started }, options, context);
  await printRun({ app, run }, options, context);
  return exitCodeOf(run);
}
