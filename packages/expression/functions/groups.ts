/** Questions about the groups that the person is a member of. Memberships come with the scope; letter case counts, as at Okta. */
import { ExpressionError } from "../error.ts";
import type { GroupMembership, Inner, Span, ValueObject } from "../types.ts";
import { isList, isObject, toNumber, toText } from "../values.ts";
import { matchPattern } from "./pattern.ts";
import { type CallContext, define, type LanguageFunction } from "./types.ts";

function asksGroups(
  signature: string,
  meaning: string,
  test: (group: GroupMembership, args: readonly string[], context: CallContext) => boolean,
): LanguageFunction {
  return define(`${signature}: boolean`, meaning, (args, context) => {
    const texts = args.map(toText);
    return countedGroups(context).some((group) => test(group, texts, context));
  });
}

/** Each membership that is looked at costs a step. */
function countedGroups(context: CallContext): readonly GroupMembership[] {
  const groups = context.groups();
  context.budget.spend(context.span, Math.ceil(groups.length / GROUPS_PER_STEP));
  return groups;
}

const GROUPS_PER_STEP = 20;

function named(group: GroupMembership): ValueObject {
  const { id, name, description = null, type = null } = group;
  return { id, name, type, profile: { name, description } };
}

/** The list that `Groups.*` give: names that fit, at most `limit`. The groups of apps are not told apart. */
function namesWhere(meaning: string, fits: (name: string, pattern: string) => boolean): LanguageFunction {
  return define("(source: string, pattern: string, limit: integer): array", meaning, (args, context) => {
    const [, pattern = null, limit = null] = args;
    const names = countedGroups(context).map((group) => group.name);
    return names
      .filter((name) => fits(name, toText(pattern)))
      .slice(0, Math.max(0, Math.trunc(toNumber(limit, context.span))));
  });
}

/** Group functions by their full names. */
export const GROUP_FUNCTIONS: Readonly<Record<string, LanguageFunction>> = {
  isMemberOfGroup: asksGroups(
    "(id: string)",
    "Whether the person is in the group with this id.",
    (group, [id]) => group.id === id,
  ),
  isMemberOfAnyGroup: asksGroups(
    "(...ids: string)",
    "Whether the person is in one of the groups with these ids.",
    (group, ids) => ids.includes(group.id),
  ),
  isMemberOfGroupName: asksGroups(
    "(name: string)",
    "Whether the person is in the group of this name.",
    (group, [name]) => group.name === name,
  ),
  isMemberOfGroupNameStartsWith: asksGroups(
    "(prefix: string)",
    "Whether the person is in a group whose name begins so.",
    (group, [prefix = ""]) => group.name.startsWith(prefix),
  ),
  isMemberOfGroupNameContains: asksGroups(
    "(part: string)",
    "Whether the person is in a group whose name contains this.",
    (group, [part = ""]) => group.name.includes(part),
  ),
  isMemberOfGroupNameRegex: asksGroups(
    "(pattern: string)",
    "Whether the person is in a group whose whole name matches the regular expression.",
    (group, [pattern = ""], { budget, span }) => {
      const result = matchPattern(pattern, group.name, (steps) => budget.spend(span, steps));
      if (!result.ok) throw new ExpressionError(result.message, span);
      return result.matches;
    },
  ),
  getFilteredGroups: define(
    "(ids: array, attribute: string, limit: integer): array",
    'An attribute (`"group.name"` or `"group.id"`) of the person\'s groups that are in the list of ids, at most `limit`.',
    (args, context) => {
      const [ids = null, attribute = null, limit = null] = args;
      const wanted = isList(ids) ? ids.map(toText) : [toText(ids)];
      const max = Math.max(0, Math.trunc(toNumber(limit, context.span)));
      const found = countedGroups(context).filter((group) => wanted.includes(group.id));
      const read = requireGroupAttribute(toText(attribute), context.span);
      return found.slice(0, max).map(read);
    },
  ),
  "Groups.contains": namesWhere(
    "Names of the person's groups that contain the pattern, at most `limit`.",
    (name, pattern) => name.includes(pattern),
  ),
  "Groups.startsWith": namesWhere(
    "Names of the person's groups that begin with the pattern, at most `limit`.",
    (name, pattern) => name.startsWith(pattern),
  ),
  "Groups.endsWith": namesWhere(
    "Names of the person's groups that end with the pattern, at most `limit`.",
    (name, pattern) => name.endsWith(pattern),
  ),
  "user.getGroups": define(
    "(...filters?: object): array",
    "The person's groups that fit every filter, such as `{'group.profile.name': 'West', 'operator': 'STARTS_WITH'}`; all without a filter. Take an attribute of each with `.![profile.name]`.",
    (filters, context) => groupsWhere(filters, context).map(named),
  ),
  "user.isMemberOf": define(
    "(...filters: object): boolean",
    "Whether the person is in a group that fits every filter, such as `{'group.id': {'00g1', '00g2'}}`.",
    (filters, context) => groupsWhere(filters, context).length > 0,
  ),
};

function requireGroupAttribute(name: string, span: Span): (group: GroupMembership) => string {
  if (name === "group.name" || name === "group.profile.name") return (group) => group.name;
  if (name === "group.id") return (group) => group.id;
  throw new ExpressionError(`A group has "group.name" and "group.id", not "${name}".`, span);
}

function groupsWhere(filters: readonly Inner[], context: CallContext): readonly GroupMembership[] {
  const tests = filters.map((filter) => groupTest(filter, context.span));
  return countedGroups(context).filter((group) => tests.every((test) => test(group)));
}

const OPERATORS: Readonly<Record<string, (text: string, sought: string) => boolean>> = {
  EXACT: (text, sought) => text === sought,
  STARTS_WITH: (text, sought) => text.startsWith(sought),
  CONTAINS: (text, sought) => text.includes(sought),
  ENDS_WITH: (text, sought) => text.endsWith(sought),
};

/** A filter's keys must all hold; a list of values is satisfied by one. Names are compared by the operator (STARTS_WITH when not given), ids and types exactly. */
function groupTest(filter: Inner, span: Span): (group: GroupMembership) => boolean {
  if (!isObject(filter)) throw new ExpressionError("A filter of groups is written as {'group.id': '00g…'}.", span);
  const { operator = "STARTS_WITH", ...wanted } = filter;
  const compare = Object.hasOwn(OPERATORS, toText(operator)) ? OPERATORS[toText(operator)] : undefined;
  if (compare === undefined) {
    throw new ExpressionError(
      `An operator is one of ${Object.keys(OPERATORS).join(", ")}, not "${toText(operator)}".`,
      span,
    );
  }
  const tests = Object.entries(wanted).map(([key, value]) => {
    const values = value !== undefined && isList(value) ? value.map(toText) : [toText(value ?? null)];
    switch (key) {
      case "group.id":
        return (group: GroupMembership) => values.includes(group.id);
      case "group.type":
        return (group: GroupMembership) => values.includes(group.type ?? "");
      case "group.profile.name":
        return (group: GroupMembership) => values.some((sought) => compare(group.name, sought));
      default:
        throw new ExpressionError(
          `Groups are filtered by group.id, group.type and group.profile.name, not by "${key}".`,
          span,
        );
    }
  });
  return (group) => tests.every((test) => test(group));
}
