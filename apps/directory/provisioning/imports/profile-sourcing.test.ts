import type { AppId, PersonId } from "@lockstep/ports";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startImport } from "../index.ts";
import { type Api, openApi } from "../testing/api.ts";
import { type ScimTarget, startScimTarget } from "../testing/scim-target.ts";
import { appUser, assign, connectedApp, createWorld, person, type World } from "../testing/world.ts";

let world: World;
let api: Api;
beforeEach(async () => {
  world = await createWorld();
  api = await openApi(world);
});
afterEach(async () => {
  await world.end();
});

const importNow = async (appId: AppId) => {
  await world.database.transaction((trx) => startImport(trx, world.act, { appId, trigger: "MANUAL", mode: "FULL" }));
  await world.settled();
};
const source = (appId: AppId, more: Readonly<Record<string, unknown>> = {}) =>
  api.ok("PUT", `/api/v1/apps/${appId}/features/INBOUND_PROVISIONING`, {
    importRules: { profileAndLifecycle: { profileSourcing: true, ...more } },
  });
const profileOf = async (id: PersonId) =>
  (await api.ok<{ profile: Record<string, unknown> }>("GET", `/api/v1/users/${id}`)).profile;
const change = (target: ScimTarget, userName: string, more: Readonly<Record<string, unknown>>) => {
  const user = target.user(userName);
  Object.assign(user ?? {}, more);
};

