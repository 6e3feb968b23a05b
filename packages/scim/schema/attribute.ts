/** Builds attribute definitions from what differs from the defaults of RFC 7643 §2.2, so that the catalogue reads as a table. */
import type { AttributeDefinition } from "./types.ts";

type Settings = Partial<Omit<AttributeDefinition, "name" | "description">>;

/** A complete definition: a readWrite, optional, single string unless `settings` says otherwise. */
export function attribute(name: string, description: string, settings: Settings = {}): AttributeDefinition {
  return {
    name,
    type: "string",
    multiValued: false,
    description,
    required: false,
    caseExact: false,
    mutability: "readWrite",
    returned: "default",
    uniqueness: "none",
    ...settings,
  };
}

/** The standard sub-attributes of a multi-valued attribute (RFC 7643 §2.4) around a given `value`. */
export function pluralAttribute(
  name: string,
  description: string,
  options: { readonly value: AttributeDefinition; readonly types?: readonly string[] },
): AttributeDefinition {
  return attribute(name, description, {
    type: "complex",
    multiValued: true,
    subAttributes: [
      options.value,
      attribute("display", "A human-readable name, primarily used for display purposes."),
      typeAttribute(options.types),
      primaryAttribute(),
    ],
  });
}

/** RFC 7643 §2.4: a label for the function of a value. */
export function typeAttribute(types?: readonly string[]): AttributeDefinition {
  return attribute(
    "type",
    "A label indicating the attribute's function.",
    types === undefined ? {} : { canonicalValues: types },
  );
}

/** RFC 7643 §2.4: marks the preferred value; true on one value at most. */
export function primaryAttribute(): AttributeDefinition {
  return attribute("primary", "Whether this is the preferred value of the attribute. True on at most one value.", {
    type: "boolean",
  });
}
