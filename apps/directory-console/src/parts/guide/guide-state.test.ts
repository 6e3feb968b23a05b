import type {
  Connection,
  DirectoryApp,
  Feature,
  Progress,
  UserProvisioningCapabilities,
} from "@lockstep/directory-app/contract";
import { describe, expect, test } from "vitest";
import { type GuideFacts, guideStates } from "./guide-state.ts";

const app: DirectoryApp = {
  id: "0oa1",
  name: "scim2",
  label: "Expenses",
  status: "ACTIVE",
  created: "2026-01-01T00:00:00.000Z",
  lastUpdated: "2026-01-01T00:00:00.000Z",
  features: [],
  visibility: { autoSubmitToolbar: false, hide: { iOS: false, web: false } },
  credentials: { userNameTemplate: { template: `$\{source.login}`, type: "BUILT_IN", pushStatus: "PUSH" } },
  settings: { provisioning: { enabled: true, dialect: "okta-catalogue", renameAppGroups: true, paused: null } },
};
const connection: Connection = {
  enabled: true,
  baseUrl: "https://x.example/SCIM/v2/",
  authScheme: "BASIC",
  username: "p@x.example",
  headerName: null,
  oauth: null,
  hasSecret: true,
  status: "ENABLED",
  testedAt: "2026-01-01T00:00:00.000Z",
};
const progress: Progress = {
  assigned: 1,
  synchronized: 1,
  pending: 0,
  failed: 0,
  pushGroups: { total: 0, pending: 0, failed: 0 },
  sweeping: false,
};
const nothing: GuideFacts = {
  app,
  connection: undefined,
  toApp: undefined,
  toDirectory: undefined,
  progress: undefined,
  clashes: undefined,
};

function toApp(seed: "RANDOM" | "OKTA", change: "CHANGE" | "KEEP_EXISTING"): Feature<UserProvisioningCapabilities> {
  const on = { status: "ENABLED" } as const;
  return {
    name: "USER_PROVISIONING",
    status: "ENABLED",
    description: "",
    capabilities: {
      create: { lifecycleCreate: on },
      update: { profile: on, lifecycleDeactivate: { status: "DISABLED" }, password: { ...on, seed, change } },
    },
  };
}

describe("the set-up guide's states", () => {
  test("what cannot be read yet is unknown, and what only a person can know is advice", () => {
    expect(guideStates(nothing)).toMatchObject({
      administrator: "advice",
      organisation: "advice",
      groupNames: "unknown",
      test: "unknown",
      createUsers: "unknown",
      toDirectory: "unknown",
      assignments: "unknown",
    });
  });

  test("a connection that was not tested leaves the test open", () => {
    expect(guideStates({ ...nothing, connection }).test).toBe("done");
    expect(guideStates({ ...nothing, connection: { ...connection, testedAt: null } }).test).toBe("open");
    expect(guideStates({ ...nothing, connection: { ...connection, status: "UNKNOWN" } }).test).toBe("open");
  });

  test("each feature stands for itself, and the password options only as the guide recommends them", () => {
    const states = guideStates({ ...nothing, toApp: toApp("RANDOM", "CHANGE") });
    expect(states).toMatchObject({ createUsers: "done", deactivateUsers: "open", passwordOptions: "done" });
    expect(guideStates({ ...nothing, toApp: toApp("RANDOM", "KEEP_EXISTING") }).passwordOptions).toBe("open");
    expect(guideStates({ ...nothing, toApp: toApp("OKTA", "CHANGE") }).passwordOptions).toBe("open");
  });

  test("a clash of group names opens the requirement again", () => {
    expect(guideStates({ ...nothing, clashes: 0 }).groupNames).toBe("done");
    expect(guideStates({ ...nothing, clashes: 1 }).groupNames).toBe("open");
  });

  test("assignments, group push and the e-mail format follow the app", () => {
    expect(guideStates({ ...nothing, progress })).toMatchObject({
      assignments: "done",
      groupPush: "open",
      userName: "open",
    });
  });
});
