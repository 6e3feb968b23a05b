/** The contract of writers side by side. */
import { expect, it } from "vitest";
import { GROUP_SHAPE, USER_SHAPE } from "../shapes.ts";
import {
  ALL,
  type ContractContext,
  changeMembers,
  createGroup,
  createUser,
  draft,
  memberIds,
  NONE,
  query,
} from "./context.ts";

/** What holds when requests meet. */
export function describeConcurrency(context: ContractContext): void {
  it("lets one of 32 creates of one user name win and refuses the others", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 32 }, (_, index) =>
        createUser(context, { userName: index % 2 === 0 ? "Race@x" : "race@X", title: String(index) }),
      ),
    );
    const lost = results.filter((result) => result.status === "rejected").map((result) => result.reason);
    expect(lost).toHaveLength(31);
    for (const reason of lost) expect(reason).toMatchObject({ code: "uniqueness", status: 409 });
    expect((await context.store.query(context.caller, USER_SHAPE, query())).totalResults).toBe(1);
  });

  it("loses no member that 24 requests add at the same time", async () => {
    const users = await Promise.all(
      Array.from({ length: 24 }, (_, index) => createUser(context, { userName: `u${index}` })),
    );
    const group = await createGroup(context, "G");
    await Promise.all(users.map(({ id }) => changeMembers(context, group.id, { kind: "add", members: [id] })));
    const after = await context.store.find(context.caller, GROUP_SHAPE, group.id, ALL);
    expect(after?.version).toBe(25);
    expect(new Set(after?.members?.map((member) => member.value))).toEqual(new Set(users.map(({ id }) => id)));
  });

  it("keeps groups whole while their members are deleted and added at the same time", async () => {
    const users = await Promise.all(
      Array.from({ length: 12 }, (_, index) => createUser(context, { userName: `u${index}` })),
    );
    const groups = await Promise.all(["G", "H", "I"].map((name) => createGroup(context, name)));
    const ids = users.map(({ id }) => id);
    const outcomes = await Promise.allSettled([
      ...groups.map((group) => changeMembers(context, group.id, { kind: "add", members: ids })),
      ...users
        .slice(0, 6)
        .map(({ id }) => context.store.remove(context.caller, USER_SHAPE, id, { ifMatch: undefined })),
    ]);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "invalidValue" });
    }
    const gone = new Set<string>(ids.slice(0, 6));
    for (const group of groups) {
      expect((await memberIds(context, group.id)).filter((id) => gone.has(id))).toEqual([]);
    }
    expect((await context.store.query(context.caller, USER_SHAPE, query())).totalResults).toBe(6);
  });

  it("lets no write get lost between two that change different attributes", async () => {
    const { id } = await createUser(context, { userName: "u" });
    const set = (name: string) =>
      context.store.change(
        context.caller,
        USER_SHAPE,
        id,
        ({ attributes }) => draft({ ...attributes, [name]: "set" }),
        {
          ifMatch: undefined,
          include: NONE,
        },
      );
    await Promise.all(["title", "nickName", "locale", "userType"].map(set));
    const found = await context.store.find(context.caller, USER_SHAPE, id, NONE);
    expect(found).toMatchObject({
      version: 5,
      attributes: { title: "set", nickName: "set", locale: "set", userType: "set" },
    });
  });
}
