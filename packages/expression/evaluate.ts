/** Evaluates a parsed expression. Bounded in steps and sizes; reads own properties only. */
import { type Budget, createBudget, type EvaluateOptions } from "./budget.ts";
import { ExpressionError } from "./error.ts";
import { argumentsMessage, findFunction, unknownFunctionMessage } from "./functions/table.ts";
import { type LanguageFunction, parameterAt } from "./functions/types.ts";
import { applyBinary } from "./operators.ts";
import { attributesOf, unknownHeadMessage } from "./scope.ts";
import type { Expression, ExpressionScope, GroupMembership, Inner, Span, Value } from "./types.ts";
import { attributeOf, holdsObject, isList, isObject, toCondition, toNumber, toText } from "./values.ts";

export type { EvaluateOptions } from "./budget.ts";

interface Evaluation {
  readonly scope: ExpressionScope;
  readonly budget: Budget;
  /** Asked at most once. */
  groups(span: Span): readonly GroupMembership[];
}

type Of<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;

/** The value of an expression for one person. Throws `ExpressionError` and nothing else of its own. */
export function evaluateExpression(
  expression: Expression,
  scope: ExpressionScope,
  options: EvaluateOptions = {},
): Value {
  // Perf: most mappings name one attribute, which needs neither a budget nor groups: a third of what mapping an account takes.
  const isOneStep = expression.kind === "reference" && options.stepsMax === undefined;
  const value = isOneStep
    ? evaluateReference(expression, scope)
    : evaluate(expression, { scope, budget: createBudget(options), groups: askOnce(scope) });
  if (holdsObject(value)) throw new ExpressionError(nameOne(expression.kind), expression);
  return value as Value;
}

function nameOne(kind: Expression["kind"]): string {
  return kind === "map"
    ? "A map is no value: it is what group functions are given."
    : "The expression gives something with attributes of its own. Name one of them, such as .email or .![profile.name].";
}

function askOnce(scope: ExpressionScope): Evaluation["groups"] {
  let asked: readonly GroupMembership[] | undefined;
  return (span) => {
    asked ??= scope.groups?.();
    if (asked === undefined) throw new ExpressionError("The person's groups are not known in this place.", span);
    return asked;
  };
}

function evaluate(expression: Expression, evaluation: Evaluation): Inner {
  const { budget } = evaluation;
  budget.spend(expression);
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "array":
      return expression.items.map((item) => evaluate(item, evaluation));
    case "map":
      return Object.fromEntries(expression.entries.map(({ key, value }) => [key, evaluate(value, evaluation)]));
    case "reference":
      return evaluateReference(expression, evaluation.scope);
    case "call":
      return evaluateCall(expression, evaluation);
    case "index":
      return evaluateIndex(expression, evaluation);
    case "member":
      return readMember(evaluate(expression.target, evaluation), expression.name, expression);
    case "projection":
      return evaluateProjection(expression, evaluation);
    case "not":
      return !toCondition(evaluate(expression.operand, evaluation), expression.operand);
    case "negate":
      return -toNumber(evaluate(expression.operand, evaluation), expression.operand);
    case "binary":
      return applyBinary(expression, (operand) => evaluate(operand, evaluation), budget);
    case "conditional": {
      const condition = toCondition(evaluate(expression.condition, evaluation), expression.condition);
      return evaluate(condition ? expression.whenTrue : expression.whenFalse, evaluation);
    }
    case "elvis": {
      const left = evaluate(expression.left, evaluation);
      // Okta's Elvis operator passes over what is unset and what is empty.
      return left === null || left === "" ? evaluate(expression.right, evaluation) : left;
    }
    case "template":
      return evaluateTemplate(expression, evaluation);
  }
}

function evaluateTemplate(expression: Of<"template">, evaluation: Evaluation): Inner {
  const texts = expression.parts.map((part) => {
    const value = evaluate(part, evaluation);
    if (holdsObject(value)) throw new ExpressionError(nameOne(part.kind), part);
    return toText(value);
  });
  evaluation.budget.allowText(
    texts.reduce((sum, text) => sum + text.length, 0),
    expression,
  );
  return texts.join("");
}

function evaluateReference(expression: Of<"reference">, scope: ExpressionScope): Inner {
  const attributes = attributesOf(scope, expression.head);
  if (attributes === undefined) throw new ExpressionError(unknownHeadMessage(expression.head), expression);
  return attributeOf(attributes, expression.name);
}

function evaluateCall(expression: Of<"call">, evaluation: Evaluation): Inner {
  const { name } = expression;
  const definition = findFunction(name);
  if (definition === undefined) throw new ExpressionError(unknownFunctionMessage(name), expression);
  const wrongCount = argumentsMessage(name, definition, expression.args.length);
  if (wrongCount !== undefined) throw new ExpressionError(wrongCount, expression);
  const args = expression.args.map((argument, index) => {
    const value = evaluate(argument, evaluation);
    assertPlain(definition, index, { value, argument });
    return value;
  });
  const span = { position: expression.position, end: expression.end };
  return definition.call(args, { ...evaluation, span, groups: () => evaluation.groups(span) });
}

/** Text cannot be made of a person or a group: only functions that ask for such get one. Lists of them may be counted and picked from. */
function assertPlain(
  definition: LanguageFunction,
  index: number,
  { value, argument }: { readonly value: Inner; readonly argument: Expression },
): void {
  const takes = parameterAt(definition, index)?.type;
  const isTaken =
    takes === "object" || ((takes === "array" || takes === "any") && isList(value) && definition.returns !== "string");
  if (!isTaken && holdsObject(value)) throw new ExpressionError(nameOne(argument.kind), argument);
}

function evaluateIndex(expression: Of<"index">, evaluation: Evaluation): Inner {
  const target = evaluate(expression.target, evaluation);
  const index = Math.trunc(toNumber(evaluate(expression.index, evaluation), expression.index));
  if (target === null) return null;
  if (!isList(target)) throw new ExpressionError("Only a list has positions.", expression);
  return target[index] ?? null;
}

/** The attribute of a thing; of no thing, no value: a person without a manager has no manager's name. */
function readMember(target: Inner, name: string, span: Span): Inner {
  if (target === null) return null;
  if (!isObject(target))
    throw new ExpressionError(`There is no ".${name}" here: only a person or a group has attributes.`, span);
  return attributeOf(target, name);
}

function evaluateProjection(expression: Of<"projection">, evaluation: Evaluation): Inner {
  const target = evaluate(expression.target, evaluation);
  if (target === null) return null;
  if (!isList(target)) throw new ExpressionError("Only from a list can attributes be taken with .![…].", expression);
  evaluation.budget.spend(expression, target.length);
  return target.map((item) => expression.path.reduce((held, name) => readMember(held, name, expression), item));
}
