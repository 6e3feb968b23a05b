/** Finds what is wrong with an expression before it ever runs: names of functions and attributes, numbers of arguments. */
import { argumentsMessage, findFunction, unknownFunctionMessage } from "./functions/table.ts";
import { HEADS, unknownHeadMessage } from "./scope.ts";
import { nearest } from "./suggest.ts";
import type { Expression } from "./types.ts";

/** What is wrong, and at which zero-based offset. */
export interface CheckProblem {
  readonly message: string;
  readonly position: number;
}

/** Attribute names by head: `{ user: ["login", "email"] }`. A head that is absent is not checked; `source` is checked as `user`. */
export type KnownAttributes = Readonly<Record<string, readonly string[]>>;

/** All problems of an expression, in the order of its text. */
export function checkExpression(expression: Expression, attributes: KnownAttributes): readonly CheckProblem[] {
  const problems: CheckProblem[] = [];
  // A list instead of recursion: an expression of ten thousand summands is deep on its left side.
  const open: Expression[] = [expression];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const message = problemOf(next, attributes);
    if (message !== undefined) problems.push({ message, position: next.position });
    open.push(...partsOf(next));
  }
  return problems.sort((left, right) => left.position - right.position);
}

function problemOf(expression: Expression, attributes: KnownAttributes): string | undefined {
  if (expression.kind === "call") {
    const definition = findFunction(expression.name);
    return definition === undefined
      ? unknownFunctionMessage(expression.name)
      : argumentsMessage(expression.name, definition, expression.args.length);
  }
  if (expression.kind !== "reference") return undefined;
  const { head, name } = expression;
  if (!HEADS.some((known) => known === head)) return unknownHeadMessage(head);
  const known = namesOf(attributes, head);
  if (known === undefined || known.includes(name)) return undefined;
  const suggestion = nearest(name, known);
  const hint = suggestion === undefined ? "" : ` Did you mean "${head}.${suggestion}"?`;
  return `There is no attribute "${head}.${name}".${hint}`;
}

function namesOf(attributes: KnownAttributes, head: string): readonly string[] | undefined {
  if (Object.hasOwn(attributes, head)) return attributes[head];
  return head === "source" && Object.hasOwn(attributes, "user") ? attributes["user"] : undefined;
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "literal":
    case "reference":
      return [];
    case "array":
      return expression.items;
    case "call":
      return expression.args;
    case "index":
      return [expression.target, expression.index];
    case "not":
    case "negate":
      return [expression.operand];
    case "binary":
    case "elvis":
      return [expression.left, expression.right];
    case "conditional":
      return [expression.condition, expression.whenTrue, expression.whenFalse];
    case "template":
      return expression.parts;
  }
}
