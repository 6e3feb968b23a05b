/** `lockstep push rule list|set|activate|deactivate|delete`. */
import type { PushRule, PushRuleCondition, PushRuleInput, PushRulePreview } from "@lockstep/directory-app/contract";
import { type CommandContext, SOMETHING_TO_DO } from "../plan/context.ts";
import { appPath, findRule, readRules } from "./find.ts";
import type { AppOption, RuleOptions } from "./register-push.ts";

/** Groups of a preview that are printed; `--json` prints a page of them. */
const PRINTED_MAX = 20;

/** Lists the rules. */
export async function listRules(options: AppOption, context: CommandContext): Promise<number> {
  const rules = await readRules(await appPath(options, context), context);
  if (options.json === true) context.output.line(JSON.stringify({ items: rules }));
  else {
    if (rules.length === 0) context.output.line("The app has no push rule: lockstep push rule set makes one.");
    for (const rule of rules) context.output.line(describe(rule));
  }
  return 0;
}

function describe(rule: PushRule): string {
  const joined = rule.conditions.map(wordsOf).join(rule.match === "ALL" ? " and " : " or ");
  const ends = { KEEP: "keeps", UNLINK: "unlinks", DELETE: "unlinks and deletes" }[rule.whenUnmatched];
  const assigns = rule.assign ? "; gives them the app" : "";
  return `${rule.id}  ${rule.name}: ${rule.status}, ${rule.groups} groups where ${joined}; ${ends} what no longer fits${assigns}`;
}

function wordsOf({ attribute, operator, value, not }: PushRuleCondition): string {
  return `${attribute} ${not ? "not " : ""}${operator.toLowerCase().replace("_", " ")} "${value}"`;
}

/** Makes or replaces a rule, or shows what it would do: 0; 2 when a dry run found something to push or to end. */
export async function setRule(name: string, options: RuleOptions, context: CommandContext): Promise<number> {
  const base = await appPath(options, context);
  const { client, output } = context;
  const found = (await readRules(base, context)).find((rule) => rule.name.toLowerCase() === name.toLowerCase());
  const body: PushRuleInput = {
    name,
    match: options.any === true ? "ANY" : "ALL",
    conditions: options.where.map(readCondition),
    memberships: options.later === true ? "LATER" : "NOW",
    whenUnmatched: options.whenUnmatched.toUpperCase() as PushRule["whenUnmatched"],
    ...(options.assign === undefined ? {} : { assign: options.assign }),
  };
  const preview = await client.request<PushRulePreview>({
    method: "POST",
    path: `${base}/push-rules/preview?limit=${PRINTED_MAX}`,
    body: { ...body, ...(found === undefined ? {} : { id: found.id }) },
  });
  if (options.dryRun === true) {
    if (options.json === true) output.line(JSON.stringify(preview));
    else for (const line of describePreview(preview)) output.line(line);
    return preview.counts.begin + preview.counts.end > 0 ? SOMETHING_TO_DO : 0;
  }
  const rule = await client.request<PushRule>(
    found === undefined
      ? { method: "POST", path: `${base}/push-rules`, body }
      : { method: "PUT", path: `${base}/push-rules/${found.id}`, body },
  );
  output.line(options.json === true ? JSON.stringify(rule) : describe(rule));
  return 0;
}

function describePreview({ counts, items, next }: PushRulePreview): readonly string[] {
  const words = {
    BEGIN: "would be pushed",
    CLASH: "would be pushed, but the app has the name",
    PUSHED: "is pushed already",
    EXCLUDED: "was taken out by hand",
    END: "would no longer be pushed",
  };
  return [
    ...items.map(({ groupName, members, effect }) => `${groupName} (${members} members): ${words[effect]}`),
    ...(next === null ? [] : ["…"]),
    ...(counts.peopleAssigned === 0 ? [] : [`${counts.peopleAssigned} people would get the app.`]),
    `${counts.matched} fit: ${counts.begin} would begin (${counts.clashes} with a name that the app has), ${counts.pushed} are pushed, ${counts.excluded} were taken out; ${counts.end} would end.`,
  ];
}

const CONDITION = /^(name|description)\s+(not\s+)?(starts with|ends with|contains|equals)\s+(.+)$/i;

function readCondition(text: string): PushRuleCondition {
  const [, attribute = "", not, operator = "", value = ""] = CONDITION.exec(text.trim()) ?? [];
  if (attribute === "") {
    throw new Error(
      `--where "${text}" cannot be read. Write it as: name or description, then optionally not, then starts with, ends with, contains or equals, then the text.`,
    );
  }
  return {
    attribute: attribute.toLowerCase() as PushRuleCondition["attribute"],
    operator: operator.toUpperCase().replace(" ", "_") as PushRuleCondition["operator"],
    value,
    not: not !== undefined,
  };
}

/** Switches a rule on or off. */
export async function switchRule(
  verb: "activate" | "deactivate",
  name: string,
  { options, context }: { readonly options: AppOption; readonly context: CommandContext },
): Promise<number> {
  const base = await appPath(options, context);
  const { id } = await findRule(base, name, context);
  const rule = await context.client.request<PushRule>({ method: "POST", path: `${base}/push-rules/${id}/${verb}` });
  context.output.line(options.json === true ? JSON.stringify(rule) : describe(rule));
  return 0;
}

/** Deletes a rule. */
export async function deleteRule(
  name: string,
  options: AppOption & { readonly groups: string },
  context: CommandContext,
): Promise<number> {
  const base = await appPath(options, context);
  const rule = await findRule(base, name, context);
  const result = await context.client.request<{ groups: number }>({
    method: "DELETE",
    path: `${base}/push-rules/${rule.id}?groups=${encodeURIComponent(options.groups)}`,
  });
  const kept = rule.groups - result.groups;
  const words = `The rule "${rule.name}" is deleted. ${result.groups} groups are unlinked, ${kept} stay pushed.`;
  context.output.line(options.json === true ? JSON.stringify({ unlinked: result.groups, kept }) : words);
  return 0;
}
