/** `/api/v1/meta/schemas/apps/{id}/default` (okta-management-api §7.2): the app's user schema; its own attributes can be changed. */
import type { AppId } from "@lockstep/ports";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { attributesOfApp, BASE_ATTRIBUTES } from "../../domain/app-schema.ts";
import { type AppRow, requireApp } from "../../domain/apps.ts";
import { changeAppSchema } from "../../domain/custom-attributes.ts";
import { DirectoryError } from "../../domain/error.ts";
import type { CustomAttribute } from "../../domain/tables.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { readJson } from "../read-body.ts";
import { toInstant } from "../render/instant.ts";

const LENGTH_MAX = 10_000;
const length = z.number().int("Must be a whole number").min(0).max(LENGTH_MAX).nullish();
const propertySchema = z.object({
  title: z.string().min(1, "The field cannot be left blank").max(255),
  description: z.string().max(1024).nullish(),
  type: z.enum(["string", "number", "integer", "boolean", "reference", "array"]),
  items: z.object({ type: z.enum(["string", "number", "integer", "reference"]) }).nullish(),
  required: z.boolean().nullish(),
  externalName: z.string().min(1, "The field cannot be left blank").max(255),
  externalNamespace: z.string().min(1, "The field cannot be left blank").max(255),
  scope: z.enum(["NONE", "SELF"]).nullish(),
  union: z.enum(["ENABLE", "DISABLE"]).nullish(),
  enum: z
    .array(z.union([z.string().max(255), z.number()]))
    .min(1)
    .max(200)
    .nullish(),
  minLength: length,
  maxLength: length,
  minimum: z.number().nullish(),
  maximum: z.number().nullish(),
});
const bodySchema = z.object({
  definitions: z
    .object({
      base: z.unknown().optional(),
      custom: z.object({ properties: z.record(z.string(), propertySchema.nullable()).optional() }).nullish(),
    })
    .nullish(),
});

/** The properties of a body as custom attributes; null removes one. */
function readProperties(
  properties: Readonly<Record<string, z.infer<typeof propertySchema> | null>>,
): Readonly<Record<string, CustomAttribute | null>> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      property === null ? null : toAttribute(name, property),
    ]),
  );
}

/** Routes below `/api/v1/meta/schemas/apps`. */
export function appSchemaRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  const appOf = (context: Context<Env>) => requireApp(deps.database.kysely, context.req.param("appId") as AppId);

  routes.get("/:appId/default", async (context) => {
    return context.json(renderSchema(await appOf(context), deps.publicBaseUrl()));
  });

  routes.post("/:appId/default", async (context) => {
    const { definitions } = await readJson(context, bodySchema);
    const app = await appOf(context);
    if (definitions?.base !== undefined && definitions.base !== null) assertBaseUntouched(definitions.base);
    const changes = readProperties(definitions?.custom?.properties ?? {});
    return context.json(
      renderSchema(await changeAppSchema(actOf(deps, context), app.id, changes), deps.publicBaseUrl()),
    );
  });
  return routes;
}

/** Scripts send the schema back as they read it; what every app has stays as it is. */
function assertBaseUntouched(base: unknown): void {
  const { properties } = (base ?? {}) as { readonly properties?: Readonly<Record<string, unknown>> };
  const known = new Set(["userName", ...BASE_ATTRIBUTES.map(({ name }) => name)]);
  const unknown = Object.entries(properties ?? {}).find(([name, value]) => !known.has(name) || value === null);
  if (unknown === undefined) return;
  throw new DirectoryError("E0000001", {
    summary: "Api validation failed: definitions.base",
    causes: [
      `${unknown[0]}: Attributes that every app has cannot be added or removed; add your own under definitions.custom`,
    ],
  });
}

function toAttribute(name: string, property: z.infer<typeof propertySchema>): CustomAttribute {
  return {
    name,
    title: property.title,
    description: property.description ?? null,
    type: property.type,
    items: property.type === "array" ? (property.items?.type ?? "string") : null,
    externalName: property.externalName,
    externalNamespace: property.externalNamespace,
    required: property.required ?? false,
    scope: property.scope ?? "NONE",
    union: property.union === "ENABLE",
    enum: property.enum ?? null,
    minLength: property.minLength ?? null,
    maxLength: property.maxLength ?? null,
    minimum: property.minimum ?? null,
    maximum: property.maximum ?? null,
  };
}

/** One attribute in Okta's shape; what is not set is left out. */
function renderProperty(attribute: CustomAttribute): Readonly<Record<string, unknown>> {
  const { name: _, items, union, ...rest } = attribute;
  const property = {
    ...rest,
    items: items === null ? null : { type: items },
    union: attribute.type === "array" ? (union ? "ENABLE" : "DISABLE") : null,
    required: attribute.required ? true : null,
  };
  return Object.fromEntries(Object.entries(property).filter(([, value]) => value !== null));
}

function renderSchema(app: AppRow, publicBaseUrl: string) {
  const id = `${publicBaseUrl}/api/v1/meta/schemas/apps/${app.id}/default`;
  const attributes = attributesOfApp(app.custom_attributes);
  const subschema = (isBase: boolean, extra: Readonly<Record<string, unknown>>) => {
    const own = attributes.filter((attribute) => attribute.isBase === isBase);
    return {
      type: "object",
      properties: {
        ...extra,
        ...Object.fromEntries(
          own.map(({ isBase: __, path: ___, ...attribute }) => [attribute.name, renderProperty(attribute)]),
        ),
      },
      required: [...Object.keys(extra), ...own.filter(({ required }) => required).map(({ name }) => name)],
    };
  };
  const userName = { title: "Username", type: "string", required: true, scope: "NONE", maxLength: 100 };
  return {
    id,
    $schema: "http://json-schema.org/draft-04/schema#",
    name: app.name,
    title: `${app.label} User`,
    type: "object",
    created: toInstant(app.created_at),
    lastUpdated: toInstant(app.last_updated_at),
    definitions: {
      base: { id: "#base", ...subschema(true, { userName }) },
      custom: { id: "#custom", ...subschema(false, {}) },
    },
    properties: { profile: { allOf: [{ $ref: "#/definitions/base" }, { $ref: "#/definitions/custom" }] } },
    _links: { self: { href: id, method: "GET" } },
  };
}
