import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GROUP_SHAPE } from "../scim-server/testing/shapes.ts";
import { createServedStore, type ServedStore } from "./testing/served-store.ts";

const MEMBERS = 150;
const READERS = 4;
const INCLUDE = { members: true, groups: false };

describe("one snapshot", () => {
  let served: ServedStore;

  beforeAll(async () => {
    served = await createServedStore();
  });
  afterAll(() => served.close());

  it("shows a group's version with the members of that version, while a writer adds one after the other", async () => {
    const caller = served.newAccount();
    const names = Array.from({ length: MEMBERS }, (_, index) => `user${index}`);
    const users = await Promise.all(names.map((userName) => served.createUser({ userName })));
    const group = await served.createGroup("Group");
    let isDone = false;
    const seen: (readonly [version: number | undefined, members: number | undefined])[] = [];
    const read = async () => {
      while (!isDone) {
        const found = await served.store.find(caller, GROUP_SHAPE, group, INCLUDE);
        seen.push([found?.version, found?.members?.length]);
      }
    };
    const readers = Array.from({ length: READERS }, read);
    for (const value of users) {
      const { status } = await served.patch(`/Groups/${group}`, [{ op: "add", path: "members", value: [{ value }] }]);
      expect(status).toBe(204);
    }
    isDone = true;
    await Promise.all(readers);
    expect(seen.length).toBeGreaterThan(MEMBERS / 10);
    expect(seen.filter(([version = 0, members]) => version - 1 !== members)).toEqual([]);
  });
});
