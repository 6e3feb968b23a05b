/** `GET /api/v1/users`: `search`, `filter`, `q`, or all who are not deactivated (okta-management-api §5, §6.4). */
import type { Context } from "hono";
import { type RawBuilder, sql } from "kysely";
import { DirectoryError } from "../../domain/error.ts";
import { PERSON_COLUMNS, type PersonRow } from "../../domain/person-row.ts";
import { PROFILE_ATTRIBUTES } from "../../domain/profile.ts";
import type { Env, HttpDeps } from "../env.ts";
import { type Cursor, cutPage, encodeCursor, type PageRequest, readPage, setLinks } from "../paging.ts";
import { compileQuery, type Field } from "../query/compile-query.ts";
import { renderUser } from "../render/user.ts";

const LIMITS = { byDefault: 200, max: 200 };
const PREFIX_LIMITS = { byDefault: 10, max: 200 };

const DATES: Readonly<Record<string, string>> = {
  created: "person.created_at",
  activated: "person.activated_at",
  statusChanged: "person.status_changed_at",
  lastUpdated: "person.last_updated_at",
  passwordChanged: "person.password_changed_at",
};

/** What the names in a user expression stand for. */
export function userField(path: string): Field | undefined {
  if (path === "id" || path === "status") return { kind: "text", sql: sql.ref(`person.${path}`) };
  if (Object.hasOwn(DATES, path)) return { kind: "date", sql: sql.ref(DATES[path] ?? "") };
  const attribute = path.startsWith("profile.") ? path.slice("profile.".length) : "";
  return PROFILE_ATTRIBUTES.includes(attribute) ? { kind: "text", sql: profileValue(attribute) } : undefined;
}

/** The attribute is a literal, so that the planner recognises the index expressions. It is one of our own names. */
function profileValue(attribute: string): RawBuilder<unknown> {
  return sql`(person.profile->>${sql.lit(attribute)})`;
}

interface UserQuery {
  readonly condition: RawBuilder<unknown>;
  readonly order: Order;
}

/** By creation, or by one attribute; ties by id. */
interface Order {
  readonly key: RawBuilder<unknown>;
  readonly cast: "timestamptz" | "text";
  readonly isDescending: boolean;
}

const BY_CREATION: Order = { key: sql.ref("person.created_at"), cast: "timestamptz", isDescending: false };

/** One page of people. */
export async function listUsers(deps: HttpDeps, context: Context<Env>): Promise<Response> {
  const prefix = context.req.query("q");
  const page = readPage(context, prefix === undefined ? LIMITS : PREFIX_LIMITS);
  const query = readQuery(context);
  const { rows } = await sql<PersonRow & { order_key: string }>`
    select ${PERSON_COLUMNS}, ${keyText(query.order)} as order_key from person
    where ${query.condition} and ${afterCursor(query.order, page)}
    order by ${query.order.key} ${direction(query.order)}, person.id ${direction(query.order)}
    limit ${page.limit + 1}`.execute(deps.database.kysely);
  const cut = cutPage(rows, page, (row): Cursor => ({ key: row.order_key, id: row.id }));
  const next = cut.next === undefined || prefix !== undefined ? undefined : encodeCursor(cut.next);
  setLinks(context, deps.publicBaseUrl(), next);
  return context.json(cut.rows.map((person) => renderUser(person, deps.publicBaseUrl())));
}

function readQuery(context: Context): UserQuery {
  const [search, filter, q] = ["search", "filter", "q"].map((name) => {
    const value = context.req.query(name);
    return value === undefined || value.trim() === "" ? undefined : value;
  });
  if ([search, filter, q].filter((value) => value !== undefined).length > 1) throw new DirectoryError("E0000033");
  const rules = { field: userField, errorCode: "E0000031" as const };
  if (search !== undefined) {
    return { condition: compileQuery(search, { ...rules, isCaseSensitive: false }), order: readOrder(context) };
  }
  if (filter !== undefined) {
    return { condition: compileQuery(filter, { ...rules, isCaseSensitive: true }), order: BY_CREATION };
  }
  const isAlive = sql`person.status <> 'DEPROVISIONED'`;
  return { condition: q === undefined ? isAlive : sql`${isAlive} and ${matchesPrefix(q)}`, order: BY_CREATION };
}

/** Each word of `q` begins a first name, a last name or an e-mail. */
function matchesPrefix(q: string): RawBuilder<unknown> {
  const words = q.trim().split(/\s+/).slice(0, 10);
  const conditions = words.map((word) => {
    const starts = ["firstName", "lastName", "email", "login"].map(
      (attribute) => sql`starts_with(lower(${profileValue(attribute)}), lower(${word}::text))`,
    );
    return sql`(${sql.join(starts, sql` or `)})`;
  });
  return sql`(${sql.join(conditions, sql` and `)})`;
}

function readOrder(context: Context): Order {
  const sortBy = context.req.query("sortBy");
  if (sortBy === undefined || sortBy === "") return BY_CREATION;
  const field = userField(sortBy);
  if (field === undefined || field.kind === "texts") {
    throw new DirectoryError("E0000031", { causes: [`sortBy: field is not valid: ${sortBy.slice(0, 100)}`] });
  }
  const sortOrder = context.req.query("sortOrder")?.toLowerCase() ?? "asc";
  if (sortOrder !== "asc" && sortOrder !== "desc") {
    throw new DirectoryError("E0000031", { causes: ["sortOrder: Must be asc or desc"] });
  }
  const text = field.kind === "date" ? instantText(field.sql) : field.sql;
  return { key: sql`(lower(coalesce(${text}, '')) collate "C")`, cast: "text", isDescending: sortOrder === "desc" };
}

function instantText(instant: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

function keyText(order: Order): RawBuilder<unknown> {
  return order.cast === "text" ? order.key : instantText(order.key);
}

function direction(order: Order): RawBuilder<unknown> {
  return order.isDescending ? sql`desc` : sql`asc`;
}

function afterCursor(order: Order, page: PageRequest): RawBuilder<unknown> {
  if (page.after === undefined) return sql`true`;
  if (order.cast === "timestamptz" && Number.isNaN(Date.parse(page.after.key))) {
    throw new DirectoryError("E0000029", { causes: ["after: The cursor belongs to another list"] });
  }
  const key =
    order.cast === "timestamptz" ? sql`${page.after.key}::timestamptz` : sql`${page.after.key}::text collate "C"`;
  const beyond = order.isDescending ? sql`<` : sql`>`;
  return sql`(${order.key}, person.id) ${beyond} (${key}, ${page.after.id})`;
}
