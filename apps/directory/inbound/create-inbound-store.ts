/**
 * The directory's people and groups as a SCIM `ResourceStore`: `/scim/v2` reads and writes what the API and the console do. Every write
 * goes through the directory's own rules, so that statuses, assignments, marks of work and events follow in the same transaction.
 */
import type { GroupId, PersonId } from "@lockstep/ports";
import { equalAttributes, type ResourceShape, ScimError } from "@lockstep/scim";
import type { ResourceParts, ResourceStore, StoredResource, WriteResult } from "@lockstep/scim-server";
import { type Kysely, sql } from "kysely";
import type { Deps } from "../deps.ts";
import type { Trx } from "../domain/act.ts";
import { deleteGroup } from "../domain/groups.ts";
import type { DirectoryTables } from "../domain/tables.ts";
import { changeScimGroup, createScimGroup } from "./group-writes.ts";
import { queryResources } from "./query.ts";
import { refreshDocument, refreshDocuments } from "./refresh-documents.ts";
import { findRow, isResourceId, type ResourceRow, toStored, unknownResource } from "./resource-row.ts";
import { changeUser, createUser, removeUser } from "./user-writes.ts";
import { inOneTransaction, type WriteSubject } from "./world.ts";

type IfMatch = readonly number[] | "*" | undefined;

/** Makes the store. The directory serves one company: the caller's account makes no difference. */
export function createInboundStore(deps: Deps): ResourceStore {
  return {
    create: (caller, shape, draft, include) =>
      inOneTransaction(deps, { caller, changes: "people" }, async (trx, act): Promise<WriteResult> => {
        const key = isGroup(shape) ? await createScimGroup(trx, act, draft) : await createUser(trx, act, draft);
        return { resource: await readByKey(trx, shape, { key, include }), changed: true };
      }),
    async find(_caller, shape, id, include) {
      if (!isResourceId(id)) return undefined;
      if (!isGroup(shape)) await deps.database.transaction((trx) => refreshDocument(trx, id));
      const row = await findRow(deps.database.kysely, shape, id);
      return row === undefined ? undefined : await readOne(deps.database.kysely, shape, { row, include });
    },
    async query(_caller, shape, query) {
      await refreshDocuments(deps);
      const { resources, ...page } = await queryResources(deps.database.kysely, [shape], query);
      return { ...page, resources: resources.map(({ resource }) => resource) };
    },
    async queryAll(_caller, shapes, query) {
      await refreshDocuments(deps);
      return await queryResources(deps.database.kysely, shapes, query);
    },
    async change(caller, shape, id, edit, options) {
      const write = (changes: WriteSubject) =>
        inOneTransaction(deps, { caller, changes }, async (trx, act): Promise<WriteResult> => {
          const row = await lockRow(trx, shape, { id, ifMatch: options.ifMatch });
          const current = await readOne(trx, shape, { row, include: NO_PARTS });
          const draft = edit(current);
          const isSame = equalAttributes(shape, current.attributes, draft.attributes);
          if (isGroup(shape) && !isSame && changes === "people") throw new ChangesRules();
          let changed = !isSame || Object.keys(draft.writeOnly).length > 0;
          if (isGroup(shape)) changed = await changeScimGroup(trx, act, { current: row, isSame, draft });
          else if (changed) await changeUser(trx, act, { id: row.key as PersonId, version: current.version, draft });
          return { resource: await readByKey(trx, shape, { key: row.key, include: options.include }), changed };
        });
      try {
        return await write("people");
      } catch (error) {
        if (!(error instanceof ChangesRules)) throw error;
        return await write("rules");
      }
    },
    remove: (caller, shape, id, options) =>
      inOneTransaction(deps, { caller, changes: isGroup(shape) ? "rules" : "people" }, async (trx, act) => {
        if (!isGroup(shape) && isResourceId(id)) await lockGroupsOf(trx, id);
        const row = await lockRow(trx, shape, { id, ifMatch: options.ifMatch });
        if (isGroup(shape)) await deleteGroup(act, row.key as GroupId);
        else await removeUser(trx, act, row.key as PersonId);
      }),
  };
}

/** A change of a group turned out to be more than one of members: it is made again under the other lock. Never leaves this file. */
class ChangesRules extends Error {}

const NO_PARTS: ResourceParts = { members: false, groups: false };

function isGroup(shape: ResourceShape): boolean {
  return shape.type.name === "Group";
}

/** Groups are locked before people, as a change of members does: two writers cannot wait for each other. */
async function lockGroupsOf(trx: Trx, id: string): Promise<void> {
  await sql`
    select 1 from person_group
    where type = 'OKTA_GROUP' and id in (
      select group_id from group_member join person on person.id = group_member.person_id where person.scim_id = ${id}::uuid)
    order by id for no key update`.execute(trx);
}

/** The resource under a row lock, its document up to date. */
async function lockRow(
  trx: Trx,
  shape: ResourceShape,
  wanted: { readonly id: string; readonly ifMatch: IfMatch },
): Promise<ResourceRow> {
  const { id, ifMatch } = wanted;
  if (!isResourceId(id)) throw unknownResource(shape, id);
  const table = isGroup(shape) ? sql`person_group` : sql`person`;
  await sql`select 1 from ${table} where scim_id = ${id}::uuid for no key update`.execute(trx);
  if (!isGroup(shape)) await refreshDocument(trx, id);
  const row = await findRow(trx, shape, id);
  if (row === undefined) throw unknownResource(shape, id);
  if (ifMatch !== undefined && ifMatch !== "*" && !ifMatch.includes(Number(row.version))) {
    throw new ScimError("preconditionFailed", "The resource has changed since the version in If-Match.");
  }
  return row;
}

async function readByKey(
  trx: Trx,
  shape: ResourceShape,
  wanted: { readonly key: string; readonly include: ResourceParts },
): Promise<StoredResource> {
  const table = isGroup(shape) ? sql`person_group` : sql`person`;
  const { rows } = await sql<{ scim_id: string }>`select scim_id from ${table} where id = ${wanted.key}`.execute(trx);
  const row = await findRow(trx, shape, rows[0]?.scim_id ?? "");
  if (row === undefined) throw new Error("A resource that was just written is not there");
  return await readOne(trx, shape, { row, include: wanted.include });
}

async function readOne(
  db: Kysely<DirectoryTables>,
  shape: ResourceShape,
  wanted: { readonly row: ResourceRow; readonly include: ResourceParts },
): Promise<StoredResource> {
  const [resource] = await toStored(db, [{ ...wanted.row, type: shape.type.name }], wanted.include);
  if (resource === undefined) throw new Error("One row is one resource");
  return resource;
}
