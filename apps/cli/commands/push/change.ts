/** `lockstep push add|now|retry|activate|deactivate|keep|unlink|link|rename|skip`. */
import type { BulkPush, BulkPushReport, ClashChoice, PushGroup } from "@lockstep/directory-app/contract";
import { type CommandContext, SOMETHING_TO_DO } from "../plan/context.ts";
import { appPath, findGroup, findPushGroup, type PushGroupPage, readFilter } from "./find.ts";
import type { AddOptions, AppOption, ChosenOptions, UnlinkOptions } from "./register-push.ts";

/** Pushes a group by name. */
export async function addPushGroup(name: string, options: AddOptions, context: CommandContext): Promise<number> {
  const base = await appPath(options, context);
  const group = await findGroup(name, context);
  const pushed = await context.client.request<PushGroup>({
    method: "POST",
    path: `${base}/push-groups`,
    body: {
      groupId: group.id,
      action: options.link === undefined || options.link === false ? "CREATE" : "LINK",
      ...(typeof options.link === "string" ? { targetGroupId: options.link } : {}),
      ...(options.as === undefined ? {} : { targetName: options.as }),
      memberships: options.later === true ? "LATER" : "NOW",
      assign: options.assign === true,
    },
  });
  const words = options.assign === true ? " Its people get the app first." : "";
  say(context, options, pushed, `"${pushed.groupName}" is pushed to the app from now on (${pushed.id}).${words}`);
  return 0;
}

/** Decides a name clash. */
export async function resolveClash(
  name: string,
  choice: {
    readonly choice: ClashChoice["choice"];
    readonly targetGroupId?: string | undefined;
    readonly name?: string;
  },
  { options, context }: { readonly options: AppOption; readonly context: CommandContext },
): Promise<number> {
  const base = await appPath(options, context);
  const group = await findPushGroup(base, name, context);
  const path = `${base}/push-groups/${group.id}/resolve`;
  const result = (await context.client.request<PushGroup | undefined>({ method: "POST", path, body: choice })) ?? null;
  const words = {
    LINK: `"${group.groupName}" is linked to the app's group, and pushed now.`,
    RENAME: `"${group.groupName}" is pushed as "${choice.name}" now.`,
    SKIP: `"${group.groupName}" is not pushed; the app's group is as it was.`,
  }[choice.choice];
  say(context, options, { id: group.id, pushGroup: result }, words);
  return 0;
}

/** Which push groups, and what is done with them. */
export interface ManyOrder {
  readonly groups: readonly string[];
  readonly options: ChosenOptions;
  readonly order: Pick<BulkPush, "action" | "deleteTargetGroup">;
}

/** Does something with push groups: 0, or 1 when one of them was refused. */
export async function changeMany(order: ManyOrder, context: CommandContext): Promise<number> {
  const base = await appPath(order.options, context);
  const chosen = await choose(base, order, context);
  const items: BulkPushReport["items"][number][] = [];
  let after: string | undefined;
  do {
    const body: BulkPush = { ...order.order, ...chosen, ...(after === undefined ? {} : { after }) };
    const report: BulkPushReport = await context.client.request<BulkPushReport>({
      method: "POST",
      path: `${base}/push-groups/bulk`,
      body,
    });
    items.push(...report.items);
    after = report.next ?? undefined;
  } while (after !== undefined);
  const refused = items.filter(({ result }) => result === "REFUSED");
  const done = items.length - refused.length;
  if (order.options.json === true) context.output.line(JSON.stringify({ done, refused: refused.length, items }));
  else {
    for (const { id, groupName, reason } of refused) context.output.line(`${groupName ?? id}: ${reason ?? ""}`);
    context.output.line(`${done} done, ${refused.length} refused.`);
  }
  return refused.length === 0 ? 0 : 1;
}

async function choose(
  base: string,
  { groups, options }: Pick<ManyOrder, "groups" | "options">,
  context: CommandContext,
): Promise<Pick<BulkPush, "ids" | "filter">> {
  const filter = await readFilter(base, options, context);
  const isFiltered = options.all === true || Object.keys(filter).length > 0;
  if (isFiltered === groups.length > 0) {
    throw new Error(
      "Name the groups, or choose them by --all, --status, --rule, --by-name, --clash or --text; not both.",
    );
  }
  if (isFiltered) return { filter };
  const ids: string[] = [];
  for (const name of groups) ids.push((await findPushGroup(base, name, context)).id);
  return { ids };
}

/** Ends the push of groups: 0; 1 when one was refused; 2 when it only said what it would do. */
export async function unlink(
  groups: readonly string[],
  options: UnlinkOptions,
  context: CommandContext,
): Promise<number> {
  const deletes = options.delete === true;
  if (deletes === (options.leave === true)) {
    throw new Error("Say what becomes of the groups in the app: --leave or --delete.");
  }
  if (options.yes === true || (!deletes && groups.length > 0)) {
    return await changeMany({ groups, options, order: { action: "UNLINK", deleteTargetGroup: deletes } }, context);
  }
  const base = await appPath(options, context);
  const chosen = await choose(base, { groups, options }, context);
  const count = chosen.ids?.length ?? (await countOf(base, options, context));
  const what = deletes ? "unlinked and deleted in the app" : "unlinked";
  say(
    context,
    options,
    { wouldUnlink: count, deleteTargetGroup: deletes },
    `${count} would be ${what}. Repeat the command with --yes to do it.`,
  );
  return SOMETHING_TO_DO;
}

async function countOf(base: string, options: ChosenOptions, context: CommandContext): Promise<number> {
  const query = new URLSearchParams({ limit: "1" });
  for (const [name, value] of Object.entries(await readFilter(base, options, context))) query.set(name, String(value));
  return (await context.client.request<PushGroupPage>({ path: `${base}/push-groups?${query}` })).total;
}

function say(context: CommandContext, options: AppOption, result: object, words: string): void {
  context.output.line(options.json === true ? JSON.stringify(result) : words);
}
