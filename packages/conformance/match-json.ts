/** Compares an answer with a pattern. */
import type { Json } from "./transcript.ts";

/** Values by name, filled by `$capture`. */
export type Captures = Map<string, string>;

/**
 * What in `value` differs from `pattern`, one sentence each; none when it matches. Objects may hold more than the pattern names,
 * arrays may not. An object with one of these keys stands for a value: `{"$any": "string"}` any value of a type,
 * `{"$absent": true}` none, `{"$capture": "name"}` a text that is kept, `{"$text": "…"}` a text that contains another,
 * `{"$set": […]}` an array in any order.
 */
export function matchJson(pattern: Json, value: Json | undefined, context: MatchContext): readonly string[] {
  const { place } = context;
  if (Array.isArray(pattern)) return matchArray(pattern, value, context);
  if (isObject(pattern)) return matchMarked(pattern, value, context) ?? matchObject(pattern, value, context);
  const expected = typeof pattern === "string" ? fillIn(pattern, context.captures) : pattern;
  return expected === value ? [] : [`${place} is ${show(value)} instead of ${show(expected)}`];
}

/** Where a comparison stands. */
export interface MatchContext {
  readonly captures: Captures;
  readonly place: string;
}

function matchMarked(
  pattern: { readonly [key: string]: Json },
  value: Json | undefined,
  { captures, place }: MatchContext,
): readonly string[] | undefined {
  const [[mark = "", wanted = null] = []] = Object.entries(pattern);
  switch (mark) {
    case "$absent":
      return value === undefined ? [] : [`${place} is ${show(value)} instead of absent`];
    case "$any":
      return typeOf(value) === wanted ? [] : [`${place} is ${show(value)} instead of some ${String(wanted)}`];
    case "$capture":
      if (typeof value !== "string") return [`${place} is ${show(value)} instead of a text`];
      captures.set(String(wanted), value);
      return [];
    case "$text": {
      const part = fillIn(String(wanted), captures);
      return typeof value === "string" && value.includes(part)
        ? []
        : [`${place} is ${show(value)} without ${show(part)}`];
    }
    case "$set":
      return Array.isArray(wanted) ? matchSet(wanted, value, { captures, place }) : [`${place}: "$set" needs an array`];
    default:
      return undefined;
  }
}

function matchObject(
  pattern: { readonly [key: string]: Json },
  value: Json | undefined,
  context: MatchContext,
): readonly string[] {
  if (!isObject(value)) return [`${context.place} is ${show(value)} instead of an object`];
  return Object.entries(pattern).flatMap(([key, wanted]) => {
    const name = fillIn(key, context.captures);
    const found = Object.hasOwn(value, name) ? value[name] : undefined;
    return matchJson(wanted, found, { ...context, place: `${context.place}.${name}` });
  });
}

function matchArray(pattern: readonly Json[], value: Json | undefined, context: MatchContext): readonly string[] {
  if (!Array.isArray(value)) return [`${context.place} is ${show(value)} instead of an array`];
  if (value.length !== pattern.length) {
    return [`${context.place} has ${value.length} items instead of ${pattern.length}: ${show(value)}`];
  }
  return pattern.flatMap((wanted, index) =>
    matchJson(wanted, value[index], { ...context, place: `${context.place}[${index}]` }),
  );
}

/** Each pattern takes the first item that is left and matches it. */
function matchSet(pattern: readonly Json[], value: Json | undefined, context: MatchContext): readonly string[] {
  if (!Array.isArray(value)) return [`${context.place} is ${show(value)} instead of an array`];
  const left: Json[] = [...value];
  const missing = pattern.filter((wanted) => {
    const index = left.findIndex((item) => matchJson(wanted, item, context).length === 0);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  return [
    ...missing.map((wanted) => `${context.place} lacks ${show(wanted)}: ${show(value)}`),
    ...(missing.length === 0 && left.length > 0 ? [`${context.place} also holds ${show(left)}`] : []),
  ];
}

/** The text with each `{{name}}` replaced by what was captured; an unknown name stays as it is. */
export function fillIn(text: string, captures: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (mark, name: string) => captures.get(name) ?? mark);
}

/** The value with `fillIn` done in each of its texts, names of members included. */
export function fillInJson(value: Json, captures: ReadonlyMap<string, string>): Json {
  if (typeof value === "string") return fillIn(value, captures);
  if (Array.isArray(value)) return value.map((item: Json) => fillInJson(item, captures));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [fillIn(key, captures), fillInJson(item, captures)]);
  return Object.fromEntries(entries) as Json;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function typeOf(value: Json | undefined): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}

function show(value: Json | undefined): string {
  return value === undefined ? "absent" : JSON.stringify(value).slice(0, 500);
}
