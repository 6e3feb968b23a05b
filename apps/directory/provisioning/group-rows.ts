/** The rows beside a push group: members that the app is confirmed to hold, and members that are left out. */
import type { LeftOutMember } from "@lockstep/engine";
import type { PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { Trx } from "../domain/act.ts";
import type { MemberSplit } from "./group-members.ts";
import type { GroupSubject } from "./group-subject.ts";

/** Stores the difference between what the app was known to hold and what it was now confirmed to hold. */
export async function recordHeldMembers(
  trx: Trx,
  pushGroupId: string,
  members: { readonly before: readonly string[]; readonly after: readonly string[] },
): Promise<void> {
  const before = new Set(members.before);
  const after = new Set(members.after);
  const added = [...after].filter((id) => !before.has(id));
  const removed = [...before].filter((id) => !after.has(id));
  if (added.length > 0) {
    await sql`
      insert into push_group_member (push_group_id, external_id)
      select ${pushGroupId}, id from unnest(${added}::text[]) as id on conflict do nothing`.execute(trx);
  }
  if (removed.length > 0) {
    await sql`
      delete from push_group_member where push_group_id = ${pushGroupId} and external_id = any(${removed}::text[])`.execute(
      trx,
    );
  }
}

/**
 * Stores who is left out. Who became fit for the push after its members were read is not missed: the app user's own
 * record marks the group, and that mark is newer than the version that this run cleans.
 */
export async function recordLeftOut(
  trx: Trx,
  subject: GroupSubject,
  result: { readonly split: MemberSplit; readonly refused: readonly LeftOutMember[] },
): Promise<void> {
  const rows = [...result.split.leftOut, ...(await refusedPeople(trx, subject, result.refused))];
  const personIds = rows.map((row) => row.personId);
  await sql`
    delete from push_group_left_out where push_group_id = ${subject.pushGroupId} and person_id <> all(${personIds}::text[])`.execute(
    trx,
  );
  if (rows.length === 0) return;
  await sql`
    insert into push_group_left_out (push_group_id, person_id, reason)
    select ${subject.pushGroupId}, row.person_id, row.reason
      from unnest(${personIds}::text[], ${rows.map((row) => row.reason)}::text[]) as row (person_id, reason)
      join person on person.id = row.person_id
    on conflict (push_group_id, person_id) do update set reason = excluded.reason`.execute(trx);
}

/** The people behind members whose addition the app refused one by one, with its words. */
async function refusedPeople(
  trx: Trx,
  subject: GroupSubject,
  refused: readonly LeftOutMember[],
): Promise<readonly { readonly personId: PersonId; readonly reason: string }[]> {
  const words = new Map(refused.filter(({ change }) => change === "add").map(({ value, detail }) => [value, detail]));
  if (words.size === 0) return [];
  const { rows } = await sql<{ personId: PersonId; externalId: string }>`
    select person_id as "personId", external_id as "externalId" from app_user
     where app_id = ${subject.app.id} and external_id = any(${[...words.keys()]}::text[])`.execute(trx);
  return rows.map(({ personId, externalId }) => ({
    personId,
    reason: `The app refused the member: ${words.get(externalId) ?? ""}`,
  }));
}
