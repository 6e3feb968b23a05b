/** `lockstep drift`: looks at an app's pushed groups, says what differs, and puts it right when asked to. */
import type { DriftCheck, DriftFindingView, DriftRepair, PushGroup } from "@lockstep/directory-app/contract";
import { findApp } from "../../client/find-app.ts";
import { progressBar } from "../../terminal/output.ts";
import { type CommandContext, SOMETHING_TO_DO } from "../plan/context.ts";
import type { DriftOptions } from "./register-drift.ts";

const POLL_MS = 300;
const GROUPS_PER_PAGE = 500;
const NAMES_SHOWN = 10;

/** Runs the command: 0 = all groups are as they should be, 2 = something differs, 1 = the app could not be looked at. */
export async function runDrift(options: DriftOptions, context: CommandContext): Promise<number> {
  if (options.yes === true && options.repair !== true)
    throw new Error("--yes is for --repair: add it, or leave out --yes.");
  const app = await findApp(context.client, options.app);
  const path = `/api/lockstep/v1/apps/${app.id}`;
  const pushGroupId = options.group === undefined ? undefined : await findPush(context, path, options.group);
  const check = await follow(options, context, { path, pushGroupId, label: app.label });
  const findings = await readFindings(context, path, pushGroupId);
  const differing = findings.filter(({ state }) => state !== "IN_SYNC" && state !== "UNKNOWN");
  const repairs = options.repair === true ? await repairAll(options, context, { path, differing }) : [];
  if (options.json === true) context.output.line(JSON.stringify({ check, findings, repairs }));
  else print(context, { label: app.label, check, findings, repairs, isSent: options.yes === true });
  if (check.state !== "DONE") return 1;
  return differing.length > 0 && options.yes !== true ? SOMETHING_TO_DO : 0;
}

async function findPush({ client }: CommandContext, path: string, name: string): Promise<string> {
  const query = new URLSearchParams({ q: name, limit: String(GROUPS_PER_PAGE) });
  const { items } = await client.request<{ items: readonly PushGroup[] }>({ path: `${path}/push-groups?${query}` });
  const found = items.find(({ id, groupName }) => id === name || groupName.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found.id;
  // An id is not searched by: the directory says whether it is one.
  return (await client.request<PushGroup>({ path: `${path}/push-groups/${encodeURIComponent(name)}` })).id;
}

interface Ask {
  readonly path: string;
  readonly pushGroupId: string | undefined;
  readonly label: string;
}

/** Waits for the check; the directory carries it out, whether this program goes on or not. */
async function follow(options: DriftOptions, { client, output }: CommandContext, ask: Ask): Promise<DriftCheck> {
  const body = ask.pushGroupId === undefined ? {} : { pushGroupId: ask.pushGroupId };
  let check = await client.request<DriftCheck>({ method: "POST", path: `${ask.path}/drift/checks`, body });
  while (check.state === "QUEUED" || check.state === "RUNNING") {
    const state = check.state === "QUEUED" ? "waits for a worker" : progressBar(check.checked, check.total ?? 0);
    if (options.json !== true) output.progress(`  Looking at ${ask.label} ${state}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    check = await client.request<DriftCheck>({ path: `${ask.path}/drift/checks/${check.id}` });
  }
  return check;
}

async function readFindings(
  { client }: CommandContext,
  path: string,
  pushGroupId: string | undefined,
): Promise<readonly DriftFindingView[]> {
  const findings: DriftFindingView[] = [];
  const query = new URLSearchParams({ limit: String(GROUPS_PER_PAGE) });
  if (pushGroupId !== undefined) query.set("pushGroupId", pushGroupId);
  let next: string | undefined = `${path}/drift/groups?${query}`;
  while (next !== undefined) {
    const response: Response = await client.open({ path: next });
    findings.push(...((await response.json()) as { items: readonly DriftFindingView[] }).items);
    const link = /<([^>]+)>; rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
    next = link === undefined ? undefined : new URL(link).pathname + new URL(link).search;
  }
  return findings;
}

interface GroupRepair extends DriftRepair {
  readonly groupName: string;
}

async function repairAll(
  options: DriftOptions,
  { client }: CommandContext,
  { path, differing }: { readonly path: string; readonly differing: readonly DriftFindingView[] },
): Promise<readonly GroupRepair[]> {
  const repairs: GroupRepair[] = [];
  for (const { pushGroupId, groupName } of differing) {
    const repairPath = `${path}/drift/groups/${pushGroupId}/repair`;
    const shown = await client.request<DriftRepair>({ path: repairPath });
    if (options.yes === true) await client.request({ method: "POST", path: repairPath, body: { plan: shown.plan } });
    repairs.push({ ...shown, groupName });
  }
  return repairs;
}

interface Told {
  readonly label: string;
  readonly check: DriftCheck;
  readonly findings: readonly DriftFindingView[];
  readonly repairs: readonly GroupRepair[];
  readonly isSent: boolean;
}

function print({ output }: CommandContext, { label, check, findings, repairs, isSent }: Told): void {
  if (findings.length === 0) output.line(`${label}: no pushed group could be looked at; push one first.`);
  for (const finding of findings) {
    if (finding.state === "IN_SYNC") continue;
    output.line(
      `group ${finding.groupName}: ${finding.state.toLowerCase().replace("_", " ")}. ${finding.detail ?? ""}`.trim(),
    );
    for (const [what, members] of [
      ["missing", finding.missing],
      ["too many", finding.extra],
    ] as const) {
      if (members.length === 0) continue;
      const names = members.slice(0, NAMES_SHOWN).map(({ name, value }) => name ?? value);
      output.line(`  ${what}: ${names.join(", ")}${members.length > NAMES_SHOWN ? ", …" : ""}`);
    }
  }
  for (const repair of repairs) {
    output.line(
      `repair of ${repair.groupName}${isSent ? ", sent in the background" : ""}: ${repair.detail ?? ""}`.trim(),
    );
    for (const { method, url, reason } of repair.actions) output.line(`  ${method} ${url}    ${reason}`);
  }
  const counts = `${check.checked} looked at, ${check.drifted} differ, ${check.requests} requests`;
  output.line(`${label}: ${counts}.${check.error === null ? "" : ` ${check.error}`}`);
}
