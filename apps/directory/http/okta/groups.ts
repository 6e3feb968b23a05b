/** `/api/v1/groups` (okta-management-api §8). */
import type { GroupId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import { APP_COLUMNS, type AppRow } from "../../domain/apps.ts";
import { DirectoryError } from "../../domain/error.ts";
import {
  addMember,
  createGroup,
  deleteGroup,
  GROUP_COLUMNS,
  type GroupRow,
  removeMember,
  requireGroup,
  updateGroup,
} from "../../domain/groups.ts";
import { findPerson, PERSON_COLUMNS, type PersonRow } from "../../domain/person-row.ts";
import { type AppLimit, isWithin } from "../../domain/roles/app-limit.ts";
import { appLimitOf } from "../authorise.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { afterCreation, cutPage, encodeCursor, readPage, setLinks } from "../paging.ts";
import { compileQuery, type Field } from "../query/compile-query.ts";
import { afterInOrder, byCreation, orderBy, orderKey, readOrder } from "../query/order.ts";
import { readJson } from "../read-body.ts";
import { renderApp } from "../render/app.ts";
import { type GroupStats, renderGroup } from "../render/group.ts";
import { renderUser } from "../render/user.ts";

const groupSchema = z.object({
  profile: z.object({
    name: z
      .string()
      .refine((name) => name.trim() !== "", "The field cannot be left blank")
      .max(255, "Must be at most 255 characters long")
      .refine((name) => !name.includes("\u0000"), "Contains control characters"),
    description: z.string().max(1024, "Must be at most 1024 characters long").nullish(),
  }),
});

/** What `expand=stats` counts; of apps, those that the caller sees. */
const statsWithin = (limit: AppLimit) => sql`jsonb_build_object(
  'usersCount', (select count(*) from group_member where group_member.group_id = person_group.id),
  'appsCount', (select count(*) from app_group_assignment where app_group_assignment.group_id = person_group.id
    and ${isWithin(limit, sql`app_group_assignment.app_id`)}),
  'groupPushMappingsCount', (select count(*) from push_group where push_group.group_id = person_group.id and not push_group.removing
    and ${isWithin(limit, sql`push_group.app_id`)}))`;

/** Routes below `/api/v1/groups`. */
export function groupRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const groupIdOf = (context: Context) => context.req.param("id") as GroupId;

  routes.get("/", (context) => listGroups(deps, context));

  routes.post("/", async (context) => {
    const { profile } = await readJson(context, groupSchema);
    return context.json(renderGroup(await createGroup(actOf(deps, context), profile), deps.publicBaseUrl()));
  });

  routes.get("/:id", async (context) => {
    const group = await requireGroup(deps.database.kysely, groupIdOf(context));
    if (!wantsStats(context)) return context.json(renderGroup(group, deps.publicBaseUrl()));
    const { rows } = await sql<{ stats: GroupStats }>`
      select ${statsWithin(appLimitOf(context))} as stats from person_group where id = ${group.id}`.execute(
      deps.database.kysely,
    );
    return context.json(renderGroup({ ...group, stats: rows[0]?.stats ?? null }, deps.publicBaseUrl()));
  });

  routes.put("/:id", async (context) => {
    const { profile } = await readJson(context, groupSchema);
    const group = await updateGroup(actOf(deps, context), groupIdOf(context), profile);
    return context.json(renderGroup(group, deps.publicBaseUrl()));
  });

  routes.delete("/:id", async (context) => {
    await deleteGroup(actOf(deps, context), groupIdOf(context));
    return context.body(null, 204);
  });

  routes.get("/:id/users", (context) => listMembers(deps, context, groupIdOf(context)));

  routes.put("/:id/users/:personId", async (context) => {
    const person = await findPerson(deps.database.kysely, context.req.param("personId"));
    await addMember(actOf(deps, context), groupIdOf(context), person.id);
    return context.body(null, 204);
  });

  routes.delete("/:id/users/:personId", async (context) => {
    const person = await findPerson(deps.database.kysely, context.req.param("personId"));
    await removeMember(actOf(deps, context), groupIdOf(context), person.id);
    return context.body(null, 204);
  });

  routes.get("/:id/apps", (context) => listGroupApps(deps, context, groupIdOf(context)));
  return routes;
}

/** `expand` is a list; `app` has nothing to add to groups that are no app's. */
function wantsStats(context: Context): boolean {
  return (context.req.query("expand") ?? "").split(",").includes("stats");
}

const LIMITS = { byDefault: 200, max: 10_000, min: 0 };
const PREFIX_LIMITS = { byDefault: 300, max: 300, min: 0 };

