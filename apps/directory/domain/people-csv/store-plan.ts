/** Writes a planned import: a thousand people per statement, all in one transaction. */
import type { GroupId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import { type Act, eventOf, type Trx } from "../act.ts";
import { followMemberships, markDependants } from "../dependants.ts";
import { type MemberMark, markPeopleDirty, reconcileAssignments } from "../dirty.ts";
import { applyGroupRules } from "../group-rules/apply-rules.ts";
import { groupTarget } from "../group-target.ts";
import { insertPeople } from "../insert-people.ts";
import { EVERYONE_GROUP_ID } from "../people.ts";
import { personTarget } from "../person-row.ts";
import { changedAttributes } from "../profile.ts";
import { claimUniqueValues } from "../profile-schema/unique-values.ts";
import { followGroups, lockForGroupChange } from "../push-rules/follow-groups.ts";
import { pendingPasswordContext, sealSecret } from "../seal.ts";
import { type SystemEvent, writeEvents } from "../system-log.ts";
import { type ImportPlan, type PlannedPerson, withoutEmpty } from "./plan.ts";

const BATCH_SIZE = 1000;

/** What storing needs beside the plan. */
export interface StoreInput {
  readonly plan: ImportPlan;
  /** Hashes of the new people's passwords, by person. */
  readonly hashes: ReadonlyMap<PersonId, string>;
  /** Called after each batch with the number of people written so far. */
  readonly onProgress: (done: number) => void;
}

/** Stores everything, marks the work that follows, and logs it. */
export async function storePlan(trx: Trx, act: Act, input: StoreInput): Promise<void> {
  const { plan } = input;
  await createGroups(trx, act, plan);
  const sealsPasswords = await takesDirectoryPassword(trx);
  let done = 0;
  for (const batch of batchesOf(plan.created)) {
    await insertBatch(trx, act, { batch, hashes: input.hashes, sealsPasswords });
    done += batch.length;
    input.onProgress(done);
  }
  for (const batch of batchesOf(plan.updated)) {
    await updatePeople(trx, act, batch);
    done += batch.length;
    input.onProgress(done);
  }
  await followUp(trx, act, plan);
}

async function createGroups(trx: Trx, act: Act, plan: ImportPlan): Promise<void> {
  if (plan.newGroups.length === 0) return;
  await lockForGroupChange(trx);
  await sql`
    insert into person_group (id, name)
    select id, name from jsonb_to_recordset(${JSON.stringify(plan.newGroups)}::jsonb) as added(id text, name text)`.execute(
    trx,
  );
  await writeEvents(
    trx,
    plan.newGroups.map((group) =>
      eventOf(act, {
        eventType: "group.lifecycle.create",
        displayMessage: "Create group",
        targets: [groupTarget(group)],
      }),
    ),
  );
  await followGroups(trx, act, { groupIds: plan.newGroups.map(({ id }) => id) });
}

async function insertBatch(
  trx: Trx,
  act: Act,
  input: {
    readonly batch: readonly PlannedPerson[];
    readonly hashes: ReadonlyMap<PersonId, string>;
    readonly sealsPasswords: boolean;
  },
): Promise<void> {
  const rows = input.batch.map((person) => ({
    id: person.id,
    profile: withoutEmpty(person.profile),
    status: input.hashes.has(person.id) ? ("ACTIVE" as const) : ("PROVISIONED" as const),
    source: "csv" as const,
    hash: input.hashes.get(person.id) ?? null,
    sealed:
      input.sealsPasswords && person.password !== undefined
        ? sealSecret(act, pendingPasswordContext(person.id), person.password).toString("base64")
        : null,
  }));
  await insertPeople(trx, act, rows);
  await joinGroups(
    trx,
    input.batch.flatMap((person) => person.joins.map((groupId) => ({ groupId, personId: person.id }))),
  );
}

async function updatePeople(trx: Trx, act: Act, batch: readonly PlannedPerson[]): Promise<void> {
  const rows = batch.map((person) => ({ id: person.id, profile: withoutEmpty(person.profile) }));
  await sql`
    update person set profile = changed.profile, last_updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as changed(id text, profile jsonb)
    where person.id = changed.id and person.profile <> changed.profile`.execute(trx);
  await joinGroups(
    trx,
    batch.flatMap((person) => person.joins.map((groupId) => ({ groupId, personId: person.id }))),
  );
  await writeEvents(
    trx,
    batch.flatMap((person) => updateEvent(act, person)),
  );
}

function updateEvent(act: Act, person: PlannedPerson): readonly SystemEvent[] {
  const changed = changedAttributes(person.before ?? {}, withoutEmpty(person.profile));
  if (changed.length === 0) return [];
  return [
    eventOf(act, {
      eventType: "user.account.update_profile",
      displayMessage: "Update user profile",
      targets: [personTarget(person.id, person.profile)],
      debug: { changedAttributes: changed.join(",") },
    }),
  ];
}

async function joinGroups(
  trx: Trx,
  memberships: readonly { readonly groupId: GroupId; readonly personId: PersonId }[],
): Promise<void> {
  if (memberships.length === 0) return;
  await sql`
    insert into group_member (group_id, person_id)
    select "groupId", "personId" from jsonb_to_recordset(${JSON.stringify(memberships)}::jsonb) as added("groupId" text, "personId" text)
    on conflict do nothing`.execute(trx);
}

async function followUp(trx: Trx, act: Act, plan: ImportPlan): Promise<void> {
  const updatedIds = plan.updated.map((person) => person.id);
  const touched = [...plan.created, ...plan.updated];
  const groupIds = new Set(touched.flatMap((person) => person.joins));
  if (plan.created.length > 0) groupIds.add(EVERYONE_GROUP_ID);
  await sql`
    update person_group set last_membership_updated_at = now() where id = any(${[...groupIds]}::text[])`.execute(trx);
  const now = new Date(act.clock.now());
  await markPeopleDirty(trx, updatedIds, now);
  await followMemberships(trx, joinsOf(plan), now);
  const touchedIds = touched.map((person) => person.id);
  await claimUniqueValues(trx, touchedIds);
  for (let start = 0; start < touchedIds.length; start += BATCH_SIZE)
    await applyGroupRules(trx, act, touchedIds.slice(start, start + BATCH_SIZE));
  await reconcileAssignments(trx, { personIds: touchedIds, actor: act.actor, traceId: act.traceId, now });
  await markDependants(trx, { personIds: plan.created.map(({ id }) => id), change: "NAMES", now });
  // A file finds people by their logins, so it changes none.
  await markDependants(trx, { personIds: updatedIds, change: "PROFILE", now });
  await writeEvents(trx, [
    eventOf(act, {
      eventType: "system.import.complete",
      displayMessage: "Import people from a CSV file",
      debug: { created: plan.created.length, updated: plan.updated.length, unchanged: plan.unchanged },
    }),
  ]);
}

/** Who joins which group, the group of everybody included. */
function joinsOf(plan: ImportPlan): readonly MemberMark[] {
  const created = plan.created.map((person) => ({ groupId: EVERYONE_GROUP_ID, personId: person.id }));
  const joined = [...plan.created, ...plan.updated].flatMap((person) =>
    person.joins.map((groupId) => ({ groupId, personId: person.id })),
  );
  return [...created, ...joined];
}

async function takesDirectoryPassword(trx: Trx): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select 1 from app where provisioning_enabled and sync_password and password_seed = 'OKTA') as found`.execute(
    trx,
  );
  return rows[0]?.found === true;
}

function batchesOf(people: readonly PlannedPerson[]): readonly (readonly PlannedPerson[])[] {
  const batches: (readonly PlannedPerson[])[] = [];
  for (let start = 0; start < people.length; start += BATCH_SIZE) batches.push(people.slice(start, start + BATCH_SIZE));
  return batches;
}
