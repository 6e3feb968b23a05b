/** `Convert.*`. */
import { ExpressionError } from "../error.ts";
import { toNumber } from "../values.ts";
import type { LanguageFunction } from "./types.ts";

/** `Convert.*` by name without the prefix. Unset stays unset; Okta rounds decimals to whole numbers. */
export const CONVERT_FUNCTIONS: Readonly<Record<string, LanguageFunction>> = {
  toInt: {
    argsMin: 1,
    argsMax: 1,
    call: ([value = null], { position }) => {
      if (value === null || value === "") return null;
      const whole = Math.round(toNumber(value, position));
      if (!Number.isSafeInteger(whole)) throw new ExpressionError("The number is too large.", position);
      return whole;
    },
  },
  toNum: {
    argsMin: 1,
    argsMax: 1,
    call: ([value = null], { position }) => (value === null || value === "" ? null : toNumber(value, position)),
  },
};
