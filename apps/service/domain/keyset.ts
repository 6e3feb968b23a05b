/** Cursors of lists in order of creation: where the last page ended, as text that a client hands back. */
import { ApiFault } from "../api-fault.ts";

/** The place of the last item of a page. */
export interface Position {
  /** ISO 8601 as PostgreSQL writes it, so that no microsecond is lost. */
  readonly at: string;
  readonly id: string;
}

const TIME = /^\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d:\d\d$/;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const CURSOR_LENGTH_MAX = 200;

/** The cursor after a position. */
export function toCursor({ at, id }: Position): string {
  return Buffer.from(`${at} ${id}`, "utf8").toString("base64url");
}

/** The position of a cursor. Throws `ApiFault` for what is none of ours; it opens nothing, so it is not sealed. */
export function fromCursor(cursor: string): Position {
  const text = cursor.length > CURSOR_LENGTH_MAX ? "" : Buffer.from(cursor, "base64url").toString("utf8");
  const [at = "", id = ""] = text.split(" ");
  if (TIME.test(at) && !Number.isNaN(Date.parse(at)) && UUID.test(id)) return { at, id };
  throw new ApiFault(400, "invalidField", "cursor: give the `next` of an earlier page, or leave it out.", {
    field: "cursor",
  });
}

/** The items of a page that was read with one row more than asked for, and the position after which the next one starts. */
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
): { readonly kept: readonly Row[]; readonly last: Row | undefined } {
  const kept = rows.slice(0, limit);
  return { kept, last: rows.length > limit ? kept.at(-1) : undefined };
}
