/** `lockstep import status` and `list`: one import with its counts, or the latest ones. */
import type { ImportRun } from "@lockstep/directory-app/contract";
import { findApp } from "../../client/find-app.ts";
import { formatTable } from "../../terminal/output.ts";
import type { CommandContext } from "../plan/context.ts";
import { exitCodeOf, followRun, pathOf, printRun, progressOf } from "./follow-run.ts";
import type { ImportOptions } from "./register-import.ts";

const LIMIT_MAX = 200;

/** 0 = done or under way, 1 = failed, cancelled or none, 2 = held. */
export async function runStatus(
  name: string | undefined,
  options: ImportOptions,
  context: CommandContext,
): Promise<number> {
  const app = await findApp(context.client, name);
  const found = await findRun({ app, runId: options.run }, context);
  const run = options.follow === true ? await followRun({ appId: app.id, run: found }, options, context) : found;
  await printRun({ app, run }, options, context);
  return exitCodeOf(run);
}

/** The run that is named, else the latest one of the app. Throws a sentence when there is none. */
export async function findRun(
  wanted: { readonly app: { readonly id: string; readonly label: string }; readonly runId: string | undefined },
  { client }: CommandContext,
): Promise<ImportRun> {
  const { app, runId } = wanted;
  if (runId !== undefined) return await client.request<ImportRun>({ path: pathOf(app.id, runId) });
  const { items } = await client.request<{ items: readonly ImportRun[] }>({ path: `${pathOf(app.id)}?limit=1` });
  const [run] = items;
  if (run !== undefined) return run;
  throw new Error(`${app.label} has no import yet. Start one: lockstep import start "${app.label}"`);
}

/** 0. */
export async function runList(
  name: string | undefined,
  options: ImportOptions,
  context: CommandContext,
): Promise<number> {
  const limit = Number(options.limit ?? "20");
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX)
    throw new Error(`--limit must be a whole number from 1 to ${LIMIT_MAX}.`);
  const app = await findApp(context.client, name);
  const { items } = await context.client.request<{ items: readonly ImportRun[] }>({
    path: `${pathOf(app.id)}?limit=${limit}`,
  });
  if (options.json === true) context.output.line(JSON.stringify({ items }));
  else if (items.length === 0) context.output.line(`${app.label} has no import yet.`);
  else context.output.line(formatTable([["import", "created", "mode", "state", "result"], ...items.map(rowOf)]));
  return 0;
}

function rowOf(run: ImportRun): readonly string[] {
  const result =
    run.state === "QUEUED" || run.state === "RUNNING"
      ? progressOf(run)
      : run.mode === "GROUPS"
        ? `${run.groups.scanned} groups read`
        : `${run.scanned} read, ${run.newPeople} new, ${run.updated} updated, ${run.removed} removed`;
  return [run.id, run.created, run.mode.toLowerCase(), run.state, run.error ?? result];
}
