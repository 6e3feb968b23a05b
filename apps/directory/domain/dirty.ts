/**
 * Marking work (DESIGN §3.1): a change marks the touched app users and push groups dirty in its own transaction, and
 * nothing else is queued. The worker is woken when the transaction commits. `due_at` is the time of who makes
 * the change, in the milliseconds that the clocks of workers count: one woken in the same millisecond must find the row due.
 */
import type { AppId, GroupId, PersonId } from "@lockstep/ports";
import { type Kysely, type RawBuilder, sql } from "kysely";
import { SYSTEM_ACTOR } from "./system-log.ts";
import type { DirectoryTables, LogParty } from "./tables.ts";

/** Channel that workers listen on; payload-less: it only says "look". */
export const WORK_CHANNEL = "lockstep_work";

/** Key of the advisory lock between changes of one person's assignments (shared) and of a whole app's (exclusive). */
const ASSIGNMENT_LOCK = 4_710_113;

/** What makes a row dirty again: due at once, attempts counted anew. A running lease keeps its state and sees the newer version. */
const touch = (now: Date) =>
  sql`dirty_version = dirty_version + 1, due_at = ${now}::timestamptz, attempts = 0, last_updated_at = ${now}::timestamptz`;

/** As a change of any app user: its columns are those of `app_user`. */
export const touchAppUser = (now: Date) =>
  sql`${touch(now)}, sync_state = case when sync_state = 'SYNCING' then 'SYNCING' else 'OUT_OF_SYNC' end`;

/** Wakes the workers when the transaction commits; many calls in one transaction are one notice. */
export async function notifyWork(trx: Kysely<DirectoryTables>): Promise<void> {
  await sql`select pg_notify(${WORK_CHANNEL}, '')`.execute(trx);
}

/** Marks every assigned app user of these people: their profile changed. Returns how many were marked. */
export async function markPeopleDirty(
  trx: Kysely<DirectoryTables>,
  personIds: readonly PersonId[],
  now: Date,
): Promise<number> {
  if (personIds.length === 0) return 0;
  return await markAppUsers(trx, sql`person_id = any(${personIds}::text[]) and assigned`, now);
}

/** A person whose membership of a group, or fitness for it, may have changed. */
export interface MemberMark {
  readonly groupId: GroupId;
  readonly personId: PersonId;
}

/** Marks the push groups, in every app, that mirror the groups of these members; their next run looks at these people. Inactive ones wait for their activation. */
export async function markMembersDirty(
  trx: Kysely<DirectoryTables>,
  members: readonly MemberMark[],
  now: Date,
): Promise<number> {
  if (members.length === 0) return 0;
  const groupIds = members.map(({ groupId }) => groupId);
  const personIds = members.map(({ personId }) => personId);
  return await markConcerned(
    trx,
    sql`select null::text, * from unnest(${groupIds}::text[], ${personIds}::text[])`,
    now,
  );
}

/** Marks the push groups that hold any of these people. */
export async function markPushGroupsOfPeopleDirty(
  trx: Kysely<DirectoryTables>,
  personIds: readonly PersonId[],
  now: Date,
): Promise<number> {
  if (personIds.length === 0) return 0;
  return await markConcerned(
    trx,
    sql`select null::text, group_id, person_id from group_member where person_id = any(${personIds}::text[])`,
    now,
  );
}

/** Marks the push groups that mirror the group: its name changed, and nobody's membership. */
export async function markGroupNameDirty(trx: Kysely<DirectoryTables>, groupId: GroupId, now: Date): Promise<void> {
  const result = await sql`
    update push_group set ${touch(now)}
    where id in (select id from push_group where group_id = ${groupId} and status <> 'INACTIVE' order by id for no key update)`.execute(
    trx,
  );
  await wakeWhenAny(trx, result.numAffectedRows);
}

