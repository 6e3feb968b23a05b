/** `Arrays.*`. Okta takes text with commas for a list, and an unset value for an empty one. */
import type { Inner } from "../types.ts";
import { isEqual, isList, toList, toNumber, toText } from "../values.ts";
import { define, type LanguageFunction } from "./types.ts";

/** `Arrays.*` by name without the prefix. */
export const ARRAY_FUNCTIONS: Readonly<Record<string, LanguageFunction>> = {
  add: define(
    "(list: array, value: any): array",
    "The list with the value at its end.",
    ([list = null, value = null], { budget, span }) => budget.allowItems([...toList(list), value], span),
  ),
  remove: define(
    "(list: array, value: any): array",
    "The list without every item that equals the value.",
    ([list = null, value = null]) => toList(list).filter((item) => !isEqual(item, value)),
  ),
  clear: define("(list: array): array", "An empty list.", () => []),
  get: define(
    "(list: array, index: integer): any",
    "The item at a position, counted from 0; no value beyond the end.",
    ([list = null, index = null], { span }) => toList(list)[Math.trunc(toNumber(index, span))] ?? null,
  ),
  flatten: define(
    "(...values: any): array",
    "All values in one list, lists inside lists opened.",
    (args, { budget, span }) => budget.allowItems(args.flatMap(flattened), span),
  ),
  contains: define(
    "(list: array, value: any): boolean",
    "Whether an item equals the value.",
    ([list = null, value = null]) => toList(list).some((item) => isEqual(item, value)),
  ),
  size: define(
    "(list: array): integer",
    "The number of items; 0 for an unset list.",
    ([list = null]) => toList(list).length,
  ),
  isEmpty: define(
    "(list: array): boolean",
    "Whether the list is unset or has no items.",
    ([list = null]) => toList(list).length === 0,
  ),
  toCsvString: define(
    "(list: array): string",
    "The items as one text with commas between them.",
    ([list = null], { budget, span }) => {
      const texts = toList(list).map(toText);
      budget.allowText(
        texts.reduce((sum, text) => sum + text.length + 1, 0),
        span,
      );
      return texts.join(",");
    },
  ),
};

/** Depth is bounded by the parser: a list can only be as deep as the expression that made it. */
function flattened(value: Inner): readonly Inner[] {
  return isList(value) ? value.flatMap(flattened) : [value];
}
