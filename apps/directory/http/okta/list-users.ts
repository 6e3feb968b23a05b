/** `GET /api/v1/users`: `search`, `filter`, `q`, or all who are not deactivated (okta-management-api §5, §6.4). */
import type { Context } from "hono";
import { type RawBuilder, sql } from "kysely";
import type { DirectoryUser } from "../../contract.ts";
import { DirectoryError } from "../../domain/error.ts";
import { PERSON_COLUMNS, type PersonRow } from "../../domain/person-row.ts";
import type { ProfileSchema } from "../../domain/profile-schema/attribute.ts";
import { loadProfileSchema } from "../../domain/profile-schema/load-schema.ts";
import type { Env, HttpDeps } from "../env.ts";
import { type Cursor, cutPage, encodeCursor, type PageRequest, readPage, setLinks } from "../paging.ts";
import { compileQuery } from "../query/compile-query.ts";
import { renderUser } from "../render/user.ts";
import { profileValue, userField } from "./user-fields.ts";

const LIMITS = { byDefault: 200, max: 200 };
const PREFIX_LIMITS = { byDefault: 10, max: 200 };

interface UserQuery {
  readonly condition: RawBuilder<unknown>;
  readonly order: Order;
}

/** By creation, or by one attribute; ties by id. */
interface Order {
  readonly key: RawBuilder<unknown>;
  readonly cast: "timestamptz" | "text" | "numeric";
  readonly isDescending: boolean;
}

const BY_CREATION: Order = { key: sql.ref("person.created_at"), cast: "timestamptz", isDescending: false };

/** One page of people. */
export async function listUsers(deps: HttpDeps, context: Context<Env>): Promise<Response> {
  const prefix = context.req.query("q");
  const page = readPage(context, prefix === undefined ? LIMITS : PREFIX_LIMITS);
  const query = readQuery(context, await loadProfileSchema(deps.database.kysely));
  const { rows } = await sql<PersonRow & { order_key: string }>`
    select ${PERSON_COLUMNS}, ${keyText(query.order)} as order_key from person
    where ${query.condition} and ${afterCursor(query.order, page)}
    order by ${query.order.key} ${direction(query.order)}, person.id ${direction(query.order)}
    limit ${page.limit + 1}`.execute(deps.database.kysely);
  const cut = cutPage(rows, page, (row): Cursor => ({ key: row.order_key, id: row.id }));
  const next = cut.next === undefined || prefix !== undefined ? undefined : encodeCursor(cut.next);
  setLinks(context, deps.publicBaseUrl(), next);
  const users = cut.rows.map((person) => omitAsked(context, renderUser(person, deps.publicBaseUrl()) as DirectoryUser));
  const fields = context.req.query("fields") ?? "";
  return context.json(fields === "" ? users : users.map((user) => pickFields(user, fields)));
}

/** A user without what the client asks to leave out: `Content-Type: application/json; okta-response=omitCredentials,…`. */
export function omitAsked(
  context: Context,
  user: DirectoryUser & { readonly _links?: Readonly<Record<string, unknown>> },
): Readonly<Record<string, unknown>> {
  const asked = /okta-response\s*=\s*"?([\w,\s]+)/i.exec(context.req.header("content-type") ?? "")?.[1] ?? "";
  const names = new Set(asked.split(",").map((name) => name.trim()));
  const { credentials, _links: links, ...rest } = user;
  const kept = names.has("omitCredentialsLinks") ? withoutCredentialLinks(links) : links;
  return { ...rest, ...(names.has("omitCredentials") ? {} : { credentials }), _links: kept };
}

const CREDENTIAL_LINKS = new Set([
  "changePassword",
  "changeRecoveryQuestion",
  "forgotPassword",
  "resetPassword",
  "expirePassword",
]);

function withoutCredentialLinks(links: Readonly<Record<string, unknown>> | undefined) {
  return Object.fromEntries(Object.entries(links ?? {}).filter(([name]) => !CREDENTIAL_LINKS.has(name)));
}

