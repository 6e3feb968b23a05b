import { randomUUID } from "node:crypto";
import { requireFilter } from "@lockstep/scim";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newCaller, USER_SHAPE } from "../scim-server/testing/shapes.ts";
import { createStoreFixture, type StoreFixture } from "./testing/store-fixture.ts";

const NO_PARTS = { members: false, groups: false };
const USERS = 30;

describe("reads that come together", () => {
  let fixture: StoreFixture;
  const caller = newCaller();
  const stranger = newCaller();
  const ids: string[] = [];

  beforeAll(async () => {
    fixture = await createStoreFixture();
    const draft = (place: number) => ({
      // Every third external id is that of the user before.
      attributes: { userName: `user${place}`, externalId: `ext${place % 3 === 2 ? place - 1 : place}` },
      writeOnly: {},
      membership: [],
    });
    for (let place = 0; place < USERS; place += 1) {
      const { resource } = await fixture.store.create(caller, USER_SHAPE, draft(place), NO_PARTS);
      ids.push(resource.id);
      fixture.advance(1);
    }
  });
  afterAll(() => fixture.close());

  const find = async (id: string, by = caller) =>
    (await fixture.store.find(by, USER_SHAPE, id, NO_PARTS))?.attributes["userName"];

  async function search(filter: string): Promise<readonly unknown[]> {
    const query = { sortBy: undefined, sortOrder: "ascending", startIndex: 1, count: 10, include: NO_PARTS } as const;
    const page = await fixture.store.query(caller, USER_SHAPE, { ...query, filter: requireFilter(filter) });
    return page.resources.map(({ attributes }) => attributes["userName"]);
  }

  it("are each answered with what was asked for, whatever comes beside them, as often as it comes", async () => {
    const places = fc.array(fc.integer({ min: 0, max: USERS + 3 }), { minLength: 1, maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(places, async (wanted) => {
        const found = await Promise.all(wanted.map((place) => find(ids[place] ?? randomUUID())));
        expect(found).toEqual(wanted.map((place) => (place < USERS ? `user${place}` : undefined)));
        const named = await Promise.all(wanted.map((place) => search(`userName eq "USER${place}"`)));
        expect(named).toEqual(wanted.map((place) => (place < USERS ? [`user${place}`] : [])));
      }),
      { numRuns: 15 },
    );
  });

  it("keep accounts apart", async () => {
    const found = await Promise.all(ids.flatMap((id) => [find(id), find(id, stranger)]));
    expect(found.filter((name) => name !== undefined)).toHaveLength(USERS);
    expect(found.filter((_, index) => index % 2 === 1)).toEqual(Array(USERS).fill(undefined));
  });

  it("tell when there are several resources with one key", async () => {
    const found = await Promise.all([0, 1, 2, 3].map((place) => search(`externalId eq "ext${place}"`)));
    expect(found).toEqual([["user0"], ["user1", "user2"], [], ["user3"]]);
  });

  it("leave the others alone when the server refuses one of them", async () => {
    const results = await Promise.allSettled(
      ["user1", "us\\u0000er", "user2"].map((name) => search(`userName eq "${name}"`)),
    );
    expect(results[0]).toEqual({ status: "fulfilled", value: ["user1"] });
    expect(results[2]).toEqual({ status: "fulfilled", value: ["user2"] });
  });

  it("see what was written before they were asked for", async () => {
    const [id = ""] = ids;
    const edit = (title: string) => () => ({
      attributes: { userName: "user0", externalId: "ext0", title },
      writeOnly: {},
      membership: [],
    });
    for (let turn = 0; turn < 20; turn += 1) {
      const others = ids.map((other) => find(other));
      const title = `title ${turn}`;
      await fixture.store.change(caller, USER_SHAPE, id, edit(title), { ifMatch: undefined, include: NO_PARTS });
      const seen = await fixture.store.find(caller, USER_SHAPE, id, NO_PARTS);
      expect(seen?.attributes["title"]).toBe(title);
      await Promise.all(others);
    }
  });
});
