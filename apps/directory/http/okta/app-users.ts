/** `/api/v1/apps/{id}/users` and `/groups` (okta-management-api §9.3, §9.4). */
import type { AppId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { z } from "zod";
import {
  type AppUserRow,
  assignPerson,
  requireAppUser,
  unassignPerson,
  updateAppUser,
} from "../../domain/app-users.ts";
import { requireApp } from "../../domain/apps.ts";
import { DirectoryError } from "../../domain/error.ts";
import { findPerson, requirePerson } from "../../domain/person-row.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { renderUser } from "../render/user.ts";
import { listAppUsers, withGroupLinks } from "./list-app-users.ts";

const userNameSchema = z
  .string()
  .min(1, "The field cannot be left blank")
  .max(100, "Must be at most 100 characters long")
  .nullish();
const settingsSchema = z.object({
  credentials: z.object({ userName: userNameSchema, password: z.unknown().optional() }).nullish(),
  profile: z.record(z.string(), z.unknown()).nullish(),
});
const assignSchema = settingsSchema.extend({
  id: z.string().min(1, "The field cannot be left blank"),
  scope: z.literal("USER", "Must be USER: what a group gives is assigned by assigning the group").nullish(),
});

/** Routes below `/api/v1/apps/{appId}/users`. */
export function appUserRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const appIdOf = (context: Context) => context.req.param("appId") as AppId;
  const answer = async (context: Context<Env>, row: AppUserRow) => {
    const [body] = await withGroupLinks(deps, [row]);
    if (context.req.query("expand") !== "user") return context.json(body);
    const person = await requirePerson(deps.database.kysely, row.person_id);
    return context.json({ ...body, _embedded: { user: renderUser(person, deps.publicBaseUrl()) } });
  };
  /** The app is checked first: an unknown one is named as such. */
  const idsOf = async (context: Context<Env>, reference: string) => {
    const app = await requireApp(deps.database.kysely, appIdOf(context));
    const person = await findPerson(deps.database.kysely, reference);
    return { appId: app.id, personId: person.id };
  };

  routes.get("/", (context) => listAppUsers(deps, context, appIdOf(context)));

  routes.post("/", async (context) => {
    const body = await readJson(context, assignSchema);
    const ids = await idsOf(context, body.id);
    return await answer(context, await assignPerson(actOf(deps, context), ids, settingsOf(body)));
  });

  routes.get("/:personId", async (context) => {
    const ids = await idsOf(context, context.req.param("personId"));
    return await answer(context, await requireAppUser(deps.database.kysely, ids.appId, ids.personId));
  });

  routes.on(["POST", "PUT"], "/:personId", async (context) => {
    const body = await readJson(context, settingsSchema);
    const ids = await idsOf(context, context.req.param("personId"));
    return await answer(context, await updateAppUser(actOf(deps, context), ids, settingsOf(body)));
  });

  routes.delete("/:personId", async (context) => {
    const ids = await idsOf(context, context.req.param("personId"));
    await unassignPerson(actOf(deps, context), ids);
    return context.body(null, 204);
  });
  return routes;
}

function settingsOf(body: z.infer<typeof settingsSchema>) {
  // Passwords are the apps' own business: random ones, or the directory's (Sync Password).
  if (body.credentials?.password !== undefined && body.credentials.password !== null) {
    throw new DirectoryError("E0000041", {
      causes: ["User level credentials should not be provided for this scheme."],
    });
  }
  return { userName: body.credentials?.userName, profile: body.profile ?? undefined };
}
