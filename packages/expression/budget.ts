/** Bounds of one evaluation: an expression comes from a form and must not be able to hold up a worker. */
import { ExpressionError } from "./error.ts";
import type { Inner, Span } from "./types.ts";

/** Bounds of one evaluation. */
export interface EvaluateOptions {
  readonly stepsMax?: number;
  readonly textLengthMax?: number;
}

const STEPS_MAX = 10_000;
const TEXT_LENGTH_MAX = 100_000;
const ITEMS_MAX = 10_000;

/** What is left of the bounds. */
export interface Budget {
  /** Counts steps; throws when they are spent. */
  spend(span: Span, steps?: number): void;
  /** Throws when a text would grow longer than allowed, before it is made. */
  allowText(length: number, span: Span): void;
  /** Throws when a list would grow longer than allowed. */
  allowItems(items: readonly Inner[], span: Span): readonly Inner[];
}

/** A fresh budget. */
export function createBudget(options: EvaluateOptions): Budget {
  const textLengthMax = options.textLengthMax ?? TEXT_LENGTH_MAX;
  let stepsLeft = options.stepsMax ?? STEPS_MAX;
  return {
    spend(span, steps = 1) {
      stepsLeft -= steps;
      if (stepsLeft < 0) throw new ExpressionError("The expression takes too many steps.", span);
    },
    allowText(length, span) {
      if (length > textLengthMax) {
        throw new ExpressionError(`The text grows longer than ${textLengthMax} characters.`, span);
      }
    },
    allowItems(items, span) {
      if (items.length > ITEMS_MAX) throw new ExpressionError(`The list grows longer than ${ITEMS_MAX} values.`, span);
      return items;
    },
  };
}
