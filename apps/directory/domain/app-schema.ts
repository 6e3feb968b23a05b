/**
 * The user schema of an app (okta-client §1.10, okta-management-api §7.2): the attributes of SCIM's core user under their Okta names, and
 * those that an administrator added, each with an external name and namespace. Both become one shape that paths are resolved in.
 */
import {
  type AttributeDefinition,
  createShape,
  ENTERPRISE_USER_SCHEMA,
  ENTERPRISE_USER_URN,
  parsePatchPath,
  type ResourceShape,
  resolveAttribute,
  type SchemaDefinition,
  USER_RESOURCE_TYPE,
  USER_SCHEMA,
  USER_URN,
} from "@lockstep/scim";
import type { CustomAttribute } from "./tables.ts";

/** An attribute of an app's user schema. `path` is where its value stands in a SCIM user. */
export interface AppAttribute extends CustomAttribute {
  readonly path: string;
  readonly isBase: boolean;
}

/** Name, title and external name of the attributes that every app has; those of the enterprise extension last. */
const CORE: readonly (readonly [name: string, title: string, externalName: string])[] = [
  ["givenName", "Given name", "name.givenName"],
  ["familyName", "Family name", "name.familyName"],
  ["middleName", "Middle name", "name.middleName"],
  ["honorificPrefix", "Honorific prefix", "name.honorificPrefix"],
  ["honorificSuffix", "Honorific suffix", "name.honorificSuffix"],
  ["email", "Primary email", "emails.^[type=='work'].value"],
  ["emailPrimary", "Primary email is primary", "emails.^[type=='work'].primary"],
  ["secondEmail", "Other email", "emails.^[type=='other'].value"],
  ["title", "Title", "title"],
  ["displayName", "Display name", "displayName"],
  ["nickName", "Nickname", "nickName"],
  ["profileUrl", "Profile URL", "profileUrl"],
  ["primaryPhone", "Primary phone", "phoneNumbers.^[type=='work'].value"],
  ["mobilePhone", "Mobile phone", "phoneNumbers.^[type=='mobile'].value"],
  ["streetAddress", "Street address", "addresses.^[type=='work'].streetAddress"],
  ["locality", "City", "addresses.^[type=='work'].locality"],
  ["region", "State", "addresses.^[type=='work'].region"],
  ["postalCode", "Postal code", "addresses.^[type=='work'].postalCode"],
  ["country", "Country", "addresses.^[type=='work'].country"],
  ["formatted", "Formatted address", "addresses.^[type=='work'].formatted"],
  ["preferredLanguage", "Preferred language", "preferredLanguage"],
  ["locale", "Locale", "locale"],
  ["timezone", "Time zone", "timezone"],
  ["userType", "User type", "userType"],
];
const ENTERPRISE: readonly (readonly [name: string, title: string, externalName: string])[] = [
  ["employeeNumber", "Employee number", "employeeNumber"],
  ["costCenter", "Cost center", "costCenter"],
  ["organization", "Organization", "organization"],
  ["division", "Division", "division"],
  ["department", "Department", "department"],
  ["managerValue", "Manager", "manager.value"],
  ["managerDisplayName", "Manager's name", "manager.displayName"],
];

