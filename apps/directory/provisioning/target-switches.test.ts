import type { JsonObject } from "@lockstep/scim";
import { afterEach, beforeEach, expect, it } from "vitest";
import * as quirks from "../../../packages/engine/testing/quirks.ts";
import { type Office, openOffice, tasksBecome } from "./testing/office.ts";
import type { ScimTarget } from "./testing/scim-target.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.end());

/** Gives the target over HTTP a habit. */
function behave(target: ScimTarget, ...habits: readonly quirks.Quirk[]): void {
  target.fault = ({ method, path, body }) => {
    const request = { method, path: decodeURIComponent(path), body };
    const refusal = habits.map(({ refuse }) => refuse?.(request)).find((answer) => answer !== undefined);
    return refusal === undefined ? undefined : { kind: "answer", ...refusal };
  };
}

it("keeps switches, shows what they come to, and names every switch that cannot be", async () => {
  const app = await office.connect({ dialect: "aws" });
  const path = `/api/lockstep/v1/apps/${app}/target-switches`;
  const refusal = await office.refused("PUT", path, { switches: { memberChunkMax: 0, colour: "red" } });
  expect(refusal).toMatchObject({
    status: 400,
    causes: [/^memberChunkMax: .*1 to 10000/, /^colour: 'colour' is not a switch/].map((text) =>
      expect.stringMatching(text),
    ),
  });
  expect(await office.api("GET", path)).toMatchObject({
    dialect: "aws",
    switches: {},
    effective: { memberChunkMax: 100, valuesMax: 1 },
  });
  const stored = await office.api<{ known: readonly { name: string }[] }>("PUT", path, {
    switches: { patch: false, memberChunkMax: 7 },
  });
  expect(stored).toMatchObject({
    switches: { userUpdate: "PUT", group: "PUT", memberChunkMax: 7 },
    effective: { memberChunkMax: 7, valuesMax: 1 },
  });
  expect(stored.known.map(({ name }) => name)).toContain("lookupBy");
});

it("offers the dialects of AWS and GitHub by name, and refuses one that does not exist", async () => {
  const github = await office.connect({ dialect: "github" });
  expect(await office.api("GET", `/api/v1/apps/${github}`)).toMatchObject({
    settings: { provisioning: { dialect: "github" } },
  });
  const refusal = await office.refused("POST", "/api/v1/apps", {
    label: "Other",
    settings: { provisioning: { dialect: "gitlab" } },
  });
  expect(refusal.causes).toEqual([expect.stringMatching(/gitlab.*okta-catalogue, okta-wizard, rfc, aws, github/)]);
});

it("sends again what a target without PATCH refused, once the switch is set", async () => {
  behave(office.target, quirks.NO_PATCH);
  const app = await office.connect({ dialect: "rfc" });
  await office.worker();
  const jane = await office.hire("Jane Doe");
  await office.assign(app, jane);
  await office.settled();
  await office.api("POST", `/api/v1/users/${jane}`, { profile: { title: "Boss" } });
  const [task] = await tasksBecome(office, ["rejected"]);
  expect(task?.detail).toContain("PATCH is not implemented.");
  await office.api("PUT", `/api/lockstep/v1/apps/${app}/target-switches`, { switches: { patch: false } });
  await tasksBecome(office, []);
  expect(office.target.user("jane.doe@example.com")).toMatchObject({ title: "Boss" });
  await office.unassign(app, jane);
  await office.settled();
  expect(office.target.user("jane.doe@example.com")).toMatchObject({ active: false });
});

it("deletes in a target that knows no inactive accounts, and makes a new account for who returns", async () => {
  behave(office.target, quirks.NO_INACTIVE);
  const app = await office.connect({ dialect: "rfc" });
  await office.api("PUT", `/api/lockstep/v1/apps/${app}/target-switches`, { switches: { deactivation: "DELETE" } });
  await office.worker();
  const jane = await office.hire("Jane Doe");
  await office.assign(app, jane);
  await office.settled();
  const strangers = office.target.put("Users", { userName: "stranger@example.com", active: true });
  await office.unassign(app, jane);
  await office.settled();
  expect(office.target.users().map((user: JsonObject) => user["id"])).toEqual([strangers]);
  await office.assign(app, jane);
  await office.settled();
  expect(office.target.user("jane.doe@example.com")).toMatchObject({ active: true });
  expect(await office.openTasks()).toEqual([]);
});

it("connects to a target without filters once its users are to be listed, and creates nobody twice there", async () => {
  behave(office.target, quirks.NO_FILTERS);
  const { id: app } = await office.api<{ id: string }>("POST", "/api/v1/apps", {
    label: "Plain",
    settings: { provisioning: { dialect: "rfc" } },
  });
  const { baseUrl, username, password } = office.target;
  const connection = { baseUrl, authScheme: "BASIC", username, password };
  const path = `/api/lockstep/v1/apps/${app}/connection`;
  expect((await office.refused("PUT", path, connection)).causes.join(" ")).toContain("lookupBy to LIST");
  await office.api("PUT", `/api/lockstep/v1/apps/${app}/target-switches`, { switches: { lookupBy: "LIST" } });
  await office.api("PUT", path, connection);
  await office.api("PUT", `/api/v1/apps/${app}/features/USER_PROVISIONING`, {
    create: { lifecycleCreate: { status: "ENABLED" } },
  });
  const known = office.target.put("Users", { userName: "JANE.DOE@example.com", active: true });
  await office.worker();
  const people = [await office.hire("Jane Doe"), await office.hire("Bob Roe")];
  for (const id of people) {
    await office.api("POST", `/api/v1/apps/${app}/users`, { id, scope: "USER", credentials: { userName: null } });
  }
  await office.settled();
  expect(office.target.users()).toHaveLength(2);
  expect(await office.appUserOf(app, people[0] ?? "")).toMatchObject({ externalId: known });
});
