import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addApp, addGroup, addPerson, startTestDirectory, type TestDirectory } from "../testing/test-directory.ts";

let directory: TestDirectory;
beforeAll(async () => {
  directory = await startTestDirectory();
});
afterAll(() => directory.close());

interface Group {
  readonly id: string;
  readonly profile: { readonly name: string; readonly description: string | null };
  readonly lastMembershipUpdated: string;
}
const EVERYONE = "00gEveryone000000000";

describe("/api/v1/groups", () => {
  it("creates, reads, replaces and deletes", async () => {
    const created = await directory.ok<Group>("POST", "/api/v1/groups", {
      profile: { name: "Sales", description: "All of sales" },
    });
    expect(created).toMatchObject({
      type: "OKTA_GROUP",
      objectClass: ["okta:user_group"],
      profile: { name: "Sales", description: "All of sales" },
    });
    expect(created.id).toMatch(/^00g[0-9A-Za-z]{17}$/);
    expect(await directory.ok("GET", `/api/v1/groups/${created.id}`)).toEqual(created);
    const replaced = await directory.ok<Group>("PUT", `/api/v1/groups/${created.id}`, {
      profile: { name: "Sales EMEA" },
    });
    expect(replaced.profile).toEqual({ name: "Sales EMEA", description: null });
    expect((await directory.call("DELETE", `/api/v1/groups/${created.id}`)).status).toBe(204);
    await directory.refused("GET", `/api/v1/groups/${created.id}`, { status: 404, code: "E0000007" });
  });

  it("refuses a name that another group has in another letter case, on create and rename", async () => {
    await addGroup(directory, "Unique");
    const other = await addGroup(directory, "Other");
    const expected = { status: 400, code: "E0000001", body: { profile: { name: "UNIQUE" } } };
    const cause = ["name: An object with this field already exists in the current organization"];
    expect(await directory.refused("POST", "/api/v1/groups", expected)).toEqual(cause);
    expect(await directory.refused("PUT", `/api/v1/groups/${other}`, expected)).toEqual(cause);
  });

  it.each([
    ["no profile", {}],
    ["a blank name", { profile: { name: "  " } }],
    ["a name of 256 characters", { profile: { name: "x".repeat(256) } }],
    ["a number as name", { profile: { name: 7 } }],
    ["a NUL character", { profile: { name: "a\u0000" } }],
    ["a description of 1025 characters", { profile: { name: "ok", description: "x".repeat(1025) } }],
  ])("refuses %s", async (_case, body) => {
    await directory.refused("POST", "/api/v1/groups", { status: 400, code: "E0000001", body });
  });

  it("members join and leave once; the built-in group is left alone", async () => {
    const [group, person] = [await addGroup(directory, "Members"), await addPerson(directory)];
    const path = `/api/v1/groups/${group}/users/${person}`;
    const membershipDate = async () =>
      (await directory.ok<Group>("GET", `/api/v1/groups/${group}`)).lastMembershipUpdated;
    const before = await membershipDate();
    expect((await directory.call("PUT", path)).status).toBe(204);
    const joined = await membershipDate();
    expect(joined > before).toBe(true);
    expect((await directory.call("PUT", path)).status).toBe(204);
    expect(await membershipDate()).toBe(joined);
    expect(
      (await directory.ok<readonly { id: string }[]>("GET", `/api/v1/groups/${group}/users`)).map((user) => user.id),
    ).toEqual([person]);
    expect((await directory.call("DELETE", path)).status).toBe(204);
    expect(await directory.ok("GET", `/api/v1/groups/${group}/users`)).toEqual([]);
    await directory.refused("PUT", `/api/v1/groups/${group}/users/00unobody`, { status: 404, code: "E0000007" });
    await directory.refused("PUT", `/api/v1/groups/00gnone/users/${person}`, { status: 404, code: "E0000007" });
    for (const [method, tail, body] of [
      ["PUT", `/users/${person}`],
      ["DELETE", ""],
      ["PUT", "", { profile: { name: "Mine" } }],
    ] as const) {
      await directory.refused(method, `/api/v1/groups/${EVERYONE}${tail}`, { status: 403, code: "E0000006", body });
    }
  });

  it("is not deleted while an app mirrors it", async () => {
    const [group, app] = [await addGroup(directory, "Mirrored"), await addApp(directory, "Mirror", true)];
    await directory.ok("POST", `/api/v1/apps/${app}/group-push/mappings`, { sourceGroupId: group });
    const causes = await directory.refused("DELETE", `/api/v1/groups/${group}`, { status: 400, code: "E0000001" });
    expect(causes).toEqual(["id: The group is pushed to Mirror. Unlink it there first, then delete it here."]);
  });

  it("lists by q, filter and search, in pages, with counts where asked", async () => {
    for (let index = 0; index < 3; index += 1) await addGroup(directory, `Paged ${index}`);
    const names = async (query: string) =>
      (await directory.ok<readonly Group[]>("GET", `/api/v1/groups?${query}`)).map((group) => group.profile.name);
    expect(await names("q=paged")).toEqual(["Paged 0", "Paged 1", "Paged 2"]);
    expect(await names(`search=${encodeURIComponent('profile.name eq "paged 1"')}`)).toEqual(["Paged 1"]);
    expect(await names(`filter=${encodeURIComponent('type eq "BUILT_IN"')}`)).toEqual(["Everyone"]);
    expect(await names("limit=0")).toEqual([]);
    const first = await directory.call(
      "GET",
      `/api/v1/groups?search=${encodeURIComponent('profile.name sw "paged"')}&limit=2`,
    );
    const next = /<http:\/\/directory\.test([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
    expect((await directory.ok<readonly Group[]>("GET", next)).map((group) => group.profile.name)).toEqual(["Paged 2"]);
    const stats = await directory.ok<{ _embedded: unknown }>("GET", `/api/v1/groups/${EVERYONE}?expand=stats`);
    expect(stats._embedded).toEqual({
      stats: {
        usersCount: expect.any(Number),
        appsCount: 0,
        groupPushMappingsCount: 0,
        hasAdminPrivilege: false,
      },
    });
    const sorted = (order: string) =>
      names(`search=${encodeURIComponent('profile.name sw "paged"')}&sortBy=profile.name&sortOrder=${order}`);
    expect(await sorted("desc")).toEqual(["Paged 2", "Paged 1", "Paged 0"]);
    await directory.refused("GET", "/api/v1/groups?search=id%20pr&sortBy=size", { status: 400, code: "E0000031" });
    await directory.refused("GET", "/api/v1/groups?q=a&filter=id%20pr", { status: 400, code: "E0000033" });
    await directory.refused("GET", "/api/v1/groups?filter=size%20eq%20%221%22", { status: 400, code: "E0000031" });
  });
});