/** Okta's selector of one value among several: `emails.^[type=='work'].value`. */
const CARET = /^(\w+)\.\^\[\s*(\w+)\s*==\s*(true|false|'[^']*'|"[^"]*")\s*\](\.\w+)?$/;

/** What app users look like without custom attributes: the core user with the enterprise extension. */
export const APP_USER_SHAPE: ResourceShape = createShape(USER_RESOURCE_TYPE, [USER_SCHEMA, ENTERPRISE_USER_SCHEMA]);

/** The attributes that come with every app. */
export const BASE_ATTRIBUTES: readonly AppAttribute[] = [
  ...CORE.map((row) => baseAttribute(row, USER_URN)),
  ...ENTERPRISE.map((row) => baseAttribute(row, ENTERPRISE_USER_URN)),
];

function baseAttribute([name, title, externalName]: (typeof CORE)[number], externalNamespace: string): AppAttribute {
  const path = pathOfExternal(externalName, externalNamespace) ?? externalName;
  return {
    name,
    title,
    description: null,
    type: typeAt(APP_USER_SHAPE, path) === "boolean" ? "boolean" : "string",
    items: null,
    externalName,
    externalNamespace,
    required: false,
    scope: "NONE",
    union: false,
    enum: null,
    minLength: null,
    maxLength: null,
    minimum: null,
    maximum: null,
    path,
    isBase: true,
  };
}

/** All attributes of an app: those that come with it, then its own. */
export function attributesOfApp(custom: readonly CustomAttribute[]): readonly AppAttribute[] {
  return [
    ...BASE_ATTRIBUTES,
    ...custom.map((attribute) => ({
      ...attribute,
      path: pathOfExternal(attribute.externalName, attribute.externalNamespace) ?? attribute.externalName,
      isBase: false,
    })),
  ];
}

/** The attribute of a name or of a path; letter case of paths is ignored. */
export function findAppAttribute(custom: readonly CustomAttribute[], nameOrPath: string): AppAttribute | undefined {
  const attributes = attributesOfApp(custom);
  const folded = nameOrPath.toLowerCase();
  return (
    attributes.find(({ name }) => name === nameOrPath) ?? attributes.find(({ path }) => path.toLowerCase() === folded)
  );
}

/** The SCIM path of an external name in a namespace; Okta's `emails.^[type=='work'].value` is read. Undefined when it is no path. */
export function pathOfExternal(externalName: string, namespace: string): string | undefined {
  const caret = CARET.exec(externalName);
  const [, attribute = "", key = "", value = "", rest = ""] = caret ?? [];
  const local = caret === null ? externalName : `${attribute}[${key} eq ${value.replaceAll("'", '"')}]${rest}`;
  const path = namespace.toLowerCase() === USER_URN.toLowerCase() ? local : `${namespace}:${local}`;
  return parsePatchPath(path).ok ? path : undefined;
}

const shapes = new Map<string, ResourceShape>();
/** Shapes remembered at most; the oldest goes first. */
const SHAPES_MAX = 200;

/** The shape of an app's users. The attributes must have been checked by `requireCustomAttributes`. */
export function shapeOfApp(custom: readonly CustomAttribute[]): ResourceShape {
  if (custom.length === 0) return APP_USER_SHAPE;
  const key = JSON.stringify(custom);
  const found = shapes.get(key);
  if (found !== undefined) return found;
  const shape = buildShape(custom);
  const oldest = shapes.size >= SHAPES_MAX ? shapes.keys().next().value : undefined;
  if (oldest !== undefined) shapes.delete(oldest);
  shapes.set(key, shape);
  return shape;
}

/** Throws an `Error` in words when the attributes contradict each other or the core schema. */
export function buildShape(custom: readonly CustomAttribute[]): ResourceShape {
  let schemas: readonly SchemaDefinition[] = [USER_SCHEMA, ENTERPRISE_USER_SCHEMA];
  for (const attribute of custom) {
    const path = parsePatchPath(pathOfExternal(attribute.externalName, attribute.externalNamespace) ?? "");
    const isKnown = path.ok && resolveAttribute(shapeWith(schemas), path.value.attribute) !== undefined;
    if (!isKnown) schemas = withAttribute(schemas, attribute);
  }
  return shapeWith(schemas);
}

function shapeWith(schemas: readonly SchemaDefinition[]): ResourceShape {
  const extensions = schemas.slice(1).map(({ id }) => ({ schema: id, required: false }));
  return createShape({ ...USER_RESOURCE_TYPE, schemaExtensions: extensions }, schemas);
}

function withAttribute(schemas: readonly SchemaDefinition[], attribute: CustomAttribute): readonly SchemaDefinition[] {
  const urn = attribute.externalNamespace;
  const held = schemas.find(({ id }) => id.toLowerCase() === urn.toLowerCase());
  const schema = held ?? { id: urn, name: urn, description: "", attributes: [] };
  const [name = "", subName] = attribute.externalName.split(".");
  const definition = definitionOf(attribute, subName ?? name);
  const parent = schema.attributes.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  const added: AttributeDefinition =
    subName === undefined
      ? definition
      : {
          ...definition,
          name,
          type: "complex",
          multiValued: false,
          subAttributes: [...(parent?.subAttributes ?? []), definition],
        };
  const attributes = [...schema.attributes.filter((candidate) => candidate !== parent || subName === undefined), added];
  const after = { ...schema, attributes };
  return held === undefined ? [...schemas, after] : schemas.map((one) => (one === held ? after : one));
}

function definitionOf({ type, items, title, description }: CustomAttribute, name: string): AttributeDefinition {
  const single = type === "array" ? (items ?? "string") : type;
  return {
    name,
    type: single === "number" ? "decimal" : single,
    multiValued: type === "array",
    description: description ?? title,
    required: false,
    caseExact: false,
    mutability: "readWrite",
    returned: "default",
    uniqueness: "none",
    ...(single === "reference" ? { referenceTypes: ["external"] } : {}),
  };
}

/** Types of values as expressions know them. */
export type MappedType = "string" | "integer" | "number" | "boolean" | "array" | "any";

/** The type of the value at a path; undefined when the shape has no such path. */
export function typeAt(shape: ResourceShape, path: string): MappedType | undefined {
  const parsed = parsePatchPath(path);
  if (!parsed.ok) return undefined;
  const resolved = resolveAttribute(shape, parsed.value.attribute);
  if (resolved === undefined) return undefined;
  const { attribute, subAttribute } = resolved;
  const isOne = parsed.value.filter !== undefined || !attribute.multiValued;
  if (subAttribute === undefined && !isOne) return "array";
  return scalarType(subAttribute ?? attribute);
}

function scalarType(definition: AttributeDefinition): MappedType {
  switch (definition.type) {
    case "boolean":
      return "boolean";
    case "integer":
      return "integer";
    case "decimal":
      return "number";
    case "complex":
      return "any";
    case "string":
    case "dateTime":
    case "binary":
    case "reference":
      return "string";
  }
}

/** What is wrong with a value of an attribute by its own rules; undefined when nothing is. No value is always fine here. */
export function valueProblem(attribute: CustomAttribute, value: unknown): string | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  if (attribute.type !== "array") return itemProblem(attribute, attribute.type, value);
  if (!Array.isArray(value)) return "Must be a list";
  for (const item of value) {
    const problem = itemProblem(attribute, attribute.items ?? "string", item);
    if (problem !== undefined) return `Each item: ${problem}`;
  }
  return undefined;
}

function itemProblem(
  attribute: CustomAttribute,
  type: Exclude<CustomAttribute["type"], "array">,
  value: unknown,
): string | undefined {
  const { enum: allowed, minLength, maxLength, minimum, maximum } = attribute;
  if (allowed !== null && !allowed.some((one) => one === value)) return `Must be one of ${allowed.join(", ")}`;
  switch (type) {
    case "string":
    case "reference":
      if (typeof value !== "string") return "Must be a string";
      if (value.length < (minLength ?? 0)) return `Must be at least ${minLength} characters long`;
      return maxLength !== null && value.length > maxLength
        ? `Must be at most ${maxLength} characters long`
        : undefined;
    case "boolean":
      return typeof value === "boolean" ? undefined : "Must be true or false";
    case "number":
    case "integer":
      if (typeof value !== "number" || !Number.isFinite(value)) return "Must be a number";
      if (type === "integer" && !Number.isInteger(value)) return "Must be a whole number";
      if (minimum !== null && value < minimum) return `Must be at least ${minimum}`;
      return maximum !== null && value > maximum ? `Must be at most ${maximum}` : undefined;
  }
}
