/** Adds definitions to what is there already, and finds what does not fit together (RFC 7643 §6). */
import { COMMON_ATTRIBUTES } from "./common-attributes.ts";
import { type DefinitionResult, refuse, toResult } from "./definition-fault.ts";
import { equalUrn, findAttribute } from "./find.ts";
import { createShape } from "./shape.ts";
import type { AttributeDefinition, ResourceShape, ResourceTypeDefinition, SchemaDefinition } from "./types.ts";

/** Schemas and resource types as somebody defines them. */
export interface Definitions {
  readonly schemas: readonly SchemaDefinition[];
  readonly types: readonly ResourceTypeDefinition[];
}

/** Everything that is known: all schemas, in use or not, and the shape of each resource type. */
export interface Catalogue {
  readonly schemas: readonly SchemaDefinition[];
  readonly shapes: readonly ResourceShape[];
}

/** RFC 7644 §3.2: endpoints of the protocol itself. */
const PROTOCOL_ENDPOINTS: ReadonlySet<string> = new Set([
  "me",
  "bulk",
  "schemas",
  "resourcetypes",
  "serviceproviderconfig",
  "serviceproviderconfigs",
]);
/** RFC 7643 §8.6 and §8.7.2: resource types of the protocol itself. */
const PROTOCOL_TYPES: ReadonlySet<string> = new Set(["schema", "resourcetype", "serviceproviderconfig"]);
/** RFC 7643 §7: what a reference may name besides resource types. */
const REFERENCE_WORDS: readonly string[] = ["external", "uri"];

/**
 * The catalogue with definitions added. A type whose name the base has is an addition to that type: it must repeat endpoint
 * and schema, and its extensions come on top of those of the base. Shapes that nothing touches stay the same objects.
 */
export function extendCatalogue(base: Catalogue, added: Definitions): DefinitionResult<Catalogue> {
  return toResult(() => {
    const schemas = addSchemas(base.schemas, added.schemas);
    let { shapes } = base;
    const seen = new Set<string>();
    for (const type of added.types) {
      const folded = type.name.toLowerCase();
      if (seen.has(folded)) refuse("name", `"${type.name}" is defined twice; keep one of the two`, type.name);
      seen.add(folded);
      shapes = addType(shapes, type, schemas);
    }
    const catalogue = { schemas, shapes };
    assertReferences(catalogue);
    return catalogue;
  });
}

function addSchemas(
  base: readonly SchemaDefinition[],
  added: readonly SchemaDefinition[],
): readonly SchemaDefinition[] {
  const schemas = [...base];
  for (const schema of added) {
    const isTaken = schemas.some(({ id }) => equalUrn(id, schema.id));
    if (isTaken) refuse("id", `"${schema.id}" is the URN of another schema; choose another`, schema.id);
    schemas.push(schema);
  }
  return schemas;
}

function addType(
  shapes: readonly ResourceShape[],
  type: ResourceTypeDefinition,
  schemas: readonly SchemaDefinition[],
): readonly ResourceShape[] {
  const known = shapes.find((shape) => shape.type.name.toLowerCase() === type.name.toLowerCase());
  const others = shapes.filter((shape) => shape !== known);
  const whole = known === undefined ? type : mergeType(known.type, type);
  assertType(whole, others, schemas);
  const shape = createShape(spellUrns(whole, schemas), schemas);
  assertPaths(shape);
  return known === undefined ? [...shapes, shape] : shapes.map((other) => (other === known ? shape : other));
}

/** RFC 7643 §6: what a type names equals the `id` of a schema, letter for letter. */
function spellUrns(type: ResourceTypeDefinition, schemas: readonly SchemaDefinition[]): ResourceTypeDefinition {
  const spell = (urn: string) => schemas.find(({ id }) => equalUrn(id, urn))?.id ?? urn;
  const schemaExtensions = type.schemaExtensions.map(({ schema, required }) => ({ schema: spell(schema), required }));
  return { ...type, schema: spell(type.schema), schemaExtensions };
}

