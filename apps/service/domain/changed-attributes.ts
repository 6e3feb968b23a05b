/** Names what differs between two states of a resource. */
import { equalJson, isJsonObject, type JsonObject } from "@lockstep/scim";

/**
 * Names of the attributes that differ, sorted; those of an extension as `urn:…:attribute` (RFC 7644 §3.10). A state that is missing has
 * no attributes. `members` stands for a change of membership.
 */
export function changedAttributes(change: {
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly membersAdded: readonly string[];
  readonly membersRemoved: readonly string[];
}): readonly string[] {
  const names = differingNames(change.before ?? {}, change.after ?? {});
  if (change.membersAdded.length > 0 || change.membersRemoved.length > 0) names.push("members");
  return names.sort();
}

function differingNames(before: JsonObject, after: JsonObject): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    if (!name.startsWith("urn:")) return equalJson(before[name], after[name]) ? [] : [name];
    return differingNames(objectOf(before[name]), objectOf(after[name])).map((inner) => `${name}:${inner}`);
  });
}

function objectOf(value: JsonObject[string]): JsonObject {
  return isJsonObject(value) ? value : {};
}
