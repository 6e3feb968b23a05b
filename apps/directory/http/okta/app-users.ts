/** `/api/v1/apps/{id}/users` and `/groups` (okta-management-api §9.3, §9.4). */
import type { AppId, PersonId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { sql } from "kysely";
import { z } from "zod";
import {
  type AppUserRow,
  assignPerson,
  requireAppUser,
  SELECT_APP_USERS,
  unassignPerson,
  updateAppUser,
} from "../../domain/app-users.ts";
import { requireApp } from "../../domain/apps.ts";
import { findPeople, findPerson, requirePerson } from "../../domain/person-row.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { afterCreation, cutPage, encodeCursor, readPage, setLinks } from "../paging.ts";
import { readJson } from "../read-body.ts";
import { renderAppUser } from "../render/app-user.ts";
import { renderUser } from "../render/user.ts";

const userNameSchema = z
  .string()
  .min(1, "The field cannot be left blank")
  .max(100, "Must be at most 100 characters long")
  .nullish();
const settingsSchema = z.object({
  credentials: z.object({ userName: userNameSchema }).nullish(),
  profile: z.record(z.string(), z.unknown()).nullish(),
});
const assignSchema = settingsSchema.extend({ id: z.string().min(1, "The field cannot be left blank") });

/** Routes below `/api/v1/apps/{appId}/users`. */
export function appUserRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const appIdOf = (context: Context) => context.req.param("appId") as AppId;
  const answer = async (context: Context<Env>, row: AppUserRow) => {
    const body = renderAppUser(row, deps.publicBaseUrl());
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
  return { userName: body.credentials?.userName, profile: body.profile ?? undefined };
}

async function listAppUsers(deps: HttpDeps, context: Context<Env>, appId: AppId): Promise<Response> {
  const page = readPage(context, { byDefault: 50, max: 500 });
  const app = await requireApp(deps.database.kysely, appId);
  const q = context.req.query("q") || undefined;
  const starts = (value: string) => sql`starts_with(lower(${sql.raw(value)}), lower(${q ?? ""}::text))`;
  const matches =
    q === undefined
      ? sql`true`
      : sql`(${starts("app_user.user_name")} or ${starts("person.profile->>'firstName'")}
          or ${starts("person.profile->>'lastName'")} or ${starts("person.profile->>'email'")} or ${starts("person.profile->>'login'")})`;
  const { rows } = await sql<AppUserRow>`
    ${SELECT_APP_USERS} where app_user.app_id = ${app.id} and app_user.assigned and ${matches} and ${afterCreation("app_user", page.after)}
    order by app_user.created_at, app_user.id limit ${page.limit + 1}`.execute(deps.database.kysely);
  const cut = cutPage(rows, page, (row) => ({ key: row.created_key, id: row.id }));
  setLinks(context, deps.publicBaseUrl(), cut.next === undefined ? undefined : encodeCursor(cut.next));
  const bodies = cut.rows.map((row) => renderAppUser(row, deps.publicBaseUrl()));
  if (context.req.query("expand") !== "user") return context.json(bodies);
  const people = await readPeople(
    deps,
    cut.rows.map((row) => row.person_id),
  );
  return context.json(bodies.map((body) => ({ ...body, _embedded: { user: people.get(body.id) ?? null } })));
}

async function readPeople(deps: HttpDeps, ids: readonly PersonId[]): Promise<ReadonlyMap<string, unknown>> {
  const people = await findPeople(deps.database.kysely, ids);
  return new Map(people.map((person) => [person.id as string, renderUser(person, deps.publicBaseUrl())]));
}
