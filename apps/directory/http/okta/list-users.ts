/** `GET /api/v1/users`: `search`, `filter`, `q`, or all who are not deactivated (okta-management-api §5, §6.4). */
import type { Context } from "hono";
import { type RawBuilder, sql } from "kysely";
import type { DirectoryUser } from "../../contract.ts";
import { DirectoryError } from "../../domain/error.ts";
import { PERSON_COLUMNS, type PersonRow } from "../../domain/person-row.ts";
import type { ProfileSchema } from "../../domain/profile-schema/attribute.ts";
import { loadProfileSchema } from "../../domain/profile-schema/load-schema.ts";
import type { Env, HttpDeps } from "../env.ts";
import { type Cursor, cutPage, encodeCursor, readPage, setLinks } from "../paging.ts";
import { compileQuery } from "../query/compile-query.ts";
import { afterInOrder, byCreation, type Order, orderBy, orderKey, readOrder } from "../query/order.ts";
import { renderUser } from "../render/user.ts";
import { profileValue, userField } from "./user-fields.ts";

const LIMITS = { byDefault: 200, max: 200 };
const PREFIX_LIMITS = { byDefault: 10, max: 200 };

interface UserQuery {
  readonly condition: RawBuilder<unknown>;
  readonly order: Order;
}

/** One page of people. */
export async function listUsers(deps: HttpDeps, context: Context<Env>): Promise<Response> {
  const prefix = context.req.query("q");
  const page = readPage(context, prefix === undefined ? LIMITS : PREFIX_LIMITS);
  const query = readQuery(context, await loadProfileSchema(deps.database.kysely));
  const { rows } = await sql<PersonRow & { order_key: string }>`
    select ${PERSON_COLUMNS}, ${orderKey(query.order)} as order_key from person
    where ${query.condition} and ${afterInOrder(query.order, "person", page)}
    order by ${orderBy(query.order, "person")}
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
    const { field } = rules;
    const condition = compileQuery(search, { ...rules, isCaseSensitive: false });
    return { condition, order: readOrder(context, field) ?? byCreation("person") };
  }
  if (filter !== undefined) {
    return { condition: compileQuery(filter, { ...rules, isCaseSensitive: true }), order: byCreation("person") };
  }
  const isAlive = sql`person.status <> 'DEPROVISIONED'`;
  return {
    condition: q === undefined ? isAlive : sql`${isAlive} and ${matchesPrefix(q)}`,
    order: byCreation("person"),
  };
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
