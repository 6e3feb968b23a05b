import { randomBytes } from "node:crypto";
import { requireFilter } from "@lockstep/scim";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Caller, ResourceStore } from "../scim-server/index.ts";
import { newCaller, USER_SHAPE } from "../scim-server/testing/shapes.ts";
import { createScimStore } from "./index.ts";
import { createPageMemory } from "./page-memory.ts";
import { createStoreFixture, type StoreFixture } from "./testing/store-fixture.ts";

const NO_PARTS = { members: false, groups: false };
const QUERY = { filter: undefined, sortBy: undefined, sortOrder: "ascending", include: NO_PARTS } as const;

describe("pages by index", () => {
  let fixture: StoreFixture;
  let store: ResourceStore;
  let caller: Caller;
  let ids: string[];

  beforeAll(async () => {
    fixture = await createStoreFixture();
  });
  beforeEach(async () => {
    store = otherProcess();
    caller = newCaller();
    ids = [];
    for (let place = 0; place < 30; place += 1) ids.push(await create(`user${String(place).padStart(2, "0")}`));
  });
  afterAll(() => fixture.close());

  function otherProcess(): ResourceStore {
    const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
    let now = Date.UTC(2026, 0, 1);
    return createScimStore({ database: fixture.database, clock: { now: () => (now += 1) }, random });
  }

  async function create(userName: string): Promise<string> {
    const draft = { attributes: { userName }, writeOnly: {}, membership: [] };
    return (await store.create(caller, USER_SHAPE, draft, NO_PARTS)).resource.id;
  }

  async function page(startIndex: number, change: object = {}, from = store) {
    const found = await from.query(caller, USER_SHAPE, { ...QUERY, startIndex, count: 10, ...change });
    return { ids: found.resources.map((resource) => resource.id as string), total: found.totalResults };
  }

  it("are the same, one after the other, as all at once", async () => {
    const pages = [await page(1), await page(11), await page(21)];
    expect(pages.flatMap((part) => part.ids)).toEqual(ids);
    expect(pages.map((part) => part.total)).toEqual([30, 30, 30]);
    expect((await page(31)).ids).toEqual([]);
    expect((await page(26)).ids).toEqual(ids.slice(25));
    // Back to the middle, and between two ends that are known.
    expect((await page(15, { count: 3 })).ids).toEqual(ids.slice(14, 17));
  });

  it("go on behind the last resource that was shown, whatever was deleted or added before it", async () => {
    expect((await page(1)).ids).toEqual(ids.slice(0, 10));
    for (const id of ids.slice(2, 5)) await store.remove(caller, USER_SHAPE, id, { ifMatch: undefined });
    const next = await page(11);
    expect(next).toEqual({ ids: ids.slice(10, 20), total: 27 });
    // A process that has not seen the first page counts, and so leaves three out.
    expect((await page(11, {}, otherProcess())).ids).toEqual(ids.slice(13, 23));
  });

  it("start over with the first page", async () => {
    await page(1);
    await store.remove(caller, USER_SHAPE, ids[0] ?? "", { ifMatch: undefined });
    expect((await page(1)).ids).toEqual(ids.slice(1, 11));
    expect((await page(11)).ids).toEqual(ids.slice(11, 21));
  });

  it("are remembered for one account, filter and order", async () => {
    const sorted = { sortBy: "userName", sortOrder: "descending" };
    const filtered = { filter: requireFilter('userName co "user"') };
    const first = [await page(1), await page(1, sorted), await page(1, filtered)];
    const second = [await page(11), await page(11, sorted), await page(11, filtered)];
    expect(second.map((part) => part.ids)).toEqual([
      ids.slice(10, 20),
      ids.toReversed().slice(10, 20),
      ids.slice(10, 20),
    ]);
    expect(first[1]?.ids).toEqual(ids.toReversed().slice(0, 10));
    const mine = caller;
    caller = newCaller();
    expect(await page(11)).toEqual({ ids: [], total: 0 });
    caller = mine;
  });
});

describe("the memory of pages", () => {
  it("finds the last end before an index, forgets the oldest ends and queries, and what is old", () => {
    let now = 0;
    const memory = createPageMemory({ now: () => now });
    for (let index = 1; index <= 20; index += 1) memory.remember("q", { index: index * 10, position: `p${index}` });
    expect(memory.findEnd("q", 201)).toEqual({ index: 200, position: "p20" });
    expect(memory.findEnd("q", 200)).toEqual({ index: 190, position: "p19" });
    expect(memory.findEnd("q", 50)).toBeUndefined();
    now = 300_001;
    expect(memory.findEnd("q", 201)).toBeUndefined();
    for (let query = 0; query <= 1_000; query += 1) memory.remember(`q${query}`, { index: 1, position: "p" });
    expect(memory.findEnd("q0", 2)).toBeUndefined();
    expect(memory.findEnd("q1", 2)).toEqual({ index: 1, position: "p" });
  });
});
