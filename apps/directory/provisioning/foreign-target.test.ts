import type { AppId } from "@lockstep/ports";
import { ENTERPRISE_USER_SCHEMA, type Json, type JsonObject } from "@lockstep/scim";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { unassignPerson } from "../domain/app-users.ts";
import { createApp, updateApp } from "../domain/apps.ts";
import { updateToApp } from "../domain/features.ts";
import { addMember, removeMember, updateGroup } from "../domain/groups.ts";
import { updatePerson } from "../domain/people.ts";
import { deletePushMapping, setPushStatus } from "../domain/push-mappings.ts";
import { saveConnection } from "./index.ts";
import { type ScimmyTarget, startScimmyTarget } from "./testing/scimmy-target.ts";
import { assign, createWorld, group, person, push, tasks, type World } from "./testing/world.ts";

/** A target that we did not write takes everything that we send, in each dialect. */

let scimmy: ScimmyTarget;
beforeAll(async () => {
  scimmy = await startScimmyTarget();
});
afterAll(() => scimmy.close());

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.end());

async function connect(dialect: string): Promise<AppId> {
  const { id } = await createApp(world.act, {
    label: "SCIMMY",
    userName: { type: "BUILT_IN", template: `\${source.email}` },
  });
  await updateApp(world.act, id, { dialect });
  const saved = await saveConnection(world.act, id, {
    baseUrl: scimmy.baseUrl,
    authScheme: "TOKEN",
    token: scimmy.token,
  });
  expect(saved.report.steps.filter(({ status }) => status === "failed")).toEqual([]);
  const on = { createUsers: true, updateUserAttributes: true, deactivateUsers: true, syncPassword: true };
  await updateToApp(world.act, id, { ...on, passwordChange: "CHANGE" });
  return id;
}

const userOf = (userName: string) => scimmy.users().find((user) => user["userName"] === userName);
const groupOf = (displayName: string) => scimmy.groups().find((row) => row["displayName"] === displayName);
const membersOf = (displayName: string) =>
  ((groupOf(displayName)?.["members"] ?? []) as readonly Json[]).map((member) => (member as JsonObject)["value"]);

describe.each([
  { dialect: "okta-catalogue", verbs: ["DELETE", "GET", "PATCH", "POST", "PUT"] },
  { dialect: "okta-wizard", verbs: ["DELETE", "GET", "POST", "PUT"] },
  { dialect: "rfc", verbs: ["DELETE", "GET", "PATCH", "POST"] },
])("SCIMMY, in the dialect $dialect", ({ dialect, verbs }) => {
  const mail = (name: string) => `${name}.${dialect}@example.com`;

  it("takes creates, updates, renames, deactivation, return, groups and members without a refusal", async () => {
    const appId = await connect(dialect);
    scimmy.requests.splice(0);
    await world.worker();
    const jane = await person(world, `Jane ${dialect}`, { department: "Finance", mobilePhone: "+31 6 1234" });
    const john = await person(world, `John ${dialect}`);
    await assign(world, appId, jane, john);
    await world.settled();
    expect(userOf(mail("jane"))).toMatchObject({ active: true, name: { givenName: "Jane" } });
    const janeId = userOf(mail("jane"))?.["id"];

    const team = await group(world, `Team ${dialect}`, jane);
    const pushId = await push(world, appId, team);
    await world.settled();
    expect(membersOf(`Team ${dialect}`)).toEqual([janeId]);
    await addMember(world.act, team, john);
    await removeMember(world.act, team, jane);
    await updateGroup(world.act, team, { name: `Crew ${dialect}` });
    await world.settled();
    expect(membersOf(`Crew ${dialect}`)).toEqual([userOf(mail("john"))?.["id"]]);

    await updatePerson(world.act, jane, {
      profile: { title: "CFO", department: "Board", mobilePhone: null },
      partial: true,
    });
    await world.settled();
    expect(userOf(mail("jane"))).toMatchObject({ title: "CFO", [ENTERPRISE_USER_SCHEMA.id]: { department: "Board" } });
    expect(JSON.stringify(userOf(mail("jane")))).not.toContain("+31 6 1234");
    await updatePerson(world.act, jane, {
      profile: { email: mail("janet"), login: mail("janet"), firstName: "Janet" },
      partial: true,
    });
    await world.settled();
    expect(userOf(mail("janet"))).toMatchObject({ id: janeId, name: { givenName: "Janet" }, active: true });

    await unassignPerson(world.act, { appId, personId: jane });
    await world.settled();
    expect(userOf(mail("janet"))).toMatchObject({ id: janeId, active: false });
    await assign(world, appId, jane);
    await world.settled();
    expect(userOf(mail("janet"))).toMatchObject({ id: janeId, active: true });

    await setPushStatus(world.act, { appId, id: pushId }, "INACTIVE");
    await deletePushMapping(world.act, { appId, id: pushId }, { deleteTargetGroup: true });
    await world.settled();
    expect(groupOf(`Crew ${dialect}`)).toBeUndefined();

    expect(await tasks(world)).toEqual([]);
    expect([...new Set(scimmy.requests.map(({ method }) => method))].toSorted()).toEqual(verbs);
    expect(scimmy.requests.filter(({ status }) => status >= 400)).toEqual([]);
    expect(scimmy.requests.every(({ traceparent }) => traceparent !== undefined)).toBe(true);
  });
});
