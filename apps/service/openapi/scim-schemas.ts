/** The bodies of SCIM as component schemas: resources from their shapes, messages from RFC 7644. */
import { COMMON_ATTRIBUTES, type ResourceShape, type SchemaDefinition } from "@lockstep/scim";
import { attributesSchema, type Direction, type JsonSchema } from "./attribute-schema.ts";
import { listSchema, messageSchemas, schemaRef } from "./scim-messages.ts";

/** Names of component schemas: letters, digits, dots, dashes and underscores (OpenAPI 3.1 §4.8.7). */
export function componentName(...parts: readonly string[]): string {
  return `Scim${parts.map((part) => part.replaceAll(/[^A-Za-z0-9._-]/g, "_")).join("")}`;
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
  return { ...schemas, ...messageSchemas(shapes.map(({ type }) => schemaRef(componentName(type.name)))) };
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
