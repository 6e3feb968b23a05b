import {
  type AttributeDefinition,
  COMMON_ATTRIBUTES,
  type ResourceShape,
  type SchemaDefinition,
} from "../../packages/scim/index.ts";
import { pageHead, table } from "./markdown.ts";

const INTRODUCTION = `What the service keeps of users and groups over SCIM. \`/Schemas\` and \`/ResourceTypes\` say the same to programs. Names are compared without
regard to letter case. A cell is empty where the usual holds: one value, optional, \`readWrite\`, returned by default, not unique, letter case ignored.`;

/** The page of resource types, schemas and attributes. */
export function schemasPage(shapes: readonly ResourceShape[]): string {
  const types = table(
    ["type", "endpoint", "schema", "extensions"],
    shapes.map(({ type, core, extensions }) => [
      type.name,
      `\`${type.endpoint}\``,
      `\`${core.id}\``,
      extensions.map(({ schema, required }) => `\`${schema.id}\`${required ? " (required)" : ""}`).join("<br>"),
    ]),
  );
  const schemas = new Map(
    shapes
      .flatMap(({ core, extensions }) => [core, ...extensions.map(({ schema }) => schema)])
      .map((schema) => [schema.id, schema]),
  );
  const parts = [...schemas.values()].map((schema) => schemaPart(schema));
  const common = `## Common attributes\n\nEvery resource has them (RFC 7643 §3.1).\n\n${attributeTable(COMMON_ATTRIBUTES)}\n`;
  return `${pageHead("Schemas", INTRODUCTION)}\n## Resource types\n\n${types}\n\n${common}\n${parts.join("\n")}`;
}

function schemaPart(schema: SchemaDefinition): string {
  return `## ${schema.name}\n\n\`${schema.id}\`: ${schema.description}\n\n${attributeTable(schema.attributes)}\n`;
}

function attributeTable(attributes: readonly AttributeDefinition[]): string {
  const rows = attributes.flatMap((attribute) => [
    attributeRow(attribute, attribute.name),
    ...(attribute.subAttributes ?? []).map((sub) => attributeRow(sub, `${attribute.name}.${sub.name}`)),
  ]);
  return table(["attribute", "type", "rules", "values", "meaning"], rows);
}

function attributeRow(attribute: AttributeDefinition, name: string): readonly string[] {
  const { type, multiValued, required, mutability, returned, uniqueness, caseExact, canonicalValues, referenceTypes } =
    attribute;
  const rules = [
    ...(required ? ["required"] : []),
    ...(mutability === "readWrite" ? [] : [`\`${mutability}\``]),
    ...(returned === "default" ? [] : [`returned ${returned === "request" ? "on request" : returned}`]),
    ...(uniqueness === "none" || type === "complex" ? [] : ["unique"]),
    ...(caseExact && type !== "complex" ? ["letter case counts"] : []),
  ];
  const values = (canonicalValues ?? referenceTypes ?? []).map((value) => `\`${value}\``);
  return [
    `\`${name}\``,
    `${type}${multiValued ? ", several" : ""}`,
    rules.join(", "),
    values.join(", "),
    attribute.description,
  ];
}