/** `concerned`: rows of app (null = any), group and person. */
async function markConcerned(trx: Kysely<DirectoryTables>, concerned: RawBuilder<unknown>, now: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with concerned (app_id, group_id, person_id) as (${concerned}),
    ${markingConcerned(now)}
    select count(*)::int as count from touched`.execute(trx);
  const count = rows[0]?.count ?? 0;
  if (count > 0) await notifyWork(trx);
  return count;
}

/** Above this many people at once, everybody is compared: that is one pass over the group, whoever changed. */
const NOTED_MAX = 5_000;

/** Whether a mark on `push_group` must say who changed: not where the next run compares everybody anyway. One under way may have read the people already. */
export const NOTES_PEOPLE: RawBuilder<boolean> = sql`(lease_owner is not null or (members_known and whole_version <= compared_version))`;

/**
 * Two statements of a `with` after `concerned (app_id, group_id, person_id)`: marks the push groups, and notes the people with the
 * accounts that they have now. Notes are only added, so that no two markers wait for each other over them.
 */
function markingConcerned(now: Date): RawBuilder<unknown> {
  const isMass = sql`(select count(*) from concerned) > ${NOTED_MAX}::int`;
  return sql`
    touched as (
      update push_group set ${touch(now)}, whole_version = case when ${isMass} then dirty_version + 1 else whole_version end
      where id in (
        select g.id from push_group g
        where g.status <> 'INACTIVE'
          and exists (select from concerned c where c.group_id = g.group_id and (c.app_id is null or c.app_id = g.app_id))
        order by g.id for no key update)
      returning id, app_id, group_id, ${NOTES_PEOPLE} as notes_people),
    noted as (
      insert into push_group_pending (push_group_id, person_id, external_id)
      select t.id, c.person_id, u.external_id
      from touched t
        join concerned c on c.group_id = t.group_id and (c.app_id is null or c.app_id = t.app_id)
        left join app_user u on u.app_id = t.app_id and u.person_id = c.person_id
      where t.notes_people)`;
}

/** Marks everything of one app: its assigned app users, and its push groups that are not inactive. */
export async function markAppDirty(trx: Kysely<DirectoryTables>, appId: AppId, now: Date): Promise<number> {
  const users = await markAppUsers(trx, sql`app_id = ${appId} and assigned`, now);
  return users + (await markPushGroups(trx, sql`app_id = ${appId} and (status <> 'INACTIVE' or removing)`, now));
}

/**
 * A setting changed that concerns all people of the app. Those whose account is known are compared with it by a sweep
 * (ADR 24), and only who differs becomes dirty; everybody else who waits for the app is dirty at once.
 * Returns how many people have the app.
 */
export async function sweepAppUsers(trx: Kysely<DirectoryTables>, appId: AppId, now: Date): Promise<number> {
  const unknown = sql`app_id = ${appId} and assigned and (external_id is null or known is null or sync_state = 'ERROR')`;
  await markAppUsers(trx, unknown, now);
  await requestSweep(trx, appId);
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from app_user where app_id = ${appId} and assigned`.execute(trx);
  return rows[0]?.count ?? 0;
}

/** Asks for a sweep of the app; one that runs already is followed by another. */
export async function requestSweep(trx: Kysely<DirectoryTables>, appId: string): Promise<void> {
  await sql`update app set sweep_version = sweep_version + 1 where id = ${appId}`.execute(trx);
  await notifyWork(trx);
}

/** Marks the app users that a condition on `app_user` names. Locked in the order of their ids, as by whoever records runs. */
export async function markAppUsers(
  trx: Kysely<DirectoryTables>,
  condition: RawBuilder<unknown>,
  now: Date,
): Promise<number> {
  const result = await sql`
    update app_user set ${touchAppUser(now)}
     where id in (select id from app_user where ${condition} order by id for no key update)`.execute(trx);
  return await wakeWhenAny(trx, result.numAffectedRows);
}

/** Locks the app users that a condition on `app_user` names, in the order in which everybody locks them who locks several. */
export async function lockAppUsers(trx: Kysely<DirectoryTables>, condition: RawBuilder<unknown>): Promise<void> {
  await sql`
    select count(*) from (select id from app_user where ${condition} order by id for no key update) as locked`.execute(
    trx,
  );
}

/** Marks the push groups that a condition on `push_group` names: their next run compares everybody. */
export async function markPushGroups(
  trx: Kysely<DirectoryTables>,
  condition: RawBuilder<unknown>,
  now: Date,
): Promise<number> {
  // Locked in the order of their ids, as every other marker does: two markers cannot wait for each other.
  const result = await sql`
    update push_group set ${touch(now)}, whole_version = dirty_version + 1
    where id in (select id from push_group where ${condition} order by id for no key update)`.execute(trx);
  return await wakeWhenAny(trx, result.numAffectedRows);
}

async function wakeWhenAny(trx: Kysely<DirectoryTables>, affected: bigint | undefined): Promise<number> {
  const count = Number(affected ?? 0n);
  if (count > 0) await notifyWork(trx);
  return count;
}

