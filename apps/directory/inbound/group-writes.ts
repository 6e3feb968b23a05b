/** Groups over SCIM: created, renamed, filled and deleted by the directory's own rules, in one transaction. */
import type { GroupId, PersonId } from "@lockstep/ports";
import { ScimError } from "@lockstep/scim";
import type { MembershipStep, ResourceDraft } from "@lockstep/scim-server";
import { sql } from "kysely";
import type { Act, Trx } from "../domain/act.ts";
import { changeMembers, type MemberStep } from "../domain/group-membership.ts";
import { createGroup, updateGroup } from "../domain/groups.ts";
import { isResourceId, type ResourceRow } from "./resource-row.ts";

/** Creates a group with its members. Returns the directory's id. */
export async function createScimGroup(trx: Trx, act: Act, draft: ResourceDraft): Promise<GroupId> {
  const name = String(draft.attributes["displayName"] ?? "");
  const { id } = await createGroup(act, { name: requireName(name) });
  const { rows } = await sql<{ scim_id: string }>`select scim_id from person_group where id = ${id}`.execute(trx);
  const steps = await toMemberSteps(trx, rows[0]?.scim_id ?? "", draft.membership);
  await changeMembers(trx, act, { group: { id, name }, steps });
  await storeGroup(trx, id, { externalId: draft.attributes["externalId"], version: 1 });
  return id;
}

/** Changes a group whose row the caller holds; false when nothing differs. */
export async function changeScimGroup(
  trx: Trx,
  act: Act,
  change: { readonly current: ResourceRow; readonly isSame: boolean; readonly draft: ResourceDraft },
): Promise<boolean> {
  const { current, isSame, draft } = change;
  const id = current.key as GroupId;
  const name = String(draft.attributes["displayName"] ?? "");
  if (!isSame) {
    const { rows } = await sql<{ description: string | null }>`
      select description from person_group where id = ${id}`.execute(trx);
    await updateGroup(act, id, { name: requireName(name), description: rows[0]?.description ?? null });
  }
  const steps = await toMemberSteps(trx, current.id, draft.membership);
  const hasMoved = await changeMembers(trx, act, { group: { id, name }, steps });
  if (isSame && !hasMoved) return false;
  await storeGroup(trx, id, { externalId: draft.attributes["externalId"], version: Number(current.version) + 1 });
  return true;
}

/** The rules of a group's name that the API checks before it calls them. */
function requireName(name: string): string {
  if (name.trim() !== "" && name.length <= 255) return name;
  throw new ScimError("invalidValue", `"displayName" must have 1 to 255 characters and not be blank.`);
}

async function storeGroup(
  trx: Trx,
  id: GroupId,
  stored: { readonly externalId: unknown; readonly version: number },
): Promise<void> {
  await sql`
    update person_group set scim_external_id = ${typeof stored.externalId === "string" ? stored.externalId : null},
      scim_version = ${stored.version},
      scim_modified_at = case when ${stored.version} = 1 then created_at else greatest(now(), scim_modified_at) end
    where id = ${id}`.execute(trx);
}

async function toMemberSteps(
  trx: Trx,
  groupId: string,
  steps: readonly MembershipStep[],
): Promise<readonly MemberStep[]> {
  const result: MemberStep[] = [];
  for (const { kind, members } of steps) {
    const people = await findMembers(trx, { groupId, members, mustExist: kind !== "remove" });
    if (kind === "replaceAll") result.push({ kind: "keepOnly", people });
    result.push({ kind: kind === "remove" ? "remove" : "add", people });
  }
  return result;
}

/** RFC 7643 §8.7.1 lets members be groups, RFC 7644 §3.12 lets a service provider refuse them: here, with the way out. */
async function notPeople(trx: Trx, ids: readonly string[]): Promise<ScimError> {
  const { rows } = await sql<{ id: string; name: string }>`
    select scim_id::text as id, name from person_group
     where scim_id = any(${ids.filter(isResourceId)}::uuid[]) and type <> 'BUILT_IN' order by scim_id limit 1`.execute(
    trx,
  );
  const [group] = rows;
  if (group === undefined) {
    return new ScimError("invalidValue", `"members": there is no user with the id "${ids[0]?.slice(0, 100)}".`);
  }
  return new ScimError(
    "invalidValue",
    `"members": "${group.id}" is the group "${group.name}", and groups of this directory hold people only: send the people of that group as members.`,
  );
}

/** The people behind SCIM ids. An unknown one is refused, but for a removal: it is no member. */
async function findMembers(
  trx: Trx,
  wanted: { readonly groupId: string; readonly members: readonly string[]; readonly mustExist: boolean },
): Promise<readonly PersonId[]> {
  // RFC 7643 §8.7.1: members.value is not case exact, and ids are written in lower case.
  const ids = [...new Set(wanted.members.map((id) => id.toLowerCase()))];
  if (wanted.mustExist && ids.includes(wanted.groupId)) {
    throw new ScimError("invalidValue", "A group cannot be a member of itself.");
  }
  const known = ids.filter(isResourceId);
  // Held for the change, so that nobody who joins is removed at the same moment.
  const { rows } = await sql<{ id: PersonId; scim_id: string }>`
    select id, scim_id from person where scim_id = any(${known}::uuid[]) and not scim_removed order by id for no key update`.execute(
    trx,
  );
  const byId = new Map(rows.map((row) => [row.scim_id, row.id]));
  const unknown = ids.filter((id) => !byId.has(id));
  if (wanted.mustExist && unknown.length > 0) throw await notPeople(trx, unknown);
  return rows.map((row) => row.id);
}
