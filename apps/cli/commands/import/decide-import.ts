/** `lockstep import cancel` and `approve`. */
import type { ImportRun } from "@lockstep/directory-app/contract";
import { findApp } from "../../client/find-app.ts";
import type { CommandContext } from "../plan/context.ts";
import { pathOf } from "./follow-run.ts";
import { findRun } from "./import-status.ts";
import type { ImportOptions } from "./register-import.ts";

/** 0 = done; a refusal is thrown with the directory's words. */
export async function runDecision(
  verb: "cancel" | "approve",
  { app: name, options }: { readonly app: string | undefined; readonly options: ImportOptions },
  context: CommandContext,
): Promise<number> {
  const app = await findApp(context.client, name);
  const found = await findRun({ app, runId: options.run }, context);
  const run = await context.client.request<ImportRun>({ method: "POST", path: `${pathOf(app.id, found.id)}/${verb}` });
  if (options.json === true) context.output.line(JSON.stringify(run));
  else if (verb === "cancel")
    context.output.line(`The import ${run.id} of ${app.label} is cancelled. What was read stays.`);
  else
    context.output.line(
      `The import ${run.id} of ${app.label} goes on: each of ${run.absent} accounts is looked at once more, and taken away if it is gone.`,
    );
  return 0;
}
