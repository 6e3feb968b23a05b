/** A `ProvisioningStore` in memory: the rules are the directory's own, only the reading and writing is done here. */
import {
  type ComparedMembers,
  type ComparedScope,
  type GroupMemberRow,
  type GroupSubject,
  NO_FACTS,
  type ProvisioningStore,
  type UserSubject,
} from "@lockstep/directory-app/simulation";
import type { PersonId } from "@lockstep/ports";
import { APP_CAUSES } from "./app-health.ts";
import { claim, extend, findNextDue, giveBack, heldRow } from "./claim.ts";
import { isWhole, markAppUsers, touch } from "./marks.ts";
import { recordGroup, recordUser } from "./record.ts";
import { type AppUserRow, notify, type PushRow, type Tables } from "./rows.ts";

/** Creates the store over the tables. Each call is one step: nothing comes in between. */
export function createMemoryStore(tables: Tables): ProvisioningStore {
  return {
    listen: async (wake) => {
      tables.listeners.add(wake);
      return async () => void tables.listeners.delete(wake);
    },
    claim: async (options) => claim(tables, options),
    extend: async (leases, expiresAt) => extend(tables, leases, expiresAt),
    giveBack: async (held, dueAt) => giveBack(tables, held, dueAt),
    findNextDue: async (now) => findNextDue(tables, now.getTime()),
    loadUser: async (held) => {
      const row = heldRow(tables, held) as AppUserRow | undefined;
      return row === undefined ? undefined : toUserSubject(tables, row);
    },
    loadGroup: async (held) => {
      const row = heldRow(tables, held) as PushRow | undefined;
      return row === undefined ? undefined : toGroupSubject(tables, row);
    },
    loadMembers: async (subject, scope) => loadMembers(tables, subject, scope),
    findAccounts: async (_, externalIds) =>
      [...tables.appUsers.values()].flatMap(({ externalId }) =>
        externalId !== null && externalIds.includes(externalId) ? [externalId] : [],
      ),
    noteSent: async (held, subject, externalIds) => {
      const row = heldRow(tables, held) as PushRow | undefined;
      if (row === undefined || row.externalId !== subject.externalId) return false;
      for (const id of externalIds) row.sent.add(id);
      return true;
    },
    findHolder: async (subject, externalId) => {
      const holder = [...tables.appUsers.values()].find(
        (row) => row.externalId === externalId && row.id !== subject.appUserId,
      );
      if (holder === undefined) return undefined;
      return { appUserId: holder.id, login: String(tables.people.get(holder.personId)?.profile["login"]) };
    },
    sendAnew: async (appUserId, now) => {
      const row = tables.appUsers.get(appUserId);
      if (row === undefined) return;
      row.known = null;
      touch(row, now.getTime());
      notify(tables);
    },
    reserveUserName: async (subject, userName) => {
      const key = userName.toLowerCase();
      const holder = [...tables.appUsers.values()].find(
        (row) =>
          row.assigned && row.id !== subject.appUserId && (row.reservedUserName ?? row.userName)?.toLowerCase() === key,
      );
      if (holder !== undefined) return { login: String(tables.people.get(holder.personId)?.profile["login"]) };
      const row = tables.appUsers.get(subject.appUserId);
      if (row !== undefined) row.reservedUserName = userName;
      return undefined;
    },
    wakeNamesakes: async (subject, now) =>
      markAppUsers(
        tables,
        (row) => row.id !== subject.appUserId && tables.tasks.get(row.id) === "userNameTaken",
        now.getTime(),
      ),
    recordUser: async (record) => recordUser(tables, record),
    recordGroup: async (record) => recordGroup(tables, record),
  };
}

