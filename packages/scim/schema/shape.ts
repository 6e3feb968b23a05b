/** Joins a resource type with its schemas and refuses schemas that contradict RFC 7643. */
import { COMMON_ATTRIBUTES } from "./common-attributes.ts";
import { equalUrn, findAttribute } from "./find.ts";
import type { AttributeDefinition, ResourceShape, ResourceTypeDefinition, SchemaDefinition } from "./types.ts";

/** Names that would reach a prototype in careless code further on; no schema may use them. */
export const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** The resource type with its schemas looked up. Throws an `Error` that names the fault when they are not consistent. */
export function createShape(type: ResourceTypeDefinition, schemas: readonly SchemaDefinition[]): ResourceShape {
  assertShape(type.endpoint.startsWith("/"), `Resource type "${type.name}": the endpoint must start with "/".`);
  const core = requireSchema(type, schemas, type.schema);
  const extensions = type.schemaExtensions.map(({ schema, required }) => ({
    schema: requireSchema(type, schemas, schema),
    required,
  }));
  const urns = [core, ...extensions.map((extension) => extension.schema)].map((schema) => schema.id.toLowerCase());
  assertShape(new Set(urns).size === urns.length, `Resource type "${type.name}" names a schema twice.`);
  for (const attribute of core.attributes) {
    assertShape(
      findAttribute(COMMON_ATTRIBUTES, attribute.name) === undefined,
      `Schema "${core.id}": "${attribute.name}" is a common attribute and cannot be defined again.`,
    );
  }
  return { type, core, extensions };
}

function requireSchema(
  type: ResourceTypeDefinition,
  schemas: readonly SchemaDefinition[],
  urn: string,
): SchemaDefinition {
  const schema = schemas.find((candidate) => equalUrn(candidate.id, urn));
  if (schema === undefined) throw new Error(`Resource type "${type.name}" names the unknown schema "${urn}".`);
  assertAttributes(schema.id, schema.attributes, "");
  return schema;
}

function assertAttributes(urn: string, attributes: readonly AttributeDefinition[], parent: string): void {
  const names = new Set<string>();
  for (const attribute of attributes) {
    const where = `Schema "${urn}", attribute "${parent}${attribute.name}"`;
    const folded = attribute.name.toLowerCase();
    assertShape(isAttributeName(attribute.name) && !FORBIDDEN_NAMES.has(folded), `${where}: the name is not allowed.`);
    assertShape(!names.has(folded), `${where} is defined twice.`);
    names.add(folded);
    assertAttribute(where, attribute, parent !== "");
    if (attribute.subAttributes !== undefined) assertAttributes(urn, attribute.subAttributes, `${attribute.name}.`);
  }
}

/** RFC 7643 §2.3.8 and erratum 8415: complex inside complex does not exist. */
function assertAttribute(where: string, attribute: AttributeDefinition, isSub: boolean): void {
  const isComplex = attribute.type === "complex";
  const subCount = attribute.subAttributes?.length ?? 0;
  assertShape(!(isComplex && isSub), `${where}: a sub-attribute cannot be complex.`);
  assertShape(isComplex === subCount > 0, `${where}: exactly the complex attributes have sub-attributes.`);
  assertShape(
    attribute.mutability !== "writeOnly" || attribute.returned === "never",
    `${where}: a writeOnly attribute must have "returned": "never".`,
  );
  assertShape(
    !(attribute.mutability === "readOnly" && attribute.returned === "never"),
    `${where}: a readOnly attribute that is never returned has no use.`,
  );
}

/** RFC 7643 §2.1: a letter or "$", then letters, digits, "$", "-" and "_". */
export function isAttributeName(name: string): boolean {
  for (let index = 0; index < name.length; index += 1) {
    const code = name.charCodeAt(index);
    const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 36;
    const isOther = (code >= 48 && code <= 57) || code === 45 || code === 95;
    if (!isLetter && !(isOther && index > 0)) return false;
  }
  return name.length > 0;
}

function assertShape(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}
