/** Takes secrets out of what a client sent, before it may be kept in the request log. */

import type { AttributeDefinition, ResourceShape } from "@lockstep/scim";

/** What stands in place of a secret. */
export const MASK = "***";
/** Deepest nesting that is followed; the server refuses deeper bodies before this is asked. */
const DEPTH_MAX = 64;

const known = new WeakMap<readonly ResourceShape[], ReadonlySet<string>>();

/** RFC 7643 §2.2: the names, in lower case, of the attributes that are write-only in any of the shapes. */
export function secretNames(shapes: readonly ResourceShape[]): ReadonlySet<string> {
  const cached = known.get(shapes);
  if (cached !== undefined) return cached;
  const names = new Set<string>();
  const collect = (attributes: readonly AttributeDefinition[]): void => {
    for (const { name, mutability, subAttributes } of attributes) {
      if (mutability === "writeOnly") names.add(name.toLowerCase());
      collect(subAttributes ?? []);
    }
  };
  for (const { core, extensions } of shapes) {
    collect(core.attributes);
    for (const { schema } of extensions) collect(schema.attributes);
  }
  known.set(shapes, names);
  return names;
}

/**
 * A copy of a request's JSON in which every value of an attribute named in `secrets` (lower case) is masked: as a member at any
 * depth, under a dotted or URN-prefixed name (`urn:…:User:password`), and as the `value` of a PATCH operation whose `path` names it.
 */
export function maskSecrets(json: unknown, secrets: ReadonlySet<string>): unknown {
  return mask(json, secrets, 0);
}

/** The query string with the values masked that name a secret attribute: a filter on one is refused, but it was sent. */
export function maskSearch(search: string, secrets: ReadonlySet<string>): string {
  if (search === "") return search;
  // Read as the query itself is read, where a broken escape spoils none of the others.
  const text = [...new URLSearchParams(search)].flat().join("\n").toLowerCase();
  return [...secrets].some((name) => text.includes(name)) ? `?${MASK}` : search;
}

function mask(json: unknown, secrets: ReadonlySet<string>, depth: number): unknown {
  if (depth > DEPTH_MAX) return MASK;
  if (Array.isArray(json)) return json.map((item) => mask(item, secrets, depth + 1));
  if (typeof json === "string") return maskText(json, secrets);
  if (typeof json !== "object" || json === null) return json;
  const object = json as Readonly<Record<string, unknown>>;
  const isSecretPath = namesSecret(memberOf(object, "path"), secrets);
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => {
      const isSecret = namesSecret(name, secrets) || (isSecretPath && name.toLowerCase() === "value");
      return [name, isSecret ? MASK : mask(value, secrets, depth + 1)];
    }),
  );
}

/** A filter, or JSON inside a string, may carry a secret as well: a text that names one is not kept. */
function maskText(value: string, secrets: ReadonlySet<string>): string {
  const looksLikeCode = /["'{=]|\seq\s/i.test(value);
  if (!looksLikeCode) return value;
  const text = value.toLowerCase();
  return [...secrets].some((name) => text.includes(name)) ? MASK : value;
}

function memberOf(object: Readonly<Record<string, unknown>>, wanted: string): unknown {
  return Object.entries(object).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/** True for `password`, `x.password`, `urn:…:User:password` and `password[…]`. */
function namesSecret(path: unknown, secrets: ReadonlySet<string>): boolean {
  if (typeof path !== "string") return false;
  return path
    .toLowerCase()
    .split(/[.:[\]\s]/)
    .some((segment) => secrets.has(segment));
}