function toUserSubject(tables: Tables, row: AppUserRow): UserSubject {
  const person = tables.people.get(row.personId);
  if (person === undefined) throw new Error(`No person ${row.personId}`);
  return {
    appUserId: row.id,
    version: String(row.dirtyVersion),
    attempts: row.attempts,
    assigned: row.assigned,
    provisionRequested: row.provisionRequested,
    userNameOverride: row.userNameOverride,
    profileOverride: row.profileOverride,
    externalId: row.externalId,
    origin: row.origin,
    known: row.known,
    knownActive: row.knownActive,
    userName: row.userName,
    lastError: row.lastError,
    inDoubt: row.inDoubt,
    hasOpenTask: tables.tasks.has(row.id),
    passwordPending: row.passwordPending,
    passwordSealed: row.passwordSealed,
    passwordExpiredAt: null,
    approved: [],
    causes: [],
    isProtected: false,
    references: [],
    groupValues: [],
    reservedUserName: row.reservedUserName,
    facts: NO_FACTS,
    person: { id: person.id, status: person.status, profile: person.profile },
    app: { ...appOf(tables), features: { ...tables.app.features } },
  };
}

function toGroupSubject(tables: Tables, row: PushRow): GroupSubject {
  const group = tables.groups.get(row.groupId);
  if (group === undefined) throw new Error(`No group ${row.groupId}`);
  return {
    pushGroupId: row.id,
    version: String(row.dirtyVersion),
    attempts: row.attempts,
    causes: [],
    status: row.status,
    errorSummary: row.errorSummary,
    inDoubt: row.inDoubt,
    linkedByChoice: row.linkedByChoice,
    removing: row.removing,
    deleteInTarget: row.deleteInTarget,
    externalId: row.externalId,
    knownDisplayName: row.knownDisplayName,
    membersKnown: row.membersKnown,
    isWhole: isWhole(row),
    hasOpenTask: tables.tasks.has(row.id),
    pushedName: group.name,
    membersWanted: true,
    group: { id: group.id, name: group.name },
    app: appOf(tables),
  };
}

function appOf(tables: Tables) {
  const { app, tasks } = tables;
  const hasOpenTask = APP_CAUSES.some((cause) => tasks.has(`${app.id} ${cause}`));
  // What a run is told holds for its whole length: a pause that ends by itself has ended with the claim.
  const isOpen = app.pausedReason === null || app.pausedReason === "quarantine";
  const isTroubled = app.health !== undefined;
  return { ...app, canSend: app.provisioningEnabled && isOpen, hasOpenTask, isTroubled, isUnswept: false };
}

function loadMembers(tables: Tables, subject: GroupSubject, scope: ComparedScope): ComparedMembers {
  const push = tables.pushes.get(subject.pushGroupId);
  const inGroup = tables.groups.get(subject.group.id)?.members ?? new Set<PersonId>();
  const notes = [...(push?.notes ?? [])];
  const held = [...(push?.held ?? [])].sort();
  const read = { scope, notes: notes.map(([id]) => id), causes: [] };
  if (scope === "everybody") {
    const members = subject.removing ? [] : membersOf(tables, inGroup);
    return { ...read, people: undefined, members, held, sent: [...(push?.sent ?? [])].sort(), refusal: undefined };
  }
  const accounts = new Set(notes.flatMap(([, { externalId }]) => externalId ?? []));
  const holders = [...tables.appUsers.values()].filter(
    ({ externalId }) => externalId !== null && accounts.has(externalId),
  );
  const people = [
    ...new Set([...notes.map(([, { personId }]) => personId), ...holders.map(({ personId }) => personId)]),
  ];
  for (const personId of people) {
    const externalId = tables.appUserOf.get(personId)?.externalId ?? null;
    if (externalId !== null) accounts.add(externalId);
  }
  return {
    ...read,
    people,
    members: membersOf(
      tables,
      people.filter((id) => inGroup.has(id)),
    ),
    held: held.filter((id) => accounts.has(id)),
    sent: [],
    refusal: [...(push?.refused ?? [])].find(([personId]) => !people.includes(personId))?.[1],
  };
}

function membersOf(tables: Tables, personIds: Iterable<PersonId>): readonly GroupMemberRow[] {
  return [...personIds].sort().flatMap((personId) => {
    const person = tables.people.get(personId);
    if (person === undefined) return [];
    const row = tables.appUserOf.get(personId);
    return {
      personId,
      status: person.status,
      login: String(person.profile["login"]),
      assigned: row?.assigned ?? null,
      externalId: row?.externalId ?? null,
      knownActive: row?.knownActive ?? null,
      userName: row?.userName ?? null,
      lastError: row?.lastError ?? null,
      provisionRequested: row?.provisionRequested ?? null,
    };
  });
}
