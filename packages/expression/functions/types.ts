/** What a function of the language is, and how one is written down. */
import type { Budget } from "../budget.ts";
import type { ExpressionScope, GroupMembership, Inner, Span } from "../types.ts";
import type { ValueType } from "../value-type.ts";

/** What a function sees besides its arguments. */
export interface CallContext {
  readonly scope: ExpressionScope;
  readonly budget: Budget;
  /** The person's groups, asked once. Throws when the place of the expression has none. */
  groups(): readonly GroupMembership[];
  /** Where the call stands, for messages. */
  readonly span: Span;
}

/** One argument in a signature. */
export interface Parameter {
  readonly name: string;
  readonly type: ValueType;
  readonly optional: boolean;
  /** The last one may be given any number of times. */
  readonly rest: boolean;
}

/** A function: what it takes, what it gives, and what it does. */
export interface LanguageFunction {
  readonly signature: string;
  readonly parameters: readonly Parameter[];
  readonly returns: ValueType;
  readonly meaning: string;
  readonly argsMin: number;
  readonly argsMax: number;
  call(args: readonly Inner[], context: CallContext): Inner;
}

/** More arguments than anyone writes. */
const ARGS_MANY = 200;

const SIGNATURE = /^\((.*)\): (\w+)$/;
const PARAMETER = /^(\.\.\.)?(\w+)(\?)?: (\w+)$/;

/** A function from its signature, such as `(text: string, start: integer, end?: integer): string`. */
export function define(signature: string, meaning: string, call: LanguageFunction["call"]): LanguageFunction {
  const [, list = "", returns = "any"] = SIGNATURE.exec(signature) ?? [];
  const parameters = list === "" ? [] : list.split(", ").map(readParameter);
  const isEndless = parameters.at(-1)?.rest === true;
  return {
    signature,
    parameters,
    returns: returns as ValueType,
    meaning,
    argsMin: parameters.filter((parameter) => !parameter.optional).length,
    argsMax: isEndless ? ARGS_MANY : parameters.length,
    call,
  };
}

/** `...names: string` takes one or more, `...names?: string` also none. */
function readParameter(text: string): Parameter {
  const [, dots, name = "", mark, type = "any"] = PARAMETER.exec(text) ?? [];
  return { name, type: type as ValueType, optional: mark === "?", rest: dots === "..." };
}

/** The parameter that an argument is given for. */
export function parameterAt(definition: LanguageFunction, index: number): Parameter | undefined {
  const last = definition.parameters.at(-1);
  return definition.parameters[index] ?? (last?.rest === true ? last : undefined);
}
