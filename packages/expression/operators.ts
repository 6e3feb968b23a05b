/** The operators between two operands. AND and OR look at the right side only when the left one leaves it open. */
import type { Budget } from "./budget.ts";
import { ExpressionError } from "./error.ts";
import type { Expression, StrictOperator, Value } from "./types.ts";
import { describeValue, isEqual, isList, toCondition, toNumber, toText } from "./values.ts";

type BinaryExpression = Extract<Expression, { kind: "binary" }>;

/** Applies a binary expression; `evaluate` gives the value of an operand. */
export function applyBinary(
  expression: BinaryExpression,
  evaluate: (operand: Expression) => Value,
  budget: Budget,
): Value {
  const { operator } = expression;
  if (operator !== "and" && operator !== "or") return applyStrict({ ...expression, operator }, evaluate, budget);
  const first = toCondition(evaluate(expression.left), expression.left.position);
  return first === (operator === "or") ? first : toCondition(evaluate(expression.right), expression.right.position);
}

/** An operator that always looks at both sides. */
function applyStrict(
  expression: Omit<BinaryExpression, "operator"> & { readonly operator: StrictOperator },
  evaluate: (operand: Expression) => Value,
  budget: Budget,
): Value {
  const { left, right, position } = expression;
  const operator: StrictOperator = expression.operator;
  const operands = { left: evaluate(left), right: evaluate(right), position };
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
    case "+":
      return add(operands, budget);
    case "-":
    case "*":
    case "/":
    case "%":
      return calculate(operator, toNumber(operands.left, left.position), {
        value: toNumber(operands.right, right.position),
        position,
      });
  }
}

interface Operands {
  readonly left: Value;
  readonly right: Value;
  readonly position: number;
}

/** Two numbers are summed, anything else is joined as text. */
function add({ left, right, position }: Operands, budget: Budget): Value {
  if (typeof left === "number" && typeof right === "number") return left + right;
  const texts = [toText(left), toText(right)] as const;
  budget.allowText(texts[0].length + texts[1].length, position);
  return texts[0] + texts[1];
}

/** Numbers by size, texts by their characters; an unset value comes before all others. */
function isOrdered(operator: "<" | ">" | "<=" | ">=", { left, right, position }: Operands): boolean {
  const order = compare(left, right, position);
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

function compare(left: Value, right: Value, position: number): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  if (typeof left === "number" || typeof right === "number")
    return toNumber(left, position) - toNumber(right, position);
  if (isList(left) || isList(right) || typeof left === "boolean" || typeof right === "boolean") {
    throw new ExpressionError(`${describeValue(left)} and ${describeValue(right)} have no order.`, position);
  }
  return left < right ? -1 : Number(left > right);
}

function calculate(
  operator: Extract<StrictOperator, "-" | "*" | "/" | "%">,
  left: number,
  right: { readonly value: number; readonly position: number },
): number {
  const result = compute(operator, left, right.value);
  if (!Number.isFinite(result)) throw new ExpressionError("The result is no number.", right.position);
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
