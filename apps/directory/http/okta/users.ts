/** `/api/v1/users` (okta-management-api §6.4). */
import type { GroupId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { sql } from "kysely";
import { z } from "zod";
import { DirectoryError, invalidField } from "../../domain/error.ts";
import { GROUP_COLUMNS, type GroupRow } from "../../domain/groups.ts";
import { createPerson, type PersonChange, updatePerson } from "../../domain/people.ts";
import { deletePerson } from "../../domain/person-lifecycle.ts";
import { findPerson, type PersonRow } from "../../domain/person-row.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { renderGroup } from "../render/group.ts";
import { renderUser } from "../render/user.ts";
import { listUsers } from "./list-users.ts";

const passwordSchema = z.object({
  value: z.string().optional(),
  hash: z.unknown().optional(),
  hook: z.unknown().optional(),
});
const userSchema = z.object({
  profile: z.record(z.string(), z.unknown()).optional(),
  credentials: z.object({ password: z.union([passwordSchema, z.string()]).nullish() }).nullish(),
  groupIds: z.array(z.string()).optional(),
});
type UserBody = z.infer<typeof userSchema>;

/** Routes below `/api/v1/users`. */
export function userRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const me = (context: Context<Env>, reference: string) => {
    if (reference !== "me") return findPerson(deps.database.kysely, reference);
    return findPerson(deps.database.kysely, context.get("caller").actor.alternateId ?? "");
  };
  const answer = (context: Context<Env>, person: PersonRow) => {
    context.header("etag", `W/"${person.version}"`);
    return context.json(renderUser(person, deps.publicBaseUrl()));
  };

  routes.get("/", (context) => listUsers(deps, context));

  routes.post("/", async (context) => {
    const body = await readJson(context, userSchema);
    const password = passwordOf(body);
    const mustChangePassword = context.req.query("nextLogin") === "changePassword";
    const activate = context.req.query("activate")?.toLowerCase() !== "false";
    if (mustChangePassword && password === undefined) throw new DirectoryError("E0000124");
    if (mustChangePassword && !activate) throw invalidField("nextLogin", "Works only together with activate=true");
    const person = await createPerson(actOf(deps, context), {
      profile: body.profile ?? {},
      activate,
      password,
      mustChangePassword,
      groupIds: (body.groupIds ?? []) as GroupId[],
      source: context.get("caller").via === "session" ? "console" : "api",
    });
    return answer(context, person);
  });

  routes.get("/:id", async (context) => answer(context, await me(context, context.req.param("id"))));

  const change = async (context: Context<Env>, reference: string, partial: boolean) => {
    const person = await me(context, reference);
    const body = await readJson(context, userSchema);
    if (!partial && body.profile === undefined) throw invalidField("profile", "The field cannot be left blank");
    const input: PersonChange = {
      profile: body.profile,
      password: passwordOf(body),
      partial,
      version: versionOf(context),
    };
    return answer(context, await updatePerson(actOf(deps, context), person.id, input));
  };
  routes.post("/:id", (context) => change(context, context.req.param("id"), true));
  routes.put("/:id", (context) => change(context, context.req.param("id"), false));

  routes.delete("/:id", async (context) => {
    const person = await me(context, context.req.param("id"));
    await deletePerson(actOf(deps, context), person.id);
    return context.body(null, 204);
  });

  routes.get("/:id/groups", async (context) => {
    const person = await me(context, context.req.param("id"));
    const { rows } = await sql<GroupRow>`
      select ${GROUP_COLUMNS} from person_group join group_member on group_member.group_id = person_group.id
      where group_member.person_id = ${person.id} order by person_group.created_at, person_group.id`.execute(
      deps.database.kysely,
    );
    return context.json(rows.map((group) => renderGroup(group, deps.publicBaseUrl())));
  });
  return routes;
}

/** The clear password of a body. Hashes and hooks of other systems are refused rather than dropped. */
function passwordOf(body: UserBody): string | undefined {
  const password = body.credentials?.password;
  if (password === null || password === undefined) return undefined;
  if (typeof password === "string") return password;
  if (password.hash !== undefined || password.hook !== undefined) {
    throw invalidField(
      "password",
      "Only a clear value can be set; imports of hashes and password hooks are not supported",
    );
  }
  return password.value;
}

/** `If-Match`; E0000242 when it is none of our tags. */
function versionOf(context: Context): string | undefined {
  const tag = context.req.header("if-match");
  if (tag === undefined || tag.trim() === "*") return undefined;
  const version = /^(?:W\/)?"(\d{1,30})"$/.exec(tag.trim())?.[1];
  if (version === undefined) throw new DirectoryError("E0000242");
  return version;
}
