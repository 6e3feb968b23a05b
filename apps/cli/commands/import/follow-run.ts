/** Watching an import and telling what became of it. */
import type { ImportRemoval, ImportRun } from "@lockstep/directory-app/contract";
import { formatDuration, progressBar } from "../../terminal/output.ts";
import { type CommandContext, SOMETHING_TO_DO } from "../plan/context.ts";
import type { ImportOptions } from "./register-import.ts";

const POLL_MS = 500;
/** Accounts of a held import that are printed; `--json` of the API's `removals` has all. */
const PRINTED_MAX = 20;

/** Path of an app's imports, or of one of them. */
export function pathOf(appId: string, runId?: string): string {
  const imports = `/api/lockstep/v1/apps/${encodeURIComponent(appId)}/imports`;
  return runId === undefined ? imports : `${imports}/${encodeURIComponent(runId)}`;
}

/** 0 = done or under way, 1 = failed, 2 = held: a person decides. */
export function exitCodeOf(run: ImportRun): number {
  if (run.state === "HELD") return SOMETHING_TO_DO;
  return run.state === "FAILED" || run.state === "CANCELLED" ? 1 : 0;
}

/** Waits until the run is over or held; the directory carries it out, whether this program goes on or not. */
export async function followRun(
  watched: { readonly appId: string; readonly run: ImportRun },
  options: ImportOptions,
  { client, output }: CommandContext,
): Promise<ImportRun> {
  let { run } = watched;
  while (run.state === "QUEUED" || run.state === "RUNNING") {
    if (options.json !== true) output.progress(`  ${progressOf(run)}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    run = await client.request<ImportRun>({ path: pathOf(watched.appId, run.id) });
  }
  return run;
}

/** What it does now, in one line. */
export function progressOf(run: ImportRun): string {
  if (run.state === "QUEUED") return "Waits for a worker";
  if (run.phase === "CONFIRMATIONS") return `Confirming by rule: ${run.linked + run.peopleCreated} so far`;
  if (run.phase === "GROUPS")
    return `Reading groups ${run.groups.total === null ? run.groups.scanned : progressBar(run.groups.scanned, run.groups.total)}`;
  if (run.phase === "REMOVALS") return `Looking at accounts that are gone ${progressBar(lookedAt(run), run.absent)}`;
  const bar = run.total === null ? `${run.scanned} accounts` : progressBar(run.scanned, run.total);
  const rate = run.rowsPerSecond === null ? "" : `, ${Math.round(run.rowsPerSecond)} a second`;
  const left = run.remainingSeconds === null ? "" : `, ${formatDuration(run.remainingSeconds * 1_000)} left`;
  return `Reading people ${bar}${rate}${left}`;
}

function lookedAt(run: ImportRun): number {
  return run.removed + run.deactivated + run.suspended + run.kept + run.present + run.unverified;
}

/** Prints the run: its counts, why something was not done, and of a held one whom it means. */
export async function printRun(
  shown: { readonly app: { readonly id: string; readonly label: string }; readonly run: ImportRun },
  options: ImportOptions,
  { client, output }: CommandContext,
): Promise<void> {
  const { app, run } = shown;
  if (options.json === true) return output.line(JSON.stringify(run));
  for (const line of linesOf(run, app.label)) output.line(line);
  if (run.state !== "HELD") return;
  const { items } = await client.request<{ items: readonly ImportRemoval[] }>({
    path: `${pathOf(app.id, run.id)}/removals?limit=${PRINTED_MAX}`,
  });
  for (const { person, userName, cause } of items)
    output.line(
      `  ${person.login}  ${userName ?? ""}${cause === "inactive" ? "  (inactive in the app)" : ""}`.trimEnd(),
    );
  if (run.absent > items.length) output.line(`  and ${run.absent - items.length} more`);
  output.line(`Decide it: lockstep import approve "${app.label}", or lockstep import cancel "${app.label}"`);
}

function linesOf(run: ImportRun, label: string): readonly string[] {
  const what = run.mode === "GROUPS" ? "groups" : run.mode === "FULL" ? "people and groups" : "what changed";
  const lines = [`${run.id}  ${run.state}  ${what} of ${label}, ${run.created}`];
  if (run.state === "QUEUED" || run.state === "RUNNING") lines.push(`  ${progressOf(run)}`);
  if (run.error !== null) lines.push(`  ${run.error}`);
  if (run.note !== null) lines.push(`  ${run.note}`);
  if (run.mode !== "GROUPS")
    lines.push(
      `  people: ${run.scanned} read, ${run.newPeople} new, ${run.matched} matched, ${run.updated} updated, ${run.unchanged} unchanged, ${run.removed} removed`,
    );
  const { groups } = run;
  if (groups.scanned > 0 || groups.problem !== null || run.mode === "GROUPS")
    lines.push(
      `  groups: ${groups.scanned} read, ${groups.created} new, ${groups.updated} updated, ${groups.unchanged} unchanged, ${groups.removed} removed`,
    );
  if (groups.problem !== null) lines.push(`  ${groups.problem}`);
  if (run.incompleteReason !== null) lines.push(`  In doubt: ${run.incompleteReason} Nobody counts as gone.`);
  if (run.deactivated + run.suspended > 0)
    lines.push(`  ${run.deactivated} people deactivated and ${run.suspended} suspended, since their accounts ended.`);
  if (run.kept > 0) lines.push(`  ${run.kept} are gone from the app, and their people keep it: the results say why.`);
  if (run.present > 0) lines.push(`  ${run.present} were not in the list and are there all the same.`);
  if (run.unverified > 0) lines.push(`  ${run.unverified} could not be looked at and are left alone.`);
  if (run.state === "HELD" && run.hold !== null) lines.push(`  Held: ${wordsOf(run.hold)}`);
  if (run.preview && run.hold !== null) lines.push(`  The safeguard would hold it: ${wordsOf(run.hold)}`);
  return lines;
}

function wordsOf(hold: NonNullable<ImportRun["hold"]>): string {
  const whose = hold.scope === "APP" ? "the app's accounts" : "the accounts of all apps";
  return `it would take away ${hold.affected} of ${hold.population} of ${whose}; the safeguard allows ${hold.percent} %.`;
}
