/** The wire form of schemas and resource types (RFC 7643 §6 and §7). */
import type { JsonObject } from "../json.ts";
import type { AttributeDefinition, ResourceTypeDefinition, SchemaDefinition } from "./types.ts";
import { RESOURCE_TYPE_URN, SCHEMA_URN } from "./urn.ts";

/** The Schema resource of a schema, without `meta`. */
export function schemaToJson(schema: SchemaDefinition): JsonObject {
  return {
    schemas: [SCHEMA_URN],
    id: schema.id,
    name: schema.name,
    description: schema.description,
    attributes: schema.attributes.map(attributeToJson),
  };
}

/** RFC 7643 erratum 6004: complex attributes carry neither `uniqueness` nor `caseExact`. */
function attributeToJson(attribute: AttributeDefinition): JsonObject {
  const isComplex = attribute.type === "complex";
  return {
    name: attribute.name,
    type: attribute.type,
    multiValued: attribute.multiValued,
    description: attribute.description,
    required: attribute.required,
    ...(attribute.canonicalValues === undefined ? {} : { canonicalValues: attribute.canonicalValues }),
    ...(isComplex ? {} : { caseExact: attribute.caseExact }),
    mutability: attribute.mutability,
    returned: attribute.returned,
    ...(isComplex ? {} : { uniqueness: attribute.uniqueness }),
    ...(attribute.referenceTypes === undefined ? {} : { referenceTypes: attribute.referenceTypes }),
    ...(attribute.subAttributes === undefined ? {} : { subAttributes: attribute.subAttributes.map(attributeToJson) }),
  };
}

/** The ResourceType resource of a resource type, without `meta`. */
export function resourceTypeToJson(type: ResourceTypeDefinition): JsonObject {
  return {
    schemas: [RESOURCE_TYPE_URN],
    id: type.id,
    name: type.name,
    description: type.description,
    endpoint: type.endpoint,
    schema: type.schema,
    schemaExtensions: type.schemaExtensions.map(({ schema, required }) => ({ schema, required })),
  };
}
