/** Accounts that wait and did not change are not looked at anew: what else decides about them is noticed all the same. */
import type { AppId } from "@lockstep/ports";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ImportResultPage, ImportRowPage, ImportRun } from "../../contract.ts";
import { type Api, openApi } from "../testing/api.ts";
import { connectedApp, createWorld, person, type World } from "../testing/world.ts";

let world: World;
let api: Api;
let appId: AppId;
beforeEach(async () => {
  world = await createWorld();
  api = await openApi(world);
  appId = await connectedApp(world, { syncPassword: false });
  await world.worker();
});
afterEach(async () => {
  await world.end();
});

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const path = (rest: string) => `/api/lockstep/v1/apps/${appId}/${rest}`;
const rows = () => api.ok<ImportRowPage>("GET", path("import-rows"));
const rules = (userCreateAndMatch: Readonly<Record<string, unknown>>) =>
  api.ok("PUT", `/api/v1/apps/${appId}/features/INBOUND_PROVISIONING`, { importRules: { userCreateAndMatch } });
const account = (more: Readonly<Record<string, unknown>> = {}) =>
  world.target.put("Users", {
    userName: "jane.doe@example.com",
    active: true,
    name: { givenName: "Jane", familyName: "Doe" },
    emails: [{ value: "Jane.Doe@example.com", type: "work", primary: true }],
    [ENTERPRISE]: { employeeNumber: "E1" },
    ...more,
  });

async function run(): Promise<ImportRun> {
  const { id } = await api.ok<ImportRun>("POST", path("imports"), { mode: "FULL" });
  await world.settled();
  return await api.ok<ImportRun>("GET", path(`imports/${id}`));
}

async function onlyRow() {
  const { items } = await rows();
  expect(items).toHaveLength(1);
  return items[0];
}

