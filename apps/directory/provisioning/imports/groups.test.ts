import type { JsonObject } from "@lockstep/scim";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ImportedGroup, ImportedGroupMember } from "../../contract.ts";
import { hastyTimers } from "../testing/hasty-timers.ts";
import { accountId, createImportWorld, type ImportWorld, linkAccounts } from "../testing/import-world.ts";

/** Groups of the app: shown, never changed here, and removed only when it is certain that they are gone. */

let w: ImportWorld;
beforeEach(async () => {
  w = await createImportWorld();
  await w.world.worker({ deps: { timers: hastyTimers } });
});
afterEach(() => w.end());

const groupOf = (id: string, displayName: string, members: readonly string[], more: JsonObject = {}) => ({
  id,
  displayName,
  members: members.map((value) => ({ value, display: `${value}@example.com` })),
  ...more,
});
const groups = async (query = "") =>
  (await w.api.ok<{ items: readonly ImportedGroup[] }>("GET", `${w.path}/app-groups${query}`)).items;
const members = async (id: string, query = "") =>
  (await w.api.ok<{ items: readonly ImportedGroupMember[] }>("GET", `${w.path}/app-groups/${id}/members${query}`))
    .items;
const names = async () => (await groups()).map(({ name, members: count }) => `${name} ${count}`);