const FIELDS: Readonly<Record<string, Field>> = {
  id: { kind: "text", sql: sql.ref("person_group.id") },
  type: { kind: "text", sql: sql.ref("person_group.type") },
  created: { kind: "date", sql: sql.ref("person_group.created_at") },
  lastUpdated: { kind: "date", sql: sql.ref("person_group.last_updated_at") },
  lastMembershipUpdated: { kind: "date", sql: sql.ref("person_group.last_membership_updated_at") },
  "profile.name": { kind: "text", sql: sql.ref("person_group.name") },
  "profile.description": { kind: "text", sql: sql.ref("person_group.description") },
};

async function listGroups(deps: HttpDeps, context: Context<Env>): Promise<Response> {
  const q = context.req.query("q") || undefined;
  const page = readPage(context, q === undefined ? LIMITS : PREFIX_LIMITS);
  const condition = readCondition(context, q);
  const order =
    (context.req.query("search") ? readOrder(context, groupField) : undefined) ?? byCreation("person_group");
  const { rows } = await sql<GroupRow & { stats: GroupStats | null; order_key: string }>`
    select ${GROUP_COLUMNS}, ${orderKey(order)} as order_key, ${wantsStats(context) ? statsWithin(appLimitOf(context)) : sql`null`} as stats from person_group
    where ${condition} and ${afterInOrder(order, "person_group", page)}
    order by ${orderBy(order, "person_group")} limit ${page.limit === 0 ? 0 : page.limit + 1}`.execute(
    deps.database.kysely,
  );
  const cut = cutPage(rows, page, (row) => ({ key: row.order_key, id: row.id }));
  // Okta: a list by q is not paged.
  const next = cut.next === undefined || q !== undefined ? undefined : encodeCursor(cut.next);
  setLinks(context, deps.publicBaseUrl(), next);
  return context.json(cut.rows.map((group) => renderGroup(group, deps.publicBaseUrl())));
}

const groupField = (path: string) => (Object.hasOwn(FIELDS, path) ? FIELDS[path] : undefined);

function readCondition(context: Context, q: string | undefined): RawBuilder<unknown> {
  const [search, filter] = ["search", "filter"].map((name) => context.req.query(name) || undefined);
  if ([search, filter, q].filter((value) => value !== undefined).length > 1) throw new DirectoryError("E0000033");
  const rules = { field: groupField, errorCode: "E0000031" as const };
  if (search !== undefined) return compileQuery(search, { ...rules, isCaseSensitive: false });
  if (filter !== undefined) return compileQuery(filter, { ...rules, isCaseSensitive: true });
  return q === undefined ? sql`true` : sql`starts_with(lower(person_group.name), lower(${q}::text))`;
}

async function listGroupApps(deps: HttpDeps, context: Context<Env>, id: GroupId): Promise<Response> {
  const page = readPage(context, { byDefault: 20, max: 200 });
  const group = await requireGroup(deps.database.kysely, id);
  const { rows } = await sql<AppRow>`
    select ${APP_COLUMNS} from app join app_group_assignment on app_group_assignment.app_id = app.id
    where app_group_assignment.group_id = ${group.id} and ${isWithin(appLimitOf(context), sql`app.id`)}
      and ${afterCreation("app", page.after)}
    order by app.created_at, app.id limit ${page.limit + 1}`.execute(deps.database.kysely);
  const cut = cutPage(rows, page, (row) => ({ key: row.created_key, id: row.id }));
  setLinks(context, deps.publicBaseUrl(), cut.next === undefined ? undefined : encodeCursor(cut.next));
  return context.json(cut.rows.map((app) => renderApp(app, deps.publicBaseUrl())));
}

async function listMembers(deps: HttpDeps, context: Context<Env>, id: GroupId): Promise<Response> {
  const page = readPage(context, { byDefault: 1000, max: 1000 });
  const group = await requireGroup(deps.database.kysely, id);
  const { rows } = await sql<PersonRow>`
    select ${PERSON_COLUMNS} from person join group_member on group_member.person_id = person.id
    where group_member.group_id = ${group.id} and ${afterCreation("person", page.after)}
    order by person.created_at, person.id limit ${page.limit + 1}`.execute(deps.database.kysely);
  const cut = cutPage(rows, page, (row) => ({ key: row.created_key, id: row.id }));
  setLinks(context, deps.publicBaseUrl(), cut.next === undefined ? undefined : encodeCursor(cut.next));
  return context.json(cut.rows.map((person) => renderUser(person, deps.publicBaseUrl())));
}
