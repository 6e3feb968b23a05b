/** The Assignments page below `/api/lockstep/v1/apps/{id}`: list with reasons, convert, provision all, values back to the mapping. */
import type { AppId, PersonId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { resetOverrides } from "../../domain/app-users.ts";
import { requireApp } from "../../domain/apps.ts";
import { listAssignments } from "../../domain/assignment-list.ts";
import { convertAssignments, provisionWaiting } from "../../domain/convert-assignments.ts";
import { invalidField } from "../../domain/error.ts";
import { findPerson } from "../../domain/person-row.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { matchesSearch } from "../okta/list-app-users.ts";
import { afterCreation, cutPage, encodeCursor, readPage, setLinks } from "../paging.ts";
import { readJson } from "../read-body.ts";

const STATES = ["PROVISIONED", "PENDING", "NOT_PROVISIONED", "ERROR"] as const;
const PEOPLE_MAX = 1_000;
const convertSchema = z.object({
  to: z.enum(["USER", "GROUP"]),
  personIds: z.array(z.string().min(1)).max(PEOPLE_MAX, `At most ${PEOPLE_MAX} people at once`).optional(),
});
const resetSchema = z.object({ attributes: z.array(z.string().min(1).max(255)).max(200).optional() });

/** Routes below `/api/lockstep/v1/apps/{appId}`. */
export function assignmentRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const db = deps.database.kysely;
  const appOf = (context: Context<Env>) => requireApp(db, context.req.param("appId") as AppId);

  routes.get("/assignments", async (context) => {
    const page = readPage(context, { byDefault: 50, max: 500 });
    const asked = context.req.query("state") || undefined;
    const state = STATES.find((known) => known === asked);
    if (asked !== undefined && state === undefined) throw invalidField("state", `Must be one of ${STATES.join(", ")}`);
    const beyond = afterCreation("app_user", page.after);
    const matching = matchesSearch(context.req.query("q") || undefined);
    const rows = await listAssignments(db, await appOf(context), { state, matching, beyond, limit: page.limit });
    const cut = cutPage(rows, page, (row) => row.key);
    setLinks(context, deps.publicBaseUrl(), cut.next === undefined ? undefined : encodeCursor(cut.next));
    return context.json({ items: cut.rows.map(({ key: _, ...row }) => row) });
  });

  routes.post("/assignments/convert", async (context) => {
    const { to, personIds } = await readJson(context, convertSchema);
    const app = await appOf(context);
    const ids = personIds as readonly PersonId[] | undefined;
    return context.json(await convertAssignments(actOf(deps, context), app.id, { to, personIds: ids }));
  });

  routes.post("/provision", async (context) => {
    const app = await appOf(context);
    return context.json({ count: await provisionWaiting(actOf(deps, context), app.id) });
  });

  routes.post("/users/:personId/reset", async (context) => {
    const { attributes } = await readJson(context, resetSchema);
    const app = await appOf(context);
    const person = await findPerson(db, context.req.param("personId"));
    await resetOverrides(actOf(deps, context), { appId: app.id, personId: person.id }, attributes);
    return context.body(null, 204);
  });
  return routes;
}
