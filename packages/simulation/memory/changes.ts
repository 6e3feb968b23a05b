/** What people do, in memory: the rules of apps/directory/domain as far as they decide what the worker finds. */
import {
  connectionSecretContext,
  createId,
  DirectoryError,
  pendingPasswordContext,
  sealSecret,
} from "@lockstep/directory-app/simulation";
import type { Clock, PersonId, Random } from "@lockstep/ports";
import type { DirectoryChanges, PersonMove } from "../directory.ts";
import { APP_CAUSES, resolveAppTasks, resumeApp } from "./app-health.ts";
import { createGroupChanges } from "./group-changes.ts";
import {
  assignmentOf,
  dropTakenPassword,
  markAppUsers,
  markPushes,
  markPushesOf,
  onAssignment,
  reconcile,
  touch,
} from "./marks.ts";
import { createPushChanges } from "./push-changes.ts";
import { notify, type PersonRow, type Tables } from "./rows.ts";

/** What the changes are made with. */
export interface ChangeParts {
  readonly tables: Tables;
  readonly clock: Clock;
  readonly random: Random;
  readonly masterKey: Uint8Array;
}

/** Statuses that a move starts from, and the one that it ends in. */
const MOVES = {
  activate: { from: ["STAGED", "DEPROVISIONED"], to: "PROVISIONED" },
  deactivate: { from: ["STAGED", "PROVISIONED", "ACTIVE", "SUSPENDED"], to: "DEPROVISIONED" },
  suspend: { from: ["ACTIVE"], to: "SUSPENDED" },
  unsuspend: { from: ["SUSPENDED"], to: "ACTIVE" },
} as const satisfies Record<PersonMove, unknown>;

/** Creates the changes over the tables. */
export function createMemoryChanges(parts: ChangeParts): DirectoryChanges {
  return {
    ...createPeopleChanges(parts),
    ...createGroupChanges(parts),
    ...createAppChanges(parts),
    ...createPushChanges(parts),
  };
}

type PeopleChanges = Pick<
  DirectoryChanges,
  "hire" | "changeProfile" | "move" | "setPassword" | "assign" | "unassign" | "provision"
>;

function createPeopleChanges(parts: ChangeParts): PeopleChanges {
  const { tables, clock, random } = parts;
  const requirePerson = (id: PersonId): PersonRow => {
    const person = tables.people.get(id);
    if (person === undefined) throw new DirectoryError("E0000007");
    return person;
  };
  return {
    async hire({ profile, password }) {
      const id = createId(random, "person");
      const person: PersonRow = { id, status: "ACTIVE", profile, passwordSealed: null };
      tables.people.set(id, person);
      deliverPassword(parts, person, password);
      return id;
    },
    async changeProfile(personId, change) {
      const person = requirePerson(personId);
      if (person.status === "DEPROVISIONED") throw new DirectoryError("E0000038");
      const entries = Object.entries({ ...person.profile, ...change }).filter(([, value]) => value !== null);
      const profile = Object.fromEntries(entries) as PersonRow["profile"];
      const names = [...Object.keys(profile), ...Object.keys(person.profile)];
      if (names.every((name) => profile[name] === person.profile[name])) return;
      person.profile = profile;
      markAppUsers(tables, (row) => row.personId === personId && row.assigned, clock.now());
    },
    async move(personId, move) {
      const person = requirePerson(personId);
      const { from, to } = MOVES[move];
      if (!(from as readonly string[]).includes(person.status)) throw new DirectoryError("E0000038");
      person.status = to;
      if (to === "DEPROVISIONED") person.passwordSealed = null;
      const now = clock.now();
      reconcile(tables, random, { personIds: [personId], now });
      if (move === "unsuspend") markAppUsers(tables, (row) => row.personId === personId && row.assigned, now);
      if (move !== "suspend") markPushesOf(tables, personId, now);
    },
    async setPassword(personId, password) {
      const person = requirePerson(personId);
      if (person.status === "DEPROVISIONED") throw new DirectoryError("E0000038");
      deliverPassword(parts, person, password);
    },
    async assign(personId) {
      const person = requirePerson(personId);
      if (["STAGED", "SUSPENDED", "DEPROVISIONED"].includes(person.status)) throw new DirectoryError("E0000117");
      const before = tables.appUserOf.get(personId);
      if (before?.assigned === true && before.scope === "USER") throw new DirectoryError("E0000062");
      const wasAssigned = before?.assigned === true;
      const now = clock.now();
      const row = assignmentOf(tables, random, { person, now });
      Object.assign(row, { scope: "USER", userNameOverride: null, profileOverride: {} });
      if (!wasAssigned) Object.assign(row, onAssignment(tables, person));
      dropTakenPassword(tables, person);
      markPushesOf(tables, personId, now);
      notify(tables);
    },
    async unassign(personId) {
      const row = tables.appUserOf.get(requirePerson(personId).id);
      if (row?.assigned !== true) throw new DirectoryError("E0000007");
      if (row.scope === "GROUP") throw new DirectoryError("E0000001");
      Object.assign(row, { scope: "GROUP", userNameOverride: null, profileOverride: {} });
      const now = clock.now();
      if (reconcile(tables, random, { personIds: [personId], now }) === 0) {
        touch(row, now);
        notify(tables);
      }
    },
    async provision(personId) {
      const row = tables.appUserOf.get(requirePerson(personId).id);
      if (row?.assigned !== true) throw new DirectoryError("E0000007");
      const { app } = tables;
      row.provisionRequested = true;
      if (row.externalId === null && app.features.syncPassword && app.passwordSeed === "RANDOM")
        row.passwordPending = true;
      touch(row, clock.now());
      notify(tables);
    },
  };
}

