/** `/api/lockstep/v1/apps/{id}/sign-on`: the application user name, a preview of five people, and what a change would do before it is saved. */
import type { AppId, PersonId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { sql } from "kysely";
import { z } from "zod";
import type { PersonStatus, SignOn, SignOnChange, SignOnPlan } from "../../contract.ts";
import { actInside } from "../../domain/act.ts";
import { type AppRow, lockApp, requireApp, updateApp } from "../../domain/apps.ts";
import { DirectoryError, invalidField } from "../../domain/error.ts";
import { factsAsked } from "../../domain/facts-asked.ts";
import type { Profile } from "../../domain/tables.ts";
import { BUILT_IN_FORMATS, requireUserNameFormat } from "../../domain/user-name-format.ts";
import {
  computeUserName,
  exceedsBudget,
  loadFacts,
  planSignOn,
  scopeOf,
  signOnExcess,
} from "../../provisioning/index.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";

const PREVIEW_PEOPLE = 5;

const changeSchema = z.object({
  type: z.enum(["BUILT_IN", "CUSTOM", "NONE"]).optional(),
  template: z.string().optional(),
  push: z.enum(["PUSH", "DONT_PUSH"]).optional(),
  userSuffix: z.string().max(100, "Must be at most 100 characters long").nullable().optional(),
});
const confirmSchema = changeSchema.extend({
  token: z.string().max(64).optional(),
  overBudget: z.literal("HOLD").optional(),
});

/** Routes below `/api/lockstep/v1/apps/{appId}`. */
export function signOnRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const db = deps.database.kysely;
  const appOf = (context: Context<Env>) => requireApp(db, context.req.param("appId") as AppId);

  routes.get("/sign-on", async (context) => context.json(renderSignOn(await appOf(context))));

  routes.post("/sign-on/plan", async (context) => {
    const body = await readJson(context, changeSchema);
    const app = await appOf(context);
    const change = changeOf(app, body);
    const plan = await planSignOn(db, app, { change, now: deps.clock.now() });
    const excess = plan.changed === 0 ? undefined : await signOnExcess(deps, app.id, change);
    return context.json({ ...plan, overBudget: excess?.message ?? null } satisfies SignOnPlan);
  });

  routes.put("/sign-on", async (context) => {
    const { token, overBudget, ...body } = await readJson(context, confirmSchema);
    const found = await appOf(context);
    const appId = found.id;
    if (overBudget === undefined) await assertNotOver(deps, found, changeOf(found, body));
    const act = actOf(deps, context);
    const after = await deps.database.transaction(async (trx) => {
      const app = await lockApp(trx, appId);
      const change = changeOf(app, body);
      const plan = await planSignOn(trx, app, { change, now: deps.clock.now() });
      if (token !== plan.token) throw notConfirmed(token, plan.changed);
      const userName = { type: change.type, template: change.template, push: change.push, suffix: change.userSuffix };
      return await updateApp(actInside(act, trx), appId, { userName });
    });
    return context.json(renderSignOn(after));
  });

  routes.get("/user-name-preview", async (context) => {
    const app = await appOf(context);
    const type = context.req.query("type") ?? app.user_name_type;
    if (type !== "BUILT_IN" && type !== "CUSTOM" && type !== "NONE")
      throw invalidField("type", "Must be BUILT_IN, CUSTOM or NONE");
    const format = requireUserNameFormat({ type, template: context.req.query("template") ?? app.user_name_template });
    const suffix = context.req.query("userSuffix") ?? app.user_name_suffix;
    return context.json({ items: await previewPeople(deps, app, { ...format, suffix }) });
  });
  return routes;
}

function changeOf(app: AppRow, body: z.infer<typeof changeSchema>): SignOnChange {
  return {
    type: body.type ?? app.user_name_type,
    template: body.template ?? app.user_name_template,
    push: body.push ?? app.user_name_push,
    userSuffix: body.userSuffix === undefined ? app.user_name_suffix : body.userSuffix,
  };
}

/** Asked before anything is saved, and before the app is locked: everybody's name is computed. */
async function assertNotOver(deps: HttpDeps, app: AppRow, change: SignOnChange): Promise<void> {
  const { changed } = await planSignOn(deps.database.kysely, app, { change, now: deps.clock.now() });
  const excess = changed === 0 ? undefined : await signOnExcess(deps, app.id, change);
  if (excess === undefined) return;
  throw exceedsBudget(
    `overBudget: ${excess.message} Save it with overBudget "HOLD": what it overwrites then waits for an approval. Or make a plan of it (POST …/plans) and apply that.`,
  );
}

function notConfirmed(token: string | undefined, changed: number): DirectoryError {
  const now = `${changed} user ${changed === 1 ? "name" : "names"} of people who have an account would change`;
  const cause =
    token === undefined
      ? `token: ${now}. Ask for the plan (POST …/sign-on/plan) and send its token to confirm.`
      : `token: People or settings changed since the plan was made; now ${now}. Ask for the plan again.`;
  return new DirectoryError("E0000195", { causes: [cause] });
}

/** Five people who have the app, or (while nobody has) the first five of the directory. */
async function previewPeople(
  deps: HttpDeps,
  app: AppRow,
  format: { readonly type: SignOnChange["type"]; readonly template: string; readonly suffix: string | null },
) {
  const { rows } = await sql<{ id: PersonId; status: PersonStatus; profile: Profile }>`
    select person.id, person.status, person.profile from person
    left join app_user on app_user.person_id = person.id and app_user.app_id = ${app.id} and app_user.assigned
    where person.status <> 'DEPROVISIONED'
    order by (app_user.id is null), person.created_at, person.id limit ${PREVIEW_PEOPLE}`.execute(deps.database.kysely);
  const asked = factsAsked({ mappings: [], userName: format.type === "NONE" ? undefined : format.template });
  const named = { label: app.label, name: app.name, userNameSuffix: format.suffix };
  return await Promise.all(
    rows.map(async (person) => {
      const facts = await loadFacts(deps.database.kysely, person, asked);
      const computed = computeUserName(format, scopeOf({ person, app: named, facts, now: deps.clock.now() }));
      const login = person.profile["login"] ?? "";
      return computed.ok
        ? { login, userName: computed.userName }
        : { login, userName: null, problem: computed.problem.message };
    }),
  );
}

function renderSignOn(app: AppRow): SignOn {
  return {
    type: app.user_name_type,
    template: app.user_name_template,
    push: app.user_name_push,
    userSuffix: app.user_name_suffix,
    builtIn: BUILT_IN_FORMATS,
  };
}
