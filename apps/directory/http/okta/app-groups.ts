/** `/api/v1/apps/{id}/groups` (okta-management-api §9.4). */
import type { AppId, GroupId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { sql } from "kysely";
import { z } from "zod";
import {
  type AppGroupRow,
  assignGroup,
  requireAppGroup,
  SELECT_APP_GROUPS,
  unassignGroup,
} from "../../domain/app-groups.ts";
import { namedValues } from "../../domain/app-values-given.ts";
import { type AppRow, requireApp } from "../../domain/apps.ts";
import { invalidField } from "../../domain/error.ts";
import { GROUP_COLUMNS, type GroupRow } from "../../domain/groups.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { cutPage, encodeCursor, foreignCursor, readPage, setLinks } from "../paging.ts";
import { readJson } from "../read-body.ts";
import { renderGroup } from "../render/group.ts";
import { toInstant } from "../render/instant.ts";

const PRIORITY_MAX = 100;
/** What a column of PostgreSQL holds. */
const INTEGER_MAX = 2_147_483_647;
const prioritySchema = z
  .number()
  .int("Must be a whole number")
  .min(0, `Must be from 0 to ${PRIORITY_MAX}`)
  .max(PRIORITY_MAX, `Must be from 0 to ${PRIORITY_MAX}`);
const assignSchema = z.object({
  priority: prioritySchema.nullish(),
  profile: z.record(z.string(), z.unknown()).nullish(),
});
const patchSchema = z.array(z.object({ op: z.string(), path: z.string(), value: z.unknown().optional() })).max(100);

/** Routes below `/api/v1/apps/{appId}/groups`. */
export function appGroupRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const idsOf = async (context: Context<Env>) => {
    const app = await requireApp(deps.database.kysely, context.req.param("appId") as AppId);
    return { app, appId: app.id, groupId: context.req.param("groupId") as GroupId };
  };
  const answer = async (context: Context<Env>, row: AppGroupRow, app: AppRow) => {
    const body = renderAppGroup(row, app, deps.publicBaseUrl());
    return context.json((await withGroups(deps, context, [body]))[0]);
  };

  routes.get("/", async (context) => {
    const page = readPage(context, { byDefault: 20, max: 200 });
    const app = await requireApp(deps.database.kysely, context.req.param("appId") as AppId);
    const q = context.req.query("q") || undefined;
    const matches = q === undefined ? sql`true` : sql`starts_with(lower(person_group.name), lower(${q}::text))`;
    const after = page.after;
    const beyond =
      after === undefined
        ? sql`true`
        : sql`(app_group_assignment.priority, app_group_assignment.group_id) > (${requirePriority(after.key)}::integer, ${after.id})`;
    const { rows } = await sql<AppGroupRow>`
      ${SELECT_APP_GROUPS} where app_id = ${app.id} and ${matches} and ${beyond}
      order by app_group_assignment.priority, app_group_assignment.group_id limit ${page.limit + 1}`.execute(
      deps.database.kysely,
    );
    const cut = cutPage(rows, page, (row) => ({ key: String(row.priority), id: row.group_id }));
    setLinks(context, deps.publicBaseUrl(), cut.next === undefined ? undefined : encodeCursor(cut.next));
    const bodies = cut.rows.map((row) => renderAppGroup(row, app, deps.publicBaseUrl()));
    return context.json(await withGroups(deps, context, bodies));
  });

  routes.get("/:groupId", async (context) => {
    const ids = await idsOf(context);
    return await answer(context, await requireAppGroup(deps.database.kysely, ids), ids.app);
  });

  routes.put("/:groupId", async (context) => {
    const body = await readJson(context, assignSchema);
    const ids = await idsOf(context);
    const settings = { priority: body.priority ?? undefined, profile: body.profile ?? undefined };
    return await answer(context, await assignGroup(actOf(deps, context), ids, settings), ids.app);
  });

  routes.patch("/:groupId", async (context) => {
    const operations = await readJson(context, patchSchema);
    const ids = await idsOf(context);
    const before = await requireAppGroup(deps.database.kysely, ids);
    const settings = patched(operations, namedValues(ids.app, before.profile));
    return await answer(context, await assignGroup(actOf(deps, context), ids, settings), ids.app);
  });

  routes.delete("/:groupId", async (context) => {
    const ids = await idsOf(context);
    await unassignGroup(actOf(deps, context), ids);
    return context.body(null, 204);
  });
  return routes;
}

/** With `expand=group` each assignment carries its group. */
async function withGroups<Body extends { readonly id: GroupId }>(
  deps: HttpDeps,
  context: Context,
  bodies: readonly Body[],
): Promise<readonly object[]> {
  if (context.req.query("expand") !== "group") return bodies;
  const ids = bodies.map((body) => body.id);
  const { rows } = await sql<GroupRow>`
    select ${GROUP_COLUMNS} from person_group where id = any(${ids}::text[])`.execute(deps.database.kysely);
  const groups = new Map(rows.map((group) => [group.id, renderGroup(group, deps.publicBaseUrl())]));
  return bodies.map((body) => ({ ...body, _embedded: { group: groups.get(body.id) ?? null } }));
}

/** JSON Patch as Okta has it: `replace` and `remove` of `/priority` and `/profile/<attribute>`. */
function patched(
  operations: z.infer<typeof patchSchema>,
  before: Readonly<Record<string, unknown>>,
): { readonly priority: number | undefined; readonly profile: Readonly<Record<string, unknown>> } {
  let priority: number | undefined;
  const profile = new Map(Object.entries(before));
  for (const { op, path, value } of operations) {
    const attribute = /^\/profile\/(.+)$/.exec(path)?.[1]?.replaceAll("~1", "/").replaceAll("~0", "~");
    if (attribute !== undefined && (op === "replace" || op === "add")) profile.set(attribute, value);
    else if (attribute !== undefined && op === "remove") profile.delete(attribute);
    else if (path === "/priority" && op === "replace") {
      const parsed = prioritySchema.safeParse(value);
      if (!parsed.success) throw invalidField("priority", `Must be a whole number from 0 to ${PRIORITY_MAX}`);
      priority = parsed.data;
    } else throw invalidField("path", "Only replace and remove of /priority and /profile/<attribute> are supported");
  }
  return { priority, profile: Object.fromEntries(profile) };
}

function requirePriority(text: string): number {
  const priority = Number(text);
  if (!Number.isInteger(priority) || Math.abs(priority) > INTEGER_MAX) throw foreignCursor();
  return priority;
}

function renderAppGroup(row: AppGroupRow, app: AppRow, publicBaseUrl: string) {
  const appId = app.id;
  return {
    id: row.group_id,
    priority: row.priority,
    lastUpdated: toInstant(row.last_updated_at),
    profile: namedValues(app, row.profile),
    _links: {
      app: { href: `${publicBaseUrl}/api/v1/apps/${appId}` },
      self: { href: `${publicBaseUrl}/api/v1/apps/${appId}/groups/${row.group_id}` },
      group: { href: `${publicBaseUrl}/api/v1/groups/${row.group_id}` },
    },
  };
}
