/** References to what the same bulk request creates (RFC 7644 §3.7.2): `bulkId:…` in place of an id. */
import {
  type AttributeDefinition,
  type BulkOperation,
  findAttribute,
  findExtension,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  type ResourceShape,
  ScimError,
} from "@lockstep/scim";

/** The id as the whole text, or as the last segment of a URI. */
const REFERENCE = /^(?:bulkId:(?<whole>.+)|(?<uri>.*\/)bulkId:(?<segment>[^/]+))$/s;
/** Within the filter of a PATCH path, as in `members[value eq "bulkId:…"]`. */
const QUOTED = /"bulkId:([^"\\]+)"/g;

/** Says what stands in place of a `bulkId`; undefined leaves the text as it is. */
type Replace = (bulkId: string, place: "whole" | "part") => string | undefined;

/** The `bulkId`s that an operation refers to, in its path and in its data. */
export function referencesOf({ method, path, data }: BulkOperation): ReadonlySet<string> {
  const found = new Set<string>();
  const note: Replace = (bulkId) => {
    found.add(bulkId);
    return undefined;
  };
  replaceInText(decodePath(path), note);
  if (data !== undefined) replaceReferences(method, data, note);
  return found;
}

/** An id in a path is percent-encoded like any other. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The data of an operation with its references replaced. */
export function replaceReferences(method: BulkOperation["method"], data: Json, replace: Replace): Json {
  const replaced = mapTexts(data, (text) => replaceInText(text, replace));
  return method === "PATCH" ? replaceInPatchPaths(replaced, replace) : replaced;
}

/** True when a value refers to a `bulkId` for which `isMeant` holds. */
export function refersTo(value: Json, isMeant: (bulkId: string) => boolean): boolean {
  let found = false;
  mapTexts(value, (text) =>
    replaceInText(text, (bulkId) => {
      found ||= isMeant(bulkId);
      return undefined;
    }),
  );
  return found;
}

function replaceInText(text: string, replace: Replace): string {
  const groups = text.includes("bulkId:") ? REFERENCE.exec(text)?.groups : undefined;
  if (groups === undefined) return text;
  const { whole, uri = "", segment = "" } = groups;
  if (whole !== undefined) return replace(whole, "whole") ?? text;
  const id = replace(segment, "part");
  return id === undefined ? text : `${uri}${id}`;
}

function replaceInPatchPaths(message: Json, replace: Replace): Json {
  return mapMember(message, "operations", (operations) =>
    isJsonArray(operations)
      ? operations.map((operation) =>
          mapMember(operation, "path", (path) =>
            typeof path === "string"
              ? path.replace(QUOTED, (quoted, bulkId: string) => {
                  const id = replace(bulkId, "whole");
                  return id === undefined ? quoted : JSON.stringify(id);
                })
              : path,
          ),
        )
      : operations,
  );
}

function mapMember(value: Json, name: string, map: (member: Json) => Json): Json {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key.toLowerCase() === name && member !== undefined ? map(member) : member,
    ]),
  );
}

/** Depth is bounded by that of the request body. */
function mapTexts(value: Json, map: (text: string) => string): Json {
  if (typeof value === "string") return map(value);
  if (isJsonArray(value)) return value.map((item) => mapTexts(item, map));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, member === undefined ? undefined : mapTexts(member, map)]),
  );
}

/** What a resource is created without, to be added once the reference can be resolved. */
export interface LeftOut {
  /** PATCH path of the attribute. */
  readonly path: string;
  readonly value: Json;
}

/**
 * The data of a create without the values that refer to what does not exist yet (RFC 7644 §3.7.1), and those values. Throws
 * `ScimError` `conflict` when the resource cannot be without them.
 */
export function leaveOut(
  shape: ResourceShape,
  data: Json,
  isUnresolved: (bulkId: string) => boolean,
): { readonly data: Json; readonly leftOut: readonly LeftOut[] } {
  const leftOut: LeftOut[] = [];
  if (!isJsonObject(data)) return { data, leftOut };
  const kept = Object.entries(data).flatMap(([key, value]) => {
    const extension = findExtension(shape, key)?.schema;
    if (extension === undefined || !isJsonObject(value)) {
      return split(findAttribute(shape.core.attributes, key), key, { value, prefix: "" });
    }
    const members = Object.entries(value).flatMap(([name, member]) =>
      split(findAttribute(extension.attributes, name), name, { value: member, prefix: `${extension.id}:` }),
    );
    return [[key, Object.fromEntries(members)] as const];
  });
  return { data: Object.fromEntries(kept) as JsonObject, leftOut };

  function split(
    attribute: AttributeDefinition | undefined,
    key: string,
    { value, prefix }: { readonly value: Json | undefined; readonly prefix: string },
  ): readonly (readonly [string, Json | undefined])[] {
    if (value === undefined || !refersTo(value, isUnresolved)) return [[key, value]];
    // What no schema knows is never stored: there is nothing to come back to.
    if (attribute === undefined || attribute.mutability === "readOnly") return [];
    const path = `${prefix}${attribute.name}`;
    const items = isJsonArray(value) ? value : [value];
    const rest = items.filter((item) => !refersTo(item, isUnresolved));
    if (attribute.required && rest.length === 0) {
      throw new ScimError(
        "conflict",
        `"${path}" is required and refers in a circle to a resource that does not exist yet.`,
      );
    }
    const later = items.filter((item) => refersTo(item, isUnresolved));
    leftOut.push({ path, value: isJsonArray(value) ? later : value });
    return rest.length === 0 ? [] : [[key, rest]];
  }
}
