/** A SCIM attribute as JSON Schema (OpenAPI 3.1), with the characteristics that JSON Schema has no word for under `x-scim`. */
import type { AttributeDefinition } from "@lockstep/scim";

/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** In which direction a body goes. */
export type Direction = "response" | "request";

/** RFC 7643 §2.2: what a client may send, and what it may be sent. */
export function isPart({ mutability, returned }: AttributeDefinition, direction: Direction): boolean {
  return direction === "request" ? mutability !== "readOnly" : mutability !== "writeOnly" && returned !== "never";
}

/** The schema of an attribute's value; a list when it has several. */
export function attributeSchema(attribute: AttributeDefinition, direction: Direction): JsonSchema {
  const { description, multiValued, mutability } = attribute;
  const flags = {
    ...(mutability === "readOnly" ? { readOnly: true } : {}),
    ...(mutability === "writeOnly" ? { writeOnly: true } : {}),
  };
  const value = valueSchema(attribute, direction);
  const whole = multiValued ? { type: "array", items: value } : value;
  return { ...whole, description, ...flags, "x-scim": characteristics(attribute) };
}

/** An object of attributes, those of the given direction. */
export function attributesSchema(
  attributes: readonly AttributeDefinition[],
  direction: Direction,
): {
  readonly type: "object";
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required?: string[];
} {
  const parts = attributes.filter((attribute) => isPart(attribute, direction));
  const properties = Object.fromEntries(parts.map((part) => [part.name, attributeSchema(part, direction)]));
  const required = parts.filter((part) => isAlwaysThere(part, direction)).map(({ name }) => name);
  return { type: "object", properties, ...(required.length === 0 ? {} : { required }) };
}

/** A projection may leave out all of an answer but what is returned always (RFC 7643 §2.2). */
function isAlwaysThere({ required, returned }: AttributeDefinition, direction: Direction): boolean {
  return required && (direction === "request" || returned === "always");
}

function valueSchema(attribute: AttributeDefinition, direction: Direction): JsonSchema {
  // RFC 7643 §7: canonical values are suggestions, so they are examples and no enumeration.
  const examples = attribute.canonicalValues === undefined ? {} : { examples: attribute.canonicalValues };
  switch (attribute.type) {
    case "string":
      return { type: "string", ...examples };
    case "boolean":
      return { type: "boolean" };
    case "decimal":
      return { type: "number" };
    case "integer":
      return { type: "integer" };
    case "dateTime":
      return { type: "string", format: "date-time" };
    case "binary":
      return { type: "string", contentEncoding: "base64" };
    case "reference":
      return { type: "string", format: "uri-reference", ...examples };
    case "complex":
      return attributesSchema(attribute.subAttributes ?? [], direction);
  }
}

function characteristics(attribute: AttributeDefinition): JsonSchema {
  const { mutability, returned, uniqueness, caseExact, canonicalValues, referenceTypes, type } = attribute;
  return {
    mutability,
    returned,
    ...(type === "complex" ? {} : { uniqueness, caseExact }),
    ...(canonicalValues === undefined ? {} : { canonicalValues }),
    ...(referenceTypes === undefined ? {} : { referenceTypes }),
  };
}