/** A new directory password goes to the accounts that sync it, or waits for the first one that does. */
function deliverPassword(parts: ChangeParts, person: PersonRow, password: string): void {
  const { tables, clock } = parts;
  const { app } = tables;
  const isSealNeeded = app.provisioningEnabled && app.features.syncPassword && app.passwordSeed === "OKTA";
  const sealed = isSealNeeded ? sealSecret(parts, pendingPasswordContext(person.id), password) : null;
  const row = tables.appUserOf.get(person.id);
  const takes = app.provisioningEnabled && app.features.syncPassword;
  if (row?.assigned === true && takes && (app.passwordSeed === "OKTA" || app.passwordChange === "CHANGE")) {
    row.passwordPending = true;
    row.passwordSealed = app.passwordSeed === "OKTA" ? sealed : null;
    touch(row, clock.now());
    notify(tables);
  }
  person.passwordSealed = (row?.passwordSealed ?? null) === null ? sealed : null;
}

type AppChanges = Pick<
  DirectoryChanges,
  | "replaceMappings"
  | "setFeatures"
  | "pause"
  | "resume"
  | "saveCredential"
  | "resetPasswords"
  | "forceSync"
  | "retryTasks"
  | "touchAll"
>;

function createAppChanges(parts: ChangeParts): AppChanges {
  const { tables, clock } = parts;
  const { app } = tables;
  const resume = () => resumeApp(tables);
  const markAll = () => {
    markAppUsers(tables, (row) => row.assigned, clock.now());
    markPushes(tables, (row) => row.status !== "INACTIVE" || row.removing, clock.now());
  };
  return {
    async replaceMappings(mappings) {
      if (JSON.stringify(app.mappings) === JSON.stringify(mappings)) return;
      app.mappings = mappings;
      markAppUsers(tables, (row) => row.assigned, clock.now());
    },
    async setFeatures(change) {
      const before = { ...app.features };
      for (const name of ["createUsers", "updateUserAttributes", "deactivateUsers", "syncPassword"] as const)
        app.features[name] = change[name] ?? app.features[name];
      if (app.features.updateUserAttributes && !before.updateUserAttributes)
        markAppUsers(tables, (row) => row.assigned, clock.now());
      if (app.features.syncPassword) return;
      for (const row of tables.appUsers.values()) Object.assign(row, { passwordPending: false, passwordSealed: null });
      for (const person of tables.people.values()) person.passwordSealed = null;
    },
    async pause() {
      if (app.pausedReason === "administrator") return;
      Object.assign(app, { pausedReason: "administrator", pausedAt: clock.now(), resumeAt: null });
    },
    resume: async () => resume(),
    async saveCredential(password) {
      app.authSecretSealed = sealSecret(parts, connectionSecretContext(app.id), password);
      app.connectionTestedAt = new Date(clock.now());
      if (app.pausedReason !== "administrator") resume();
      for (const row of [...tables.appUsers.values(), ...tables.pushes.values()]) {
        if (row.dirtyVersion > row.cleanVersion) Object.assign(row, { dueAt: clock.now(), attempts: 0 });
      }
      notify(tables);
    },
    async resetPasswords() {
      const isMeant = (row: { assigned: boolean; externalId: string | null }) =>
        row.assigned && row.externalId !== null;
      for (const row of tables.appUsers.values()) if (isMeant(row)) row.passwordPending = true;
      markAppUsers(tables, isMeant, clock.now());
    },
    async forceSync() {
      for (const row of tables.appUsers.values()) if (row.assigned && row.externalId !== null) row.known = null;
      for (const row of tables.pushes.values()) if (row.status !== "INACTIVE") row.membersKnown = false;
      markAll();
    },
    async retryTasks() {
      const causes = new Map(tables.tasks);
      for (const row of tables.appUsers.values())
        if (causes.get(row.id) === "featureOff") row.provisionRequested = true;
      markAppUsers(tables, (row) => causes.has(row.id), clock.now());
      for (const row of tables.pushes.values()) {
        if (causes.has(row.id) && row.status === "ERROR") Object.assign(row, { status: "ACTIVE", errorSummary: null });
      }
      markPushes(tables, (row) => causes.has(row.id), clock.now());
      if (!APP_CAUSES.some((cause) => causes.has(`${app.id} ${cause}`))) return;
      const ended = { pausedReason: null, pausedAt: null, resumeAt: null, rateLimitCount: 0, health: undefined };
      if (app.pausedReason !== "administrator") Object.assign(app, ended);
      resolveAppTasks(tables);
      markAll();
    },
    touchAll: async () => markAll(),
  };
}
