/** Individual assignments: a person gets an app, keeps settings of the own in it, and loses it. */
import type { AppId, PersonId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import type { PersonStatus } from "../contract.ts";
import { type Act, eventOf, type Trx } from "./act.ts";
import { requireAppValues } from "./app-values-given.ts";
import { type AppRow, appTarget, requireApp } from "./apps.ts";
import {
  APP_USER_ID,
  dropTakenPasswords,
  markAppUsers,
  markPushGroupsOfPeopleDirty,
  notifyWork,
  PASSWORD_ON_ASSIGNMENT,
  reconcileAssignments,
  SEALED_ON_ASSIGNMENT,
  sealedAtOnAssignment,
} from "./dirty.ts";
import { DirectoryError, invalidField, notFound } from "./error.ts";
import { lockPerson, type PersonRow, personTarget } from "./person-row.ts";
import { writeEvent } from "./system-log.ts";
import type { DirectoryTables, Profile, SyncState } from "./tables.ts";

/** What is set for one person in one app. `null` takes an override back. */
export interface AppUserSettings {
  readonly userName?: string | null | undefined;
  readonly profile?: Readonly<Record<string, unknown>> | undefined;
}

/** An assignment with its person, as the API shows it. */
export interface AppUserRow {
  readonly id: string;
  readonly person_id: PersonId;
  readonly app_id: AppId;
  readonly scope: "USER" | "GROUP";
  readonly assigned: boolean;
  readonly external_id: string | null;
  readonly origin: "created" | "linked" | "confirmed" | null;
  readonly known: Readonly<Record<string, unknown>> | null;
  readonly user_name: string | null;
  readonly user_name_override: string | null;
  readonly profile_override: Readonly<Record<string, unknown>>;
  readonly provision_requested: boolean;
  readonly sync_state: SyncState;
  readonly last_sync_at: Date | null;
  readonly last_error: string | null;
  readonly password_changed_at: Date | null;
  readonly created_at: Date;
  readonly status_changed_at: Date;
  readonly last_updated_at: Date;
  readonly created_key: string;
  readonly provisioning_enabled: boolean;
  readonly person_status: PersonStatus;
  readonly person_profile: Profile;
  readonly user_name_type: "BUILT_IN" | "CUSTOM" | "NONE";
  readonly user_name_template: string;
  readonly user_name_suffix: string | null;
}

/** `select … from app_user join person join app`, without a condition. */
export const SELECT_APP_USERS = sql<AppUserRow>`
  select app_user.id, app_user.person_id, app_user.app_id, app_user.scope, app_user.assigned, app_user.external_id, app_user.origin,
    app_user.known, app_user.user_name, app_user.user_name_override, app_user.profile_override, app_user.provision_requested,
    app_user.sync_state, app_user.last_sync_at, app_user.last_error, app_user.password_changed_at, app_user.created_at,
    app_user.status_changed_at, app_user.last_updated_at,
    to_char(app_user.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_key,
    app.provisioning_enabled, person.status as person_status, person.profile as person_profile,
    app.user_name_type, app.user_name_template, app.user_name_suffix
  from app_user
  join person on person.id = app_user.person_id
  join app on app.id = app_user.app_id`;

/** The person's assignment to the app; 404 when the person has none. */
export async function requireAppUser(
  db: Kysely<DirectoryTables>,
  appId: AppId,
  personId: PersonId,
): Promise<AppUserRow> {
  const { rows } = await sql<AppUserRow>`
    ${SELECT_APP_USERS} where app_user.app_id = ${appId} and app_user.person_id = ${personId} and app_user.assigned`.execute(
    db,
  );
  if (rows[0] === undefined) throw notFound(personId, "AppUser");
  return rows[0];
}

/** Assigns a person individually; an assignment through a group becomes an individual one. */
export async function assignPerson(
  act: Act,
  ids: { readonly appId: AppId; readonly personId: PersonId },
  settings: AppUserSettings,
): Promise<AppUserRow> {
  return await act.database.transaction(async (trx) => {
    const app = await requireApp(trx, ids.appId);
    const person = await lockPerson(trx, ids.personId);
    if (["STAGED", "SUSPENDED", "DEPROVISIONED"].includes(person.status)) {
      throw new DirectoryError("E0000117", { causes: [`The person is ${person.status}. Activate the person first.`] });
    }
    const overrides = await requireAppValues(trx, app, settings.profile ?? {});
    const now = new Date(act.clock.now());
    const isNew = await storeAssignment(trx, app, { person, userName: settings.userName ?? null, overrides, now });
    if (!isNew) throw new DirectoryError("E0000062");
    await dropTakenPasswords(trx, [person.id]);
    await markPushGroupsOfPeopleDirty(trx, [person.id], now);
    await notifyWork(trx);
    const assigned = await requireAppUser(trx, ids.appId, ids.personId);
    await logMembership(trx, act, { app, assigned, verb: "add" });
    return assigned;
  });
}

/** False when the person has the app individually already. */
async function storeAssignment(
  trx: Trx,
  app: AppRow,
  input: {
    readonly person: PersonRow;
    readonly userName: string | null;
    readonly overrides: Readonly<Record<string, unknown>>;
    readonly now: Date;
  },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into app_user as assignment (id, app_id, person_id, assigned, scope, user_name_override, profile_override,
      provision_requested, password_pending, password_sealed, password_sealed_at, sync_state, due_at)
    select ${APP_USER_ID}, app.id, person.id, true, 'USER', ${input.userName}, ${JSON.stringify(input.overrides)}::jsonb,
      app.provisioning_enabled and app.create_users, ${PASSWORD_ON_ASSIGNMENT}, ${SEALED_ON_ASSIGNMENT},
      ${sealedAtOnAssignment(input.now)},
      case when app.provisioning_enabled then 'OUT_OF_SYNC' else 'DISABLED' end, ${input.now}::timestamptz
    from app, person where app.id = ${app.id} and person.id = ${input.person.id}
    on conflict (app_id, person_id) do update
    set assigned = true, scope = 'USER', user_name_override = excluded.user_name_override, profile_override = excluded.profile_override,
        provision_requested = case when assignment.assigned then assignment.provision_requested else excluded.provision_requested end,
        password_pending = case when assignment.assigned then assignment.password_pending else excluded.password_pending end,
        password_sealed = case when assignment.assigned then assignment.password_sealed else excluded.password_sealed end,
        password_sealed_at = case when assignment.assigned then assignment.password_sealed_at else excluded.password_sealed_at end,
        status_changed_at = excluded.due_at, last_updated_at = excluded.due_at,
        dirty_version = assignment.dirty_version + 1, due_at = excluded.due_at, attempts = 0,
        sync_state = case when assignment.sync_state = 'SYNCING' then 'SYNCING' else excluded.sync_state end
    where not (assignment.assigned and assignment.scope = 'USER')`.execute(trx);
  return (numAffectedRows ?? 0n) > 0n;
}

/** Changes the user name or attributes of one assignment; attributes that are not given stay. */
export async function updateAppUser(
  act: Act,
  ids: { readonly appId: AppId; readonly personId: PersonId },
  settings: AppUserSettings,
): Promise<AppUserRow> {
  return await act.database.transaction(async (trx) => {
    const app = await requireApp(trx, ids.appId);
    const person = await lockPerson(trx, ids.personId);
    const before = await requireAppUser(trx, ids.appId, ids.personId);
    if (["SUSPENDED", "DEPROVISIONED"].includes(person.status)) throw new DirectoryError("E0000117");
    const overrides = await requireAppValues(trx, app, settings.profile ?? {}, before.profile_override);
    const userName = settings.userName === undefined ? before.user_name_override : settings.userName;
    await sql`
      update app_user set user_name_override = ${userName}, profile_override = ${JSON.stringify(overrides)}::jsonb
      where id = ${before.id}`.execute(trx);
    await markAppUsers(trx, sql`id = ${before.id}`, new Date(act.clock.now()));
    const after = await requireAppUser(trx, ids.appId, ids.personId);
    await logMembership(trx, act, { app, assigned: after, verb: "update" });
    return after;
  });
}

/** Gives overrides up: the named ones (names of the app's user schema, or paths), or all and the own user name. */
export async function resetOverrides(
  act: Act,
  ids: { readonly appId: AppId; readonly personId: PersonId },
  attributes: readonly string[] | undefined,
): Promise<void> {
  const profile = attributes === undefined ? undefined : Object.fromEntries(attributes.map((name) => [name, null]));
  if (profile !== undefined) {
    await updateAppUser(act, ids, { profile });
    return;
  }
  const before = await requireAppUser(act.database.kysely, ids.appId, ids.personId);
  const all = Object.fromEntries(Object.keys(before.profile_override).map((path) => [path, null]));
  await updateAppUser(act, ids, { userName: null, profile: all });
}

/** Takes the individual assignment away. A person who has the app through a group as well keeps it by that. */
export async function unassignPerson(
  act: Act,
  ids: { readonly appId: AppId; readonly personId: PersonId },
): Promise<void> {
  await act.database.transaction(async (trx) => {
    await requireApp(trx, ids.appId);
    await lockPerson(trx, ids.personId);
    const before = await requireAppUser(trx, ids.appId, ids.personId);
    if (before.scope === "GROUP") {
      throw invalidField(
        "id",
        "The person has the app through a group. Remove the person from the group, or the group from the app.",
      );
    }
    await sql`update app_user set scope = 'GROUP', user_name_override = null, profile_override = '{}' where id = ${before.id}`.execute(
      trx,
    );
    const now = new Date(act.clock.now());
    const { unassigned } = await reconcileAssignments(trx, {
      appId: ids.appId,
      personIds: [ids.personId],
      actor: act.actor,
      traceId: act.traceId,
      now,
    });
    if (unassigned === 0) await markAppUsers(trx, sql`id = ${before.id}`, now);
  });
}

/** "Provision user": creates or links the account of a person who was assigned while that was off. */
export async function provisionAppUser(
  act: Act,
  ids: { readonly appId: AppId; readonly personId: PersonId },
): Promise<void> {
  await act.database.transaction(async (trx) => {
    const app = await requireApp(trx, ids.appId);
    if (!app.provisioning_enabled) {
      throw new DirectoryError("E0000024", {
        causes: ["Provisioning is not enabled for the app: enable API integration first."],
      });
    }
    await lockPerson(trx, ids.personId);
    const assigned = await requireAppUser(trx, ids.appId, ids.personId);
    await sql`
      update app_user set provision_requested = true,
        password_pending = password_pending or (external_id is null and ${app.sync_password && app.password_seed === "RANDOM"})
      where id = ${assigned.id}`.execute(trx);
    await markAppUsers(trx, sql`id = ${assigned.id}`, new Date(act.clock.now()));
    await logMembership(trx, act, { app, assigned, verb: "provision" });
  });
}

const MESSAGES = {
  add: "Add user to application membership",
  update: "Update user's application profile",
  provision: "Provision user to application",
} as const;

async function logMembership(
  trx: Trx,
  act: Act,
  step: { readonly app: AppRow; readonly assigned: AppUserRow; readonly verb: keyof typeof MESSAGES },
): Promise<void> {
  const { app, assigned, verb } = step;
  const person = personTarget(assigned.person_id, assigned.person_profile);
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: `application.user_membership.${verb}`,
      displayMessage: MESSAGES[verb],
      targets: [{ ...person, id: assigned.id, type: "AppUser" }, appTarget(app), person],
    }),
  );
}
