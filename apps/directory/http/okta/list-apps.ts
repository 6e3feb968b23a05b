/** `GET /api/v1/apps`: `q`, `filter`, pages, and `expand=user/{id}` (okta-management-api §5, §9.2). */
import type { PersonId } from "@lockstep/ports";
import type { Context } from "hono";
import { type RawBuilder, sql } from "kysely";
import { type AppUserRow, SELECT_APP_USERS } from "../../domain/app-users.ts";
import { APP_COLUMNS, type AppRow } from "../../domain/apps.ts";
import { DirectoryError, invalidField } from "../../domain/error.ts";
import { findPerson } from "../../domain/person-row.ts";
import { isWithin } from "../../domain/roles/app-limit.ts";
import { appLimitOf } from "../authorise.ts";
import type { Env, HttpDeps } from "../env.ts";
import { afterCreation, cutPage, encodeCursor, readPage, setLinks } from "../paging.ts";
import { compileQuery, type Field } from "../query/compile-query.ts";
import { renderApp } from "../render/app.ts";
import { renderAppUser } from "../render/app-user.ts";

/** One page of apps. */
export async function listApps(deps: HttpDeps, context: Context<Env>): Promise<Response> {
  const page = readPage(context, { byDefault: 20, max: 200 });
  const { rows } = await sql<AppRow>`
    select ${APP_COLUMNS} from app where ${readCondition(context)} and ${isWithin(appLimitOf(context), sql`app.id`)} and ${afterCreation("app", page.after)}
    order by app.created_at, app.id limit ${page.limit + 1}`.execute(deps.database.kysely);
  const cut = cutPage(rows, page, (row) => ({ key: row.created_key, id: row.id }));
  setLinks(context, deps.publicBaseUrl(), cut.next === undefined ? undefined : encodeCursor(cut.next));
  return context.json(await renderApps(deps, context, cut.rows));
}

/** Apps as they are shown; with `expand=user/{id}` each with that person's app user, where there is one. */
export async function renderApps(deps: HttpDeps, context: Context<Env>, apps: readonly AppRow[]): Promise<object[]> {
  const bodies = apps.map((app) => renderApp(app, deps.publicBaseUrl()));
  const personId = await readExpand(deps, context);
  if (personId === undefined) return bodies;
  const { rows } = await sql<AppUserRow>`
    ${SELECT_APP_USERS} where app_user.person_id = ${personId} and app_user.assigned
      and app_user.app_id = any(${apps.map((app) => app.id)}::text[])`.execute(deps.database.kysely);
  const byApp = new Map(rows.map((row) => [row.app_id as string, renderAppUser(row, deps.publicBaseUrl())]));
  return bodies.map((body) => {
    const user = byApp.get(body.id);
    return user === undefined ? body : { ...body, _embedded: { user } };
  });
}

async function readExpand(deps: HttpDeps, context: Context): Promise<PersonId | undefined> {
  const expand = context.req.query("expand");
  if (expand === undefined || expand === "") return undefined;
  const reference = /^user\/(.+)$/.exec(expand)?.[1];
  if (reference === undefined) throw invalidField("expand", "Must be user/{id of the person}");
  return (await findPerson(deps.database.kysely, reference)).id;
}

const FIELDS: Readonly<Record<string, Field>> = {
  id: { kind: "text", sql: sql.ref("app.id") },
  status: { kind: "text", sql: sql.ref("app.status") },
  name: { kind: "text", sql: sql.ref("app.name") },
  label: { kind: "text", sql: sql.ref("app.label") },
  "user.id": {
    kind: "texts",
    any: (condition) => sql`exists (select 1 from app_user
      where app_user.app_id = app.id and app_user.assigned and ${condition(sql.ref("app_user.person_id"))})`,
  },
  "group.id": {
    kind: "texts",
    any: (condition) => sql`exists (select 1 from app_group_assignment
      where app_group_assignment.app_id = app.id and ${condition(sql.ref("app_group_assignment.group_id"))})`,
  },
};

function readCondition(context: Context): RawBuilder<unknown> {
  const filter = context.req.query("filter") || undefined;
  const q = context.req.query("q") || undefined;
  if (filter !== undefined && q !== undefined) throw new DirectoryError("E0000033");
  if (filter !== undefined) {
    const field = (path: string) => (Object.hasOwn(FIELDS, path) ? FIELDS[path] : undefined);
    return compileQuery(filter, { field, isCaseSensitive: true, errorCode: "E0000031" });
  }
  if (q === undefined) return sql`true`;
  return sql`(starts_with(lower(app.label), lower(${q}::text)) or starts_with(lower(app.name), lower(${q}::text)))`;
}
