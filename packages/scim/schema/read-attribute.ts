/** Reads attribute definitions as Schema resources hold them (RFC 7643 §7) and refuses those that contradict themselves. */
import type { JsonObject } from "../json.ts";
import { COMMON_ATTRIBUTES } from "./common-attributes.ts";
import { readChoice, readFlag, readList, readObject, readText, readTexts, refuse, within } from "./definition-fault.ts";
import { findAttribute } from "./find.ts";
import { FORBIDDEN_NAMES, isAttributeName } from "./shape.ts";
import type { AttributeDefinition, AttributeType } from "./types.ts";

const ATTRIBUTES_MAX = 200;
const SUB_ATTRIBUTES_MAX = 50;
const NAME_LENGTH_MAX = 64;
const DESCRIPTION_LENGTH_MAX = 2_000;
const CANONICAL_VALUES_MAX = 200;
const CANONICAL_VALUE_LENGTH_MAX = 200;
const REFERENCE_TYPES_MAX = 20;

const TYPES = ["string", "boolean", "decimal", "integer", "dateTime", "binary", "reference", "complex"] as const;
const PROPERTIES = [
  "name",
  "type",
  "multiValued",
  "description",
  "required",
  "canonicalValues",
  "caseExact",
  "mutability",
  "returned",
  "uniqueness",
  "referenceTypes",
  "subAttributes",
];
/** RFC 7644 §3.4.2.2: words that a filter reads as its own. */
const FILTER_WORDS: ReadonlySet<string> = new Set(["and", "or", "not"]);

/** The attributes of a schema, at least one. */
export function readAttributes(schema: JsonObject): readonly AttributeDefinition[] {
  const attributes = readNamed(schema, { list: "attributes", path: "", countMax: ATTRIBUTES_MAX, isSub: false });
  return attributes.length > 0 ? attributes : refuse("attributes", "must list at least one attribute");
}

interface Place {
  readonly path: string;
  readonly isSub: boolean;
}

function readNamed(
  holder: JsonObject,
  { list, path, countMax, isSub }: Place & { readonly list: string; readonly countMax: number },
): readonly AttributeDefinition[] {
  const items = readList(holder, list, { path, countMax }) ?? [];
  const places = new Map<string, number>();
  return items.map((item, index) => {
    const place = `${within(path, list)}[${index}]`;
    const attribute = readAttribute(item, { path: place, isSub });
    const folded = attribute.name.toLowerCase();
    const first = places.get(folded);
    // RFC 7643 §2.1: names are compared without regard to letter case.
    if (first !== undefined) refuse(within(place, "name"), `"${attribute.name}" is the name of item ${first} already`);
    places.set(folded, index);
    return attribute;
  });
}

function readAttribute(value: unknown, place: Place): AttributeDefinition {
  const { path, isSub } = place;
  const object = readObject(value, path, PROPERTIES);
  const name = readName(object, place);
  const type = readChoice(object, "type", { path, choices: TYPES }) ?? "string";
  if (type === "complex" && isSub) {
    refuse(within(path, "type"), "cannot be complex: complex attributes hold simple ones only (RFC 7643 §2.3.8)");
  }
  const mutability =
    readChoice(object, "mutability", { path, choices: ["readWrite", "readOnly", "immutable", "writeOnly"] }) ??
    "readWrite";
  const definition: AttributeDefinition = {
    name,
    type,
    multiValued: readFlag(object, "multiValued", path) ?? false,
    description: readText(object, "description", { path, lengthMax: DESCRIPTION_LENGTH_MAX, fallback: "" }),
    required: readFlag(object, "required", path) ?? false,
    ...readCanonicalValues(object, type, path),
    caseExact: readCaseExact(object, type, path),
    mutability,
    returned:
      readChoice(object, "returned", { path, choices: ["default", "always", "never", "request"] }) ??
      (mutability === "writeOnly" ? "never" : "default"),
    uniqueness: readChoice(object, "uniqueness", { path, choices: ["none", "server", "global"] }) ?? "none",
    ...readReferenceTypes(object, type, path),
    ...readSubAttributes(object, type, path),
  };
  assertConsistent(definition, place);
  return definition;
}

