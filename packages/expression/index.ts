/** A subset of the Okta Expression Language: parse, check, evaluate. Pure and bounded. */
export { type CheckProblem, checkExpression, type KnownAttributes } from "./check.ts";
export { ExpressionError } from "./error.ts";
export { type EvaluateOptions, evaluateExpression } from "./evaluate.ts";
export { type ParseExpressionResult, parseExpression } from "./parse.ts";
export { parseTemplate } from "./template.ts";
export type { Expression, ExpressionScope, Value } from "./types.ts";
