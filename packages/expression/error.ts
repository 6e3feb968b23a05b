import type { Span } from "./types.ts";

/** An expression that cannot be evaluated. `position` and `end` are zero-based offsets in its text: what is to be underlined. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
  readonly position: number;
  readonly end: number;

  constructor(message: string, span: Span) {
    super(message);
    this.position = span.position;
    this.end = span.end;
  }
}