describe("an account that waits and did not change", () => {
  it.each([
    [
      "user name",
      { exactMatchCriteria: ["USERNAME"], allowPartialMatch: false },
      "Some One",
      { login: "JANE.doe@example.com" },
    ],
    [
      "e-mail address",
      { exactMatchCriteria: ["EMAIL"], allowPartialMatch: false },
      "Some One",
      { email: "jane.doe@EXAMPLE.com" },
    ],
    [
      "employee number",
      { exactMatchCriteria: ["employeeNumber"], allowPartialMatch: false },
      "Some One",
      { employeeNumber: "E1" },
    ],
  ])("is paired with somebody who has come since and has its %s", async (_name, criteria, name, profile) => {
    await rules(criteria);
    account();
    await run();
    expect(await run()).toMatchObject({ newPeople: 1, matched: 0 });
    const id = await person(world, name, profile);
    const third = await run();
    expect(third).toMatchObject({ newPeople: 0, matched: 1 });
    expect(await onlyRow()).toMatchObject({ match: "EXACT", person: { id } });
    expect(await api.ok<ImportResultPage>("GET", path(`imports/${third.id}/results`))).toMatchObject({
      items: [{ outcome: "WAITING", match: "EXACT" }],
      difference: { appeared: 1, ended: 1 },
    });
  });

  it("is shown beside somebody who has come since and has its names, and stands alone again when that person is gone", async () => {
    account();
    await run();
    await run();
    const id = await person(world, "Jane Doe", { login: "other@example.com", email: "other@example.com" });
    await run();
    expect(await onlyRow()).toMatchObject({ match: "PARTIAL", person: { id } });
    await api.ok("POST", `/api/v1/users/${id}/lifecycle/deactivate`);
    await run();
    expect(await onlyRow()).toMatchObject({ match: "NONE", person: null });
  });

  it("is one namesake's alone, though that person has the e-mail address of another account of the page", async () => {
    const id = await person(world, "Jane Doe", { login: "other@example.com", email: "shared@example.com" });
    account();
    const emails = [{ value: "shared@example.com", type: "work", primary: true }];
    account({ userName: "ann.bee@example.com", name: { givenName: "Ann", familyName: "Bee" }, emails });
    await run();
    const { items } = await rows();
    expect(items.map(({ userName, match, person: found }) => [userName, match, found?.id])).toEqual([
      ["ann.bee@example.com", "NONE", undefined],
      ["jane.doe@example.com", "PARTIAL", id],
    ]);
  });

  it("is mapped anew when its own values or a mapping are otherwise", async () => {
    const id = account();
    await run();
    Object.assign(world.target.user("jane.doe@example.com") ?? {}, { title: "Engineer" });
    await run();
    expect((await onlyRow())?.profile).toMatchObject({ title: "Engineer" });
    const { items } = await api.ok<{ items: { attribute: string; expression: string }[] }>(
      "GET",
      path("import-mappings"),
    );
    const shout = items.map((one) =>
      one.attribute === "title" ? { ...one, expression: "String.toUpperCase(appuser.title)" } : one,
    );
    await api.ok("PUT", path("import-mappings"), { items: shout });
    await run();
    expect((await onlyRow())?.profile).toMatchObject({ title: "ENGINEER" });
    expect(await onlyRow()).toMatchObject({ externalId: id });
  });

  it("is mapped by each import where an expression asks for the time", async () => {
    const { items } = await api.ok<{ items: { attribute: string; expression: string }[] }>(
      "GET",
      path("import-mappings"),
    );
    const timed = items.map((one) => (one.attribute === "nickName" ? { ...one, expression: "Time.now()" } : one));
    await api.ok("PUT", path("import-mappings"), { items: timed });
    account();
    await run();
    const first = (await onlyRow())?.profile["nickName"];
    world.clock.advance(60_000);
    await run();
    expect((await onlyRow())?.profile["nickName"]).not.toBe(first);
    expect(first).toMatch(/^\d{4}-/);
  });

  it("becomes a person as soon as a rule says so, and is left alone when it is ignored in between", async () => {
    const externalId = account();
    await run();
    await run();
    await api.ok("POST", path("import-rows/confirm"), { rows: [{ externalId, action: "IGNORE" }] });
    expect(await run()).toMatchObject({ skipped: 1, newPeople: 0 });
    await api.ok("POST", path("import-rows/confirm"), { rows: [{ externalId, action: "UNIGNORE" }] });
    await run();
    expect(await onlyRow()).toMatchObject({ state: "UNCONFIRMED", match: "NONE" });
    await rules({ autoConfirmNewUsers: true });
    expect(await run()).toMatchObject({ peopleCreated: 1 });
  });

  it("is ambiguous as soon as another account of the list means the same, and stands alone again when that one is ignored", async () => {
    const told = async ({ id }: ImportRun) => {
      const { items } = await api.ok<ImportResultPage>("GET", path(`imports/${id}/results`));
      return items.map(({ userName, match, reason }) => [userName, match, reason]).sort();
    };
    await rules({ exactMatchCriteria: ["EMAIL"], allowPartialMatch: false });
    const alone = 'Nobody has email "Jane.Doe@example.com".';
    const shared = "Several accounts of the app would become the person Jane.Doe@example.com.";
    account();
    expect(await told(await run())).toEqual([["jane.doe@example.com", "NONE", alone]]);
    const second = account({ userName: "second@example.com" });
    const both = [
      ["jane.doe@example.com", "AMBIGUOUS", shared],
      ["second@example.com", "AMBIGUOUS", shared],
    ];
    const twice = await run();
    expect(twice).toMatchObject({ newPeople: 0, matched: 2 });
    expect(await told(twice)).toEqual(both);
    expect(await told(await run())).toEqual(both);
    await api.ok("POST", path("import-rows/confirm"), { rows: [{ externalId: second, action: "IGNORE" }] });
    const ignored = ["second@example.com", "NONE", "The account is ignored."];
    expect(await told(await run())).toEqual([["jane.doe@example.com", "NONE", alone], ignored]);
    await api.ok("POST", path("import-rows/confirm"), { rows: [{ externalId: second, action: "UNIGNORE" }] });
    expect(await told(await run())).toEqual(both);
  });

  it("stands alone in the words of its own when the first import found it beside another one that is ignored since", async () => {
    await rules({ exactMatchCriteria: ["EMAIL"], allowPartialMatch: false });
    account();
    const second = account({ userName: "second@example.com" });
    expect(await run()).toMatchObject({ newPeople: 0, matched: 2 });
    await api.ok("POST", path("import-rows/confirm"), { rows: [{ externalId: second, action: "IGNORE" }] });
    for (const { id } of [await run(), await run()]) {
      const { items } = await api.ok<ImportResultPage>("GET", path(`imports/${id}/results`));
      expect(items.find(({ userName }) => userName === "jane.doe@example.com")).toMatchObject({
        match: "NONE",
        reason: 'Nobody has email "Jane.Doe@example.com".',
      });
    }
  });

  it("goes with its app", async () => {
    account();
    await run();
    await api.ok("POST", `/api/v1/apps/${appId}/lifecycle/deactivate`);
    await api.ok("DELETE", `/api/v1/apps/${appId}`);
    const left = await world.database.kysely.selectFrom("import_row").selectAll().execute();
    expect(left).toEqual([]);
  });
});
