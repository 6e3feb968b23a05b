/** The condition of a group rule: an expression over one person that gives true or false (okta-management-api §8). Pure. */
import {
  checkExpression,
  type Expression,
  ExpressionError,
  type ExpressionScope,
  evaluateExpression,
  parseExpression,
  type ValueType,
} from "@lockstep/expression";

/** A condition that can be evaluated, or what is wrong with its text. */
export type ConditionResult =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly problems: readonly string[] };

/** What a condition says of one person, or why it cannot say it. */
export type Verdict = { readonly ok: true; readonly holds: boolean } | { readonly ok: false; readonly reason: string };

/** Okta allows String and Arrays functions, group functions and getInternalProperty; what depends on the moment or on apps cannot decide. */
const ALLOWED = /^(?:String\.|Arrays\.|Groups\.|[a-z]\w*$|user\.)/;
const FORBIDDEN = /^(?:get|has|find)(?:Manager|Directory|Workday|Assistant)/;
const WALK_MAX = 20_000;
/** No attributes of anything but the person. */
const NOTHING_ELSE = { source: [], appuser: [], target: [], instance: [], app: [], org: [] };

/** As a regular expression of both JavaScript and PostgreSQL: an expression that asks for the groups of the person. */
export const READS_GROUPS = "isMemberOf|get(Filtered)?Groups|Groups\\.";

/** Whether a condition asks for the groups of the person: what it says may change with any membership. */
export function readsGroups(text: string): boolean {
  return new RegExp(READS_GROUPS).test(text);
}

/** Where the result goes. */
const RESULT = { result: { name: "a condition", type: "boolean" } } as const;

/** Reads a condition; `attributes` are the names that may stand after `user.`, with their types. */
export function readCondition(text: string, attributes: Readonly<Record<string, ValueType>>): ConditionResult {
  const parsed = parseExpression(text);
  if (!parsed.ok) return { ok: false, problems: [`${parsed.message} (position ${parsed.position})`] };
  const problems = [
    ...checkExpression(parsed.expression, { user: attributes, ...NOTHING_ELSE }, RESULT),
    ...forbiddenCalls(parsed.expression),
  ];
  if (problems.length > 0)
    return { ok: false, problems: problems.map(({ message, position }) => `${message} (position ${position})`) };
  return { ok: true, expression: parsed.expression };
}

function forbiddenCalls(expression: Expression): readonly { readonly message: string; readonly position: number }[] {
  const found: { message: string; position: number }[] = [];
  const open: unknown[] = [expression];
  for (let steps = 0; open.length > 0 && steps < WALK_MAX; steps += 1) {
    const next = open.pop();
    if (typeof next !== "object" || next === null) continue;
    const node = next as Partial<Extract<Expression, { kind: "call" }>>;
    if (
      node.kind === "call" &&
      typeof node.name === "string" &&
      (!ALLOWED.test(node.name) || FORBIDDEN.test(node.name))
    )
      found.push({
        message: `The function "${node.name}" cannot be used in a group rule.`,
        position: node.position ?? 0,
      });
    open.push(...Object.values(next));
  }
  return found;
}

/** Evaluates a condition for one person. Nothing (an attribute that is not set) counts as false. */
export function judge(expression: Expression, scope: ExpressionScope): Verdict {
  try {
    const value = evaluateExpression(expression, scope);
    if (value === null || typeof value === "boolean") return { ok: true, holds: value === true };
    const kind = Array.isArray(value) ? "a list" : `a ${typeof value}`;
    return { ok: false, reason: `The condition gives ${kind} instead of true or false.` };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { ok: false, reason: `${error.message} (position ${error.position})` };
  }
}
