/** What a function of the language is. */
import type { Budget } from "../budget.ts";
import type { ExpressionScope, Value } from "../types.ts";

/** What a function sees besides its arguments. */
export interface CallContext {
  readonly scope: ExpressionScope;
  readonly budget: Budget;
  /** Where the call stands, for messages. */
  readonly position: number;
}

/** A function: how many arguments it takes, and what it does with them. */
export interface LanguageFunction {
  readonly argsMin: number;
  readonly argsMax: number;
  call(args: readonly Value[], context: CallContext): Value;
}

/** More arguments than anyone writes. */
export const ARGS_MANY = 200;
