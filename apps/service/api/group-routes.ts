/** Groups: list and one with its members. They are written over SCIM. */
import { Hono } from "hono";
import { findGroup, listGroups } from "../domain/group.ts";
import type { ApiEnv, ApiParts } from "./environment.ts";
import { Paging } from "./paging.ts";
import { notFound, readId, readQuery } from "./read-input.ts";
import { requireAdministrator } from "./rights.ts";

export function groupRoutes(parts: ApiParts): Hono<ApiEnv> {
  const { database } = parts.config;
  const routes = new Hono<ApiEnv>();
  routes.get("/groups", async (context) => {
    const { viewer } = context.var;
    requireAdministrator(viewer);
    const { search, startIndex, count } = readQuery(context, Paging);
    const query = { search, startIndex, count };
    return context.json(await database.inAccount(viewer.accountId, (trx) => listGroups(trx, viewer.accountId, query)));
  });
  routes.get("/groups/:id", async (context) => {
    const { viewer } = context.var;
    requireAdministrator(viewer);
    const id = readId(context, "group");
    const group = await database.inAccount(viewer.accountId, (trx) => findGroup(trx, viewer.accountId, id));
    if (group === undefined) throw notFound("group");
    return context.json(group);
  });
  return routes;
}