describe("groups of an app", () => {
  it("that no database can hold are left out by number, and what of them can be held is kept; the list counts as read", async () => {
    w.app.put("Groups", groupOf("gone", "Gone", []));
    await w.run("GROUPS");
    w.app.remove("Groups", "gone");
    w.app.put(
      "Groups",
      groupOf("g1", "Nul \u0000 name", [accountId(1), "half \ud800", "x".repeat(300)]),
      groupOf("g2", "Half \ud800 name", [accountId(2)], { description: "Half \udc00 of it" }),
      groupOf("g3", "y".repeat(5_000), []),
      groupOf("nul \u0000 id", "Of a bad id", []),
      groupOf("z".repeat(300), "Of a long id", []),
      groupOf("g4", "", []),
    );
    const run = await w.run("GROUPS");
    expect(run).toMatchObject({
      state: "DONE",
      groups: {
        total: 6,
        scanned: 3,
        created: 3,
        removed: 1,
        problem: "3 groups were left out: they have no name, or an id that cannot be kept.",
      },
    });
    expect((await groups()).map(({ id, name, description, members: count }) => [id, name, description, count])).toEqual(
      [
        ["g2", "Half \ufffd name", "Half \ufffd of it", 1],
        ["g1", "Nul \ufffd name", null, 1],
        ["g3", "y".repeat(500), null, 0],
      ],
    );
    expect((await members("g1")).map(({ id }) => id)).toEqual([accountId(1)]);
  });

  it("come with their members, are listed by name, searched, and paged", async () => {
    const [person] = await linkAccounts(w, 3);
    w.app.put(
      "Groups",
      groupOf("g2", "Beta", [accountId(1), "stranger"]),
      groupOf("g1", "alpha", [], { description: "The first" }),
      groupOf("g3", "Gamma team", [], { members: [{ value: "g1", type: "Group" }] }),
    );
    expect(await w.run()).toMatchObject({
      state: "DONE",
      groups: { total: 3, scanned: 3, created: 3, updated: 0, unchanged: 0, removed: 0, problem: null },
    });
    expect(await groups()).toMatchObject([
      { id: "g1", name: "alpha", description: "The first", members: 0 },
      { id: "g2", name: "Beta", description: null, members: 2 },
      { id: "g3", name: "Gamma team", members: 1 },
    ]);
    expect((await groups("?q=TEAM")).map(({ id }) => id)).toEqual(["g3"]);
    const first = await w.api.fetch(
      new Request(`http://directory.test${w.path}/app-groups?limit=2`, {
        headers: { authorization: `SSWS ${w.api.token}` },
      }),
    );
    const next = /after=([^&>]+)[^<]*>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
    expect((await groups(`?limit=2&after=${next}`)).map(({ id }) => id)).toEqual(["g3"]);
    expect(await members("g2")).toEqual([
      {
        id: accountId(1),
        kind: "USER",
        display: `${accountId(1)}@example.com`,
        person: { id: person, login: "person1@example.com" },
      },
      { id: "stranger", kind: "USER", display: "stranger@example.com", person: null },
    ]);
    expect(await members("g3")).toMatchObject([{ id: "g1", kind: "GROUP" }]);
    expect((await w.api.call("GET", `${w.path}/app-groups/g9`)).status).toBe(404);
    expect((await w.api.call("PUT", `${w.path}/app-groups/g1`, { name: "Mine" })).status).toBe(405);
  });

  it("follow what the app changed, and are read alone by Refresh App Groups", async () => {
    await linkAccounts(w, 3);
    w.app.put(
      "Groups",
      groupOf("g1", "Alpha", [accountId(1), accountId(2)]),
      groupOf("g2", "Beta", []),
      groupOf("g3", "Gone", []),
    );
    await w.run();
    w.app.put("Groups", groupOf("g1", "Alpha", [accountId(2), accountId(3)]));
    w.app.remove("Groups", "g3");
    w.app.forget();
    const { id } = await w.api.ok<{ id: string }>("POST", `${w.path}/app-groups/refresh`);
    expect(await w.ended(id)).toMatchObject({
      mode: "GROUPS",
      state: "DONE",
      scanned: 0,
      groups: { scanned: 2, created: 0, updated: 1, unchanged: 1, removed: 1 },
    });
    expect(w.app.requests.every((request) => request.startsWith("GET /Groups"))).toBe(true);
    expect(await names()).toEqual(["Alpha 2", "Beta 0"]);
    expect((await members("g1")).map((member) => member.id)).toEqual([accountId(2), accountId(3)]);
  });

  it("stay when the list is in doubt or fails; the people's import goes on", async () => {
    await linkAccounts(w, 3);
    w.app.put("Groups", groupOf("g1", "Alpha", []), groupOf("g2", "Beta", []));
    await w.run();
    w.app.remove("Groups", "g2");
    w.app.misbehave.total = (count, page) => (page.collection === "Groups" ? count + 1 : count);
    expect(await w.run()).toMatchObject({
      state: "DONE",
      complete: true,
      groups: { removed: 0, problem: expect.stringContaining("showed 1 in 3 walks") },
    });
    w.app.misbehave.total = (count) => count;
    for (const status of [403, 500, 501]) {
      w.app.misbehave.fail = ({ collection }) => (collection === "Groups" ? { status } : undefined);
      expect(await w.run()).toMatchObject({
        state: "DONE",
        scanned: 3,
        groups: { removed: 0, problem: expect.stringContaining("could not be read") },
      });
    }
    expect(await w.run("GROUPS")).toMatchObject({ state: "FAILED", error: expect.stringContaining("Not now.") });
    w.app.remove("Groups", "g1");
    w.app.misbehave.fail = () => undefined;
    w.app.misbehave.empty = "404";
    expect(await w.run()).toMatchObject({ groups: { removed: 0, problem: expect.stringContaining("404") } });
    expect(await names()).toEqual(["Alpha 0", "Beta 0"]);
  });

  it("are asked for their members one by one where lists are silent about them", async () => {
    await linkAccounts(w, 3);
    w.app.put("Groups", groupOf("g1", "Alpha", [accountId(1)]), groupOf("g2", "Beta", []));
    w.app.misbehave.members = "apart";
    await w.run();
    expect(await names()).toEqual(["Alpha 1", "Beta 0"]);
  });

  it("are read in smaller pages where an answer would be too large, and in the end without members", async () => {
    // Two of them are more than one answer may hold, and the third is by itself.
    const many = Array.from({ length: 9_000 }, (_, index) => ({ value: `m-${index}`, note: "x".repeat(1_900) }));
    const large = (id: string, name: string, count: number) => groupOf(id, name, [], { members: many.slice(0, count) });
    w.app.put("Groups", large("g1", "One", 4_500), large("g2", "Two", 4_500), groupOf("g3", "Small", ["m1"]));
    expect(await w.run("GROUPS")).toMatchObject({ state: "DONE", groups: { scanned: 3, problem: null } });
    expect(await names()).toEqual(["One 4500", "Small 1", "Two 4500"]);
    w.app.put("Groups", large("g2", "Two", 9_000));
    expect(await w.run("GROUPS")).toMatchObject({ state: "DONE", groups: { scanned: 3, updated: 1 } });
    expect(await names()).toEqual(["One 4500", "Small 1", "Two null"]);
  });

  it("are left alone when the app's setting says so", async () => {
    w.app.put("Groups", groupOf("g1", "Alpha", []));
    await w.api.ok("PUT", `/api/v1/apps/${w.appId}/features/INBOUND_PROVISIONING`, {
      importSettings: { groups: "DISABLED" },
    });
    w.app.forget();
    await w.run();
    expect(w.app.requests.filter((request) => request.includes("/Groups"))).toEqual([]);
    expect(await groups()).toEqual([]);
  });
});