function mergeType(known: ResourceTypeDefinition, added: ResourceTypeDefinition): ResourceTypeDefinition {
  const must = (name: string, value: string): never =>
    refuse(name, `must be "${value}": the type exists, and only extensions can be added to it`, added.name);
  if (added.name !== known.name) must("name", known.name);
  if (added.endpoint !== known.endpoint) must("endpoint", known.endpoint);
  if (!equalUrn(added.schema, known.schema)) must("schema", known.schema);
  const news = added.schemaExtensions.filter(({ schema, required }, index) => {
    const own = known.schemaExtensions.find((extension) => equalUrn(extension.schema, schema));
    if (own !== undefined && own.required !== required) {
      const path = `schemaExtensions[${index}].required`;
      refuse(path, `must be ${own.required}: the type has this extension already`, added.name);
    }
    return own === undefined;
  });
  return { ...known, schemaExtensions: [...known.schemaExtensions, ...news] };
}

function assertType(
  type: ResourceTypeDefinition,
  others: readonly ResourceShape[],
  schemas: readonly SchemaDefinition[],
): void {
  const { name, endpoint } = type;
  if (PROTOCOL_TYPES.has(name.toLowerCase())) refuse("name", `"${name}" belongs to the protocol; choose another`, name);
  const word = endpoint.slice(1).toLowerCase();
  const clash = others.find((shape) => shape.type.endpoint.slice(1).toLowerCase() === word);
  if (PROTOCOL_ENDPOINTS.has(word)) refuse("endpoint", `"${endpoint}" belongs to the protocol; choose another`, name);
  if (clash !== undefined) {
    refuse("endpoint", `"${endpoint}" is the endpoint of "${clash.type.name}"; choose another`, name);
  }
  const unknown = (urn: string) => !schemas.some((schema) => equalUrn(schema.id, urn));
  const remedy = "is not defined; define the schema first, or mend the URN";
  if (unknown(type.schema)) refuse("schema", `"${type.schema}" ${remedy}`, name);
  for (const [index, { schema }] of type.schemaExtensions.entries()) {
    const path = `schemaExtensions[${index}].schema`;
    if (unknown(schema)) refuse(path, `"${schema}" ${remedy}`, name);
    if (equalUrn(schema, type.schema)) refuse(path, "names the core schema of the type; leave it out", name);
  }
}

/** RFC 7644 §3.10: `urn:a:B:c` would be read in two ways when both `urn:a:B:c` and `urn:a:B` with an attribute `c` exist. */
function assertPaths({ type, core, extensions }: ResourceShape): void {
  const used = [core, ...extensions.map(({ schema }) => schema)];
  for (const { id } of used) {
    const colon = id.lastIndexOf(":");
    const holder = used.find((schema) => equalUrn(schema.id, id.slice(0, colon)));
    const last = id.slice(colon + 1);
    const attribute =
      holder === undefined
        ? undefined
        : (findAttribute(holder.attributes, last) ?? findAttribute(COMMON_ATTRIBUTES, last));
    if (attribute === undefined) continue;
    refuse("schemaExtensions", `"${id}" also reads as an attribute of "${holder?.id}"; choose another URN`, type.name);
  }
}

/** References of the schemas in use name types that exist. */
function assertReferences({ shapes }: Catalogue): void {
  const names = new Set([...REFERENCE_WORDS, ...shapes.map(({ type }) => type.name)]);
  for (const { core, extensions } of shapes) {
    for (const schema of [core, ...extensions.map((extension) => extension.schema)]) {
      for (const [index, attribute] of schema.attributes.entries()) {
        const place = `attributes[${index}]`;
        assertReference(attribute, { names, path: place, subject: schema.id });
        for (const [subIndex, sub] of (attribute.subAttributes ?? []).entries()) {
          assertReference(sub, { names, path: `${place}.subAttributes[${subIndex}]`, subject: schema.id });
        }
      }
    }
  }
}

function assertReference(
  { referenceTypes }: AttributeDefinition,
  place: { readonly names: ReadonlySet<string>; readonly path: string; readonly subject: string },
): void {
  const unknown = referenceTypes?.find((name) => !place.names.has(name));
  if (unknown === undefined) return;
  const message = `names the resource type "${unknown}", which does not exist; give a type that does, "external" or "uri"`;
  refuse(`${place.path}.referenceTypes`, message, place.subject);
}
