/** A directory in memory: the stand-in of 2,000 seeds. It passes the same contract as PostgreSQL. */
import { connectionSecretContext, createId, sealSecret } from "@lockstep/directory-app/simulation";
import { DIALECTS } from "@lockstep/engine";
import type { Clock, Random } from "@lockstep/ports";
import type { AppSetup, DirectoryView, SimulatedDirectory } from "../directory.ts";
import { createMemoryChanges } from "./changes.ts";
import { canSend, isDirty } from "./claim.ts";
import type { AppRow, Tables } from "./rows.ts";
import { createMemoryStore } from "./store.ts";

/** Creates a directory with one connected app. */
export function createMemoryDirectory(
  parts: {
    readonly clock: Clock;
    readonly random: Random;
    readonly masterKey: Uint8Array;
    /** A planted bug: whether the marks of a change get lost. */
    readonly losesMark?: () => boolean;
  },
  setup: AppSetup,
): SimulatedDirectory {
  const tables: Tables = {
    app: createApp(parts, setup),
    people: new Map(),
    groups: new Map(),
    assignedGroups: new Set(),
    appUsers: new Map(),
    appUserOf: new Map(),
    pushes: new Map(),
    tasks: new Map(),
    listeners: new Set(),
    noteCount: 0,
    losesMark: parts.losesMark ?? (() => false),
  };
  return {
    store: createMemoryStore(tables),
    changes: createMemoryChanges({ ...parts, tables }),
    view: async () => viewOf(tables, parts.clock.now()),
    close: async () => undefined,
  };
}

function createApp(
  parts: { readonly clock: Clock; readonly random: Random; readonly masterKey: Uint8Array },
  setup: AppSetup,
): AppRow {
  const id = createId(parts.random, "app");
  return {
    id,
    label: "Simulated app",
    dialect: DIALECTS[setup.dialect],
    switches: {},
    passport: null,
    baseUrl: setup.baseUrl,
    name: "simulated_app_1",
    userNameSuffix: null,
    customAttributes: [],
    authScheme: "BASIC",
    authSettings: {},
    authUsername: setup.userName,
    authSecretSealed: sealSecret(parts, connectionSecretContext(id), setup.password),
    connectionTestedAt: new Date(parts.clock.now()),
    provisioningEnabled: true,
    features: { ...setup.features },
    passwordSeed: setup.passwordSeed,
    passwordChange: setup.passwordChange,
    passwordRule: { length: 16, alphabet: "abcdefghijklmnopqrstuvwxyz0123456789" },
    suspendedPeople: "IGNORE",
    goneAccounts: "RECREATE",
    health: undefined,
    userName: { type: "BUILT_IN", template: `\${source.email}`, push: "PUSH" },
    mappings: setup.mappings,
    rateLimitCount: 0,
    pausedReason: null,
    pausedAt: null,
    resumeAt: null,
    renameAppGroups: true,
    foreignMembers: setup.foreignMembers,
  };
}

function viewOf(tables: Tables, now: number): DirectoryView {
  const work = (row: Parameters<typeof isDirty>[0]) => ({
    isDirty: isDirty(row),
    version: row.dirtyVersion,
    isLeased: row.leaseOwner !== null,
    taskCause: tables.tasks.get(row.id),
  });
  return {
    isSending: canSend(tables, now),
    people: [...tables.people.values()].map(({ id, status, profile }) => ({ id, status, profile })),
    appUsers: [...tables.appUsers.values()].map((row) => ({ ...row, ...work(row) })),
    groups: [...tables.groups.values()].map(({ id, name, members }) => ({ id, name, members: [...members] })),
    pushes: [...tables.pushes.values()].map((row) => ({ ...row, ...work(row) })),
  };
}
