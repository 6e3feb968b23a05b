/** `/api/lockstep/v1/apps/{id}/push-groups`: Push Groups as an administrator uses them (okta-client §3.8). */
import type { GroupId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { invalidField } from "../../domain/error.ts";
import { requireGroup } from "../../domain/groups.ts";
import { keepPush, retryPush } from "../../domain/push-groups/change-push-groups.ts";
import { listLeftOut } from "../../domain/push-groups/left-out.ts";
import {
  countFittingPushGroups,
  countPushGroups,
  listPushGroups,
  requirePushGroup,
} from "../../domain/push-groups/list-push-groups.ts";
import { resolveClash } from "../../domain/push-groups/resolve-clash.ts";
import {
  createPushMapping,
  deletePushMapping,
  type PushMappingIds,
  pushNow,
  setPushStatus,
} from "../../domain/push-mappings.ts";
import { liftExclusion, listExclusions } from "../../domain/push-rules/exclusions.ts";
import { findPushCandidates } from "../../provisioning/index.ts";
import { appOf } from "../app-of-path.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { cutPage, encodeCursor, readPage, setLinks } from "../paging.ts";
import { optionalText, readJson } from "../read-body.ts";
import { toInstant } from "../render/instant.ts";
import { renderPushGroup } from "../render/push-group.ts";
import { readPushFilter, readText } from "./push-filter.ts";
import { pushGroupBulkRoutes } from "./push-groups-bulk.ts";

const LIMITS = { byDefault: 100, max: 500 };
const LEFT_OUT_LIMITS = { byDefault: 100, max: 1000 };

const createSchema = z.object({
  groupId: z.string().min(1, "The field cannot be left blank"),
  action: z.enum(["CREATE", "LINK"]).nullish(),
  targetGroupId: optionalText,
  targetName: optionalText,
  memberships: z.enum(["NOW", "LATER"]).nullish(),
  assign: z.boolean().nullish(),
  status: z.enum(["ACTIVE", "INACTIVE"]).nullish(),
});

const choiceSchema = z.discriminatedUnion("choice", [
  z.object({ choice: z.literal("LINK"), targetGroupId: z.string().min(1).optional() }),
  z.object({ choice: z.literal("RENAME"), name: z.string() }),
  z.object({ choice: z.literal("SKIP") }),
]);

/** Routes below `/api/lockstep/v1/apps/{appId}/push-groups`. */
export function pushGroupRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const db = deps.database.kysely;
  routes.route("/", pushGroupBulkRoutes(deps));

  routes.get("/", async (context) => {
    const app = await appOf(deps, context);
    const page = readPage(context, LIMITS);
    const wanted = { appId: app.id, filter: readPushFilter(context) };
    const rows = await listPushGroups(db, wanted, page);
    const cut = cutPage(rows, page, (row) => ({ key: row.name_key, id: row.id }));
    setLinks(context, deps.publicBaseUrl(), cut.next === undefined ? undefined : encodeCursor(cut.next));
    const [total, counts] = [await countFittingPushGroups(db, wanted), await countPushGroups(db, app.id)];
    return context.json({ items: cut.rows.map(renderPushGroup), total, counts });
  });

  routes.post("/", async (context) => {
    const body = await readJson(context, createSchema);
    const app = await appOf(deps, context);
    const mapping = await createPushMapping(actOf(deps, context), app.id, {
      sourceGroupId: body.groupId as GroupId,
      targetGroupId: body.targetGroupId ?? undefined,
      targetGroupName: body.targetName ?? undefined,
      linkExisting: readsLink(body),
      status: body.status ?? "ACTIVE",
      pushMembers: body.memberships !== "LATER",
      assign: body.assign ?? false,
    });
    return context.json(renderPushGroup(await requirePushGroup(db, { appId: app.id, id: mapping.id })), 201);
  });

  routes.get("/candidates", async (context) => {
    const app = await appOf(deps, context);
    return context.json(await findPushCandidates(deps, app.id, await nameAsked(deps, context)));
  });

  routes.get("/exclusions", async (context) => {
    const rows = await listExclusions(db, (await appOf(deps, context)).id);
    const items = rows.map((row) => ({ groupId: row.group_id, groupName: row.name, since: toInstant(row.created_at) }));
    return context.json({ items });
  });

  routes.delete("/exclusions/:groupId", async (context) => {
    const groupId = context.req.param("groupId") as GroupId;
    await liftExclusion(actOf(deps, context), { appId: (await appOf(deps, context)).id, groupId });
    return context.body(null, 204);
  });

  addSteps(routes, deps);
  return routes;
}

