/** `/api/lockstep/v1/apps/{id}/mappings` and the preview of user names. */
import { checkExpression, type Expression, parseExpression, type ValueType } from "@lockstep/expression";
import type { AppId, PersonId } from "@lockstep/ports";
import { parsePatchPath } from "@lockstep/scim";
import { type Context, Hono } from "hono";
import { sql } from "kysely";
import { z } from "zod";
import type { Mapping } from "../../contract.ts";
import { requireApp } from "../../domain/apps.ts";
import { DirectoryError, invalid, invalidField } from "../../domain/error.ts";
import { listMappings, replaceMappings } from "../../domain/mappings.ts";
import { requirePerson } from "../../domain/person-row.ts";
import { profileText } from "../../domain/profile.ts";
import { attributeTypes, loadProfileSchema } from "../../domain/profile-schema/load-schema.ts";
import type { Profile } from "../../domain/tables.ts";
import { requireUserNameFormat } from "../../domain/user-name-format.ts";
import { computeUserName, mappedValue } from "../../provisioning/index.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";

const MAPPINGS_MAX = 200;
const PREVIEW_PEOPLE = 5;

const mappingSchema = z.object({
  attribute: z.string().min(1, "The field cannot be left blank").max(255, "Must be at most 255 characters long"),
  expression: z.string().max(1024, "Must be at most 1024 characters long"),
  pushStatus: z.enum(["PUSH", "DONT_PUSH"]),
});
const mappingsSchema = z.object({ items: z.array(mappingSchema).max(MAPPINGS_MAX) });
const previewSchema = z.object({ expression: z.string().max(1024), personId: z.string() });

/** Routes below `/api/lockstep/v1/apps/{appId}`. */
export function mappingRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const appOf = (context: Context<Env>) => requireApp(deps.database.kysely, context.req.param("appId") as AppId);

  routes.get("/mappings", async (context) => {
    const app = await appOf(context);
    return context.json({ items: await listMappings(deps.database.kysely, app.id) });
  });

  routes.put("/mappings", async (context) => {
    const { items } = await readJson(context, mappingsSchema);
    const app = await appOf(context);
    assertMappings(items, attributeTypes(await loadProfileSchema(deps.database.kysely)));
    await replaceMappings(actOf(deps, context), app.id, items);
    return context.json({ items: await listMappings(deps.database.kysely, app.id) });
  });

  routes.post("/mappings/preview", async (context) => {
    const { expression, personId } = await readJson(context, previewSchema);
    await appOf(context);
    const person = await requirePerson(deps.database.kysely, personId as PersonId);
    const value = mappedValue(
      { attribute: "value", expression },
      { user: person.profile, internal: { id: person.id, status: person.status } },
    );
    if (!value.ok) throw expressionFault("expression", value.problem);
    return context.json({ value: value.value });
  });

  routes.get("/user-name-preview", async (context) => {
    const app = await appOf(context);
    const type = context.req.query("type") ?? app.user_name_type;
    if (type !== "BUILT_IN" && type !== "CUSTOM" && type !== "NONE")
      throw invalidField("type", "Must be BUILT_IN, CUSTOM or NONE");
    const format = requireUserNameFormat({ type, template: context.req.query("template") ?? app.user_name_template });
    const { rows } = await sql<{ id: PersonId; status: string; profile: Profile }>`
      select id, status, profile from person where status <> 'DEPROVISIONED' order by created_at, id limit ${PREVIEW_PEOPLE}`.execute(
      deps.database.kysely,
    );
    const items = rows.map((person) => {
      const computed = computeUserName(format, {
        user: person.profile,
        internal: { id: person.id, status: person.status },
      });
      return { login: profileText(person.profile, "login"), userName: computed.ok ? computed.userName : null };
    });
    return context.json({ items });
  });
  return routes;
}

/** Every problem of every mapping, named by attribute and position. */
function assertMappings(mappings: readonly Mapping[], names: Readonly<Record<string, ValueType>>): void {
  const causes: string[] = [];
  const seen = new Set<string>();
  for (const { attribute, expression } of mappings) {
    if (seen.has(attribute.toLowerCase())) causes.push(`${attribute}: The attribute is mapped twice`);
    seen.add(attribute.toLowerCase());
    const path = parsePatchPath(attribute);
    if (!path.ok) causes.push(`${attribute}: Not an attribute path: ${path.message} (position ${path.position})`);
    if (
      ["username", "active", "password", "id", "externalid", "groups", "meta", "schemas"].includes(
        attribute.toLowerCase(),
      )
    ) {
      causes.push(`${attribute}: The directory itself fills this attribute; it cannot be mapped`);
    }
    const parsed = parseExpression(expression);
    if (!parsed.ok) causes.push(`${attribute}: ${parsed.message} (position ${parsed.position})`);
    else causes.push(...unknownNames(attribute, parsed.expression, names));
  }
  if (causes.length > 0) {
    throw new DirectoryError("E0000001", {
      summary: `Api validation failed: ${causes[0]?.split(": ")[0] ?? "items"}`,
      causes,
    });
  }
}

/** `user.` also knows Okta's `id` and `status`, through getInternalProperty. */
function unknownNames(
  attribute: string,
  expression: Expression,
  names: Readonly<Record<string, ValueType>>,
): readonly string[] {
  return checkExpression(expression, { user: names, source: names }).map(
    (problem) => `${attribute}: ${problem.message} (position ${problem.position})`,
  );
}

function expressionFault(
  field: string,
  problem: { readonly message: string; readonly position: number | undefined },
): DirectoryError {
  const refusal = invalid(field, [
    `${field}: ${problem.message}${problem.position === undefined ? "" : ` (position ${problem.position})`}`,
  ]);
  return new DirectoryError("E0000001", {
    summary: refusal.message,
    causes: refusal.causes,
    extra: { position: problem.position ?? null },
  });
}
