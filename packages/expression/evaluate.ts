/** Evaluates a parsed expression. Bounded in steps and sizes; reads own properties only. */
import { type Budget, createBudget, type EvaluateOptions } from "./budget.ts";
import { ExpressionError } from "./error.ts";
import { argumentsMessage, findFunction, unknownFunctionMessage } from "./functions/table.ts";
import { applyBinary } from "./operators.ts";
import { attributesOf, unknownHeadMessage } from "./scope.ts";
import type { Expression, ExpressionScope, Value } from "./types.ts";
import { isList, toCondition, toNumber, toText } from "./values.ts";

export type { EvaluateOptions } from "./budget.ts";

interface Evaluation {
  readonly scope: ExpressionScope;
  readonly budget: Budget;
}

/** The value of an expression for one person. Throws `ExpressionError` with a position. */
export function evaluateExpression(
  expression: Expression,
  scope: ExpressionScope,
  options: EvaluateOptions = {},
): Value {
  return evaluate(expression, { scope, budget: createBudget(options) });
}

function evaluate(expression: Expression, evaluation: Evaluation): Value {
  const { budget } = evaluation;
  budget.spend(expression.position);
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "array":
      return expression.items.map((item) => evaluate(item, evaluation));
    case "reference":
      return evaluateReference(expression, evaluation);
    case "call":
      return evaluateCall(expression, evaluation);
    case "index":
      return evaluateIndex(expression, evaluation);
    case "not":
      return !toCondition(evaluate(expression.operand, evaluation), expression.operand.position);
    case "negate":
      return -toNumber(evaluate(expression.operand, evaluation), expression.operand.position);
    case "binary":
      return applyBinary(expression, (operand) => evaluate(operand, evaluation), budget);
    case "conditional": {
      const condition = toCondition(evaluate(expression.condition, evaluation), expression.condition.position);
      return evaluate(condition ? expression.whenTrue : expression.whenFalse, evaluation);
    }
    case "elvis": {
      const left = evaluate(expression.left, evaluation);
      // Okta's Elvis operator passes over what is unset and what is empty.
      return left === null || left === "" ? evaluate(expression.right, evaluation) : left;
    }
    case "template": {
      const texts = expression.parts.map((part) => toText(evaluate(part, evaluation)));
      budget.allowText(
        texts.reduce((sum, text) => sum + text.length, 0),
        expression.position,
      );
      return texts.join("");
    }
  }
}

function evaluateReference(expression: Extract<Expression, { kind: "reference" }>, { scope }: Evaluation): Value {
  const attributes = attributesOf(scope, expression.head);
  if (attributes === undefined) throw new ExpressionError(unknownHeadMessage(expression.head), expression.position);
  return (Object.hasOwn(attributes, expression.name) ? attributes[expression.name] : null) ?? null;
}

function evaluateCall(expression: Extract<Expression, { kind: "call" }>, evaluation: Evaluation): Value {
  const { name, position } = expression;
  const definition = findFunction(name);
  if (definition === undefined) throw new ExpressionError(unknownFunctionMessage(name), position);
  const wrongCount = argumentsMessage(name, definition, expression.args.length);
  if (wrongCount !== undefined) throw new ExpressionError(wrongCount, position);
  const args = expression.args.map((argument) => evaluate(argument, evaluation));
  return definition.call(args, { ...evaluation, position });
}

function evaluateIndex(expression: Extract<Expression, { kind: "index" }>, evaluation: Evaluation): Value {
  const target = evaluate(expression.target, evaluation);
  const index = Math.trunc(toNumber(evaluate(expression.index, evaluation), expression.index.position));
  if (target === null) return null;
  if (!isList(target)) throw new ExpressionError("Only a list has positions.", expression.position);
  return target[index] ?? null;
}
