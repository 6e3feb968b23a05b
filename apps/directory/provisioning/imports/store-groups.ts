/** Stores one page of an app's groups with their members: one statement for the groups, two for what differs in memberships. */
import type { AppId } from "@lockstep/ports";
import { isJsonObject, type Json, type JsonObject } from "@lockstep/scim";
import { sql } from "kysely";
import type { Trx } from "../../domain/act.ts";
import { ID_LENGTH_MAX, isStorable, NAME_LENGTH_MAX, storableText } from "./storable.ts";

/** A group as it was read. `members` undefined: the answer does not tell who is in it. */
export interface ReadGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly members: readonly ReadMember[] | undefined;
}

/** A member as it was read. */
export interface ReadMember {
  readonly id: string;
  readonly kind: "USER" | "GROUP";
  readonly display: string | null;
}

/** Interop (Okta's SCIM 1.1): the core schema knows no description of a group. */
const OKTA_GROUP = "urn:okta:custom:group:1.0";

/** A row of `GET /Groups`; undefined when it has no id or no name. `isWhole`: a group without members lists none (RFC 7643 §2.5). */
export function readGroup(resource: JsonObject, isWhole: boolean): ReadGroup | undefined {
  const { id, displayName: name, members } = resource;
  if (typeof id !== "string" || !isId(id) || typeof name !== "string" || name === "") return undefined;
  const custom = resource[OKTA_GROUP];
  const description = resource["description"] ?? (isJsonObject(custom) ? custom["description"] : undefined);
  return {
    id,
    name: storableText(name, NAME_LENGTH_MAX),
    description:
      typeof description === "string" && description !== "" ? storableText(description, description.length) : null,
    members: Array.isArray(members) ? members.flatMap((member) => readMember(member) ?? []) : isWhole ? [] : undefined,
  };
}

function readMember(member: Json): ReadMember | undefined {
  if (!isJsonObject(member)) return undefined;
  const { value, display, type, $ref } = member;
  if (typeof value !== "string" || !isId(value)) return undefined;
  const isGroup = type === "Group" || (type === undefined && typeof $ref === "string" && $ref.includes("/Groups/"));
  return {
    id: value,
    kind: isGroup ? "GROUP" : "USER",
    display: typeof display === "string" ? storableText(display, NAME_LENGTH_MAX) : null,
  };
}

function isId(text: string): boolean {
  return text !== "" && text.length <= ID_LENGTH_MAX && isStorable(text);
}

/** How many groups of a page were new, changed, and as they were. */
export interface GroupCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** Stores the groups, each at most once in `groups`. */
export async function storeGroups(
  trx: Trx,
  page: { readonly appId: AppId; readonly runId: string; readonly groups: readonly ReadGroup[]; readonly now: Date },
): Promise<GroupCounts> {
  const { appId, runId, groups, now } = page;
  if (groups.length === 0) return { created: 0, updated: 0, unchanged: 0 };
  const values = groups.map(({ id, name, description, members }) => ({
    id,
    name,
    description,
    count: members?.length ?? 0,
    known: members !== undefined,
  }));
  const { rows: before } = await sql<{ id: string; same: boolean }>`
    select g.external_id as id, (g.display_name, g.description, g.members_known) is not distinct from (page.name, page.description, page.known) as same
      from app_group g join jsonb_to_recordset(${JSON.stringify(values)}::jsonb)
        as page (id text, name text, description text, known boolean) on page.id = g.external_id
     where g.app_id = ${appId}`.execute(trx);
  await sql`
    insert into app_group as held (app_id, external_id, display_name, description, member_count, members_known, first_seen_at, last_seen_at,
      last_seen_run, last_changed_at)
    select ${appId}, id, name, description, count, known, ${now}, ${now}, ${runId}, ${now}
      from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as page (id text, name text, description text, count integer, known boolean)
    on conflict (app_id, external_id) do update
      set display_name = excluded.display_name, description = excluded.description, member_count = excluded.member_count,
          members_known = excluded.members_known, last_seen_at = excluded.last_seen_at, last_seen_run = excluded.last_seen_run`.execute(
    trx,
  );
  const moved = await storeMembers(trx, { appId, groups });
  const held = new Map(before.map(({ id, same }) => [id, same]));
  const changed = groups
    .filter(({ id }) => held.get(id) === false || (held.has(id) && moved.has(id)))
    .map(({ id }) => id);
  await sql`
    update app_group set last_changed_at = ${now} where app_id = ${appId} and external_id = any(${changed}::text[])`.execute(
    trx,
  );
  return {
    created: groups.length - held.size,
    updated: changed.length,
    unchanged: held.size - changed.length,
  };
}

/** Brings memberships to what was read; returns the groups in which something differed. */
async function storeMembers(
  trx: Trx,
  page: { readonly appId: AppId; readonly groups: readonly ReadGroup[] },
): Promise<ReadonlySet<string>> {
  const { appId, groups } = page;
  const members = groups.flatMap(({ id: group, members: read }) => (read ?? []).map((member) => ({ group, member })));
  const wanted = sql`unnest(${members.map(({ group }) => group)}::text[], ${members.map(({ member }) => member.id)}::text[],
    ${members.map(({ member }) => member.kind)}::text[], ${members.map(({ member }) => member.display)}::text[])
    as wanted (group_id, member_id, kind, display)`;
  const left = await sql<{ id: string }>`
    delete from app_group_member m
     where m.app_id = ${appId} and m.group_id = any(${groups.map(({ id }) => id)}::text[])
       and not exists (select from ${wanted} where wanted.group_id = m.group_id and wanted.member_id = m.member_id)
    returning m.group_id as id`.execute(trx);
  const joined = await sql<{ id: string }>`
    insert into app_group_member as held (app_id, group_id, member_id, kind, display)
    select distinct on (group_id, member_id) ${appId}, group_id, member_id, kind, display from ${wanted}
    on conflict (app_id, group_id, member_id) do update set kind = excluded.kind, display = excluded.display
      where (held.kind, held.display) is distinct from (excluded.kind, excluded.display)
    returning held.group_id as id`.execute(trx);
  return new Set([...left.rows, ...joined.rows].map(({ id }) => id));
}
