/** Where a page ends, as the store that sealed it into a cursor wrote it: a JSON list of the sort keys' values, the creation time and the id. */
import { ScimError } from "@lockstep/scim";
import type { CompiledSort } from "./compile-sort.ts";

/** The values of the sort keys at a position; undefined for none and for the beginning. Throws `ScimError` `invalidCursor` for one that is not of this query. */
export function parsePosition(
  text: string | undefined,
  { keys }: CompiledSort,
  isId: (text: string) => boolean,
): readonly (string | null)[] | undefined {
  if (text === undefined || text === "") return undefined;
  const values = readList(text);
  const [createdAt, id] = values.slice(-2);
  const isOfQuery =
    values.length === keys.length &&
    values.every((value) => value === null || typeof value === "string") &&
    typeof createdAt === "string" &&
    !Number.isNaN(Date.parse(createdAt)) &&
    typeof id === "string" &&
    isId(id);
  if (!isOfQuery) throw new ScimError("invalidCursor");
  return values;
}

function readList(text: string): readonly (string | null)[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
