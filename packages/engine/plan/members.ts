/** Changes of membership and the requests that carry them: a delta by chunk, or the whole group where the dialect PUTs. */
import { GROUP_URN, isJsonObject, type Json, type JsonObject, PATCH_OP_SCHEMA } from "@lockstep/scim";
import type { Action, Dialect } from "../types.ts";
import { resourcePath } from "./lookup.ts";

/** One member to add or remove. */
export interface MemberChange {
  readonly change: "add" | "remove";
  /** SCIM id in the target. */
  readonly value: string;
  readonly display: string;
}

/** A member as desired. */
export interface Member {
  readonly value: string;
  readonly display: string;
}

/** The group that a request is about. */
export interface GroupContext {
  readonly dialect: Dialect;
  /** SCIM id, or the placeholder of the id that the create returns. */
  readonly id: string;
  readonly displayName: string;
  /** What was read of it; needed where the dialect PUTs. */
  readonly resource: JsonObject;
}

/** What turns `held` into `desired`: removals first. */
export function memberChanges(held: readonly string[], desired: readonly Member[]): readonly MemberChange[] {
  const wanted = new Map(desired.map((member) => [member.value, member]));
  const present = new Set(held);
  const removals = [...present]
    .filter((value) => !wanted.has(value))
    .map((value): MemberChange => ({ change: "remove", value, display: "" }));
  const additions = [...wanted.values()]
    .filter(({ value }) => !present.has(value))
    .map(({ value, display }): MemberChange => ({ change: "add", value, display }));
  return [...removals, ...additions];
}

/** Cuts changes into the portions that one request may carry. */
export function chunkChanges(dialect: Dialect, changes: readonly MemberChange[]): readonly (readonly MemberChange[])[] {
  // A PUT carries the whole group whatever its size.
  if (dialect.group === "PUT") return changes.length === 0 ? [] : [changes];
  const chunks: MemberChange[][] = [];
  for (let start = 0; start < changes.length; start += dialect.memberChunkMax) {
    chunks.push(changes.slice(start, start + dialect.memberChunkMax));
  }
  return chunks;
}

/** One request that carries `changes`: one remove operation per member, then one add with all additions (Okta's shape). */
export function changeMembersAction(context: GroupContext, changes: readonly MemberChange[]): Action {
  const additions = changes.filter(({ change }) => change === "add");
  const removals = changes.length - additions.length;
  const reason = `The group gains ${additions.length} and loses ${removals} members.`;
  if (context.dialect.group === "PUT") {
    return { purpose: "replaceMembers", request: putGroupRequest(context, changes), reason };
  }
  const operations: Json[] = [...removeOperations(context.dialect, changes)];
  if (additions.length > 0) operations.push({ op: "add", path: "members", value: additions.map(toMember) });
  return {
    purpose: additions.length > 0 ? "addMembers" : "removeMembers",
    request: patchGroup(context.id, operations),
    reason,
  };
}

/** One operation per member with a filter (Okta's shape), or one that names them all. */
function removeOperations(dialect: Dialect, changes: readonly MemberChange[]): readonly Json[] {
  const values = changes.filter(({ change }) => change === "remove").map(({ value }) => value);
  if (values.length === 0) return [];
  return dialect.memberRemoval === "VALUE"
    ? [{ op: "remove", path: "members", value: values.map((value) => ({ value })) }]
    : values.map((value) => ({ op: "remove", path: `members[value eq ${JSON.stringify(value)}]` }));
}

/** One request that sets all members, whoever they were. */
export function replaceMembersAction(context: GroupContext, members: readonly Member[]): Action {
  const operation = { op: "replace", path: "members", value: members.map(toMember) };
  return {
    purpose: "replaceMembers",
    request: patchGroup(context.id, [operation]),
    reason: `Who is in the group of the app is not known: it is set to ${members.length} members.`,
  };
}

/** Rename: without path and with the id in Okta's dialects, with path by the book. */
export function renameGroupAction(context: GroupContext, from: string | undefined): Action {
  const { dialect, id, displayName } = context;
  const operation: Json =
    dialect.groupRename === "PATCH_PATHLESS"
      ? { op: "replace", value: { id, displayName } }
      : { op: "replace", path: "displayName", value: displayName };
  return {
    purpose: "renameGroup",
    request: dialect.group === "PUT" ? putGroupRequest(context, []) : patchGroup(id, [operation]),
    reason:
      from === undefined ? "The name in the app is not known." : `In the app the group is still called "${from}".`,
  };
}

function putGroupRequest(context: GroupContext, changes: readonly MemberChange[]) {
  const { schemas, id: _, meta: __, members, displayName: ___, ...rest } = context.resource;
  const kept = new Map<string, Json>();
  for (const member of Array.isArray(members) ? members : []) {
    const value = isJsonObject(member) ? member["value"] : undefined;
    if (isJsonObject(member) && typeof value === "string")
      kept.set(value, { value, display: member["display"] ?? null });
  }
  for (const change of changes) {
    if (change.change === "remove") kept.delete(change.value);
    else kept.set(change.value, toMember(change));
  }
  const body: JsonObject = {
    schemas: schemas ?? [GROUP_URN],
    id: context.id,
    ...rest,
    displayName: context.displayName,
    members: [...kept.values()],
  };
  return { method: "PUT", path: groupPath(context.id), body } as const;
}

function patchGroup(id: string, operations: readonly Json[]) {
  return {
    method: "PATCH",
    path: groupPath(id),
    body: { schemas: [PATCH_OP_SCHEMA], Operations: operations },
  } as const;
}

/** A placeholder stays readable in the plan; a real id is encoded. */
function groupPath(id: string): string {
  return id.startsWith("«") ? `/Groups/${id}` : resourcePath("readGroup", id);
}

function toMember({ value, display }: Member): JsonObject {
  return { value, display };
}
