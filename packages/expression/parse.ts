/** Parses the expression language. Length, depth and numbers of parts are bounded, so that no text can exhaust the stack. */
import { Parser, SyntaxFault } from "./parser.ts";
import { type Failure, tokenize } from "./tokenize.ts";
import type { Expression } from "./types.ts";

/** A parsed expression, or what is wrong and where. */
export type ParseExpressionResult = { readonly ok: true; readonly expression: Expression } | Failure;

const LENGTH_MAX = 10_000;

/** Parses one expression, such as `user.firstName + " " + user.lastName`. Never throws. */
export function parseExpression(text: string): ParseExpressionResult {
  return parsePart(text, 0, text.length);
}

/** Parses the expression that stands between two offsets of a text; offsets of the result count from the start of the whole text. */
export function parsePart(text: string, start: number, end: number): ParseExpressionResult {
  if (end - start > LENGTH_MAX) {
    const message = `The expression is longer than ${LENGTH_MAX} characters.`;
    return { ok: false, message, position: start + LENGTH_MAX, end };
  }
  const tokenized = tokenize(text, start, end);
  if (!tokenized.ok) return tokenized;
  try {
    return { ok: true, expression: new Parser(tokenized.tokens).parseAll() };
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    return { ok: false, message: error.message, ...error.span };
  }
}
