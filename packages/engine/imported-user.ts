/** Rows of an import, read with tolerance. */
import type { Json, JsonObject } from "@lockstep/scim";
import type { ImportedUser } from "./types.ts";

/** A row of `GET /Users` as an import sees it; undefined when it has no id or no user name. */
export function importedUserOf(resource: JsonObject): ImportedUser | undefined {
  const id = resource["id"];
  const userName = resource["userName"];
  if (typeof id !== "string" || id === "" || typeof userName !== "string" || userName === "") return undefined;
  // RFC 7643 §4.1.1: a password is never returned; where a target does, it must not end in our tables.
  return { id, userName, active: readActive(resource), resource: withoutPassword(resource) };
}

// Perf: hardly any has one, and an import of many copies none of them.
function withoutPassword(resource: JsonObject): JsonObject {
  if (!Object.hasOwn(resource, "password")) return resource;
  const { password: _, ...rest } = resource;
  return rest;
}

/** RFC 7643 §4.1.1: `active`. Absent means active; Interop: some targets write it as a string. */
export function readActive(resource: JsonObject): boolean {
  const active: Json | undefined = resource["active"];
  return !(active === false || (typeof active === "string" && active.toLowerCase() === "false"));
}
