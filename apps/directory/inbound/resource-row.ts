/** Reading people and groups as SCIM resources: rows of the views `inbound_user` and `inbound_group`. */
import type { GroupId, PersonId, ResourceId } from "@lockstep/ports";
import { type JsonObject, type ResourceShape, ScimError } from "@lockstep/scim";
import type { Member, ResourceParts, StoredResource } from "@lockstep/scim-server";
import { type Kysely, sql } from "kysely";
import type { DirectoryTables } from "../domain/tables.ts";

/** A row of one of the views. `key` is the id in the directory. */
export interface ResourceRow {
  readonly id: ResourceId;
  readonly key: string;
  readonly doc: JsonObject;
  readonly version: string;
  readonly created_at: Date;
  readonly modified_at: Date;
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Whether a text can be the id of a resource. Everything else is an unknown id. */
export function isResourceId(id: string): boolean {
  return UUID.test(id);
}

/** The name of a type's view. */
export function viewOf(shape: Pick<ResourceShape, "type">): "inbound_user" | "inbound_group" {
  return shape.type.name === "Group" ? "inbound_group" : "inbound_user";
}

/** 404 in the words of the protocol. */
export function unknownResource(shape: ResourceShape, id: string): ScimError {
  return new ScimError("notFound", `${shape.type.name} "${id.slice(0, 100)}" does not exist.`);
}

/** One resource, or undefined. */
export async function findRow(
  db: Kysely<DirectoryTables>,
  shape: ResourceShape,
  id: string,
): Promise<ResourceRow | undefined> {
  if (!isResourceId(id)) return undefined;
  const { rows } =
    await sql<ResourceRow>`select * from ${sql.table(viewOf(shape))} as r where r.id = ${id}::uuid`.execute(db);
  return rows[0];
}

/** Rows as resources, with the parts that were asked for and that their type has. */
export async function toStored(
  db: Kysely<DirectoryTables>,
  rows: readonly (ResourceRow & { readonly type: string })[],
  include: ResourceParts,
): Promise<readonly StoredResource[]> {
  const keysOf = (type: string) => rows.flatMap((row) => (row.type === type ? [row.key] : []));
  const members = include.members ? await readMembers(db, keysOf("Group") as GroupId[]) : undefined;
  const groups = include.groups ? await readGroups(db, keysOf("User") as PersonId[]) : undefined;
  return rows.map((row) => ({
    id: row.id,
    version: Number(row.version),
    createdAt: row.created_at.toISOString(),
    lastModifiedAt: row.modified_at.toISOString(),
    attributes: row.doc,
    ...(members !== undefined && row.type === "Group" ? { members: members.get(row.key) ?? [] } : {}),
    ...(groups !== undefined && row.type === "User" ? { groups: groups.get(row.key) ?? [] } : {}),
  }));
}

interface PartRow {
  readonly owner: string;
  readonly value: ResourceId;
  readonly display: string | null;
}

async function readMembers(
  db: Kysely<DirectoryTables>,
  groupIds: readonly GroupId[],
): Promise<ReadonlyMap<string, readonly Member[]>> {
  if (groupIds.length === 0) return new Map();
  const { rows } = await sql<PartRow>`
    select member.group_id as owner, r.id as value, ${DISPLAY} as display
    from group_member as member join inbound_user as r on r.key = member.person_id
    where member.group_id = any(${groupIds}::text[])
    order by ${DISPLAY} collate "C" nulls last, r.id`.execute(db);
  return collect(rows, "User");
}

/** What a member is called. */
const DISPLAY = sql`coalesce(r.doc->>'displayName', r.doc->'name'->>'formatted', r.doc->>'userName')`;

async function readGroups(
  db: Kysely<DirectoryTables>,
  personIds: readonly PersonId[],
): Promise<ReadonlyMap<string, readonly Member[]>> {
  if (personIds.length === 0) return new Map();
  const { rows } = await sql<PartRow>`
    select member.person_id as owner, r.id as value, r.doc->>'displayName' as display
    from group_member as member join inbound_group as r on r.key = member.group_id
    where member.person_id = any(${personIds}::text[])
    order by r.doc->>'displayName' collate "C", r.id`.execute(db);
  return collect(rows, "direct");
}

function collect(rows: readonly PartRow[], type: string): ReadonlyMap<string, readonly Member[]> {
  const parts = new Map<string, Member[]>();
  for (const { owner, value, display } of rows) {
    const list = parts.get(owner) ?? [];
    list.push(display === null ? { value, type } : { value, type, display });
    parts.set(owner, list);
  }
  return parts;
}
