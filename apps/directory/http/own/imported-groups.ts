/** `/api/lockstep/v1/apps/{id}/app-groups`: groups of the app as imports found them. They are changed in the app, never here. */
import type { AppId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import type { ImportedGroup, ImportedGroupMember } from "../../contract.ts";
import {
  findAppGroups,
  findImportedMembers,
  type ImportedGroupRow,
  type ImportedMemberRow,
  requireImportedGroup,
} from "../../domain/app-groups-imported.ts";
import { requireApp } from "../../domain/apps.ts";
import type { Env, HttpDeps } from "../env.ts";
import { cutPage, encodeCursor, readPage, setLinks } from "../paging.ts";
import { toInstant } from "../render/instant.ts";

const GROUPS_PER_PAGE = { byDefault: 100, max: 1_000 };
const MEMBERS_PER_PAGE = { byDefault: 100, max: 1_000 };

/** Routes below `/api/lockstep/v1/apps/{appId}/app-groups`. */
export function importedGroupRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const db = deps.database.kysely;
  const appOf = (context: Context<Env>) => requireApp(db, context.req.param("appId") as AppId);
  const groupOf = async (context: Context<Env>) =>
    requireImportedGroup(db, (await appOf(context)).id, context.req.param("groupId") ?? "");

  routes.get("/", async (context) => {
    const page = readPage(context, GROUPS_PER_PAGE);
    const q = context.req.query("q");
    const found = await findAppGroups(db, (await appOf(context)).id, { q, after: page.after, limit: page.limit + 1 });
    const cut = cutPage(found, page, (row) => ({ key: row.name_key, id: row.external_id }));
    setLinks(context, deps.publicBaseUrl(), cut.next === undefined ? undefined : encodeCursor(cut.next));
    return context.json({ items: cut.rows.map(renderGroup) });
  });

  routes.get("/:groupId", async (context) => context.json(renderGroup(await groupOf(context))));

  routes.get("/:groupId/members", async (context) => {
    const page = readPage(context, MEMBERS_PER_PAGE);
    const group = await groupOf(context);
    const ids = { appId: (await appOf(context)).id, externalId: group.external_id };
    const found = await findImportedMembers(db, ids, { limit: page.limit + 1, after: page.after?.id });
    const cut = cutPage(found, page, (row) => ({ key: "", id: row.member_id }));
    setLinks(context, deps.publicBaseUrl(), cut.next === undefined ? undefined : encodeCursor(cut.next));
    return context.json({ items: cut.rows.map(renderMember) });
  });
  return routes;
}

function renderGroup(row: ImportedGroupRow): ImportedGroup {
  return {
    id: row.external_id,
    name: row.display_name,
    description: row.description,
    members: row.members_known ? row.member_count : null,
    firstSeen: toInstant(row.first_seen_at),
    lastSeen: toInstant(row.last_seen_at),
    lastChanged: toInstant(row.last_changed_at),
  };
}

function renderMember(row: ImportedMemberRow): ImportedGroupMember {
  return {
    id: row.member_id,
    kind: row.kind,
    display: row.display,
    person: row.person_id === null ? null : { id: row.person_id, login: row.person_login ?? "" },
  };
}
