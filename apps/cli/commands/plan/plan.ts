/** `lockstep plan`: what would be sent to an app, or to every app, before anything is. */
import { readFile } from "node:fs/promises";
import type { PlannedSubject, PlanProposal, PlanRun } from "@lockstep/directory-app/contract";
import type { DirectoryOptions } from "../../client/directory-options.ts";
import { findApp } from "../../client/find-app.ts";
import { readLines } from "../../client/read-lines.ts";
import { progressBar } from "../../terminal/output.ts";
import { type CommandContext, SOMETHING_TO_DO } from "./context.ts";
import type { PlanOptions } from "./register-plan.ts";
import { summaryLines } from "./summary-lines.ts";

const POLL_MS = 300;

/** Runs the command: 0 = nothing would be sent, 2 = something would, 1 = a plan could not be made. */
export async function runPlan(options: PlanOptions & DirectoryOptions, context: CommandContext): Promise<number> {
  const proposal = options.settings === undefined ? undefined : await readSettings(options.settings);
  const plans = await start(options, proposal, context);
  const finished: PlanRun[] = [];
  for (const plan of plans) finished.push(await follow(plan, options, context));
  if (options.json === true) await printJson(finished, options, context);
  else for (const plan of finished) await print(plan, options, context);
  if (finished.some(({ state }) => state !== "DONE")) return 1;
  return finished.some(hasChanges) ? SOMETHING_TO_DO : 0;
}

async function readSettings(file: string): Promise<PlanProposal> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new Error(`The file ${file} cannot be read (${(cause as NodeJS.ErrnoException).code}): check the path.`, {
      cause,
    });
  }
  try {
    return JSON.parse(text) as PlanProposal;
  } catch (cause) {
    throw new Error(`The file ${file} is not JSON: ${(cause as Error).message}.`, { cause });
  }
}

async function start(
  options: PlanOptions,
  proposal: PlanProposal | undefined,
  { client }: CommandContext,
): Promise<readonly PlanRun[]> {
  const isNarrow = proposal !== undefined || options.person.length > 0;
  if (options.app === undefined && !isNarrow) {
    const { items } = await client.request<{ items: readonly PlanRun[] }>({
      method: "POST",
      path: "/api/lockstep/v1/plans",
    });
    return items;
  }
  const app = await findApp(client, options.app);
  const body = {
    ...(proposal === undefined ? {} : { proposal }),
    ...(options.person.length === 0 ? {} : { personIds: options.person }),
  };
  return [await client.request<PlanRun>({ method: "POST", path: pathOf(app.id), body })];
}

/** Waits for the plan; the directory makes it, whether this program goes on or not. */
async function follow(plan: PlanRun, options: DirectoryOptions, { client, output }: CommandContext): Promise<PlanRun> {
  let latest = plan;
  while (latest.state === "QUEUED" || latest.state === "RUNNING") {
    const rate = latest.rate === null ? "" : `, ${latest.rate} a second`;
    const state = latest.state === "QUEUED" ? "waits for a worker" : progressBar(latest.scanned, latest.total ?? 0);
    if (options.json !== true) output.progress(`  Planning ${latest.app.label} ${state}${rate}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    latest = await client.request<PlanRun>({ path: pathOf(plan.app.id, plan.id) });
  }
  return latest;
}

async function print(plan: PlanRun, options: PlanOptions, { client, output }: CommandContext): Promise<void> {
  if (plan.state !== "DONE") {
    output.line(`${plan.app.label}: the plan ${plan.id} is ${plan.state.toLowerCase()}. ${plan.error ?? ""}`.trim());
    return;
  }
  if (options.summary !== true) {
    for await (const subject of subjectsOf(plan, client)) printSubject(subject, output);
  }
  output.line(`${plan.app.label}: plan ${plan.id}, ${plan.scanned} compared`);
  for (const line of summaryLines(plan)) output.line(`  ${line}`);
  const approvals = plan.overBudget.map(({ direction }) => ` --approve ${direction}`).join("");
  if (hasChanges(plan)) output.line(`  Send it: lockstep apply ${plan.id}${approvals}`);
}

function printSubject(subject: PlannedSubject, output: CommandContext["output"]): void {
  output.line(`${subject.kind === "appUser" ? "person" : "group"} ${subject.name}`);
  if (subject.after.length > 0) output.line(`  after the accounts of ${subject.after.join(", ")}`);
  for (const action of subject.actions) {
    output.line(`  ${action.method} ${action.url}    ${action.reason}`);
    if (action.body !== null) output.line(`    ${JSON.stringify(action.body)}`);
  }
  if (subject.blocked !== null) output.line(`  nothing is sent: ${subject.blocked.message}`);
}

/** A line of JSON for each plan, and after it one for each of its subjects, unless only the sums were asked for. */
async function printJson(
  plans: readonly PlanRun[],
  options: PlanOptions,
  { client, output }: CommandContext,
): Promise<void> {
  for (const plan of plans) {
    output.line(JSON.stringify(plan));
    if (options.summary === true) continue;
    for await (const subject of subjectsOf(plan, client)) output.line(JSON.stringify({ plan: plan.id, ...subject }));
  }
}

async function* subjectsOf(plan: PlanRun, client: CommandContext["client"]): AsyncGenerator<PlannedSubject> {
  const response = await client.open({
    path: `${pathOf(plan.app.id, plan.id)}/actions`,
    accept: "application/x-ndjson",
  });
  if (response.body === null) return;
  for await (const line of readLines(response.body)) yield JSON.parse(line) as PlannedSubject;
}

function hasChanges({ summary }: PlanRun): boolean {
  return summary.requests > 0 || summary.link > 0;
}

function pathOf(appId: string, planId?: string): string {
  return `/api/lockstep/v1/apps/${appId}/plans${planId === undefined ? "" : `/${planId}`}`;
}
