/** `GET /api/v1/apps/{id}/users`: `q`, `filter`, pages, and `expand=user` (okta-management-api §9.3). */
import type { AppId, PersonId } from "@lockstep/ports";
import type { Context } from "hono";
import { type RawBuilder, sql } from "kysely";
import { type AppUserRow, SELECT_APP_USERS } from "../../domain/app-users.ts";
import { requireApp } from "../../domain/apps.ts";
import { DirectoryError } from "../../domain/error.ts";
import { findPeople } from "../../domain/person-row.ts";
import type { Env, HttpDeps } from "../env.ts";
import { afterCreation, cutPage, encodeCursor, readPage, setLinks } from "../paging.ts";
import { compileQuery, type Field } from "../query/compile-query.ts";
import { renderAppUser } from "../render/app-user.ts";
import { renderUser } from "../render/user.ts";

/** One page of an app's users. */
export async function listAppUsers(deps: HttpDeps, context: Context<Env>, appId: AppId): Promise<Response> {
  const page = readPage(context, { byDefault: 50, max: 500 });
  const app = await requireApp(deps.database.kysely, appId);
  const { rows } = await sql<AppUserRow>`
    ${SELECT_APP_USERS} where app_user.app_id = ${app.id} and app_user.assigned and ${readCondition(context)}
      and ${afterCreation("app_user", page.after)}
    order by app_user.created_at, app_user.id limit ${page.limit + 1}`.execute(deps.database.kysely);
  const cut = cutPage(rows, page, (row) => ({ key: row.created_key, id: row.id }));
  setLinks(context, deps.publicBaseUrl(), cut.next === undefined ? undefined : encodeCursor(cut.next));
  const bodies = await withGroupLinks(deps, cut.rows);
  if (context.req.query("expand") !== "user") return context.json(bodies);
  const people = await readPeople(
    deps,
    cut.rows.map((row) => row.person_id),
  );
  return context.json(bodies.map((body) => ({ ...body, _embedded: { user: people.get(body.id) ?? null } })));
}

async function readPeople(deps: HttpDeps, ids: readonly PersonId[]): Promise<ReadonlyMap<string, unknown>> {
  const people = await findPeople(deps.database.kysely, ids);
  return new Map(people.map((person) => [person.id as string, renderUser(person, deps.publicBaseUrl())]));
}

/** App users as they are shown; those who have the app through a group link to the one that counts: the first by priority. */
export async function withGroupLinks(deps: HttpDeps, rows: readonly AppUserRow[]) {
  const ids = rows.filter((row) => row.scope === "GROUP").map((row) => row.id);
  const groups = new Map<string, string>();
  if (ids.length > 0) {
    const found = await sql<{ id: string; group_id: string }>`
      select distinct on (app_user.id) app_user.id, granted.group_id
      from app_user
      join app_group_assignment as granted on granted.app_id = app_user.app_id
      join group_member as membership on membership.group_id = granted.group_id and membership.person_id = app_user.person_id
      where app_user.id = any(${ids}::text[]) order by app_user.id, granted.priority, granted.group_id`.execute(
      deps.database.kysely,
    );
    for (const { id, group_id } of found.rows) groups.set(id, group_id);
  }
  return rows.map((row) => {
    const body = renderAppUser(row, deps.publicBaseUrl());
    const groupId = groups.get(row.id);
    if (groupId === undefined) return body;
    const group = { href: `${deps.publicBaseUrl()}/api/v1/groups/${groupId}` };
    return { ...body, _links: { ...(body["_links"] as object), group } };
  });
}

/** As `renderAppUser` says it. */
const STATUS = sql`case when not app.provisioning_enabled or app_user.origin is not distinct from 'confirmed' then 'ACTIVE'
  when app_user.external_id is null then 'STAGED' else 'PROVISIONED' end`;

const FIELDS: Readonly<Record<string, Field>> = {
  id: { kind: "text", sql: sql.ref("app_user.person_id") },
  externalId: { kind: "text", sql: sql.ref("app_user.external_id") },
  scope: { kind: "text", sql: sql.ref("app_user.scope") },
  status: { kind: "text", sql: STATUS },
  syncState: {
    kind: "text",
    sql: sql`case when app.provisioning_enabled then app_user.sync_state else 'DISABLED' end`,
  },
  created: { kind: "date", sql: sql.ref("app_user.created_at") },
  lastUpdated: { kind: "date", sql: sql.ref("app_user.last_updated_at") },
  lastSync: { kind: "date", sql: sql.ref("app_user.last_sync_at") },
  statusChanged: { kind: "date", sql: sql.ref("app_user.status_changed_at") },
  "credentials.userName": { kind: "text", sql: sql`coalesce(app_user.user_name, app_user.user_name_override)` },
};

function readCondition(context: Context): RawBuilder<unknown> {
  const filter = context.req.query("filter") || undefined;
  const q = context.req.query("q") || undefined;
  if (filter !== undefined && q !== undefined) throw new DirectoryError("E0000033");
  if (filter !== undefined) {
    const field = (path: string) => (Object.hasOwn(FIELDS, path) ? FIELDS[path] : undefined);
    return compileQuery(filter, { field, isCaseSensitive: true, errorCode: "E0000031" });
  }
  return matchesSearch(q);
}

/** App users whose name in the app, or whose person's name, mail or login begins with `q`; everybody without it. */
export function matchesSearch(q: string | undefined): RawBuilder<unknown> {
  if (q === undefined) return sql`true`;
  const starts = (value: RawBuilder<unknown>) => sql`starts_with(lower(${value}), lower(${q}::text))`;
  const profile = ["firstName", "lastName", "email", "login"].map((name) =>
    starts(sql`person.profile->>${sql.lit(name)}`),
  );
  return sql`(${sql.join([starts(sql.ref("app_user.user_name")), ...profile], sql` or `)})`;
}
