/** Users over SCIM: people are created, changed, deactivated and brought back by the directory's own rules, in one transaction. */
import type { GroupId, PersonId } from "@lockstep/ports";
import { ENTERPRISE_USER_URN, type JsonObject, ScimError } from "@lockstep/scim";
import type { ResourceDraft } from "@lockstep/scim-server";
import { sql } from "kysely";
import type { Act, Trx } from "../domain/act.ts";
import { changeMembers } from "../domain/group-membership.ts";
import { hashPassword } from "../domain/password.ts";
import { PASSWORD_LENGTH_MAX } from "../domain/password-policy/settings.ts";
import { createPerson, updatePerson } from "../domain/people.ts";
import { movePerson } from "../domain/person-lifecycle.ts";
import { deliverPassword } from "../domain/person-password.ts";
import { requirePerson } from "../domain/person-row.ts";
import { loadProfileSchema } from "../domain/profile-schema/load-schema.ts";
import { isResourceId } from "./resource-row.ts";
import { isActiveIn, isActiveStatus, MAPPED_ATTRIBUTES, profileOf } from "./user-document.ts";

/** Creates a person; one who was removed over SCIM before is brought back instead, under a new SCIM id. Returns the directory's id. */
export async function createUser(trx: Trx, act: Act, draft: ResourceDraft): Promise<PersonId> {
  const doc = draft.attributes;
  const removed = await findRemoved(trx, String(doc["userName"] ?? ""));
  const profile = await wantedProfile(trx, doc);
  const password = passwordOf(draft);
  if (removed === undefined) {
    const person = await createPerson(act, { profile, activate: isActiveIn(doc), source: "scim" });
    await storePassword(trx, act, { personId: person.id, password });
    await storeDocument(trx, person.id, { doc, version: 1 });
    return person.id;
  }
  await sql`
    update person set scim_removed = false, scim_id = gen_random_uuid(), scim_created_at = now(), scim_modified_at = now()
    where id = ${removed}`.execute(trx);
  await follow(trx, act, { id: removed, doc, password });
  await storeDocument(trx, removed, { doc, version: 1 });
  return removed;
}

async function findRemoved(trx: Trx, userName: string): Promise<PersonId | undefined> {
  const { rows } = await sql<{ id: PersonId }>`
    select id from person where scim_removed and lower(profile->>'login') = lower(${userName}) for no key update`.execute(
    trx,
  );
  return rows[0]?.id;
}

/** Changes a person whose row the caller holds. */
export async function changeUser(
  trx: Trx,
  act: Act,
  change: { readonly id: PersonId; readonly version: number; readonly draft: ResourceDraft },
): Promise<void> {
  const { id, draft } = change;
  await follow(trx, act, { id, doc: draft.attributes, password: passwordOf(draft) });
  await storeDocument(trx, id, { doc: draft.attributes, version: change.version + 1 });
}

/**
 * Makes profile, status and password what the document says. A deactivated person cannot be changed: who leaves is changed before,
 * who returns after; what is sent of somebody who stays away takes effect on the return.
 */
async function follow(
  trx: Trx,
  act: Act,
  wanted: { readonly id: PersonId; readonly doc: JsonObject; readonly password: string | undefined },
): Promise<void> {
  const { id, doc, password } = wanted;
  const { status } = await requirePerson(trx, id);
  const isWanted = isActiveIn(doc);
  if (isWanted && !isActiveStatus(status)) await movePerson(act, id, status === "SUSPENDED" ? "unsuspend" : "activate");
  if (isWanted || status !== "DEPROVISIONED") {
    // Attributes of the profile that a SCIM user does not have stay as they are.
    const cleared = Object.fromEntries(MAPPED_ATTRIBUTES.map((name) => [name, null]));
    await updatePerson(act, id, { profile: { ...cleared, ...(await wantedProfile(trx, doc)) }, partial: true });
    await storePassword(trx, act, { personId: id, password });
  }
  if (!isWanted && isActiveStatus(status)) await movePerson(act, id, "deactivate");
}

async function wantedProfile(trx: Trx, doc: JsonObject): Promise<Readonly<Record<string, unknown>>> {
  return { ...profileOf(await loadProfileSchema(trx), doc), ...(await managerOf(trx, doc)) };
}

/** Ends a user: deactivated, out of every group, no longer shown. The person's row stays until every app was told. */
export async function removeUser(trx: Trx, act: Act, id: PersonId): Promise<void> {
  const { rows } = await sql<{ id: GroupId; name: string }>`
    select person_group.id, person_group.name from person_group join group_member on group_member.group_id = person_group.id
    where group_member.person_id = ${id} and person_group.type = 'OKTA_GROUP' order by person_group.id
    for no key update of person_group`.execute(trx);
  for (const group of rows) await changeMembers(trx, act, { group, steps: [{ kind: "remove", people: [id] }] });
  const { status } = await requirePerson(trx, id);
  if (status !== "DEPROVISIONED") await movePerson(act, id, "deactivate");
  await sql`update person set scim_removed = true where id = ${id}`.execute(trx);
}

async function storeDocument(
  trx: Trx,
  id: PersonId,
  stored: { readonly doc: JsonObject; readonly version: number },
): Promise<void> {
  await sql`
    update person set scim_doc = ${JSON.stringify(stored.doc)}::jsonb, scim_stale = false, scim_version = ${stored.version},
      scim_modified_at = case when ${stored.version} = 1 then scim_created_at else greatest(now(), scim_modified_at) end
    where id = ${id}`.execute(trx);
}

/** The manager by the directory's id; a SCIM id that is nobody's stays in the document alone. */
async function managerOf(trx: Trx, doc: JsonObject): Promise<Readonly<Record<string, string | null>>> {
  const extension = doc[ENTERPRISE_USER_URN] as JsonObject | undefined;
  const value = (extension?.["manager"] as JsonObject | undefined)?.["value"];
  if (typeof value !== "string" || !isResourceId(value)) return { managerId: null };
  const { rows } = await sql<{ id: PersonId }>`select id from person where scim_id = ${value}::uuid`.execute(trx);
  return { managerId: rows[0]?.id ?? null };
}

function passwordOf(draft: ResourceDraft): string | undefined {
  const password = draft.writeOnly["password"];
  if (typeof password !== "string") return undefined;
  if (password !== "" && password.length <= PASSWORD_LENGTH_MAX) return password;
  throw new ScimError("invalidValue", `"password" must have 1 to ${PASSWORD_LENGTH_MAX} characters.`);
}

/**
 * The sender's policy holds for the sender's passwords. Interop (Okta): with password sync off it sends a random one of eight small
 * letters and digits with every create, which no policy of ours would take.
 */
async function storePassword(
  trx: Trx,
  act: Act,
  given: { readonly personId: PersonId; readonly password: string | undefined },
): Promise<void> {
  const { personId, password } = given;
  if (password === undefined) return;
  await deliverPassword(trx, act, { personId, password, hash: await hashPassword(password) });
}
