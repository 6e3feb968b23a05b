/** The rows beside a push group: members that the app is confirmed to hold, those on their way, and members that are left out. */
import type { LeftOutMember } from "@lockstep/engine";
import type { PersonId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import type { Trx } from "../domain/act.ts";
import type { DirectoryTables } from "../domain/tables.ts";
import type { Claim } from "./claim.ts";
import type { GroupSubject } from "./group-subject.ts";
import type { Comparison, RanGroup } from "./record-group.ts";

/** See `ProvisioningStore.noteSent`. */
export async function noteSent(
  db: Kysely<DirectoryTables>,
  of: { readonly claim: Claim; readonly subject: GroupSubject; readonly externalIds: readonly string[] },
): Promise<boolean> {
  const { claim, subject } = of;
  const { rows } = await sql<{ isHeld: boolean }>`
    with held as (
      select id from push_group
       where id = ${claim.id} and lease_owner = ${claim.owner} and external_id is not distinct from ${subject.externalId}
         and linked_by_choice = ${subject.linkedByChoice} for share),
    noted as (
      insert into push_group_sent (push_group_id, external_id)
      select held.id, sent.id from held, unnest(${of.externalIds}::text[]) as sent (id) on conflict do nothing)
    select exists (select from held) as "isHeld"`.execute(db);
  return rows[0]?.isHeld === true;
}

/** It is known who is in the group: no addition is in doubt any more. */
export async function forgetSent(trx: Trx, pushGroupId: string): Promise<void> {
  await sql`delete from push_group_sent where push_group_id = ${pushGroupId}`.execute(trx);
}

/** Stores the difference between what the app was known to hold and what it was now confirmed to hold, and how many it holds by that. */
export async function recordHeldMembers(
  trx: Trx,
  pushGroupId: string,
  members: { readonly before: readonly string[]; readonly after: readonly string[] },
): Promise<void> {
  const before = new Set(members.before);
  const after = new Set(members.after);
  const added = [...after].filter((id) => !before.has(id));
  const removed = [...before].filter((id) => !after.has(id));
  let change = 0n;
  if (added.length > 0) {
    const { numAffectedRows } = await sql`
      insert into push_group_member (push_group_id, external_id)
      select ${pushGroupId}, id from unnest(${added}::text[]) as id on conflict do nothing`.execute(trx);
    change += numAffectedRows ?? 0n;
  }
  if (removed.length > 0) {
    const { numAffectedRows } = await sql`
      delete from push_group_member where push_group_id = ${pushGroupId} and external_id = any(${removed}::text[])`.execute(
      trx,
    );
    change -= numAffectedRows ?? 0n;
  }
  if (change !== 0n) {
    await sql`update push_group set held_count = held_count + ${change}::int where id = ${pushGroupId}`.execute(trx);
  }
}

/**
 * Stores who is left out of the people who were compared. Who became fit for the push after its members were read is not missed: the app user's own
 * record marks the group, and that mark is newer than the version that this run cleans.
 */
export async function recordLeftOut(
  trx: Trx,
  subject: GroupSubject,
  result: NonNullable<RanGroup["leftOut"]>,
): Promise<void> {
  const { pushGroupId } = subject;
  const rows: readonly LeftOutRow[] = [
    ...result.split.leftOut.map((row) => ({ ...row, refused: false })),
    ...(await refusedPeople(trx, subject, result.refused)),
  ];
  const personIds = rows.map((row) => row.personId);
  // Perf: of those who were noted the few rows are found by key.
  const compared = result.people === undefined ? sql`true` : sql`person_id = any(${result.people}::text[])`;
  await sql`
    delete from push_group_left_out
     where push_group_id = ${pushGroupId} and ${compared} and person_id <> all(${personIds}::text[])`.execute(trx);
  if (rows.length === 0) return;
  await sql`
    insert into push_group_left_out (push_group_id, person_id, reason, refused)
    select ${pushGroupId}, row.person_id, row.reason, row.refused
      from unnest(${personIds}::text[], ${rows.map((row) => row.reason)}::text[], ${rows.map((row) => row.refused)}::boolean[])
        as row (person_id, reason, refused)
      join person on person.id = row.person_id
    on conflict (push_group_id, person_id) do update set reason = excluded.reason, refused = excluded.refused`.execute(
    trx,
  );
}

interface LeftOutRow {
  readonly personId: PersonId;
  readonly reason: string;
  readonly refused: boolean;
}

/** Ends what a comparison settled, or notes that nobody knows any more what may differ. */
export async function recordComparison(
  trx: Trx,
  { pushGroupId, version }: GroupSubject,
  comparison: Comparison,
): Promise<void> {
  switch (comparison.kind) {
    case "done":
      await sql`
        update push_group set compared_version = greatest(compared_version, ${version}::bigint) where id = ${pushGroupId}`.execute(
        trx,
      );
      if (comparison.notes.length === 0) return;
      await sql`delete from push_group_pending where id = any(${comparison.notes}::bigint[])`.execute(trx);
      return;
    case "lost":
      await sql`update push_group set whole_version = dirty_version where id = ${pushGroupId}`.execute(trx);
      return;
    case "open":
  }
}

/** The people behind members whose addition the app refused one by one, with its words. */
async function refusedPeople(
  trx: Trx,
  subject: GroupSubject,
  refused: readonly LeftOutMember[],
): Promise<readonly LeftOutRow[]> {
  const words = new Map(refused.filter(({ change }) => change === "add").map(({ value, detail }) => [value, detail]));
  if (words.size === 0) return [];
  const { rows } = await sql<{ personId: PersonId; externalId: string }>`
    select person_id as "personId", external_id as "externalId" from app_user
     where app_id = ${subject.app.id} and external_id = any(${[...words.keys()]}::text[])`.execute(trx);
  return rows.map(({ personId, externalId }) => ({
    personId,
    refused: true,
    reason: `The app refused the member: ${words.get(externalId) ?? ""}`,
  }));
}
