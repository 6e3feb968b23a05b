/** The contract of membership and of accounts. */
import { expect, it } from "vitest";
import { GROUP_SHAPE, newCaller, USER_SHAPE } from "../shapes.ts";
import {
  type ContractContext,
  changeMembers,
  createGroup,
  createUser,
  draft,
  expectScimError,
  memberIds,
  NONE,
  query,
  UNKNOWN_ID,
} from "./context.ts";

/** Steps of membership. */
export function describeMembership(context: ContractContext): void {
  it("applies steps in order, and shows members by display name", async () => {
    const [a, b, c] = await Promise.all(
      ["Carl", "Anna", "Bert"].map((displayName) => createUser(context, { userName: displayName, displayName })),
    );
    const [carl = "", anna = "", bert = ""] = [a?.id, b?.id, c?.id];
    const group = await createGroup(context, "G", [carl]);
    const added = await changeMembers(context, group.id, { kind: "add", members: [anna, bert] });
    expect(added).toMatchObject({ changed: true, resource: { version: 2 } });
    expect(added.resource.members?.map((member) => member.display)).toEqual(["Anna", "Bert", "Carl"]);
    await changeMembers(
      context,
      group.id,
      { kind: "remove", members: [anna, UNKNOWN_ID, "nonsense"] },
      { kind: "add", members: [carl] },
    );
    expect(await memberIds(context, group.id)).toEqual([bert, carl]);
    await changeMembers(context, group.id, { kind: "replaceAll", members: [anna, bert] });
    expect(await memberIds(context, group.id)).toEqual([anna, bert]);
    await changeMembers(context, group.id, { kind: "replaceAll", members: [] });
    expect(await memberIds(context, group.id)).toEqual([]);
  });

  it("changes nothing when the steps lead back to where they began", async () => {
    const user = await createUser(context, { userName: "u" });
    const group = await createGroup(context, "G", [user.id]);
    const steps = [
      [{ kind: "add", members: [user.id] }],
      [{ kind: "remove", members: [UNKNOWN_ID] }],
      [{ kind: "replaceAll", members: [user.id] }],
      [
        { kind: "remove", members: [user.id] },
        { kind: "add", members: [user.id] },
      ],
    ] as const;
    for (const list of steps) {
      const { changed, resource } = await changeMembers(context, group.id, ...list);
      expect(changed).toBe(false);
      expect(resource.version).toBe(1);
    }
  });

  it("refuses a member that the account does not have, names it, and changes nothing", async () => {
    const user = await createUser(context, { userName: "u" });
    const group = await createGroup(context, "G");
    for (const id of [UNKNOWN_ID, "nonsense"]) {
      const work = changeMembers(context, group.id, { kind: "add", members: [user.id, id] });
      await expectScimError(work, "invalidValue", id);
      await expectScimError(createGroup(context, "H", [id]), "invalidValue", id);
    }
    expect(await memberIds(context, group.id)).toEqual([]);
    expect((await context.store.query(context.caller, GROUP_SHAPE, query())).totalResults).toBe(1);
  });

  it("refuses a group as a member of itself, and takes another group", async () => {
    const group = await createGroup(context, "G");
    const other = await createGroup(context, "H");
    const self = changeMembers(context, group.id, { kind: "add", members: [group.id] });
    await expectScimError(self, "invalidValue", /itself/);
    const { resource } = await changeMembers(context, group.id, { kind: "add", members: [other.id] });
    expect(resource.members).toEqual([{ value: other.id, type: "Group", display: "H" }]);
  });
}

/** What one account must not see of another. */
export function describeAccounts(context: ContractContext): void {
  it("never mixes two accounts", async () => {
    const foreign = newCaller();
    const user = await createUser(context, { userName: "same" });
    const theirs = (await context.store.create(foreign, USER_SHAPE, draft({ userName: "same" }), NONE)).resource;
    const group = await createGroup(context, "G", [user.id]);
    expect(await context.store.find(foreign, USER_SHAPE, user.id, NONE)).toBeUndefined();
    const found = await context.store.query(foreign, USER_SHAPE, query({ filterText: 'userName eq "same" or id pr' }));
    expect(found.resources.map(({ id }) => id)).toEqual([theirs.id]);
    expect((await context.store.query(foreign, GROUP_SHAPE, query())).totalResults).toBe(0);
    await expectScimError(
      context.store.change(foreign, USER_SHAPE, user.id, ({ attributes }) => draft(attributes), {
        ifMatch: undefined,
        include: NONE,
      }),
      "notFound",
      /does not exist/,
    );
    await expectScimError(
      context.store.remove(foreign, GROUP_SHAPE, group.id, { ifMatch: undefined }),
      "notFound",
      /does not exist/,
    );
    await expectScimError(
      changeMembers(context, group.id, { kind: "add", members: [theirs.id] }),
      "invalidValue",
      theirs.id,
    );
  });
}
