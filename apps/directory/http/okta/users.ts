/** `/api/v1/users` (okta-management-api §6.4). */
import type { GroupId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { sql } from "kysely";
import type { DirectoryUser } from "../../contract.ts";
import { DirectoryError, invalidField } from "../../domain/error.ts";
import { GROUP_COLUMNS, type GroupRow } from "../../domain/groups.ts";
import { createPerson, type PersonChange, updatePerson } from "../../domain/people.ts";
import { deletePerson } from "../../domain/person-lifecycle.ts";
import type { PersonRow } from "../../domain/person-row.ts";
import { appLimitOf } from "../authorise.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { queryFlag } from "../query-flag.ts";
import { readJson } from "../read-body.ts";
import { renderGroup } from "../render/group.ts";
import { renderSingleUser } from "../render/user.ts";
import { listAppLinks } from "./app-links.ts";
import { findCalled } from "./find-called.ts";
import { listUsers, omitAsked } from "./list-users.ts";
import { assertUserType, passwordOf, providerOf, recoveryOf, userSchema } from "./user-body.ts";

/** Routes below `/api/v1/users`. */
export function userRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const answer = (context: Context<Env>, person: PersonRow) => {
    context.header("etag", `W/"${person.version}"`);
    return context.json(omitAsked(context, renderSingleUser(person, deps.publicBaseUrl()) as DirectoryUser));
  };

  routes.get("/", (context) => listUsers(deps, context));

  routes.post("/", async (context) => answer(context, await create(deps, context)));

  routes.get("/:id", async (context) => answer(context, await findCalled(deps, context)));

  routes.post("/:id", async (context) => answer(context, await change(deps, context, { partial: true })));

  routes.put("/:id", async (context) => answer(context, await change(deps, context, { partial: false })));

  routes.delete("/:id", async (context) => {
    queryFlag(context, "sendEmail", false);
    const person = await findCalled(deps, context);
    await deletePerson(actOf(deps, context), person.id);
    return context.body(null, 204);
  });

  routes.get("/:id/groups", async (context) => {
    const person = await findCalled(deps, context);
    const { rows } = await sql<GroupRow>`
      select ${GROUP_COLUMNS} from person_group join group_member on group_member.group_id = person_group.id
      where group_member.person_id = ${person.id} order by person_group.created_at, person_group.id`.execute(
      deps.database.kysely,
    );
    return context.json(rows.map((group) => renderGroup(group, deps.publicBaseUrl())));
  });

  routes.get("/:id/appLinks", async (context) => {
    const person = await findCalled(deps, context);
    return context.json(await listAppLinks(deps.database.kysely, person.id, appLimitOf(context)));
  });
  return routes;
}

async function create(deps: HttpDeps, context: Context<Env>): Promise<PersonRow> {
  const body = await readJson(context, userSchema);
  assertUserType(body);
  const password = passwordOf(body);
  const activate = queryFlag(context, "activate", true);
  const nextLogin = context.req.query("nextLogin") ?? "";
  if (nextLogin !== "" && nextLogin !== "changePassword") throw invalidField("nextLogin", "Must be changePassword");
  const mustChangePassword = nextLogin !== "";
  if (mustChangePassword && password === undefined) throw new DirectoryError("E0000124");
  if (mustChangePassword && !activate) throw new DirectoryError("E0000125");
  return await createPerson(actOf(deps, context), {
    profile: body.profile ?? {},
    activate,
    password,
    mustChangePassword,
    recovery: recoveryOf(body),
    provider: queryFlag(context, "provider", false) ? providerOf(body) : undefined,
    groupIds: (body.groupIds ?? []) as GroupId[],
    source: context.get("caller").via === "session" ? "console" : "api",
  });
}

async function change(
  deps: HttpDeps,
  context: Context<Env>,
  { partial }: { readonly partial: boolean },
): Promise<PersonRow> {
  const person = await findCalled(deps, context);
  const body = await readJson(context, userSchema);
  assertUserType(body);
  if (!partial && body.profile === undefined) throw invalidField("profile", "The field cannot be left blank");
  const input: PersonChange = {
    profile: body.profile,
    password: passwordOf(body),
    recovery: recoveryOf(body),
    partial,
    isStrict: queryFlag(context, "strict", false),
    version: versionOf(context),
  };
  return await updatePerson(actOf(deps, context), person.id, input);
}

/** `If-Match`; E0000242 when it is none of our tags. */
function versionOf(context: Context): string | undefined {
  const tag = context.req.header("if-match");
  if (tag === undefined || tag.trim() === "*") return undefined;
  const version = /^(?:W\/)?"(\d{1,30})"$/.exec(tag.trim())?.[1];
  if (version === undefined) throw new DirectoryError("E0000242");
  return version;
}
