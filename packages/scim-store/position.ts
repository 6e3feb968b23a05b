/** Where a page ends: the values of its last resource's sort keys, as text. */
import { ScimError } from "@lockstep/scim";
import type { CompiledSort } from "@lockstep/scim-sql";
import { isResourceId } from "./select.ts";

/** What a position is made of; `sort_key` only where the query names a key. */
interface Place {
  readonly id: string;
  readonly created_ms: number;
  readonly sort_key?: string | null;
}

/** The position of a resource; `parsePosition` reads it back. */
export function formatPosition({ id, created_ms, sort_key }: Place): string {
  return JSON.stringify([...(sort_key === undefined ? [] : [sort_key]), toMicroseconds(created_ms), id]);
}

/** The store writes whole milliseconds; rows that came another way must not be skipped for having more digits. */
function toMicroseconds(milliseconds: number): string {
  const microseconds = Math.round(milliseconds * 1_000);
  const rest = String(microseconds % 1_000).padStart(3, "0");
  return new Date(Math.floor(microseconds / 1_000)).toISOString().replace("Z", `${rest}Z`);
}

/** The values of the sort keys at a position; undefined for none and for the beginning. Throws `ScimError` `invalidCursor` for one that is not of this query. */
export function parsePosition(
  text: string | undefined,
  { keys }: CompiledSort,
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
    isResourceId(id);
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
