/** `lockstep app export` and `lockstep app apply`: all settings of an app as one JSON file, without secrets. */
import { readFile, writeFile } from "node:fs/promises";
import type { DirectoryApp, SettingsReport } from "@lockstep/directory-app/contract";
import { createDirectoryClient, type DirectoryClient, DirectoryRequestError } from "../client/directory-client.ts";
import { resolveTarget } from "../client/resolve-target.ts";
import type { Output } from "../terminal/output.ts";

/** Options of both commands. */
export interface AppSettingsOptions {
  readonly url?: string;
  readonly token?: string;
  readonly app?: string;
  readonly dryRun?: boolean;
  /** Applies also what exceeds the app's budget: it then waits for an approval. */
  readonly hold?: boolean;
  readonly json?: boolean;
}

interface CommandContext {
  readonly output: Output;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The parts of a settings file that the command itself reads; the directory checks the rest. */
interface SettingsFile extends Readonly<Record<string, unknown>> {
  readonly name: string;
  readonly label: string;
}

const APPS_MAX = 200;

/** Writes the settings of an app to a file, or to the output for `-`. Exit code 0. */
export async function runAppExport(
  file: string,
  options: AppSettingsOptions,
  context: CommandContext,
): Promise<number> {
  const client = await openClient(options, context);
  const app = await requireApp(client, options.app);
  const settings = await client.request<SettingsFile>({ path: `/api/lockstep/v1/apps/${app.id}/settings` });
  const text = `${JSON.stringify(settings, null, 2)}\n`;
  if (file === "-") {
    context.output.line(text.trimEnd());
    return 0;
  }
  await writeFile(file, text);
  if (options.json === true) context.output.line(JSON.stringify({ app: app.id, file }));
  else context.output.line(`${file}: the settings of ${app.label}. It holds no secret.`);
  return 0;
}

/** Applies a file to the app of its label (or `--app`), which is made from its template when there is none. Exit code 0, 1 when refused. */
export async function runAppApply(file: string, options: AppSettingsOptions, context: CommandContext): Promise<number> {
  const settings = await readSettings(file);
  const client = await openClient(options, context);
  const found = await findApp(client, options.app ?? settings.label);
  if (found === undefined && options.app !== undefined) throw noSuchApp(options.app);
  if (found === undefined && options.dryRun === true) {
    say(options, context, {
      changes: [],
      warnings: [`There is no app "${settings.label}": it would be made from ${settings.name}.`],
      applied: false,
      overBudget: null,
    });
    return 0;
  }
  const app = found ?? (await createApp(client, settings));
  const query = options.dryRun === true ? "?dryRun=true" : options.hold === true ? "?overBudget=hold" : "";
  const path = `/api/lockstep/v1/apps/${app.id}/settings${query}`;
  try {
    const report = await client.request<SettingsReport>({ method: "PUT", path, body: settings });
    say(options, context, report, { file, label: app.label, isNew: found === undefined });
    return 0;
  } catch (error) {
    // An app that was made for a file that is refused is taken back: nothing half done.
    if (found === undefined) await removeApp(client, app.id);
    throw refusal(file, error);
  }
}

async function openClient(options: AppSettingsOptions, context: CommandContext): Promise<DirectoryClient> {
  const target = await resolveTarget({ url: options.url, token: options.token, environment: context.environment });
  return createDirectoryClient(target);
}

async function requireApp(client: DirectoryClient, wanted: string | undefined): Promise<DirectoryApp> {
  if (wanted === undefined) throw new Error("Which app? Pass its label or id with --app.");
  const app = await findApp(client, wanted);
  if (app === undefined) throw noSuchApp(wanted);
  return app;
}

/** By id, or by label ignoring letter case. */
async function findApp(client: DirectoryClient, wanted: string): Promise<DirectoryApp | undefined> {
  const query = new URLSearchParams({ q: wanted, limit: String(APPS_MAX) });
  const named = await client.request<readonly DirectoryApp[]>({ path: `/api/v1/apps?${query}` });
  const app = named.find(({ label }) => label.toLowerCase() === wanted.toLowerCase());
  if (app !== undefined || !/^0oa\w+$/.test(wanted)) return app;
  try {
    return await client.request<DirectoryApp>({ path: `/api/v1/apps/${encodeURIComponent(wanted)}` });
  } catch (error) {
    if (error instanceof DirectoryRequestError && error.status === 404) return undefined;
    throw error;
  }
}

function noSuchApp(wanted: string): Error {
  return new Error(`There is no app "${wanted}" in the directory: check the label or id that --app names.`);
}

async function createApp(client: DirectoryClient, { name, label }: SettingsFile): Promise<DirectoryApp> {
  return await client.request<DirectoryApp>({
    method: "POST",
    path: "/api/v1/apps",
    body: { name, label, signOnMode: "AUTO_LOGIN" },
  });
}

async function removeApp(client: DirectoryClient, id: string): Promise<void> {
  await client.request({ method: "POST", path: `/api/v1/apps/${id}/lifecycle/deactivate` });
  await client.request({ method: "DELETE", path: `/api/v1/apps/${id}` });
}

async function readSettings(file: string): Promise<SettingsFile> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new Error(`The file ${file} cannot be read: check the path.`, { cause });
  }
  try {
    const settings = JSON.parse(text) as SettingsFile | null;
    if (typeof settings?.label === "string" && typeof settings.name === "string") return settings;
  } catch (cause) {
    throw new Error(`The file ${file} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      cause,
    });
  }
  throw new Error(`The file ${file} holds no settings of an app: write one with "lockstep app export".`);
}

function refusal(file: string, error: unknown): unknown {
  if (!(error instanceof DirectoryRequestError) || (error.status !== 400 && error.status !== 409)) return error;
  const { errorCauses } = (error.body ?? {}) as { readonly errorCauses?: readonly { readonly errorSummary: string }[] };
  const causes = (errorCauses ?? []).map(({ errorSummary }) => `  ${errorSummary}`);
  return new Error([`${file}: nothing was applied.`, ...causes].join("\n"), { cause: error });
}

function say(
  options: AppSettingsOptions,
  { output }: CommandContext,
  report: SettingsReport,
  about?: { readonly file: string; readonly label: string; readonly isNew: boolean },
): void {
  if (options.json === true) {
    output.line(JSON.stringify(report));
    return;
  }
  for (const { words } of report.changes) output.line(`  ${words}`);
  for (const warning of report.warnings) output.line(`  Note: ${warning}`);
  if (report.overBudget !== null) output.line(`  Budget: ${report.overBudget}`);
  if (about === undefined) return;
  const count = `${report.changes.length} ${report.changes.length === 1 ? "difference" : "differences"}`;
  const verb = report.applied ? "applied" : options.dryRun === true ? "found, nothing was changed" : "found";
  output.line(
    report.changes.length === 0
      ? `${about.label} has the settings of ${about.file} already.`
      : `${about.label}: ${count} ${verb}.`,
  );
}
