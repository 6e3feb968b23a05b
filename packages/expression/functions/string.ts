/** `String.*`. Unset in, unset out; where Okta's documentation is silent the meaning is that of the usual Java string tools. */
import type { Inner } from "../types.ts";
import { toNumber, toText } from "../values.ts";
import { type CallContext, define, type LanguageFunction } from "./types.ts";

type TextCall = (text: string, args: readonly Inner[], context: CallContext) => Inner;

/** A function whose first argument is the text; an unset text stays unset. */
function onText(signature: string, meaning: string, apply: TextCall): LanguageFunction {
  return define(signature, meaning, ([text = null, ...rest], context) =>
    text === null ? null : apply(toText(text), rest, context),
  );
}

/** A question about a text: of an unset one the answer is false. */
function asks(meaning: string, apply: (text: string, sought: string) => boolean): LanguageFunction {
  return define(
    "(text: string, sought: string): boolean",
    meaning,
    ([text = null, sought = null]) => text !== null && sought !== null && apply(toText(text), toText(sought)),
  );
}

function joinTexts(texts: readonly string[], separator: string, context: CallContext): string {
  const length = texts.reduce((sum, text) => sum + text.length, 0) + separator.length * Math.max(texts.length - 1, 0);
  context.budget.allowText(length, context.span);
  return texts.join(separator);
}

function replaceText(text: string, [find = null, replacement = null]: readonly Inner[], context: CallContext): string {
  const sought = toText(find);
  return sought === "" ? text : joinTexts(text.split(sought), toText(replacement), context);
}

function replaceFirstText(
  text: string,
  [find = null, replacement = null]: readonly Inner[],
  context: CallContext,
): string {
  const sought = toText(find);
  const index = sought === "" ? -1 : text.indexOf(sought);
  if (index < 0) return text;
  return joinTexts([text.slice(0, index), toText(replacement), text.slice(index + sought.length)], "", context);
}

function substring(text: string, [start = null, end = null]: readonly Inner[], context: CallContext): string {
  const from = start === null ? 0 : Math.trunc(toNumber(start, context.span));
  const to = end === null ? text.length : Math.trunc(toNumber(end, context.span));
  return text.slice(Math.max(from, 0), Math.max(to, 0));
}

function substringAfter(text: string, [sought = null]: readonly Inner[]): string {
  const separator = toText(sought);
  const index = text.indexOf(separator);
  return index < 0 ? "" : text.slice(index + separator.length);
}

function substringBefore(text: string, [sought = null]: readonly Inner[]): string {
  const separator = toText(sought);
  const index = separator === "" ? 0 : text.indexOf(separator);
  return index < 0 ? text : text.slice(0, index);
}

/** The value after the first key that the input contains, else the default. */
function stringSwitch([input = null, fallback = null, ...pairs]: readonly Inner[]): Inner {
  const text = toText(input);
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    if (text.includes(toText(pairs[index] ?? null))) return pairs[index + 1] ?? null;
  }
  return fallback;
}

/** `String.*` by name without the prefix. */
export const STRING_FUNCTIONS: Readonly<Record<string, LanguageFunction>> = {
  append: define("(text: string, suffix: string): string", "The text with the suffix behind it.", (args, context) =>
    joinTexts(args.map(toText), "", context),
  ),
  join: define(
    "(separator: string, ...parts: string): string",
    "The parts with the separator between them. An unset or empty part is left out together with its separator.",
    ([separator = null, ...parts], context) =>
      joinTexts(parts.filter((part) => part !== null && part !== "").map(toText), toText(separator), context),
  ),
  len: define(
    "(text: string): integer",
    "The number of characters; 0 for an unset text.",
    ([text = null]) => toText(text).length,
  ),
  removeSpaces: onText("(text: string): string", "The text without blanks.", (text) => text.replaceAll(/\s/g, "")),
  replace: onText(
    "(text: string, sought: string, replacement: string): string",
    "The text with every occurrence replaced.",
    replaceText,
  ),
  replaceFirst: onText(
    "(text: string, sought: string, replacement: string): string",
    "The text with the first occurrence replaced.",
    replaceFirstText,
  ),
  startsWith: asks("Whether the text begins so. Letter case counts.", (text, sought) => text.startsWith(sought)),
  stringContains: asks("Whether the text contains another. Letter case counts.", (text, sought) =>
    text.includes(sought),
  ),
  stringSwitch: define(
    "(text: string, default: any, ...pairs?: any): any",
    "Keys and values in turn: the value of the first key, in the order of the pairs, that the text contains, else the default.",
    stringSwitch,
  ),
  substring: onText(
    "(text: string, start: integer, end?: integer): string",
    "The characters from `start` up to, not including, `end`, counted from 0. Without `end` up to the end of the text.",
    substring,
  ),
  substringAfter: onText(
    "(text: string, sought: string): string",
    "What stands behind the first occurrence; empty when there is none.",
    substringAfter,
  ),
  substringBefore: onText(
    "(text: string, sought: string): string",
    "What stands before the first occurrence; the whole text when there is none.",
    substringBefore,
  ),
  toUpperCase: onText("(text: string): string", "The text in capital letters.", (text, _, context) => {
    // Some letters become two or three in upper case.
    context.budget.allowText(text.length, context.span);
    return text.toUpperCase();
  }),
  toLowerCase: onText("(text: string): string", "The text in small letters.", (text) => text.toLowerCase()),
};