function readName(object: JsonObject, { path, isSub }: Place): string {
  const name = readText(object, "name", { path, lengthMax: NAME_LENGTH_MAX });
  const folded = name.toLowerCase();
  const where = within(path, "name");
  if (!isAttributeName(name)) {
    refuse(where, `"${name}" is no attribute name: a letter or "$", then letters, digits, "$", "-" and "_"`);
  }
  if (FORBIDDEN_NAMES.has(folded) || FILTER_WORDS.has(folded)) refuse(where, `"${name}" is reserved; choose another`);
  if (!isSub && findAttribute(COMMON_ATTRIBUTES, name) !== undefined) {
    refuse(where, `"${name}" is an attribute of every resource (RFC 7643 §3.1); leave it out or choose another name`);
  }
  return name;
}

/** RFC 7643 §2.3: letter case is a matter of strings; references and binaries are always exact. */
function readCaseExact(object: JsonObject, type: AttributeType, path: string): boolean {
  const given = readFlag(object, "caseExact", path);
  const where = within(path, "caseExact");
  if (type === "string") return given ?? false;
  if (type === "reference" || type === "binary") {
    return given === false ? refuse(where, `must be true: values of type ${type} are always case exact`) : true;
  }
  return given === true ? refuse(where, `must be false or left out: type ${type} has no letter case`) : false;
}

function readCanonicalValues(
  object: JsonObject,
  type: AttributeType,
  path: string,
): Pick<AttributeDefinition, "canonicalValues"> {
  const canonicalValues = readTexts(object, "canonicalValues", {
    path,
    countMax: CANONICAL_VALUES_MAX,
    lengthMax: CANONICAL_VALUE_LENGTH_MAX,
  });
  if (canonicalValues === undefined || canonicalValues.length === 0) return {};
  return type === "string"
    ? { canonicalValues }
    : refuse(within(path, "canonicalValues"), "belong to strings; leave them out");
}

/** RFC 7643 §7: a reference says to what. Whether a named type exists is judged when the schema is used. */
function readReferenceTypes(
  object: JsonObject,
  type: AttributeType,
  path: string,
): Pick<AttributeDefinition, "referenceTypes"> {
  const options = { path, countMax: REFERENCE_TYPES_MAX, lengthMax: NAME_LENGTH_MAX };
  const referenceTypes = readTexts(object, "referenceTypes", options) ?? [];
  const where = within(path, "referenceTypes");
  if (type === "reference") {
    return referenceTypes.length > 0
      ? { referenceTypes }
      : refuse(where, 'is missing; give names of resource types, "external" or "uri"');
  }
  return referenceTypes.length === 0 ? {} : refuse(where, 'belongs to attributes of type "reference"; leave it out');
}

function readSubAttributes(
  object: JsonObject,
  type: AttributeType,
  path: string,
): Pick<AttributeDefinition, "subAttributes"> {
  const options = { list: "subAttributes", path, countMax: SUB_ATTRIBUTES_MAX, isSub: true };
  const subAttributes = readNamed(object, options);
  const where = within(path, "subAttributes");
  if (type === "complex") {
    return subAttributes.length > 0 ? { subAttributes } : refuse(where, "must list at least one sub-attribute");
  }
  return subAttributes.length === 0 ? {} : refuse(where, 'belong to attributes of type "complex"; leave them out');
}

/** RFC 7643 §2.2: characteristics that cannot hold together. */
function assertConsistent(attribute: AttributeDefinition, { path, isSub }: Place): void {
  const { type, mutability, required, returned, uniqueness } = attribute;
  const fault = (name: string, message: string) => refuse(within(path, name), message);
  if (mutability === "readOnly" && required) {
    fault("required", "cannot be true for a readOnly attribute: no client could ever give it a value");
  }
  if (returned === "never" && mutability !== "writeOnly") {
    fault("returned", 'can be "never" for a writeOnly attribute only: what is kept must be seen by somebody');
  }
  if (mutability === "writeOnly" && returned !== "never") {
    fault("returned", 'must be "never" for a writeOnly attribute');
  }
  if (mutability === "writeOnly" && isSub && required) {
    fault(
      "required",
      "cannot be true for a writeOnly sub-attribute: its value is not kept, so it would miss ever after",
    );
  }
  if (uniqueness === "none") return;
  if (mutability === "writeOnly")
    fault("uniqueness", 'must be "none" for a writeOnly attribute: its value is not kept');
  if (type === "complex" || type === "boolean") {
    fault("uniqueness", `must be "none" or left out for type ${type}; set it on a sub-attribute or another attribute`);
  }
}
