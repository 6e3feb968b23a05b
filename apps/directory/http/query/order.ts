/** The order of a list, and the page after a cursor in it: by creation, or with `search` by one attribute; ties by id (okta-management-api §5). */
import type { Context } from "hono";
import { type RawBuilder, sql } from "kysely";
import { DirectoryError } from "../../domain/error.ts";
import { foreignCursor, type PageRequest, requireInstantKey } from "../paging.ts";
import type { Field } from "./compile-query.ts";

/** By what a list is ordered. */
export interface Order {
  readonly key: RawBuilder<unknown>;
  readonly cast: "timestamptz" | "text" | "numeric";
  readonly isDescending: boolean;
}

/** In the order in which rows of `table` were created. */
export function byCreation(table: string): Order {
  return { key: sql.ref(`${table}.created_at`), cast: "timestamptz", isDescending: false };
}

/** Reads `sortBy` and `sortOrder`; undefined without `sortBy`. Texts are compared by ASCII value ignoring case, the missing ones as empty. */
export function readOrder(context: Context, fieldOf: (path: string) => Field | undefined): Order | undefined {
  const sortBy = context.req.query("sortBy");
  if (sortBy === undefined || sortBy === "") return undefined;
  const field = fieldOf(sortBy);
  if (field === undefined || field.kind === "texts") {
    throw new DirectoryError("E0000031", { causes: [`sortBy: field is not valid: ${sortBy.slice(0, 100)}`] });
  }
  const sortOrder = context.req.query("sortOrder")?.toLowerCase() || "asc";
  if (sortOrder !== "asc" && sortOrder !== "desc") {
    throw new DirectoryError("E0000031", { causes: ["sortOrder: Must be asc or desc"] });
  }
  const isDescending = sortOrder === "desc";
  if (field.kind === "number") {
    return { key: sql`coalesce(${field.sql}, '-infinity'::numeric)`, cast: "numeric", isDescending };
  }
  const text = field.kind === "date" ? instantText(field.sql) : sql`${field.sql}::text`;
  return { key: sql`(lower(coalesce(${text}, '')) collate "C")`, cast: "text", isDescending };
}

/** The order's key as the text that a cursor carries. */
export function orderKey(order: Order): RawBuilder<unknown> {
  return order.cast === "timestamptz" ? instantText(order.key) : sql`(${order.key})::text`;
}

/** `order by …` of rows of `table`. */
export function orderBy(order: Order, table: string): RawBuilder<unknown> {
  const direction = order.isDescending ? sql`desc` : sql`asc`;
  return sql`${order.key} ${direction}, ${sql.ref(`${table}.id`)} ${direction}`;
}

/** Rows of `table` after the cursor. */
export function afterInOrder(order: Order, table: string, page: PageRequest): RawBuilder<unknown> {
  if (page.after === undefined) return sql`true`;
  const { key: text } = page.after;
  if (order.cast === "timestamptz") requireInstantKey(page.after);
  if (order.cast === "numeric" && !/^(-Infinity|-?\d{1,400}(\.\d{1,400})?)$/.test(text)) throw foreignCursor();
  const key = {
    timestamptz: sql`${text}::timestamptz`,
    numeric: sql`${text}::numeric`,
    text: sql`${text}::text collate "C"`,
  }[order.cast];
  const beyond = order.isDescending ? sql`<` : sql`>`;
  return sql`(${order.key}, ${sql.ref(`${table}.id`)}) ${beyond} (${key}, ${page.after.id})`;
}

function instantText(instant: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
