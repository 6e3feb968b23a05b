/** Schemas and resource types as an account defines them; `contract.ts` gives them on. */

/** One attribute of a schema (RFC 7643 §7); what is left out when writing has the default of §2.2. */
export interface AttributeResource {
  readonly name: string;
  readonly type?: "string" | "boolean" | "decimal" | "integer" | "dateTime" | "binary" | "reference" | "complex";
  readonly multiValued?: boolean;
  readonly description?: string;
  readonly required?: boolean;
  readonly canonicalValues?: readonly string[];
  readonly caseExact?: boolean;
  readonly mutability?: "readOnly" | "readWrite" | "immutable" | "writeOnly";
  readonly returned?: "always" | "never" | "default" | "request";
  readonly uniqueness?: "none" | "server" | "global";
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly AttributeResource[];
}
/** A Schema resource (RFC 7643 §7), as `/SCIM/v2/Schemas` shows it. */
export interface SchemaResource {
  readonly schemas?: readonly string[];
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  readonly attributes: readonly AttributeResource[];
}
/** A ResourceType resource (RFC 7643 §6), as `/SCIM/v2/ResourceTypes` shows it; `id` is the name. */
export interface ResourceTypeResource {
  readonly schemas?: readonly string[];
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly endpoint: string;
  readonly schema: string;
  readonly schemaExtensions?: readonly { readonly schema: string; readonly required: boolean }[];
}
/** What the account defined itself, and what it has from the service. */
export interface DefinitionList<Item> {
  readonly items: readonly Item[];
  readonly inherited: readonly Item[];
}
