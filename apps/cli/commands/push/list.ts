/** `lockstep push list` and `left-out`. */
import type { LeftOutMember, PushGroup } from "@lockstep/directory-app/contract";
import { type CommandContext, SOMETHING_TO_DO } from "../plan/context.ts";
import { appPath, findPushGroup, type PushGroupPage, readFilter } from "./find.ts";
import type { AppOption, ChosenOptions } from "./register-push.ts";

const LIMIT_MAX = 500;
const LEFT_OUT_PAGE = 1000;

/** Lists push groups: 0, or 2 when one of the app's failed. */
export async function listPushGroups(
  options: ChosenOptions & { readonly limit: string },
  context: CommandContext,
): Promise<number> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
    throw new Error(`--limit must be a whole number from 1 to ${LIMIT_MAX}.`);
  }
  const base = await appPath(options, context);
  const query = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of Object.entries(await readFilter(base, options, context))) query.set(name, String(value));
  const page = await context.client.request<PushGroupPage>({ path: `${base}/push-groups?${query}` });
  if (options.json === true) context.output.line(JSON.stringify(page));
  else for (const line of describe(page)) context.output.line(line);
  return page.counts.error > 0 ? SOMETHING_TO_DO : 0;
}

function describe({ items, counts }: PushGroupPage): readonly string[] {
  if (counts.total === 0) return ["No group is pushed to the app: lockstep push add, or lockstep push rule set."];
  const { total, active, inactive, error, unlinking, pending, byRule } = counts;
  const sums = `${total} pushed (${byRule} by rule): ${active} active, ${inactive} inactive, ${error} failed, ${unlinking} being unlinked; ${pending} waiting to be sent.`;
  return [...items.flatMap(linesOf), sums];
}

function linesOf(group: PushGroup): readonly string[] {
  const name = group.targetName === group.groupName ? group.groupName : `${group.groupName} as ${group.targetName}`;
  const members =
    group.memberships === "LATER" ? "members later" : `${group.pushedMembers} of ${group.members} members`;
  const by = group.rule === null ? "" : `, rule ${group.rule.name}`;
  const state = `${group.status}${group.pending ? ", waiting to be sent" : ""}`;
  const lines = [`${group.id}  ${name}: ${state}; ${members}${by}${group.assigned ? ", assigned too" : ""}`];
  if (group.error !== null) lines.push(`  ${group.error.summary}`);
  if (group.clash) lines.push(`  Decide it: lockstep push link, rename or skip "${group.groupName}"`);
  if (group.leftOutMembers > 0)
    lines.push(`  ${group.leftOutMembers} left out: lockstep push left-out "${group.groupName}"`);
  return lines;
}

/** Lists everybody who is left out of a group. */
export async function listLeftOut(
  group: string,
  options: AppOption & { readonly text?: string },
  context: CommandContext,
): Promise<number> {
  const base = await appPath(options, context);
  const { id, groupName } = await findPushGroup(base, group, context);
  const members: LeftOutMember[] = [];
  let path: string | undefined = `${base}/push-groups/${id}/left-out?limit=${LEFT_OUT_PAGE}${
    options.text === undefined ? "" : `&q=${encodeURIComponent(options.text)}`
  }`;
  while (path !== undefined) {
    const response = await context.client.open({ path });
    members.push(...((await response.json()) as { items: readonly LeftOutMember[] }).items);
    path = nextPath(response.headers.get("link"));
  }
  if (options.json === true) {
    context.output.line(JSON.stringify({ items: members, total: members.length }));
    return 0;
  }
  for (const { login, reason } of members) context.output.line(`${login}  ${reason}`);
  context.output.line(
    members.length === 0 ? `Nobody of "${groupName}" is left out.` : `${members.length} left out of "${groupName}".`,
  );
  return 0;
}

/** Path and query of the next page, from a `Link` header. */
function nextPath(link: string | null): string | undefined {
  const address = /<([^>]+)>;\s*rel="next"/.exec(link ?? "")?.[1];
  if (address === undefined) return undefined;
  const { pathname, search } = new URL(address);
  return `${pathname}${search}`;
}