/** `fields=status,profile:(firstName,lastName)`: those of a user; the id always. */
function pickFields(user: Readonly<Record<string, unknown>>, fields: string): Readonly<Record<string, unknown>> {
  const nested = /\bprofile:\(([^)]*)\)/
    .exec(fields)?.[1]
    ?.split(",")
    .map((name) => name.trim());
  const names = new Set([
    "id",
    ...fields
      .replace(/\bprofile:\([^)]*\)/, "")
      .split(",")
      .map((name) => name.trim()),
  ]);
  const picked = Object.fromEntries(Object.entries(user).filter(([name]) => names.has(name)));
  if (nested === undefined) return picked;
  const profile = Object.entries((user["profile"] ?? {}) as Readonly<Record<string, unknown>>);
  return { ...picked, profile: Object.fromEntries(profile.filter(([name]) => nested.includes(name))) };
}

function readQuery(context: Context, schema: ProfileSchema): UserQuery {
  const [search, filter, q] = ["search", "filter", "q"].map((name) => {
    const value = context.req.query(name);
    return value === undefined || value.trim() === "" ? undefined : value;
  });
  if ([search, filter, q].filter((value) => value !== undefined).length > 1) throw new DirectoryError("E0000033");
  const rules = { field: (path: string) => userField(schema, path), errorCode: "E0000031" as const };
  if (search !== undefined) {
    const condition = compileQuery(search, { ...rules, isCaseSensitive: false });
    return { condition, order: readOrder(context, schema) };
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

function readOrder(context: Context, schema: ProfileSchema): Order {
  const sortBy = context.req.query("sortBy");
  if (sortBy === undefined || sortBy === "") return BY_CREATION;
  const field = userField(schema, sortBy);
  if (field === undefined || field.kind === "texts") {
    throw new DirectoryError("E0000031", { causes: [`sortBy: field is not valid: ${sortBy.slice(0, 100)}`] });
  }
  const sortOrder = context.req.query("sortOrder")?.toLowerCase() ?? "asc";
  if (sortOrder !== "asc" && sortOrder !== "desc") {
    throw new DirectoryError("E0000031", { causes: ["sortOrder: Must be asc or desc"] });
  }
  const isDescending = sortOrder === "desc";
  if (field.kind === "number")
    return { key: sql`coalesce(${field.sql}, '-infinity'::numeric)`, cast: "numeric", isDescending };
  const text = field.kind === "date" ? instantText(field.sql) : sql`${field.sql}::text`;
  return { key: sql`(lower(coalesce(${text}, '')) collate "C")`, cast: "text", isDescending };
}

function instantText(instant: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

function keyText(order: Order): RawBuilder<unknown> {
  return order.cast === "timestamptz" ? instantText(order.key) : sql`(${order.key})::text`;
}

function direction(order: Order): RawBuilder<unknown> {
  return order.isDescending ? sql`desc` : sql`asc`;
}

function afterCursor(order: Order, page: PageRequest): RawBuilder<unknown> {
  if (page.after === undefined) return sql`true`;
  const { key: text } = page.after;
  const isForeign =
    (order.cast === "timestamptz" && Number.isNaN(Date.parse(text))) ||
    (order.cast === "numeric" && !/^(-Infinity|-?\d{1,400}(\.\d{1,400})?)$/.test(text));
  if (isForeign) throw new DirectoryError("E0000029", { causes: ["after: The cursor belongs to another list"] });
  const key = {
    timestamptz: sql`${text}::timestamptz`,
    numeric: sql`${text}::numeric`,
    text: sql`${text}::text collate "C"`,
  }[order.cast];
  const beyond = order.isDescending ? sql`<` : sql`>`;
  return sql`(${order.key}, person.id) ${beyond} (${key}, ${page.after.id})`;
}
