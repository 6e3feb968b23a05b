/** `Arrays.*`. Okta takes text with commas for a list, and an unset value for an empty one. */
import type { Value } from "../types.ts";
import { isEqual, isList, toList, toNumber, toText } from "../values.ts";
import { ARGS_MANY, type LanguageFunction } from "./types.ts";

/** `Arrays.*` by name without the prefix. */
export const ARRAY_FUNCTIONS: Readonly<Record<string, LanguageFunction>> = {
  add: {
    argsMin: 2,
    argsMax: 2,
    call: ([list = null, value = null], { budget, position }) => budget.allowItems([...toList(list), value], position),
  },
  remove: {
    argsMin: 2,
    argsMax: 2,
    call: ([list = null, value = null]) => toList(list).filter((item) => !isEqual(item, value)),
  },
  clear: { argsMin: 1, argsMax: 1, call: () => [] },
  get: {
    argsMin: 2,
    argsMax: 2,
    call: ([list = null, index = null], { position }) => toList(list)[Math.trunc(toNumber(index, position))] ?? null,
  },
  flatten: {
    argsMin: 1,
    argsMax: ARGS_MANY,
    call: (args, { budget, position }) => budget.allowItems(args.flatMap(flattened), position),
  },
  contains: {
    argsMin: 2,
    argsMax: 2,
    call: ([list = null, value = null]) => toList(list).some((item) => isEqual(item, value)),
  },
  size: { argsMin: 1, argsMax: 1, call: ([list = null]) => toList(list).length },
  isEmpty: { argsMin: 1, argsMax: 1, call: ([list = null]) => toList(list).length === 0 },
  toCsvString: {
    argsMin: 1,
    argsMax: 1,
    call: ([list = null], { budget, position }) => {
      const texts = toList(list).map(toText);
      budget.allowText(
        texts.reduce((sum, text) => sum + text.length + 1, 0),
        position,
      );
      return texts.join(",");
    },
  },
};

/** Depth is bounded by the parser: a list can only be as deep as the expression that made it. */
function flattened(value: Value): readonly Value[] {
  return isList(value) ? value.flatMap(flattened) : [value];
}