/** Which assignments are reconciled: one app's, some people's, both narrowed, or (empty) all. */
export interface AssignmentScope {
  readonly appId?: AppId | undefined;
  readonly personIds?: readonly PersonId[] | undefined;
  /** Who caused it, for the System Log; default the system. */
  readonly actor?: LogParty | undefined;
  /** Joins the events to what caused them. */
  readonly traceId?: string | undefined;
  /** When: what changes is due at once. */
  readonly now: Date;
}

/**
 * Makes `app_user` say who has which app: people assigned individually, and members of assigned groups. Call it after
 * the change, in the same transaction. People who are STAGED or DEPROVISIONED have no app; a SUSPENDED person keeps
 * apps and gets no new ones. Changed rows become dirty, and so do the push groups that hold the people.
 */
export async function reconcileAssignments(
  trx: Kysely<DirectoryTables>,
  scope: AssignmentScope,
): Promise<{ readonly assigned: number; readonly unassigned: number }> {
  if (scope.personIds !== undefined && scope.personIds.length === 0) return { assigned: 0, unassigned: 0 };
  await lockAssignments(trx, scope);
  const unassigned = await unassign(trx, scope);
  const assigned = await assign(trx, scope);
  if (assigned > 0) await dropTakenPasswords(trx, scope.personIds);
  if (assigned + unassigned > 0) await notifyWork(trx);
  return { assigned, unassigned };
}

/**
 * Two transactions that each take one of a person's two groups away must not both find the other one still there.
 * Changes of people hold a shared lock and their person rows; a change of a whole app holds the lock alone. `reconcileAssignments`
 * takes it; who decides by groups without it takes it before the rows of app users.
 */
export async function lockAssignments(
  trx: Kysely<DirectoryTables>,
  scope: Pick<AssignmentScope, "personIds">,
): Promise<void> {
  if (scope.personIds === undefined) {
    await sql`select pg_advisory_xact_lock(${ASSIGNMENT_LOCK})`.execute(trx);
    return;
  }
  await sql`select pg_advisory_xact_lock_shared(${ASSIGNMENT_LOCK})`.execute(trx);
  await sql`select 1 from person where id = any(${scope.personIds}::text[]) order by id for no key update`.execute(trx);
}

function within(scope: AssignmentScope, appColumn: string, personColumn: string): RawBuilder<unknown> {
  const app = scope.appId === undefined ? sql`true` : sql`${sql.ref(appColumn)} = ${scope.appId}`;
  const people =
    scope.personIds === undefined ? sql`true` : sql`${sql.ref(personColumn)} = any(${scope.personIds}::text[])`;
  return sql`(${app} and ${people})`;
}

async function unassign(trx: Kysely<DirectoryTables>, scope: AssignmentScope): Promise<number> {
  const changed = sql`
    update app_user as assignment
    set assigned = false, user_name_override = null, reserved_user_name = null, profile_override = '{}', password_pending = false,
        password_sealed = null, password_sealed_at = null, password_expired_at = null, status_changed_at = ${scope.now}::timestamptz, ${touchAppUser(scope.now)}
    from person
    where person.id = assignment.person_id and assignment.assigned and ${within(scope, "assignment.app_id", "assignment.person_id")}
      and (person.status in ('STAGED', 'DEPROVISIONED')
        or (assignment.scope = 'GROUP' and not exists (
          select 1 from app_group_assignment as granted
          join group_member as membership on membership.group_id = granted.group_id
          where granted.app_id = assignment.app_id and membership.person_id = assignment.person_id)))
    returning assignment.id, assignment.app_id, assignment.person_id`;
  return await recordChanges(trx, changed, {
    scope,
    eventType: "application.user_membership.remove",
    message: "Remove user's application membership",
  });
}

