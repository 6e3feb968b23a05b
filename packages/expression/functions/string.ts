/** `String.*`. Unset in, unset out; where Okta's documentation is silent the meaning is that of the usual Java string tools. */
import type { Value } from "../types.ts";
import { toNumber, toText } from "../values.ts";
import { ARGS_MANY, type CallContext, type LanguageFunction } from "./types.ts";

type TextFunction = (text: string, args: readonly Value[], context: CallContext) => Value;

/** A function whose first argument is the text; an unset text stays unset. */
function onText(argsMin: number, argsMax: number, apply: TextFunction): LanguageFunction {
  return {
    argsMin,
    argsMax,
    call: ([text = null, ...rest], context) => (text === null ? null : apply(toText(text), rest, context)),
  };
}

/** A question about a text: of an unset one the answer is false. */
function asks(apply: (text: string, sought: string) => boolean): LanguageFunction {
  return {
    argsMin: 2,
    argsMax: 2,
    call: ([text = null, sought = null]) => text !== null && sought !== null && apply(toText(text), toText(sought)),
  };
}

function joinTexts(texts: readonly string[], separator: string, context: CallContext): string {
  const length = texts.reduce((sum, text) => sum + text.length, 0) + separator.length * Math.max(texts.length - 1, 0);
  context.budget.allowText(length, context.position);
  return texts.join(separator);
}

function replaceText(text: string, [find = null, replacement = null]: readonly Value[], context: CallContext): string {
  const sought = toText(find);
  if (sought === "") return text;
  return joinTexts(text.split(sought), toText(replacement), context);
}

function replaceFirstText(
  text: string,
  [find = null, replacement = null]: readonly Value[],
  context: CallContext,
): string {
  const sought = toText(find);
  const index = sought === "" ? -1 : text.indexOf(sought);
  if (index < 0) return text;
  return joinTexts([text.slice(0, index), toText(replacement), text.slice(index + sought.length)], "", context);
}

function substring(text: string, [start = null, end = null]: readonly Value[], context: CallContext): string {
  const from = start === null ? 0 : Math.trunc(toNumber(start, context.position));
  const to = end === null ? text.length : Math.trunc(toNumber(end, context.position));
  return text.slice(Math.max(from, 0), Math.max(to, 0));
}

function substringAfter(text: string, [sought = null]: readonly Value[]): string {
  const separator = toText(sought);
  const index = text.indexOf(separator);
  return index < 0 ? "" : text.slice(index + separator.length);
}

function substringBefore(text: string, [sought = null]: readonly Value[]): string {
  const separator = toText(sought);
  const index = separator === "" ? 0 : text.indexOf(separator);
  return index < 0 ? text : text.slice(0, index);
}

/** The value after the first key that the input contains, else the default. */
function stringSwitch(text: string, [fallback = null, ...pairs]: readonly Value[]): Value {
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    if (text.includes(toText(pairs[index] ?? null))) return pairs[index + 1] ?? null;
  }
  return fallback;
}

/** `String.*` by name without the prefix; the deprecated bare forms are the same functions. */
export const STRING_FUNCTIONS: Readonly<Record<string, LanguageFunction>> = {
  append: {
    argsMin: 2,
    argsMax: 2,
    call: (args, context) => joinTexts(args.map(toText), "", context),
  },
  join: {
    argsMin: 2,
    argsMax: ARGS_MANY,
    // An unset part is left out together with its separator.
    call: ([separator = null, ...parts], context) =>
      joinTexts(parts.filter((part) => part !== null && part !== "").map(toText), toText(separator), context),
  },
  len: { argsMin: 1, argsMax: 1, call: ([text = null]) => toText(text).length },
  removeSpaces: onText(1, 1, (text) => text.replaceAll(/\s/g, "")),
  replace: onText(3, 3, replaceText),
  replaceFirst: onText(3, 3, replaceFirstText),
  startsWith: asks((text, sought) => text.startsWith(sought)),
  stringContains: asks((text, sought) => text.includes(sought)),
  stringSwitch: {
    argsMin: 2,
    argsMax: ARGS_MANY,
    call: ([text = null, ...rest]) => stringSwitch(toText(text), rest),
  },
  substring: onText(2, 3, substring),
  substringAfter: onText(2, 2, substringAfter),
  substringBefore: onText(2, 2, substringBefore),
  toUpperCase: onText(1, 1, (text, _, context) => {
    // Some letters become two or three in upper case.
    context.budget.allowText(text.length, context.position);
    return text.toUpperCase();
  }),
  toLowerCase: onText(1, 1, (text) => text.toLowerCase()),
};
