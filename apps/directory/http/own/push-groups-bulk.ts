/** `POST /api/lockstep/v1/apps/{id}/push-groups/bulk`: one action on many push groups, a portion at a time, each reported. */
import { Hono } from "hono";
import { z } from "zod";
import { invalidField } from "../../domain/error.ts";
import { BULK_MAX, type BulkOrder, changeManyPushGroups } from "../../domain/push-groups/change-push-groups.ts";
import { appOf } from "../app-of-path.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { pushFilterSchema, toPushFilter } from "./push-filter.ts";

const bulkSchema = z.object({
  action: z.enum(["ACTIVATE", "DEACTIVATE", "PUSH", "RETRY", "UNLINK", "KEEP", "LINK", "SKIP"]),
  deleteTargetGroup: z.boolean().optional(),
  ids: z.array(z.string()).max(BULK_MAX, `At most ${BULK_MAX} in one call`).optional(),
  filter: pushFilterSchema.optional(),
  after: z.string().nullish(),
});

/** The route. */
export function pushGroupBulkRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  routes.post("/bulk", async (context) => {
    const body = await readJson(context, bulkSchema);
    const app = await appOf(deps, context);
    const { action } = body;
    if (action === "UNLINK" && body.deleteTargetGroup === undefined) {
      throw invalidField("deleteTargetGroup", "Say whether the groups in the app are deleted: true or false");
    }
    const order = { appId: app.id, action, deleteTargetGroup: body.deleteTargetGroup ?? false, chosen: chosenBy(body) };
    return context.json(await changeManyPushGroups(actOf(deps, context), order));
  });
  return routes;
}

function chosenBy(body: z.infer<typeof bulkSchema>): BulkOrder["chosen"] {
  if ((body.ids === undefined) === (body.filter === undefined)) {
    throw invalidField("ids", "Give ids or a filter, one of the two. An empty filter is all push groups of the app");
  }
  if (body.ids !== undefined) return { kind: "ids", ids: body.ids };
  return { kind: "filter", filter: toPushFilter(body.filter ?? {}), afterId: body.after ?? "" };
}
