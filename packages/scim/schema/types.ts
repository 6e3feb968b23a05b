/** Schemas as data (RFC 7643 §2 and §7): every rule of the protocol is read from these, none is hard-coded by attribute. */

/** RFC 7643 §2.3. */
export type AttributeType =
  | "string"
  | "boolean"
  | "decimal"
  | "integer"
  | "dateTime"
  | "binary"
  | "reference"
  | "complex";
/** RFC 7643 §2.2. */
export type Mutability = "readOnly" | "readWrite" | "immutable" | "writeOnly";
/** RFC 7643 §2.2. */
export type Returned = "always" | "never" | "default" | "request";
/** RFC 7643 §2.2. */
export type Uniqueness = "none" | "server" | "global";

/** One attribute or sub-attribute with all its characteristics (RFC 7643 §7). */
export interface AttributeDefinition {
  readonly name: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly canonicalValues?: readonly string[];
  readonly caseExact: boolean;
  readonly mutability: Mutability;
  readonly returned: Returned;
  readonly uniqueness: Uniqueness;
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly AttributeDefinition[];
}

/** A schema: its URN and attributes (RFC 7643 §7). */
export interface SchemaDefinition {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly AttributeDefinition[];
}

/** A resource type (RFC 7643 §6). `endpoint` starts with a slash. */
export interface ResourceTypeDefinition {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly endpoint: string;
  readonly schema: string;
  readonly schemaExtensions: readonly { readonly schema: string; readonly required: boolean }[];
}

/** A resource type with its schemas looked up: what parsers, validators and compilers work with. */
export interface ResourceShape {
  readonly type: ResourceTypeDefinition;
  readonly core: SchemaDefinition;
  readonly extensions: readonly { readonly schema: SchemaDefinition; readonly required: boolean }[];
}

/**
 * An attribute found in a shape. `schemaUrn` is the extension's URN, or undefined for the core schema and the common
 * attributes (`schemas`, `id`, `externalId`, `meta`, RFC 7643 §3.1).
 */
export interface ResolvedAttribute {
  readonly schemaUrn: string | undefined;
  readonly attribute: AttributeDefinition;
  readonly subAttribute: AttributeDefinition | undefined;
}
