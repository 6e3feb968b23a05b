/** What is copied out of a resource's attributes: look-up columns, and values that must be unique. */
import {
  type AttributeDefinition,
  COMMON_ATTRIBUTES,
  findAttribute,
  foldCase,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  ownValue,
  parseDateTime,
  type ResourceShape,
  ScimError,
} from "@lockstep/scim";

/** Longest text in an index, in bytes of UTF-8: PostgreSQL refuses entries above a third of a page. */
const KEY_BYTES_MAX = 2_000;
/** The attribute whose column keeps it unique, in lower case. */
const USER_NAME = "username";

/** The look-up columns of a resource. */
export interface LookUpKeys {
  readonly userName: string | null;
  readonly externalId: string | null;
  readonly displayName: string | null;
  /** True: others of the type may have the same user name. */
  readonly sharesUserName: boolean;
}

/** A value that must be unique within account, type and attribute. */
export interface UniqueValue {
  readonly attribute: string;
  readonly key: string;
}

/** Where a shape keeps what is looked up; undefined where it has no such column. */
interface KeyPlan {
  readonly userName: AttributeDefinition | undefined;
  readonly externalId: AttributeDefinition | undefined;
  readonly displayName: AttributeDefinition | undefined;
  readonly sharesUserName: boolean;
}

/** Perf: found once for a shape, which each write asks twice. */
const plans = new WeakMap<ResourceShape, KeyPlan>();

function planOf(shape: ResourceShape): KeyPlan {
  const known = plans.get(shape);
  if (known !== undefined) return known;
  const columnOf = (name: string) => {
    const attribute = findAttribute(shape.core.attributes, name) ?? findAttribute(COMMON_ATTRIBUTES, name);
    return attribute !== undefined && isColumn(attribute) ? attribute : undefined;
  };
  const plan = {
    userName: columnOf("userName"),
    externalId: columnOf("externalId"),
    displayName: columnOf("displayName"),
    sharesUserName: !hasUniqueUserName(shape),
  };
  plans.set(shape, plan);
  return plan;
}

/** The look-up columns. Throws `ScimError` `invalidValue` for a value that is too long to be looked up. */
export function lookUpKeys(shape: ResourceShape, attributes: JsonObject): LookUpKeys {
  const { userName, externalId, displayName, sharesUserName } = planOf(shape);
  return {
    userName: keyAt(userName, attributes),
    externalId: keyAt(externalId, attributes),
    displayName: keyAt(displayName, attributes),
    sharesUserName,
  };
}

/** The column of the user name alone. */
export function userNameKey(shape: ResourceShape, attributes: JsonObject): string | null {
  return keyAt(planOf(shape).userName, attributes);
}

/** True when the schema calls `userName` unique: the column that it is looked up by keeps it so, and it is none of the `uniqueValues`. */
export function hasUniqueUserName({ core }: ResourceShape): boolean {
  const attribute = findAttribute(core.attributes, "userName");
  return attribute !== undefined && isColumn(attribute) && attribute.uniqueness !== "none";
}

function isColumn({ type, multiValued }: AttributeDefinition): boolean {
  return type === "string" && !multiValued;
}

function keyAt(attribute: AttributeDefinition | undefined, attributes: JsonObject): string | null {
  const value = attribute === undefined ? undefined : ownValue(attributes, attribute.name);
  return attribute === undefined || typeof value !== "string" ? null : toKey(attribute, value, attribute.name);
}

/** The values of all attributes and sub-attributes that the schemas call unique, each once, but for a user name that its column keeps so. */
export function uniqueValues(shape: ResourceShape, attributes: JsonObject): readonly UniqueValue[] {
  const found: UniqueValue[] = [];
  collect(shape.core.attributes, attributes, { prefix: "", found });
  for (const { schema } of shape.extensions) {
    const extension = ownValue(attributes, schema.id);
    if (isJsonObject(extension)) collect(schema.attributes, extension, { prefix: `${schema.id}:`, found });
  }
  if (found.length < 2) return found;
  return [...new Map(found.map((value) => [JSON.stringify([value.attribute, value.key]), value])).values()];
}

const uniqueIn = new WeakMap<readonly AttributeDefinition[], readonly AttributeDefinition[]>();

/** Those that are unique or have a sub-attribute that is. Perf: worked out once for a list; few attributes of a schema are. */
function uniqueOf(definitions: readonly AttributeDefinition[]): readonly AttributeDefinition[] {
  const known = uniqueIn.get(definitions);
  if (known !== undefined) return known;
  const unique = definitions.filter(({ type, uniqueness, subAttributes }) =>
    type === "complex" ? uniqueOf(subAttributes ?? []).length > 0 : uniqueness !== "none",
  );
  uniqueIn.set(definitions, unique);
  return unique;
}

/** The paths of all attributes and sub-attributes that the schemas call unique, as `unique_value.attribute` has them. */
export function uniqueAttributes(shape: ResourceShape): readonly string[] {
  const pathsIn = (definitions: readonly AttributeDefinition[], prefix: string): readonly string[] =>
    definitions.flatMap(({ name, type, uniqueness, subAttributes }) => {
      if (type === "complex") return pathsIn(subAttributes ?? [], `${prefix}${name}.`);
      return uniqueness === "none" ? [] : [`${prefix}${name}`];
    });
  return [
    ...pathsIn(shape.core.attributes, ""),
    ...shape.extensions.flatMap(({ schema }) => pathsIn(schema.attributes, `${schema.id}:`)),
  ];
}

function collect(
  definitions: readonly AttributeDefinition[],
  values: JsonObject,
  into: { readonly prefix: string; readonly found: UniqueValue[] },
): void {
  for (const definition of uniqueOf(definitions)) {
    if (into.prefix === "" && isColumn(definition) && definition.name.toLowerCase() === USER_NAME) continue;
    const path = `${into.prefix}${definition.name}`;
    for (const value of toList(ownValue(values, definition.name))) {
      if (definition.type === "complex") {
        const subs = definition.subAttributes ?? [];
        if (isJsonObject(value)) collect(subs, value, { prefix: `${path}.`, found: into.found });
      } else if (value !== null) {
        into.found.push({ attribute: path, key: toKey(definition, String(value), path) });
      }
    }
  }
}

function toList(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return isJsonArray(value) ? value : [value];
}

function toKey(attribute: AttributeDefinition, value: string, path: string): string {
  const key = toComparable(attribute, value);
  if (Buffer.byteLength(key) > KEY_BYTES_MAX) {
    throw new ScimError("invalidValue", `"${path}" is longer than ${KEY_BYTES_MAX} bytes.`);
  }
  return key;
}

/** The form in which two values are one: letter case as the schema says, instants whatever their offset. */
function toComparable(attribute: AttributeDefinition, value: string): string {
  if (attribute.type === "dateTime") return String(parseDateTime(value) ?? value);
  return attribute.caseExact || attribute.type === "binary" ? value : foldCase(value);
}
