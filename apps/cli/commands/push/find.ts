/** Finds what commands on push groups name: the app, a push group, a rule. */
import type { DirectoryGroup, PushGroup, PushGroupCounts, PushRule } from "@lockstep/directory-app/contract";
import { findApp } from "../../client/find-app.ts";
import type { CommandContext } from "../plan/context.ts";
import type { AppOption, ChosenOptions } from "./register-push.ts";

/** One page of push groups. */
export interface PushGroupPage {
  readonly items: readonly PushGroup[];
  /** How many fit. */
  readonly total: number;
  readonly counts: PushGroupCounts;
}

/** Push groups that one look-up by name reads. */
const LOOKED_AT_MAX = 500;

/** The path below which an app's push groups and rules stand. */
export async function appPath(options: AppOption, { client }: CommandContext): Promise<string> {
  const app = await findApp(client, options.app);
  return `/api/lockstep/v1/apps/${encodeURIComponent(app.id)}`;
}

/** The push group of an id, or of the group's name in any letter case. Throws a sentence when there is none. */
export async function findPushGroup(base: string, name: string, { client }: CommandContext): Promise<PushGroup> {
  const query = new URLSearchParams({ limit: String(LOOKED_AT_MAX), ...(name.startsWith("gPm") ? {} : { q: name }) });
  const { items } = await client.request<PushGroupPage>({ path: `${base}/push-groups?${query}` });
  const found = items.find(({ id, groupName }) => id === name || groupName.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  if (name.startsWith("gPm")) {
    return await client.request<PushGroup>({ path: `${base}/push-groups/${encodeURIComponent(name)}` });
  }
  throw new Error(`No group called "${name}" is pushed to the app: lockstep push list shows those that are.`);
}

/** The directory's group of an id, or of a name in any letter case. Throws a sentence when there is none. */
export async function findGroup(name: string, { client }: CommandContext): Promise<DirectoryGroup> {
  const groups = await client.request<readonly DirectoryGroup[]>({
    path: `/api/v1/groups?limit=${LOOKED_AT_MAX}&q=${encodeURIComponent(name)}`,
  });
  const found = groups.find((group) => group.profile.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  if (name.startsWith("00g"))
    return await client.request<DirectoryGroup>({ path: `/api/v1/groups/${encodeURIComponent(name)}` });
  throw new Error(`The directory has no group called "${name}".`);
}

/** All rules of the app. */
export async function readRules(base: string, { client }: CommandContext): Promise<readonly PushRule[]> {
  return (await client.request<{ items: readonly PushRule[] }>({ path: `${base}/push-rules` })).items;
}

/** The rule of an id or name. Throws a sentence when there is none. */
export async function findRule(base: string, name: string, context: CommandContext): Promise<PushRule> {
  const rules = await readRules(base, context);
  const found = rules.find((rule) => rule.id === name || rule.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  const names = rules.map((rule) => `"${rule.name}"`).join(", ");
  throw new Error(`The app has no push rule called "${name}"${names === "" ? "." : `; there are ${names}.`}`);
}

/** The filter that options make, as the API takes it in a query and in a body. */
export async function readFilter(
  base: string,
  options: ChosenOptions,
  context: CommandContext,
): Promise<Readonly<Record<string, string | boolean>>> {
  return {
    ...(options.status === undefined ? {} : { status: options.status.toUpperCase() }),
    ...(options.rule === undefined ? {} : { ruleId: (await findRule(base, options.rule, context)).id }),
    ...(options.byName === true ? { by: "NAME" } : {}),
    ...(options.clash === true ? { clash: true } : {}),
    ...(options.text === undefined ? {} : { q: options.text }),
  };
}
