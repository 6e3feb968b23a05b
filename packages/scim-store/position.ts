/** Where a page ends: the values of its last resource's sort keys, as text. */

/** What a position is made of; `sort_key` only where the query names a key. */
interface Place {
  readonly id: string;
  readonly created_ms: number;
  readonly sort_key?: string | null;
}

/** The position of a resource; `parsePosition` of `scim-sql` reads it back. */
export function formatPosition({ id, created_ms, sort_key }: Place): string {
  return JSON.stringify([...(sort_key === undefined ? [] : [sort_key]), toMicroseconds(created_ms), id]);
}

/** The store writes whole milliseconds; rows that came another way must not be skipped for having more digits. */
function toMicroseconds(milliseconds: number): string {
  const microseconds = Math.round(milliseconds * 1_000);
  const rest = String(microseconds % 1_000).padStart(3, "0");
  return new Date(Math.floor(microseconds / 1_000)).toISOString().replace("Z", `${rest}Z`);
}
