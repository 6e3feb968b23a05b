/** Okta's Expression Language as far as provisioning uses it: parse, check, evaluate. Pure and bounded. */
export {
  type CheckOptions,
  type CheckProblem,
  checkExpression,
  type KnownAttributes,
  type KnownNames,
} from "./check.ts";
export { ExpressionError } from "./error.ts";
export { type EvaluateOptions, evaluateExpression } from "./evaluate.ts";
export { type ExpressionFacts, factsOf, type RelatedFact } from "./facts.ts";
export { listFunctions, type NamedFunction } from "./functions/table.ts";
export { type ParseExpressionResult, parseExpression } from "./parse.ts";
export { parseTemplate } from "./template.ts";
export type { AppView, Attributes, Expression, ExpressionScope, GroupMembership, Value } from "./types.ts";
export type { ValueType } from "./value-type.ts";