async function assign(trx: Kysely<DirectoryTables>, scope: AssignmentScope): Promise<number> {
  const changed = sql`
    insert into app_user as assignment (id, app_id, person_id, assigned, scope, provision_requested, password_pending,
      password_sealed, password_sealed_at, sync_state, due_at)
    select ${APP_USER_ID}, app.id, person.id, true, 'GROUP', app.provisioning_enabled and app.create_users,
      ${PASSWORD_ON_ASSIGNMENT}, ${SEALED_ON_ASSIGNMENT}, ${sealedAtOnAssignment(scope.now)},
      case when app.provisioning_enabled then 'OUT_OF_SYNC' else 'DISABLED' end, ${scope.now}::timestamptz
    from (select distinct granted.app_id, membership.person_id
          from app_group_assignment as granted
          join group_member as membership on membership.group_id = granted.group_id
          where ${within(scope, "granted.app_id", "membership.person_id")}) as wanted
    join app on app.id = wanted.app_id
    join person on person.id = wanted.person_id
    where person.status not in ('STAGED', 'DEPROVISIONED', 'SUSPENDED')
      and not exists (select 1 from app_user as present
        where present.app_id = wanted.app_id and present.person_id = wanted.person_id and present.assigned)
    on conflict (app_id, person_id) do update
    set assigned = true, scope = excluded.scope, provision_requested = excluded.provision_requested,
        password_pending = excluded.password_pending, password_sealed = excluded.password_sealed,
        password_sealed_at = excluded.password_sealed_at, last_error = null, status_changed_at = ${scope.now}::timestamptz,
        dirty_version = assignment.dirty_version + 1, due_at = excluded.due_at, attempts = 0, last_updated_at = ${scope.now}::timestamptz,
        sync_state = case when assignment.sync_state = 'SYNCING' then 'SYNCING' else excluded.sync_state end
    where not assignment.assigned
    returning assignment.id, assignment.app_id, assignment.person_id`;
  return await recordChanges(trx, changed, {
    scope,
    eventType: "application.user_membership.add",
    message: "Add user to application membership",
  });
}

/** An app user's id made by the database, for statements that make many: `0ua` and 17 of the random digits of a UUID. */
export const APP_USER_ID: RawBuilder<string> = sql`'0ua' || right(replace(gen_random_uuid()::text, '-', ''), 17)`;

/** The sealed directory password that an assignment takes over; null unless the app syncs it. Reads the tables `app` and `person`. */
export const SEALED_ON_ASSIGNMENT: RawBuilder<Buffer | null> = sql`case when app.sync_password and app.password_seed = 'OKTA' then person.password_sealed end`;

/** Since when that password waits: since it was chosen, however late an app takes it over. Reads `app` and `person`. */
export function sealedAtOnAssignment(now: Date): RawBuilder<Date | null> {
  return sql`case when ${SEALED_ON_ASSIGNMENT} is not null then coalesce(person.password_sealed_at, ${now}::timestamptz) end`;
}

/** Whether a password goes out on assignment: a random one, or the directory's where it is still known. Reads `app` and `person`. */
export const PASSWORD_ON_ASSIGNMENT: RawBuilder<boolean> = sql`(app.sync_password and (app.password_seed = 'RANDOM' or person.password_sealed is not null))`;

/** Erases the sealed directory passwords that app users took over. */
export async function dropTakenPasswords(trx: Kysely<DirectoryTables>, personIds?: readonly PersonId[]): Promise<void> {
  const whose = personIds === undefined ? sql`true` : sql`id = any(${personIds}::text[])`;
  await sql`
    update person set password_sealed = null, password_sealed_at = null
    where password_sealed is not null and ${whose}
      and exists (select 1 from app_user where app_user.person_id = person.id and app_user.password_sealed is not null)`.execute(
    trx,
  );
}

/** Runs a statement that returns changed assignments; logs each and marks the push groups that hold the people. */
export async function recordChanges(
  trx: Kysely<DirectoryTables>,
  changed: RawBuilder<unknown>,
  event: { readonly scope: AssignmentScope; readonly eventType: string; readonly message: string },
): Promise<number> {
  const result = await sql<{ count: number }>`
    with changed as (${changed}),
    logged as (
      insert into system_log (uuid, event_type, severity, display_message, outcome_result, trace_id, actor, targets)
      select gen_random_uuid()::text, ${event.eventType}, 'INFO', ${event.message}, 'SUCCESS', ${event.scope.traceId ?? null}::text,
        ${JSON.stringify(event.scope.actor ?? SYSTEM_ACTOR)}::jsonb,
        jsonb_build_array(
          jsonb_build_object('id', changed.id, 'type', 'AppUser', 'alternateId', person.profile->>'login',
            'displayName', concat_ws(' ', person.profile->>'firstName', person.profile->>'lastName')),
          jsonb_build_object('id', app.id, 'type', 'AppInstance', 'alternateId', app.label, 'displayName', app.label),
          jsonb_build_object('id', person.id, 'type', 'User', 'alternateId', person.profile->>'login',
            'displayName', concat_ws(' ', person.profile->>'firstName', person.profile->>'lastName')))
      from changed join app on app.id = changed.app_id join person on person.id = changed.person_id),
    concerned as (
      select changed.app_id, membership.group_id, changed.person_id
      from changed join group_member as membership on membership.person_id = changed.person_id),
    ${markingConcerned(event.scope.now)}
    select count(*)::int as count from changed`.execute(trx);
  return result.rows[0]?.count ?? 0;
}
