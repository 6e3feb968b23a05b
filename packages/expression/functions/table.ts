/** All functions by their full names, and what is known of names that are none. */
import { ExpressionError } from "../error.ts";
import { nearest } from "../suggest.ts";
import { toText } from "../values.ts";
import { ARRAY_FUNCTIONS } from "./arrays.ts";
import { CONVERT_FUNCTIONS } from "./convert.ts";
import { STRING_FUNCTIONS } from "./string.ts";
import type { LanguageFunction } from "./types.ts";

const INTERNAL_PROPERTIES = ["id", "status"] as const;

const getInternalProperty: LanguageFunction = {
  argsMin: 1,
  argsMax: 1,
  call: ([name = null], { scope, position }) => {
    const property = INTERNAL_PROPERTIES.find((known) => known === toText(name));
    if (property === undefined) {
      throw new ExpressionError(`user.getInternalProperty knows "id" and "status", not "${toText(name)}".`, position);
    }
    return scope.internal?.[property] ?? null;
  },
};

const FUNCTIONS: ReadonlyMap<string, LanguageFunction> = new Map([
  ...prefixed("String.", STRING_FUNCTIONS),
  // Deprecated by Okta, but alive in many tenants, and the form that username templates use.
  ...prefixed("", STRING_FUNCTIONS),
  ...prefixed("Arrays.", ARRAY_FUNCTIONS),
  ...prefixed("Convert.", CONVERT_FUNCTIONS),
  ["user.getInternalProperty", getInternalProperty],
  ["source.getInternalProperty", getInternalProperty],
]);

/** Names that are right in Okta and not here: the message must not send people looking for a slip of the pen. */
const FOREIGN = [
  /^Time\./,
  /^Groups\./,
  /^Iso3166Convert\./,
  /^isMemberOf/,
  /^get(?:Filtered)?Groups$/,
  /^user\.(?:getGroups|isMemberOf|getLinkedObject)$/,
  /^(?:get|has|find)(?:Manager|Directory|Workday|Assistant)/,
];

/** The function of this name; undefined when there is none. */
export function findFunction(name: string): LanguageFunction | undefined {
  return FUNCTIONS.get(name);
}

/** Why a name is no function, with the likeliest one that was meant. */
export function unknownFunctionMessage(name: string): string {
  if (FOREIGN.some((pattern) => pattern.test(name))) {
    return `The function "${name}" is part of Okta's language, but not supported here.`;
  }
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