/** What is done with one push group. */
function addSteps(routes: Hono<Env>, deps: HttpDeps): void {
  const idsOf = async (context: Context<Env>): Promise<PushMappingIds> => ({
    appId: (await appOf(deps, context)).id,
    id: context.req.param("pushId") ?? "",
  });
  const answer = async (context: Context<Env>, ids: PushMappingIds) =>
    context.json(renderPushGroup(await requirePushGroup(deps.database.kysely, ids)));

  routes.get("/:pushId", async (context) => answer(context, await idsOf(context)));

  routes.get("/:pushId/left-out", async (context) => {
    const page = readPage(context, LEFT_OUT_LIMITS);
    const { id } = await requirePushGroup(deps.database.kysely, await idsOf(context));
    const { rows, total } = await listLeftOut(deps.database.kysely, { pushGroupId: id, text: readText(context) }, page);
    const cut = cutPage(rows, page, (row) => ({ key: row.login, id: row.person_id }));
    setLinks(context, deps.publicBaseUrl(), cut.next === undefined ? undefined : encodeCursor(cut.next));
    const items = cut.rows.map((row) => ({
      personId: row.person_id,
      login: row.login,
      displayName: row.display_name,
      reason: row.reason,
    }));
    return context.json({ items, total });
  });

  const steps = {
    activate: (act: ReturnType<typeof actOf>, ids: PushMappingIds) => setPushStatus(act, ids, "ACTIVE"),
    deactivate: (act: ReturnType<typeof actOf>, ids: PushMappingIds) => setPushStatus(act, ids, "INACTIVE"),
    push: pushNow,
    retry: retryPush,
    keep: keepPush,
  };
  for (const [name, step] of Object.entries(steps)) {
    routes.post(`/:pushId/${name}`, async (context) => {
      const ids = await idsOf(context);
      await step(actOf(deps, context), ids);
      return await answer(context, ids);
    });
  }

  routes.post("/:pushId/unlink", async (context) => {
    const { deleteTargetGroup } = await readJson(context, z.object({ deleteTargetGroup: z.boolean() }));
    await deletePushMapping(actOf(deps, context), await idsOf(context), { deleteTargetGroup, whileActive: true });
    return context.body(null, 204);
  });

  routes.post("/:pushId/resolve", async (context) => {
    const decision = await readJson(context, choiceSchema);
    const ids = await idsOf(context);
    await resolveClash(actOf(deps, context), ids, decision);
    return decision.choice === "SKIP" ? context.body(null, 204) : await answer(context, ids);
  });
}

function readsLink(body: z.infer<typeof createSchema>): boolean {
  if (body.action === "LINK") return true;
  if (body.targetGroupId === null || body.targetGroupId === undefined) return false;
  if (body.action === "CREATE") throw invalidField("targetGroupId", 'Names a group to link to: use the action "LINK"');
  return true;
}

async function nameAsked(deps: HttpDeps, context: Context<Env>): Promise<string> {
  const name = context.req.query("name") || undefined;
  const groupId = context.req.query("groupId") || undefined;
  if ((name === undefined) === (groupId === undefined))
    throw invalidField("name", "Give name or groupId, one of the two");
  return name ?? (await requireGroup(deps.database.kysely, groupId as GroupId)).name;
}
