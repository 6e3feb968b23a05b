/** Pages of lists: `limit` and an opaque `after`, answered with Link headers (okta-management-api §4). */
import type { Context } from "hono";
import { type RawBuilder, sql } from "kysely";
import { DirectoryError } from "../domain/error.ts";

/** Where a page ends: the last row's order key and id. */
export interface Cursor {
  readonly key: string;
  readonly id: string;
}

/** One page that is asked for. */
export interface PageRequest {
  readonly limit: number;
  readonly after: Cursor | undefined;
}

/** Limits of one list. */
export interface PageLimits {
  readonly byDefault: number;
  readonly max: number;
  readonly min?: number;
}

/** Reads `limit` and `after`. E0000029 when they are no numbers, below the minimum, or an altered cursor; larger limits are cut. */
export function readPage(context: Context, limits: PageLimits): PageRequest {
  const text = context.req.query("limit");
  // `-1` is the default in Okta's own description of some lists.
  const asked = text === undefined || text === "" || text === "-1" ? limits.byDefault : Number(text);
  const min = limits.min ?? 1;
  if (!Number.isInteger(asked) || asked < min) {
    throw new DirectoryError("E0000029", { causes: [`limit: Must be a whole number from ${min} to ${limits.max}`] });
  }
  const after = context.req.query("after");
  return {
    limit: Math.min(asked, limits.max),
    after: after === undefined || after === "" ? undefined : decodeCursor(after),
  };
}

/** The opaque text of a cursor. */
export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.key, cursor.id]), "utf8").toString("base64url");
}

function decodeCursor(text: string): Cursor {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    const [key, id] = Array.isArray(parsed) ? parsed : [];
    const isOurs = typeof key === "string" && typeof id === "string" && encodeCursor({ key, id }) === text;
    // The database knows no NUL.
    if (isOurs && !`${key}${id}`.includes("\0")) return { key, id };
  } catch {
    // Falls through: not one of ours.
  }
  throw new DirectoryError("E0000029", { causes: ["after: The cursor is not one that a Link header gave"] });
}

/** The rows of one page out of `limit + 1` that were read, and where the next begins. */
export function cutPage<Row>(
  rows: readonly Row[],
  page: PageRequest,
  cursorOf: (row: Row) => Cursor,
): { readonly rows: readonly Row[]; readonly next: Cursor | undefined } {
  if (rows.length <= page.limit) return { rows, next: undefined };
  const kept = rows.slice(0, page.limit);
  const last = kept.at(-1);
  return { rows: kept, next: last === undefined ? undefined : cursorOf(last) };
}

/** A cursor of another list than the one that is asked for. */
export function foreignCursor(): DirectoryError {
  return new DirectoryError("E0000029", { causes: ["after: The cursor belongs to another list"] });
}

/** The cursor, whose key is an instant in microseconds; E0000029 when it is none. */
export function requireInstantKey(after: Cursor): Cursor {
  const second = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d{6}Z$/.exec(after.key)?.[1];
  const instant = second === undefined ? Number.NaN : Date.parse(`${second}Z`);
  // A day that its month does not have is read as one of the next.
  if (Number.isNaN(instant) || !new Date(instant).toISOString().startsWith(second ?? "")) throw foreignCursor();
  return after;
}

/** Rows after the cursor in the order of creation, ties by id: a condition for `where`. `table` is a literal of the caller. */
export function afterCreation(table: string, after: Cursor | undefined): RawBuilder<boolean> {
  if (after === undefined) return sql`true`;
  const { key, id } = requireInstantKey(after);
  return sql`(${sql.ref(`${table}.created_at`)}, ${sql.ref(`${table}.id`)}) > (${key}::timestamptz, ${id})`;
}

/** As `afterCreation`, for a list whose newest rows come first. */
export function beforeCreation(table: string, after: Cursor | undefined): RawBuilder<boolean> {
  if (after === undefined) return sql`true`;
  const { key, id } = requireInstantKey(after);
  return sql`(${sql.ref(`${table}.created_at`)}, ${sql.ref(`${table}.id`)}) < (${key}::timestamptz, ${id})`;
}

/**
 * Sets the Link headers: `self`, and `next` when there is more. Every query parameter of the request is repeated; `more` are parameters
 * that the next request needs and this one did not name.
 */
export function setLinks(
  context: Context,
  publicBaseUrl: string,
  next: string | undefined,
  more: Readonly<Record<string, string>> = {},
): void {
  const url = new URL(context.req.url);
  const self = `${publicBaseUrl}${url.pathname}${url.search}`;
  context.header("link", `<${self}>; rel="self"`, { append: true });
  if (next === undefined) return;
  for (const [name, value] of Object.entries({ ...more, after: next })) url.searchParams.set(name, value);
  context.header("link", `<${publicBaseUrl}${url.pathname}?${url.searchParams}>; rel="next"`, { append: true });
}
