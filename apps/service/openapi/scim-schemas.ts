/** The bodies of SCIM as component schemas: resources from their shapes, messages from RFC 7644. */
import {
  COMMON_ATTRIBUTES,
  ERROR_SCHEMA,
  LIST_RESPONSE_SCHEMA,
  PATCH_OP_SCHEMA,
  RESOURCE_TYPE_URN,
  type ResourceShape,
  SCHEMA_URN,
  SCIM_ERROR_CODES,
  type SchemaDefinition,
  ScimError,
} from "@lockstep/scim";
import { attributesSchema, type Direction, type JsonSchema } from "./attribute-schema.ts";

/** RFC 7643 §5. */
const CONFIG_URN = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";

/** Names of component schemas: letters, digits, dots, dashes and underscores (OpenAPI 3.1 §4.8.7). */
export function componentName(...parts: readonly string[]): string {
  return `Scim${parts.map((part) => part.replaceAll(/[^A-Za-z0-9._-]/g, "_")).join("")}`;
}

/** A reference to a component schema. */
export function schemaRef(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** All component schemas of SCIM. */
export function scimSchemas(shapes: readonly ResourceShape[]): Readonly<Record<string, JsonSchema>> {
  const schemas: Record<string, JsonSchema> = {};
  for (const shape of shapes) {
    const { name } = shape.type;
    schemas[componentName(name)] = resourceSchema(shape, "response");
    schemas[componentName(name, "Input")] = resourceSchema(shape, "request");
    schemas[componentName(name, "List")] = listSchema(schemaRef(componentName(name)));
  }
  return { ...schemas, ...messages() };
}

function resourceSchema({ type, core, extensions }: ResourceShape, direction: Direction): JsonSchema {
  const own = attributesSchema([...COMMON_ATTRIBUTES, ...core.attributes], direction);
  const urns = [core.id, ...extensions.map(({ schema }) => schema.id)];
  const added = extensions.map(({ schema }) => [schema.id, extensionSchema(schema, direction)] as const);
  const needed =
    direction === "request" ? extensions.filter(({ required }) => required).map(({ schema }) => schema.id) : [];
  const schemas = {
    type: "array",
    items: { type: "string", enum: urns },
    description: "The URNs of the schemas that the resource uses.",
  };
  return {
    type: "object",
    description: type.description,
    properties: { ...own.properties, schemas, ...Object.fromEntries(added) },
    required: [...new Set(["schemas", ...(own.required ?? []), ...needed])],
  };
}

function extensionSchema(schema: SchemaDefinition, direction: Direction): JsonSchema {
  return { ...attributesSchema(schema.attributes, direction), description: schema.description };
}

function listSchema(item: JsonSchema): JsonSchema {
  return message(LIST_RESPONSE_SCHEMA, {
    description: "A page of a query (RFC 7644 §3.4.2).",
    properties: {
      totalResults: { type: "integer", description: "How many resources match, on all pages together." },
      startIndex: { type: "integer" },
      itemsPerPage: { type: "integer" },
      Resources: { type: "array", items: item },
    },
    required: ["totalResults"],
  });
}

/** A body whose `schemas` names one URN. */
function message(
  urn: string,
  parts: { readonly description: string; readonly properties: object; readonly required: readonly string[] },
): JsonSchema {
  const { description, properties, required } = parts;
  const schemas = { type: "array", items: { type: "string", const: urn } };
  return { type: "object", description, properties: { schemas, ...properties }, required: ["schemas", ...required] };
}

function messages(): Readonly<Record<string, JsonSchema>> {
  const text = { type: "string" };
  const named = { id: text, name: text, description: text, meta: META };
  const scimTypes = SCIM_ERROR_CODES.map((code) => new ScimError(code).scimType).filter((type) => type !== undefined);
  return {
    ScimError: message(ERROR_SCHEMA, {
      description: "An error (RFC 7644 §3.12).",
      properties: {
        status: { type: "string", description: "The status of the answer, as a string." },
        scimType: { type: "string", enum: [...new Set(scimTypes)] },
        detail: { type: "string", description: "What is wrong and where, for people." },
      },
      required: ["status"],
    }),
    ScimPatchOp: message(PATCH_OP_SCHEMA, {
      description: "A partial change, all or nothing (RFC 7644 §3.5.2).",
      properties: { Operations: { type: "array", minItems: 1, items: schemaRef("ScimPatchOperation") } },
      required: ["Operations"],
    }),
    ScimPatchOperation: {
      type: "object",
      properties: {
        op: { type: "string", enum: ["add", "remove", "replace"] },
        path: {
          type: "string",
          description: "Which attribute; left out, `value` holds attributes.",
          examples: ['emails[type eq "work"].value'],
        },
        value: { description: "What to add or to put in place; nothing for a removal." },
      },
      required: ["op"],
    },
    ScimServiceProviderConfig: configSchema(),
    ScimSchema: message(SCHEMA_URN, {
      description: "A schema (RFC 7643 §7).",
      properties: { ...named, attributes: { type: "array", items: { type: "object" } } },
      required: ["id", "attributes"],
    }),
    ScimResourceType: message(RESOURCE_TYPE_URN, {
      description: "A resource type (RFC 7643 §6).",
      properties: {
        ...named,
        endpoint: text,
        schema: text,
        schemaExtensions: { type: "array", items: { type: "object" } },
      },
      required: ["name", "endpoint", "schema"],
    }),
    ScimSchemaList: listSchema(schemaRef("ScimSchema")),
    ScimResourceTypeList: listSchema(schemaRef("ScimResourceType")),
  };
}

/** RFC 7643 §5. */
function configSchema(): JsonSchema {
  const text = { type: "string" };
  const feature = (more: Readonly<Record<string, JsonSchema>> = {}) => ({
    type: "object",
    properties: { supported: { type: "boolean" }, ...more },
    required: ["supported"],
  });
  const count = { type: "integer" };
  const scheme = {
    type: text,
    name: text,
    description: text,
    specUri: text,
    documentationUri: text,
    primary: { type: "boolean" },
  };
  return message(CONFIG_URN, {
    description: "What the service provider supports (RFC 7643 §5).",
    properties: {
      documentationUri: text,
      patch: feature(),
      bulk: feature({ maxOperations: count, maxPayloadSize: count }),
      filter: feature({ maxResults: count }),
      changePassword: feature(),
      sort: feature(),
      etag: feature(),
      authenticationSchemes: {
        type: "array",
        items: { type: "object", properties: scheme, required: ["type", "name"] },
      },
      meta: META,
    },
    required: ["patch", "bulk", "filter", "changePassword", "sort", "etag", "authenticationSchemes"],
  });
}

/** RFC 7643 §3.1. */
const META: JsonSchema = {
  type: "object",
  properties: { resourceType: { type: "string" }, location: { type: "string" } },
};
