/** What PostgreSQL can keep of what a target sends: it knows no NUL, no half of a surrogate pair, and no long keys in an index. */
import type { Json, JsonObject } from "@lockstep/scim";

/** Characters of an id, and of a user name or a group's name: together they fit a key of an index, whatever their letters. */
export const ID_LENGTH_MAX = 255;
export const NAME_LENGTH_MAX = 500;
/** Nesting that is kept; SCIM itself knows three levels. */
const DEPTH_MAX = 16;

/** Whether the value can be kept as it is. */
export function isStorable(value: Json | undefined, depth = 0): boolean {
  if (typeof value === "string") return !value.includes("\u0000") && value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  if (depth >= DEPTH_MAX) return false;
  // Perf: each account of each import is looked at, so that no lists are made of it.
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) if (!isStorable(item, depth + 1)) return false;
    return true;
  }
  const object = value as JsonObject;
  for (const key in object) if (!isStorable(key) || !isStorable(object[key], depth + 1)) return false;
  return true;
}

/** The text as it can be kept, shortened to `lengthMax` characters: for showing, never for comparing. */
export function storableText(text: string, lengthMax: number): string {
  return text.slice(0, lengthMax).toWellFormed().replaceAll("\u0000", "\ufffd");
}
