/** Reads Schema and ResourceType resources (RFC 7643 §6 and §7): the inverse of `schemaToJson` and `resourceTypeToJson`. */
import { isJsonObject, type JsonObject, ownValue } from "../json.ts";
import {
  assertKind,
  type DefinitionResult,
  readFlag,
  readList,
  readObject,
  readText,
  readUrn,
  refuse,
  toResult,
  within,
} from "./definition-fault.ts";
import { equalUrn } from "./find.ts";
import { readAttributes } from "./read-attribute.ts";
import type { ResourceTypeDefinition, SchemaDefinition } from "./types.ts";
import { RESOURCE_TYPE_URN, SCHEMA_URN } from "./urn.ts";

const NAME_LENGTH_MAX = 64;
const DESCRIPTION_LENGTH_MAX = 2_000;
const EXTENSIONS_MAX = 20;
/** RFC 7644 §3.12, §3.4.2 and the like: URNs of messages are no schemas of resources. */
const MESSAGES = "urn:ietf:params:scim:api:";

/** The schema that a Schema resource defines. `meta` is passed over; what is left out has the default of RFC 7643 §2.2. */
export function readSchemaDefinition(json: unknown): DefinitionResult<SchemaDefinition> {
  return toResult(
    () => {
      const object = readObject(json, "", ["schemas", "id", "name", "description", "attributes", "meta"]);
      assertKind(object, SCHEMA_URN);
      const id = readUrn(object, "id", "");
      if (id.toLowerCase().startsWith(MESSAGES))
        refuse("id", `cannot begin with "${MESSAGES}": messages have such URNs`);
      return {
        id,
        name: readText(object, "name", { path: "", lengthMax: NAME_LENGTH_MAX, fallback: id.slice(-NAME_LENGTH_MAX) }),
        description: readDescription(object),
        attributes: readAttributes(object),
      };
    },
    subjectOf(json, "id"),
  );
}

/** The resource type that a ResourceType resource defines; its `id` is its name. `meta` is passed over. */
export function readResourceTypeDefinition(json: unknown): DefinitionResult<ResourceTypeDefinition> {
  return toResult(
    () => {
      const known = ["schemas", "id", "name", "description", "endpoint", "schema", "schemaExtensions", "meta"];
      const object = readObject(json, "", known);
      assertKind(object, RESOURCE_TYPE_URN);
      const name = readText(object, "name", { path: "", lengthMax: NAME_LENGTH_MAX });
      if (!/^[a-z][\w-]*$/i.test(name)) refuse("name", 'must be a letter, then letters, digits, "-" and "_"');
      const id = readText(object, "id", { path: "", lengthMax: NAME_LENGTH_MAX, fallback: name });
      if (id !== name) refuse("id", `must equal the name "${name}", or be left out`);
      return {
        id,
        name,
        description: readDescription(object),
        endpoint: readEndpoint(object),
        schema: readUrn(object, "schema", ""),
        schemaExtensions: readExtensions(object),
      };
    },
    subjectOf(json, "name"),
  );
}

function subjectOf(json: unknown, name: string): string | undefined {
  const subject = isJsonObject(json) ? ownValue(json, name) : undefined;
  return typeof subject === "string" ? subject.slice(0, NAME_LENGTH_MAX * 4) : undefined;
}

function readDescription(object: JsonObject): string {
  return readText(object, "description", { path: "", lengthMax: DESCRIPTION_LENGTH_MAX, fallback: "" });
}

function readEndpoint(object: JsonObject): string {
  const endpoint = readText(object, "endpoint", { path: "", lengthMax: NAME_LENGTH_MAX + 1 });
  if (/^\/[a-z][\w-]*$/i.test(endpoint)) return endpoint;
  return refuse("endpoint", 'must be "/" and one word, such as "/Devices"');
}

function readExtensions(object: JsonObject): ResourceTypeDefinition["schemaExtensions"] {
  const items = readList(object, "schemaExtensions", { path: "", countMax: EXTENSIONS_MAX }) ?? [];
  const urns: string[] = [];
  return items.map((item, index) => {
    const path = `schemaExtensions[${index}]`;
    const extension = readObject(item, path, ["schema", "required"]);
    const schema = readUrn(extension, "schema", path);
    if (urns.some((urn) => equalUrn(urn, schema))) refuse(within(path, "schema"), `names "${schema}" a second time`);
    urns.push(schema);
    return { schema, required: readFlag(extension, "required", path) ?? false };
  });
}
