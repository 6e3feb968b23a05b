/** All functions by their full names, and what is known of names that are none. */
import { nearest } from "../suggest.ts";
import { ARRAY_FUNCTIONS } from "./arrays.ts";
import { CONVERT_FUNCTIONS } from "./convert.ts";
import { COUNTRY_FUNCTIONS } from "./countries.ts";
import { GROUP_FUNCTIONS } from "./groups.ts";
import { PEOPLE_FUNCTIONS } from "./people.ts";
import { STRING_FUNCTIONS } from "./string.ts";
import { TIME_FUNCTIONS } from "./time.ts";
import type { LanguageFunction } from "./types.ts";

/** Deprecated by Okta, but alive in many tenants, and the form that username templates use. */
const BARE = new Map(Object.entries(STRING_FUNCTIONS));

const FUNCTIONS: ReadonlyMap<string, LanguageFunction> = new Map([
  ...prefixed("String.", STRING_FUNCTIONS),
  ...prefixed("Arrays.", ARRAY_FUNCTIONS),
  ...prefixed("Convert.", CONVERT_FUNCTIONS),
  ...prefixed("Iso3166Convert.", COUNTRY_FUNCTIONS),
  ...prefixed("Time.", TIME_FUNCTIONS),
  ...prefixed("", GROUP_FUNCTIONS),
  ...prefixed("", PEOPLE_FUNCTIONS),
]);

/** A function with its name, for editors and documents. */
export interface NamedFunction {
  readonly name: string;
  /** `(text: string, start: integer, end?: integer): string` */
  readonly signature: string;
  readonly meaning: string;
}

/** Every function, without the deprecated short names. */
export function listFunctions(): readonly NamedFunction[] {
  return [...FUNCTIONS].map(([name, { signature, meaning }]) => ({ name, signature, meaning }));
}

/** The function of this name; undefined when there is none. */
export function findFunction(name: string): LanguageFunction | undefined {
  return FUNCTIONS.get(name) ?? BARE.get(name);
}

/** Why a name is no function, with the likeliest one that was meant. */
export function unknownFunctionMessage(name: string): string {
  const suggestion = nearest(name, [...FUNCTIONS.keys()]);
  const hint = suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`;
  return `There is no function "${name}".${hint}`;
}

/** What is wrong with the number of arguments; undefined when it is right. */
export function argumentsMessage(
  name: string,
  { argsMin, argsMax }: LanguageFunction,
  count: number,
): string | undefined {
  if (count >= argsMin && count <= argsMax) return undefined;
  const wanted = argsMin === argsMax ? `${argsMin}` : argsMax > 10 ? `at least ${argsMin}` : `${argsMin} to ${argsMax}`;
  return `${name} takes ${wanted} ${argsMax === 1 ? "value" : "values"}, found ${count}.`;
}

function prefixed(
  prefix: string,
  functions: Readonly<Record<string, LanguageFunction>>,
): readonly (readonly [string, LanguageFunction])[] {
  return Object.entries(functions).map(([name, definition]) => [`${prefix}${name}`, definition] as const);
}
