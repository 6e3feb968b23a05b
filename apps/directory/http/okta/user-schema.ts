/** `/api/v1/meta/schemas/user` and `/api/v1/meta/types/user` (okta-management-api §7.1, §7.3). */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { invalidField, notFound } from "../../domain/error.ts";
import type { ProfileAttribute, ProfileSchema } from "../../domain/profile-schema/attribute.ts";
import { loadProfileSchema } from "../../domain/profile-schema/load-schema.ts";
import { propertySchema } from "../../domain/profile-schema/read-definition.ts";
import { schemaDates, updateProfileSchema } from "../../domain/profile-schema/update-schema.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { USER_SCHEMA_ID, USER_TYPE_ID } from "../render/user.ts";

const subschema = z.object({ properties: z.record(z.string(), propertySchema.nullable()).nullish() });
const bodySchema = z.object({
  definitions: z.object({ base: subschema.nullish(), custom: subschema.nullish() }).nullish(),
});

/** Routes below `/api/v1/meta`. */
export function userSchemaRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const answer = async (context: Context, schema: ProfileSchema) =>
    context.json(renderSchema(schema, await schemaDates(deps.database.kysely), deps.publicBaseUrl()));

  routes.get("/schemas/user/:schemaId", async (context) => {
    requireSchemaId(context);
    return await answer(context, await loadProfileSchema(deps.database.kysely));
  });

  routes.post("/schemas/user/:schemaId", async (context) => {
    requireSchemaId(context);
    const { definitions } = await readJson(context, bodySchema);
    if (definitions === undefined || definitions === null)
      throw invalidField("definitions", "The field cannot be left blank");
    const change = { base: definitions.base?.properties ?? {}, custom: definitions.custom?.properties ?? {} };
    return await answer(context, await updateProfileSchema(actOf(deps, context), change));
  });

  const userType = async () => renderType(await schemaDates(deps.database.kysely), deps.publicBaseUrl());
  routes.get("/types/user", async (context) => context.json([await userType()]));
  routes.get("/types/user/:typeId", async (context) => {
    const id = context.req.param("typeId");
    if (id !== USER_TYPE_ID && id !== "default") throw notFound(id, "UserType");
    return context.json(await userType());
  });
  return routes;
}

function requireSchemaId(context: Context): void {
  const id = context.req.param("schemaId") ?? "";
  if (id !== USER_SCHEMA_ID && id !== "default") throw notFound(id, "UserSchema");
}

function renderSchema(
  schema: ProfileSchema,
  dates: { readonly created: string; readonly lastUpdated: string },
  publicBaseUrl: string,
): Readonly<Record<string, unknown>> {
  const subschemaOf = (kind: ProfileAttribute["kind"]) => {
    const attributes = schema.attributes.filter((attribute) => attribute.kind === kind);
    return {
      id: `#${kind}`,
      type: "object",
      properties: Object.fromEntries(attributes.map((attribute) => [attribute.name, renderProperty(attribute)])),
      required: attributes.filter((attribute) => attribute.required === true).map((attribute) => attribute.name),
    };
  };
  return {
    id: `${publicBaseUrl}/meta/schemas/user/${USER_SCHEMA_ID}`,
    $schema: "http://json-schema.org/draft-04/schema#",
    name: "user",
    title: "User",
    type: "object",
    ...dates,
    definitions: { base: subschemaOf("base"), custom: subschemaOf("custom") },
    properties: { profile: { allOf: [{ $ref: "#/definitions/base" }, { $ref: "#/definitions/custom" }] } },
    _links: {
      self: { href: `${publicBaseUrl}/api/v1/meta/schemas/user/${USER_SCHEMA_ID}`, method: "GET", rel: "self" },
    },
  };
}

/** Values are held unique from the moment that the property is on: it never waits. */
function renderProperty({ name: _name, kind: _kind, unique, ...definition }: ProfileAttribute) {
  return { ...definition, ...(unique === true ? { unique: "UNIQUE_VALIDATED" } : {}) };
}

function renderType(
  dates: { readonly created: string; readonly lastUpdated: string },
  publicBaseUrl: string,
): Readonly<Record<string, unknown>> {
  return {
    id: USER_TYPE_ID,
    name: "user",
    displayName: "User",
    description: "The profile of everybody",
    default: true,
    createdBy: "system",
    lastUpdatedBy: "system",
    ...dates,
    _links: {
      self: { href: `${publicBaseUrl}/api/v1/meta/types/user/${USER_TYPE_ID}` },
      schema: { href: `${publicBaseUrl}/api/v1/meta/schemas/user/${USER_SCHEMA_ID}` },
    },
  };
}
