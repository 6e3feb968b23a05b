/** The contract of queries over one type. */
import { expect, it } from "vitest";
import { GROUP_SHAPE, USER_SHAPE } from "../shapes.ts";
import { ALL, type ContractContext, createGroup, createUser, expectScimError, query } from "./context.ts";

/** Lists, filters, sorting and pages by index. */
export function describeQuery(context: ContractContext): void {
  it("lists in order of creation, page by page, with the total on every page", async () => {
    const ids: string[] = [];
    for (const name of ["e", "d", "c", "b", "a"]) {
      ids.push((await createUser(context, { userName: name })).id);
      context.advance(1);
    }
    await createGroup(context, "not a user");
    const page = (startIndex: number, count: number) =>
      context.store.query(context.caller, USER_SHAPE, query({ startIndex, count }));
    expect(await page(1, 2)).toMatchObject({ totalResults: 5, resources: [{ id: ids[0] }, { id: ids[1] }] });
    expect(await page(3, 2)).toMatchObject({ totalResults: 5, resources: [{ id: ids[2] }, { id: ids[3] }] });
    expect(await page(5, 2)).toMatchObject({ totalResults: 5, resources: [{ id: ids[4] }] });
    expect(await page(6, 2)).toEqual({ totalResults: 5, resources: [] });
    expect(await page(1, 0)).toEqual({ totalResults: 5, resources: [] });
  });

  it("finds by filter, counts all matches, and sorts", async () => {
    for (const [userName, title] of [
      ["b", "X"],
      ["C", "X"],
      ["a", "X"],
      ["d", "Y"],
    ] as const) {
      await createUser(context, { userName, title });
    }
    const names = async (overrides: Parameters<typeof query>[0]) => {
      const page = await context.store.query(context.caller, USER_SHAPE, query(overrides));
      return [page.totalResults, ...page.resources.map((resource) => resource.attributes.userName)];
    };
    expect(await names({ filterText: 'userName eq "c"' })).toEqual([1, "C"]);
    expect(await names({ filterText: 'userName eq "nobody"' })).toEqual([0]);
    expect(await names({ filterText: 'title eq "x"', sortBy: "userName" })).toEqual([3, "a", "b", "C"]);
    expect(await names({ filterText: 'title eq "x"', sortBy: "username", sortOrder: "descending", count: 2 })).toEqual([
      3,
      "C",
      "b",
    ]);
    expect(await names({ filterText: 'title eq "x"', sortBy: "userName", startIndex: 3, count: 2 })).toEqual([3, "C"]);
    expect(await names({ filterText: 'title eq "x"', count: 0 })).toEqual([3]);
  });

  it("refuses filters and sort keys that name what there is not", async () => {
    const ask = (overrides: Parameters<typeof query>[0]) =>
      context.store.query(context.caller, USER_SHAPE, query(overrides));
    await expectScimError(ask({ filterText: 'shoeSize eq "44"' }), "invalidFilter", /shoeSize/);
    await expectScimError(ask({ filterText: 'password eq "x"' }), "invalidFilter", /password/);
    await expectScimError(ask({ sortBy: "shoeSize" }), "invalidValue", /shoeSize/);
  });

  it("carries members and groups of a whole page when asked", async () => {
    const user = await createUser(context, { userName: "u", displayName: "Uma" });
    const group = await createGroup(context, "G", [user.id]);
    // Groups of one millisecond have no order that a test could know.
    context.advance(1);
    await createGroup(context, "H");
    const groups = await context.store.query(context.caller, GROUP_SHAPE, query({ include: ALL }));
    expect(groups.resources.map((resource) => resource.members)).toEqual([
      [{ value: user.id, type: "User", display: "Uma" }],
      [],
    ]);
    const users = await context.store.query(context.caller, USER_SHAPE, query({ include: ALL }));
    expect(users.resources[0]?.groups).toEqual([{ value: group.id, type: "direct", display: "G" }]);
    const bare = await context.store.query(context.caller, GROUP_SHAPE, query());
    expect(bare.resources[0]).not.toHaveProperty("members");
  });

  it("finds by membership from both sides", async () => {
    const user = await createUser(context, { userName: "u" });
    const group = await createGroup(context, "G", [user.id]);
    const other = await createGroup(context, "H");
    const groupsBy = async (filterText: string) =>
      (await context.store.query(context.caller, GROUP_SHAPE, query({ filterText }))).resources.map(({ id }) => id);
    for (const path of [`members.value eq "${user.id}"`, `members eq "${user.id}"`, `members[value eq "${user.id}"]`]) {
      expect(await groupsBy(path)).toEqual([group.id]);
      expect(await groupsBy(`not (${path})`)).toEqual([other.id]);
    }
    expect(await groupsBy(`id eq "${group.id}" and members eq "${user.id}"`)).toEqual([group.id]);
    expect(await groupsBy('members.value eq "nobody"')).toEqual([]);
    const users = await context.store.query(
      context.caller,
      USER_SHAPE,
      query({ filterText: `groups.value eq "${group.id}"` }),
    );
    expect(users.resources.map(({ id }) => id)).toEqual([user.id]);
  });
}
