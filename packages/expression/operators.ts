/** The operators between two operands. AND and OR look at the right side only when the left one leaves it open. */
import type { Budget } from "./budget.ts";
import { ExpressionError } from "./error.ts";
import { matchPattern } from "./functions/pattern.ts";
import type { Expression, Inner, Span, StrictOperator } from "./types.ts";
import { describeValue, holdsObject, isEqual, isList, toCondition, toNumber, toText } from "./values.ts";

type BinaryExpression = Extract<Expression, { kind: "binary" }>;

/** Applies a binary expression; `evaluate` gives the value of an operand. */
export function applyBinary(
  expression: BinaryExpression,
  evaluate: (operand: Expression) => Inner,
  budget: Budget,
): Inner {
  const { operator } = expression;
  if (operator !== "and" && operator !== "or") return applyStrict({ ...expression, operator }, evaluate, budget);
  const first = toCondition(evaluate(expression.left), expression.left);
  return first === (operator === "or") ? first : toCondition(evaluate(expression.right), expression.right);
}

/** An operator that always looks at both sides. */
function applyStrict(
  expression: Omit<BinaryExpression, "operator"> & { readonly operator: StrictOperator },
  evaluate: (operand: Expression) => Inner,
  budget: Budget,
): Inner {
  const { left, right, operator } = expression;
  const span = { position: expression.position, end: expression.end };
  const operands: Operands = { left: evaluate(left), right: evaluate(right), span };
  if (operator !== "==" && operator !== "!=") assertPlain(operands);
  switch (operator) {
    case "==":
      return isEqual(operands.left, operands.right);
    case "!=":
      return !isEqual(operands.left, operands.right);
    case "<":
    case ">":
    case "<=":
    case ">=":
      return isOrdered(operator, operands);
    case "matches":
      return isMatch(operands, budget);
    case "+":
      return add(operands, budget);
    case "-":
    case "*":
    case "/":
    case "%":
      return calculate(operator, toNumber(operands.left, left), { value: toNumber(operands.right, right), span });
  }
}

interface Operands {
  readonly left: Inner;
  readonly right: Inner;
  /** Of the operator. */
  readonly span: Span;
}

function assertPlain({ left, right, span }: Operands): void {
  if (!holdsObject(left) && !holdsObject(right)) return;
  throw new ExpressionError(
    "One side is something with attributes of its own. Name one of them, such as .email.",
    span,
  );
}

/** Deprecated by Okta; the whole text must match. An unset text matches nothing. */
function isMatch({ left, right, span }: Operands, budget: Budget): boolean {
  if (left === null || right === null) return false;
  const result = matchPattern(toText(right), toText(left), (steps) => budget.spend(span, steps));
  if (!result.ok) throw new ExpressionError(result.message, span);
  return result.matches;
}

/** Two numbers are summed, anything else is joined as text. */
function add({ left, right, span }: Operands, budget: Budget): Inner {
  if (typeof left === "number" && typeof right === "number") return requireFinite(left + right, span);
  const texts = [toText(left), toText(right)] as const;
  budget.allowText(texts[0].length + texts[1].length, span);
  return texts[0] + texts[1];
}

/** Numbers by size, texts by their characters; an unset value comes before all others. */
function isOrdered(operator: "<" | ">" | "<=" | ">=", { left, right, span }: Operands): boolean {
  const order = compare(left, right, span);
  switch (operator) {
    case "<":
      return order < 0;
    case ">":
      return order > 0;
    case "<=":
      return order <= 0;
    case ">=":
      return order >= 0;
  }
}

function compare(left: Inner, right: Inner, span: Span): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  if (typeof left === "number" || typeof right === "number") return toNumber(left, span) - toNumber(right, span);
  if (isList(left) || isList(right) || typeof left !== "string" || typeof right !== "string") {
    throw new ExpressionError(`${describeValue(left)} and ${describeValue(right)} have no order.`, span);
  }
  return left < right ? -1 : Number(left > right);
}

function calculate(
  operator: Extract<StrictOperator, "-" | "*" | "/" | "%">,
  left: number,
  right: { readonly value: number; readonly span: Span },
): number {
  return requireFinite(compute(operator, left, right.value), right.span);
}

function requireFinite(result: number, span: Span): number {
  if (!Number.isFinite(result)) throw new ExpressionError("The result is no number.", span);
  return result;
}

function compute(operator: "-" | "*" | "/" | "%", left: number, right: number): number {
  switch (operator) {
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "%":
      return left % right;
  }
}