describe("an app that sources people", () => {
  it("gives them its values, sends them on to other apps, and is told nothing that it said", async () => {
    const other = await startScimTarget();
    try {
      const hr = await connectedApp(world, { syncPassword: false }, "HR");
      const appId = await connectedApp({ ...world, target: other }, { syncPassword: false }, "Other");
      await source(hr);
      await world.worker();
      const jane = await person(world, "Jane Doe", { title: "Clerk", nickName: "Jay" });
      await assign(world, hr, jane);
      await assign(world, appId, jane);
      await world.settled();
      change(world.target, "jane.doe@example.com", { title: "Controller", displayName: "Jane D." });
      world.target.forget();
      await importNow(hr);
      expect(await profileOf(jane)).toMatchObject({ title: "Controller", displayName: "Jane D." });
      // What the app does not hold, it says to be empty.
      expect(await profileOf(jane)).not.toHaveProperty("nickName");
      expect(other.user("jane.doe@example.com")).toMatchObject({ title: "Controller" });
      expect(world.target.writes()).toEqual([]);
      // Nor is it asked for anything but its lists, and whether it has a feed of events.
      const others = world.target.requests.filter(
        ({ path }) => !/^\/((Users|Groups)\?startIndex=|events\?)/.test(path),
      );
      expect(others).toEqual([]);

      // Not even when the person is compared anew for another reason.
      await api.ok("POST", `/api/lockstep/v1/apps/${hr}/force-sync`, {});
      await world.settled();
      expect(world.target.writes()).toEqual([]);
      expect(await appUser(world, jane)).toMatchObject({ assigned: true });
    } finally {
      await other.close();
    }
  });

  it("has the last word: the directory's API refuses another value and names the source", async () => {
    const hr = await connectedApp(world, { syncPassword: false }, "HR");
    await source(hr);
    await world.worker();
    const jane = await person(world, "Jane Doe", { title: "Clerk" });
    await assign(world, hr, jane);
    await world.settled();
    const refused = await api.call<{ errorCauses: { errorSummary: string }[] }>("POST", `/api/v1/users/${jane}`, {
      profile: { title: "Boss", costCenter: "7", secondEmail: "j@mail.example" },
    });
    expect(refused.status).toBe(400);
    expect(refused.body.errorCauses.map(({ errorSummary }) => errorSummary)).toEqual([
      "costCenter: The value comes from HR, which sources this person. Change it there, or give the attribute another source",
      "title: The value comes from HR, which sources this person. Change it there, or give the attribute another source",
    ]);
    const file = "login,email,firstName,lastName,title\njane.doe@example.com,jane.doe@example.com,Jane,Doe,Boss\n";
    const imported = await api.fetch(
      new Request("http://directory.test/api/lockstep/v1/people/import", {
        method: "POST",
        headers: { authorization: `SSWS ${api.token}`, "content-type": "text/csv" },
        body: file,
      }),
    );
    expect([imported.status, await imported.text()]).toEqual([
      400,
      expect.stringContaining(
        "The value comes from HR, which sources this person: change it there, or leave the column out",
      ),
    ]);
    // What no source gives is the directory's own.
    await api.ok("POST", `/api/v1/users/${jane}`, { profile: { secondEmail: "j@mail.example" } });
    // An attribute that the directory keeps for itself is not the app's, and the app is told.
    await api.ok("POST", "/api/v1/meta/schemas/user/default", {
      definitions: { base: { properties: { title: { master: { type: "OKTA" } } } } },
    });
    await api.ok("POST", `/api/v1/users/${jane}`, { profile: { title: "Boss" } });
    await world.settled();
    expect(world.target.user("jane.doe@example.com")).toMatchObject({ title: "Boss" });
    expect(
      await api.ok<{ items: { attribute: string }[] }>("GET", `/api/lockstep/v1/people/${jane}/sources`),
    ).toMatchObject({ items: expect.arrayContaining([{ attribute: "department", app: { id: hr, label: "HR" } }]) });
  });

  it("comes in an order: the first that maps an attribute gives it, and an attribute may name its own source", async () => {
    const second = await startScimTarget();
    try {
      const hr = await connectedApp(world, { syncPassword: false }, "HR");
      const phones = await connectedApp({ ...world, target: second }, { syncPassword: false }, "Phones");
      await source(hr);
      await source(phones);
      await api.ok("PUT", "/api/lockstep/v1/profile-sources", { appIds: [hr, phones] });
      await world.worker();
      const jane = await person(world, "Jane Doe");
      await assign(world, hr, jane);
      await assign(world, phones, jane);
      await world.settled();
      change(world.target, "jane.doe@example.com", { title: "Of HR" });
      change(second, "jane.doe@example.com", { title: "Of Phones" });
      await importNow(phones);
      expect(await profileOf(jane)).not.toHaveProperty("title");
      await importNow(hr);
      expect(await profileOf(jane)).toMatchObject({ title: "Of HR" });
      await api.ok("POST", "/api/v1/meta/schemas/user/default", {
        definitions: {
          base: { properties: { title: { master: { type: "OVERRIDE", priority: [{ type: "APP", value: phones }] } } } },
        },
      });
      await world.settled();
      change(second, "jane.doe@example.com", { title: "Of Phones" });
      await importNow(phones);
      expect(await profileOf(jane)).toMatchObject({ title: "Of Phones" });
    } finally {
      await second.close();
    }
  });

  it("maps by expressions over its users, custom attributes included, and says what is wrong with one", async () => {
    const hr = await connectedApp(world, { syncPassword: false }, "HR");
    await source(hr);
    const path = `/api/lockstep/v1/apps/${hr}/import-mappings`;
    const { items } = await api.ok<{ items: { attribute: string; expression: string }[] }>("GET", path);
    expect(items).toContainEqual({ attribute: "firstName", expression: "appuser.givenName" });
    const refused = await api.call<{ errorCauses: { errorSummary: string }[] }>("PUT", path, {
      items: [
        { attribute: "title", expression: "appuser.titel" },
        { attribute: "login", expression: "appuser.userName" },
        { attribute: "shoeSize", expression: "appuser.title" },
      ],
    });
    expect(refused.status).toBe(400);
    expect(refused.body.errorCauses.map(({ errorSummary }) => errorSummary.split(":")[0])).toEqual([
      "title",
      "login",
      "shoeSize",
    ]);
    await api.ok("PUT", path, {
      items: [
        ...items.filter(({ attribute }) => attribute !== "displayName"),
        { attribute: "displayName", expression: "appuser.familyName + ', ' + appuser.givenName" },
      ],
    });
    await world.worker();
    const jane = await person(world, "Jane Doe");
    await assign(world, hr, jane);
    await world.settled();
    await importNow(hr);
    expect(await profileOf(jane)).toMatchObject({ displayName: "Doe, Jane" });
    expect(world.target.user("jane.doe@example.com")).toMatchObject({ displayName: "Jane Doe" });
  });
});
