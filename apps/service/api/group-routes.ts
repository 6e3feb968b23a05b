/** Groups: list, one with its members, and what an administrator changes by hand. Directories write theirs over SCIM. */
import type { AccountId } from "@lockstep/ports";
import { assertResource, GROUP_RESOURCE_TYPE, type ResourceShape, ScimError } from "@lockstep/scim";
import type { MembershipStep } from "@lockstep/scim-server";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { ApiFault } from "../api-fault.ts";
import type { GroupDetail } from "../contract.ts";
import { consoleCaller } from "../domain/caller.ts";
import { findGroup, listGroups } from "../domain/group.ts";
import type { ApiEnv, ApiParts } from "./environment.ts";
import { Paging } from "./paging.ts";
import { notFound, readBody, readId, readQuery } from "./read-input.ts";
import { requireAdministrator } from "./rights.ts";

/** Most members that one request adds or removes. */
const MEMBERS_MAX = 1_000;
const NO_PARTS = { members: false, groups: false };

const Name = z.object({
  displayName: z.string().trim().min(1, "enter a name").max(200, "use at most 200 characters"),
});
const Ids = z
  .array(z.uuid("choose users from the list"))
  .max(MEMBERS_MAX, `name at most ${MEMBERS_MAX} users`)
  .default([]);
const Members = z.object({ add: Ids, remove: Ids });

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
    return context.json(await requireGroup(parts, viewer.accountId, readId(context, "group")));
  });
  return changeRoutes(parts, routes);
}

function changeRoutes(parts: ApiParts, routes: Hono<ApiEnv>): Hono<ApiEnv> {
  routes.post("/groups", async (context) => {
    const { viewer, traceId } = context.var;
    requireAdministrator(viewer);
    const { displayName } = await readBody(context, Name);
    const shape = await groupShape(parts, viewer.accountId);
    const draft = { attributes: { displayName }, writeOnly: {}, membership: [] };
    // An account may demand an extension of its groups; one that is made by hand cannot have it.
    assertResource(shape, draft.attributes);
    const made = await parts.store
      .create(consoleCaller(viewer, traceId), shape, draft, NO_PARTS)
      .catch(refuseTakenName);
    return context.json(await requireGroup(parts, viewer.accountId, made.resource.id), 201);
  });
  routes.put("/groups/:id", async (context) => {
    requireAdministrator(context.var.viewer);
    const { displayName } = await readBody(context, Name);
    return context.json(await changeGroup(parts, context, { displayName, membership: [] }));
  });
  routes.post("/groups/:id/members", async (context) => {
    requireAdministrator(context.var.viewer);
    const { add, remove } = await readBody(context, Members);
    const steps: readonly MembershipStep[] = [
      { kind: "add", members: add },
      { kind: "remove", members: remove },
    ];
    const membership = steps.filter((step) => step.members.length > 0);
    return context.json(await changeGroup(parts, context, { membership }));
  });
  routes.delete("/groups/:id", async (context) => {
    const { viewer, traceId } = context.var;
    requireAdministrator(viewer);
    const id = readId(context, "group");
    const shape = await groupShape(parts, viewer.accountId);
    await parts.store
      .remove(consoleCaller(viewer, traceId), shape, id, { ifMatch: undefined })
      .catch((error: unknown) => refuseUnknown(error));
    return context.body(null, 204);
  });
  return routes;
}

async function changeGroup(
  parts: ApiParts,
  context: Context<ApiEnv>,
  change: { readonly displayName?: string; readonly membership: readonly MembershipStep[] },
): Promise<GroupDetail> {
  const { viewer, traceId } = context.var;
  const id = readId(context, "group");
  const shape = await groupShape(parts, viewer.accountId);
  const { displayName, membership } = change;
  await parts.store
    .change(
      consoleCaller(viewer, traceId),
      shape,
      id,
      ({ attributes }) => ({
        attributes: displayName === undefined ? attributes : { ...attributes, displayName },
        writeOnly: {},
        membership,
      }),
      { ifMatch: undefined, include: NO_PARTS },
    )
    .catch((error: unknown) => refuseTakenName(toUnknown(error)));
  return requireGroup(parts, viewer.accountId, id);
}

async function groupShape(parts: ApiParts, accountId: AccountId): Promise<ResourceShape> {
  const shape = (await parts.catalogues.shapesOf(accountId)).find(({ type }) => type.name === GROUP_RESOURCE_TYPE.name);
  if (shape === undefined) throw new Error("The account has no resource type for groups");
  return shape;
}

async function requireGroup(parts: ApiParts, accountId: AccountId, id: string): Promise<GroupDetail> {
  const group = await parts.config.database.inAccount(accountId, (trx) => findGroup(trx, accountId, id));
  if (group === undefined) throw notFound("group");
  return group;
}

function toUnknown(error: unknown): unknown {
  return error instanceof ScimError && error.code === "notFound" ? notFound("group") : error;
}

function refuseUnknown(error: unknown): never {
  throw toUnknown(error);
}

function refuseTakenName(error: unknown): never {
  if (!(error instanceof ScimError) || error.code !== "uniqueness") throw error;
  const message =
    "Another group of the account has this name, whatever the letter case; choose another name, or open that group.";
  throw new ApiFault(409, "nameTaken", message, { field: "displayName" });
}
