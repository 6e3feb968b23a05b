/** Marks and assignments in memory: what apps/directory/domain/dirty.ts does in SQL. */
import { createId } from "@lockstep/directory-app/simulation";
import type { PersonId, Random } from "@lockstep/ports";
import { type AppUserRow, notify, type PersonRow, type PushRow, type Tables } from "./rows.ts";

/** Makes a row dirty again: due at once, attempts counted anew. */
export function touch(row: AppUserRow | PushRow, now: number): void {
  row.dirtyVersion += 1;
  row.dueAt = now;
  row.attempts = 0;
  if ("syncState" in row && row.syncState !== "SYNCING") row.syncState = "OUT_OF_SYNC";
}

/** Marks the app users that a condition names. */
export function markAppUsers(tables: Tables, isMeant: (row: AppUserRow) => boolean, now: number): void {
  if (tables.losesMark()) return;
  let count = 0;
  for (const row of tables.appUsers.values()) {
    if (!isMeant(row)) continue;
    touch(row, now);
    count += 1;
  }
  if (count > 0) notify(tables);
}

/** Marks the push groups that a condition names: their next run compares everybody. */
export function markPushes(tables: Tables, isMeant: (row: PushRow) => boolean, now: number): void {
  touchPushes(tables, { isMeant, now }, (row) => {
    row.wholeVersion = row.dirtyVersion;
  });
}

/** Marks push groups whose name changed. */
export function markPushNames(tables: Tables, isMeant: (row: PushRow) => boolean, now: number): void {
  touchPushes(tables, { isMeant, now }, () => {});
}

/** Marks push groups of which one person may have changed. */
export function markMember(
  tables: Tables,
  personId: PersonId,
  mark: { readonly isMeant: (row: PushRow) => boolean; readonly now: number },
): void {
  const externalId = tables.appUserOf.get(personId)?.externalId ?? null;
  touchPushes(tables, mark, (row) => note(tables, row, { personId, externalId }));
}

function touchPushes(
  tables: Tables,
  mark: { readonly isMeant: (row: PushRow) => boolean; readonly now: number },
  tell: (row: PushRow) => void,
): void {
  let count = 0;
  for (const row of tables.pushes.values()) {
    if (!mark.isMeant(row)) continue;
    touch(row, mark.now);
    tell(row);
    count += 1;
  }
  if (count > 0) notify(tables);
}

/** Who may have changed, where the next run does not compare everybody anyway. */
export function note(
  tables: Tables,
  row: PushRow,
  member: { readonly personId: PersonId; readonly externalId: string | null },
): void {
  if (row.leaseOwner === null && isWhole(row)) return;
  tables.noteCount += 1;
  row.notes.set(String(tables.noteCount), member);
}

export function isWhole(row: PushRow): boolean {
  return !row.membersKnown || row.wholeVersion > row.comparedVersion;
}

/** Marks the push groups that hold the person. */
export function markPushesOf(tables: Tables, personId: PersonId, now: number): void {
  markMember(tables, personId, { isMeant: (row) => row.status !== "INACTIVE" && holds(tables, row, personId), now });
}

export function holds(tables: Tables, push: PushRow, personId: PersonId): boolean {
  return tables.groups.get(push.groupId)?.members.has(personId) === true;
}

/** Makes `appUsers` say who has the app: people assigned individually, and members of assigned groups. */
export function reconcile(
  tables: Tables,
  random: Random,
  scope: { readonly personIds?: readonly PersonId[]; readonly now: number },
): number {
  const { now } = scope;
  const people = scope.personIds ?? [...tables.people.keys()];
  let unassigned = 0;
  let changed = 0;
  for (const personId of people) {
    const person = tables.people.get(personId);
    if (person === undefined) continue;
    const row = tables.appUserOf.get(personId);
    const isGranted = [...tables.assignedGroups].some((id) => tables.groups.get(id)?.members.has(personId));
    const isGone = person.status === "STAGED" || person.status === "DEPROVISIONED";
    if (row?.assigned === true) {
      if (!isGone && (row.scope === "USER" || isGranted)) continue;
      unassign(row, now);
      unassigned += 1;
    } else {
      if (!isGranted || isGone || person.status === "SUSPENDED") continue;
      grant(tables, random, { person, now });
    }
    changed += 1;
    markPushesOf(tables, personId, now);
  }
  if (changed > 0) notify(tables);
  return unassigned;
}

function unassign(row: AppUserRow, now: number): void {
  Object.assign(row, {
    assigned: false,
    userNameOverride: null,
    reservedUserName: null,
    profileOverride: {},
    passwordPending: false,
    passwordSealed: null,
  });
  touch(row, now);
}

function grant(tables: Tables, random: Random, grantee: { readonly person: PersonRow; readonly now: number }): void {
  const row = assignmentOf(tables, random, grantee);
  Object.assign(row, { scope: "GROUP", lastError: null, ...onAssignment(tables, grantee.person) });
  dropTakenPassword(tables, grantee.person);
}

/** The person's app user, assigned and dirty; a fresh one when there is none. */
export function assignmentOf(
  tables: Tables,
  random: Random,
  { person, now }: { readonly person: PersonRow; readonly now: number },
): AppUserRow {
  const state = tables.app.provisioningEnabled ? "OUT_OF_SYNC" : "DISABLED";
  const row = tables.appUserOf.get(person.id) ?? insertAppUser(tables, random, person.id);
  row.assigned = true;
  row.dirtyVersion += 1;
  row.dueAt = now;
  row.attempts = 0;
  if (row.syncState !== "SYNCING") row.syncState = state;
  return row;
}

function insertAppUser(tables: Tables, random: Random, personId: PersonId): AppUserRow {
  const row: AppUserRow = {
    id: createId(random, "appUser"),
    personId,
    assigned: false,
    scope: "GROUP",
    provisionRequested: false,
    userNameOverride: null,
    profileOverride: {},
    externalId: null,
    origin: null,
    known: null,
    knownActive: null,
    userName: null,
    reservedUserName: null,
    lastError: null,
    passwordPending: false,
    passwordSealed: null,
    syncState: "OUT_OF_SYNC",
    dirtyVersion: 0,
    cleanVersion: 0,
    dueAt: 0,
    attempts: 0,
    inDoubt: false,
    leaseOwner: null,
    leaseExpiresAt: 0,
    leaseAtOnce: 1,
  };
  tables.appUsers.set(row.id, row);
  tables.appUserOf.set(personId, row);
  return row;
}

/** What an assignment sets by the app's features: whether an account is made, and which password goes out. */
export function onAssignment(tables: Tables, person: PersonRow) {
  const { app } = tables;
  const takesOwn = app.features.syncPassword && app.passwordSeed === "OKTA";
  return {
    provisionRequested: app.provisioningEnabled && app.features.createUsers,
    passwordPending: app.features.syncPassword && (app.passwordSeed === "RANDOM" || person.passwordSealed !== null),
    passwordSealed: takesOwn ? person.passwordSealed : null,
  };
}

/** A sealed directory password that the app user took over is erased from the person. */
export function dropTakenPassword(tables: Tables, person: PersonRow): void {
  if ((tables.appUserOf.get(person.id)?.passwordSealed ?? null) !== null) person.passwordSealed = null;
}
