/** `/api/v1/apps/{id}/group-push/mappings` (okta-management-api §9.7). */
import type { AppId, GroupId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { sql } from "kysely";
import { z } from "zod";
import type { GroupPushMapping } from "../../contract.ts";
import { requireApp } from "../../domain/apps.ts";
import { DirectoryError, invalidField } from "../../domain/error.ts";
import {
  createPushMapping,
  deletePushMapping,
  type PushMappingRow,
  requirePushMapping,
  SELECT_PUSH_MAPPINGS,
  setPushStatus,
} from "../../domain/push-mappings.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { afterCreation, cutPage, encodeCursor, readPage, setLinks } from "../paging.ts";
import { parseInstant } from "../query/compile-query.ts";
import { optionalText, readJson } from "../read-body.ts";
import { toInstant, toInstantOrNull } from "../render/instant.ts";

const statusSchema = z.enum(["ACTIVE", "INACTIVE"]);
const createSchema = z.object({
  sourceGroupId: z.string().min(1, "The field cannot be left blank"),
  targetGroupId: optionalText,
  targetGroupName: optionalText,
  linkExisting: z.boolean().nullish(),
  status: statusSchema.nullish(),
});

/** Routes below `/api/v1/apps/{appId}/group-push/mappings`. */
export function pushMappingRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const appOf = (context: Context<Env>) => requireApp(deps.database.kysely, context.req.param("appId") as AppId);
  const idsOf = async (context: Context<Env>) => ({
    appId: (await appOf(context)).id,
    id: context.req.param("mappingId") ?? "",
  });

  routes.get("/", async (context) => listMappings(deps, context, (await appOf(context)).id));

  routes.post("/", async (context) => {
    const body = await readJson(context, createSchema);
    const app = await appOf(context);
    const mapping = await createPushMapping(actOf(deps, context), app.id, {
      sourceGroupId: body.sourceGroupId as GroupId,
      targetGroupId: body.targetGroupId || undefined,
      targetGroupName: body.targetGroupName || undefined,
      linkExisting: body.linkExisting ?? undefined,
      status: body.status ?? "ACTIVE",
    });
    return context.json(renderMapping(mapping, deps.publicBaseUrl()), 201);
  });

  routes.get("/:mappingId", async (context) => {
    const { appId, id } = await idsOf(context);
    return context.json(renderMapping(await requirePushMapping(deps.database.kysely, appId, id), deps.publicBaseUrl()));
  });

  routes.patch("/:mappingId", async (context) => {
    const { status } = await readJson(context, z.object({ status: statusSchema }));
    const mapping = await setPushStatus(actOf(deps, context), await idsOf(context), status);
    return context.json(renderMapping(mapping, deps.publicBaseUrl()));
  });

  routes.delete("/:mappingId", async (context) => {
    const deletes = context.req.query("deleteTargetGroup")?.toLowerCase();
    if (deletes !== "true" && deletes !== "false") {
      throw new DirectoryError("E0000028", { causes: ["deleteTargetGroup: The parameter is required: true or false"] });
    }
    await deletePushMapping(actOf(deps, context), await idsOf(context), { deleteTargetGroup: deletes === "true" });
    return context.body(null, 204);
  });
  return routes;
}

async function listMappings(deps: HttpDeps, context: Context<Env>, appId: AppId): Promise<Response> {
  const page = readPage(context, { byDefault: 100, max: 1000 });
  const status = context.req.query("status") || null;
  if (status !== null && !["ACTIVE", "INACTIVE", "ERROR"].includes(status)) {
    throw invalidField("status", "Must be ACTIVE, INACTIVE or ERROR");
  }
  const sourceGroupId = context.req.query("sourceGroupId") || null;
  const lastUpdated = context.req.query("lastUpdated");
  const since = lastUpdated === undefined || lastUpdated === "" ? null : parseInstant(lastUpdated);
  const { rows } = await sql<PushMappingRow>`
    ${SELECT_PUSH_MAPPINGS}
    where push_group.app_id = ${appId} and not push_group.removing
      and (${status}::text is null or push_group.status = ${status})
      and (${sourceGroupId}::text is null or push_group.group_id = ${sourceGroupId})
      and (${since}::timestamptz is null or push_group.last_updated_at >= ${since})
      and ${afterCreation("push_group", page.after)}
    order by push_group.created_at, push_group.id limit ${page.limit + 1}`.execute(deps.database.kysely);
  const cut = cutPage(rows, page, (row) => ({ key: row.created_key, id: row.id }));
  setLinks(context, deps.publicBaseUrl(), cut.next === undefined ? undefined : encodeCursor(cut.next));
  return context.json(cut.rows.map((row) => renderMapping(row, deps.publicBaseUrl())));
}

/** Okta's mapping; the target's id is the SCIM id of the group there. */
function renderMapping(
  row: PushMappingRow,
  publicBaseUrl: string,
): GroupPushMapping & Readonly<Record<string, unknown>> {
  return {
    id: row.id,
    sourceGroupId: row.group_id,
    targetGroupId: row.external_id,
    status: row.status,
    errorSummary: row.error_summary ?? "",
    lastPush: toInstantOrNull(row.last_push_at),
    created: toInstant(row.created_at),
    lastUpdated: toInstant(row.last_updated_at),
    sourceGroupName: row.group_name,
    pushedMembers: row.pushed_members,
    pending: row.pending,
    leftOutCount: row.left_out_count,
    leftOut: row.left_out,
    _links: {
      app: { href: `${publicBaseUrl}/api/v1/apps/${row.app_id}` },
      sourceGroup: { href: `${publicBaseUrl}/api/v1/groups/${row.group_id}` },
    },
  };
}
