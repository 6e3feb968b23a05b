import type { AppId, PersonId } from "@lockstep/ports";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Why } from "../../contract.ts";
import { unassignPerson } from "../../domain/app-users.ts";
import { setAppStatus, updateApp } from "../../domain/apps.ts";
import { updateToApp } from "../../domain/features.ts";
import { addMember } from "../../domain/groups.ts";
import { movePerson } from "../../domain/person-lifecycle.ts";
import { type Api, openApi } from "../testing/api.ts";
import {
  appUser,
  assign,
  connectedApp,
  createWorld,
  group,
  person,
  push,
  until,
  type World,
} from "../testing/world.ts";

let world: World;
let api: Api;
let appId: AppId;
let jane: PersonId;
beforeEach(async () => {
  world = await createWorld();
  api = await openApi(world);
  appId = await connectedApp(world, { syncPassword: false });
  jane = await person(world, "Jane Doe");
});
afterEach(async () => {
  await world.end();
});

const own = (path: string) => `/api/lockstep/v1/apps/${appId}${path}`;
const why = (who: string = jane) => api.ok<Why>("GET", own(`/users/${who}/why`));
const firstFailing = ({ conditions }: Why) => conditions.find(({ ok }) => ok === false)?.name;

describe("why not", () => {
  it("names the first condition that fails and the one change that helps, one after the other", async () => {
    expect((await why("nobody@example.com")).answer).toContain(
      'No person is called "nobody@example.com". Check the login',
    );
    const unassigned = await why();
    expect([firstFailing(unassigned), unassigned.hasAccess]).toEqual(["assigned", false]);
    expect(unassigned.answer).toBe(
      "jane.doe@example.com has no access to Declaree: The person is not assigned to Declaree. Assign the person to Declaree.",
    );

    await updateToApp(world.act, appId, { createUsers: false });
    await assign(world, appId, jane);
    expect(firstFailing(await why())).toBe("provisionRequested");
    expect((await why()).answer).toContain('Choose "Provision user"');
    await api.ok("POST", own(`/users/${jane}/provision`));
    expect(firstFailing(await why())).toBe("featureOn");
    await updateToApp(world.act, appId, { createUsers: true });
    expect(firstFailing(await why())).toBe("turn");
    await setAppStatus(world.act, appId, "INACTIVE");
    expect(firstFailing(await why())).toBe("appActive");
    await setAppStatus(world.act, appId, "ACTIVE");
    await api.ok("POST", own("/pause"));
    expect((await why()).answer).toContain("Paused by Ada. Resume the app.".replace("Paused by Ada.", "Paused by Ada"));
    await api.ok("POST", own("/resume"));
    await movePerson(world.act, jane, "suspend");
    expect(firstFailing(await why())).toBe("personActive");
    await movePerson(world.act, jane, "unsuspend");
    await world.worker();
    await world.settled();
    const has = await why();
    expect([has.hasAccess, firstFailing(has)]).toEqual([true, undefined]);
    expect(has.answer).toBe(
      "jane.doe@example.com has access to Declaree. The person has the app individually. All is as it should be.",
    );
    expect(has.conditions.find(({ name }) => name === "targetState")?.detail).toContain("is active in Declaree");
  });

  it("gives the target's own words and the task's remedy after a refusal", async () => {
    await world.worker();
    world.target.fault = (request) =>
      request.method === "POST"
        ? { kind: "answer", status: 400, detail: "The cost center does not exist." }
        : undefined;
    await assign(world, appId, jane);
    await world.settled();
    const refused = await why();
    expect(firstFailing(refused)).toBe("lastOutcome");
    expect(refused.answer).toContain("The cost center does not exist.");
    expect(refused.answer).toContain("Correct the person's profile");
  });

  it("names the refused credential", async () => {
    await world.worker();
    world.target.password = "changed";
    await assign(world, appId, jane);
    await until(async () => expect(firstFailing(await why())).toBe("connectionWorks"));
    expect((await why()).answer).toContain("The user name or password is wrong.");
  });

  it("names a format or mapping that cannot be computed", async () => {
    await updateApp(world.act, appId, { userName: { type: "CUSTOM", template: `\${source.nickName}` } });
    await assign(world, appId, jane);
    const blocked = await why();
    expect([firstFailing(blocked), blocked.conditions.find(({ name }) => name === "mappingComputes")?.detail]).toEqual([
      "mappingComputes",
      expect.stringContaining('"userName" cannot be computed'),
    ]);
  });
});

describe("why", () => {
  it("tells through which group somebody has the app, and why an account outlives its assignment", async () => {
    const groupId = await group(world, "Finance", jane);
    await api.ok("PUT", `/api/v1/apps/${appId}/groups/${groupId}`, {});
    await world.worker();
    await world.settled();
    expect((await why()).answer).toContain('The person has the app through "Finance".');
    await updateToApp(world.act, appId, { deactivateUsers: false });
    await api.ok("DELETE", `/api/v1/apps/${appId}/groups/${groupId}`);
    await world.settled();
    const left = await why();
    expect([left.hasAccess, (await appUser(world, jane)).assigned]).toEqual([true, false]);
    expect(left.answer).toContain("still has access to Declaree without being assigned");
    expect(left.answer).toContain('"Deactivate Users" is off');
  });

  it("explains membership of a pushed group", async () => {
    const groupId = await group(world, "Team");
    const mapping = await push(world, appId, groupId);
    const member = () => api.ok<Why>("GET", own(`/group-push/mappings/${mapping}/members/${jane}/why`));
    await world.worker();
    await world.settled();
    expect((await member()).answer).toContain('The person is not in "Team". Add the person to "Team".');
    await addMember(world.act, groupId, jane);
    await world.settled();
    const out = await member();
    expect([out.hasAccess, firstFailing(out)]).toEqual([false, "account.assigned"]);
    await assign(world, appId, jane);
    await world.settled();
    expect(await member()).toMatchObject({
      hasAccess: true,
      answer: expect.stringContaining("All is as it should be."),
    });
    await unassignPerson(world.act, { appId, personId: jane });
    await world.settled();
    expect((await member()).hasAccess).toBe(false);
  });
});
