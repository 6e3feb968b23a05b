/** `Convert.*`. */
import { ExpressionError } from "../error.ts";
import { toNumber } from "../values.ts";
import { define, type LanguageFunction } from "./types.ts";

/** `Convert.*` by name without the prefix. Unset stays unset; Okta rounds decimals to whole numbers. */
export const CONVERT_FUNCTIONS: Readonly<Record<string, LanguageFunction>> = {
  toInt: define(
    "(value: any): integer",
    "The value as a whole number, rounded; a text must hold a number and nothing else.",
    ([value = null], { span }) => {
      if (value === null || value === "") return null;
      const whole = Math.round(toNumber(value, span));
      if (!Number.isSafeInteger(whole)) throw new ExpressionError("The number is too large.", span);
      return whole;
    },
  ),
  toNum: define(
    "(value: any): number",
    "The value as a number; a text must hold a number and nothing else.",
    ([value = null], { span }) => (value === null || value === "" ? null : toNumber(value, span)),
  ),
};
