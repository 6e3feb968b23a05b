/** Requests that nobody asked for about this person: the timeline tells what made them due (ADR 41). */
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Timeline } from "../contract.ts";
import { advanceRules } from "../domain/group-rules/run-passes.ts";
import { type Office, openOffice } from "./testing/office.ts";
import { startScimTarget } from "./testing/scim-target.ts";
import { until } from "./testing/world.ts";

let office: Office;
let app: string;
let jane: string;
beforeEach(async () => {
  office = await openOffice();
  app = await office.connect({ dialect: "rfc" });
  jane = await office.hire("Jane Doe", { title: "Clerk" });
});
afterEach(() => office.end());

/** What the timeline tells of why the newest request of an event type was sent. */
async function causesOf(person: string, eventType: string): Promise<readonly unknown[]> {
  const path = `/api/lockstep/v1/people/${person}/timeline?appId=${app}`;
  const { items, causes } = await office.api<Timeline>("GET", path);
  const request = items.find((entry) => entry.request !== null && entry.eventType === eventType);
  return (request?.causes ?? []).map((cause) => {
    const told = causes.find((known) => known.cause === cause);
    return { kind: told?.kind, message: told?.message, by: told?.by };
  });
}

const mapTitle = async (expression: string) => {
  const path = `/api/lockstep/v1/apps/${app}/mappings`;
  const { items } = await office.api<{ items: readonly { attribute: string }[] }>("GET", path);
  const others = items.filter(({ attribute }) => attribute !== "title");
  await office.api("PUT", path, { items: [...others, { attribute: "title", expression, pushStatus: "PUSH" }] });
};
const changedProfile = "application.provision.user.push_profile";

it("a change of a setting, and who made it; two that end in one request are both told, and none a second time", async () => {
  await office.assign(app, jane);
  const worker = await office.worker();
  await office.settled();
  await worker.stop();
  await mapTitle("String.toUpperCase(user.title)");
  await mapTitle("String.toLowerCase(user.title)");
  await office.worker();
  await until(() => expect(office.target.user("jane.doe@example.com")).toMatchObject({ title: "clerk" }));
  await office.settled();
  const change = { kind: "change", message: "Update user attribute mappings of application", by: "Ada Admin" };
  expect(await causesOf(jane, changedProfile)).toEqual([change, change]);
  await mapTitle("user.title");
  await until(() => expect(office.target.user("jane.doe@example.com")).toMatchObject({ title: "Clerk" }));
  await office.settled();
  expect(await causesOf(jane, changedProfile)).toEqual([change]);
});

it("an import of another app", async () => {
  const source = await startScimTarget();
  try {
    const { id: hr } = await office.api<{ id: string }>("POST", "/api/v1/apps", {
      label: "HR",
      credentials: { userNameTemplate: { type: "BUILT_IN", template: `\${source.email}` } },
      settings: { provisioning: { dialect: "rfc" } },
    });
    const { baseUrl, username, password } = source;
    await office.api("PUT", `/api/lockstep/v1/apps/${hr}/connection`, {
      baseUrl,
      authScheme: "BASIC",
      username,
      password,
    });
    await office.api("PUT", `/api/v1/apps/${hr}/features/USER_PROVISIONING`, {
      create: { lifecycleCreate: { status: "ENABLED" } },
    });
    await office.api("PUT", `/api/v1/apps/${hr}/features/INBOUND_PROVISIONING`, {
      importRules: { profileAndLifecycle: { profileSourcing: true } },
    });
    await office.assign(hr, jane);
    await office.assign(app, jane);
    await office.worker();
    await office.settled();
    Object.assign(source.user("jane.doe@example.com") ?? {}, { title: "Controller" });
    await office.api("POST", `/api/lockstep/v1/apps/${hr}/imports`, {});
    await until(() => expect(office.target.user("jane.doe@example.com")).toMatchObject({ title: "Controller" }));
    await office.settled();
    expect(await causesOf(jane, changedProfile)).toEqual([
      { kind: "import", message: "An import of HR that was started by hand", by: null },
    ]);
  } finally {
    await source.close();
  }
});

it("a pass of a group rule", async () => {
  const { id: sales } = await office.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name: "Sales" } });
  await office.api("PUT", `/api/v1/apps/${app}/groups/${sales}`, {});
  const { id } = await office.api<{ id: string }>("POST", "/api/v1/groups/rules", {
    type: "group_rule",
    name: "Clerks",
    conditions: { expression: { type: "urn:okta:expression:1.0", value: 'user.title == "Clerk"' } },
    actions: { assignUserToGroups: { groupIds: [sales] } },
  });
  await office.api("POST", `/api/v1/groups/rules/${id}/lifecycle/activate`);
  while (await advanceRules(office.act));
  await office.worker();
  await office.settled();
  expect(await causesOf(jane, "application.provision.user.push")).toEqual([
    { kind: "rule", message: "The group rule “Clerks”", by: null },
  ]);
});

it("the account of somebody to whom this one refers", async () => {
  const manager = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value";
  const path = `/api/lockstep/v1/apps/${app}/mappings`;
  const { items } = await office.api<{ items: readonly object[] }>("GET", path);
  const mapping = { attribute: manager, expression: "user.managerId", pushStatus: "PUSH" };
  await office.api("PUT", path, { items: [...items, mapping] });
  const lea = await office.hire("Lea Lead");
  const joe = await office.hire("Joe Low", { managerId: lea });
  await office.assign(app, joe);
  await office.worker();
  await office.settled();
  await office.assign(app, lea);
  await until(async () => expect(await causesOf(joe, changedProfile)).not.toEqual([]));
  expect(await causesOf(joe, changedProfile)).toEqual([
    { kind: "account", message: "The account of Lea Lead, to which this one refers, was made or changed", by: null },
  ]);
});
