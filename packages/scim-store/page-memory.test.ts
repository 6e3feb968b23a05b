import { randomBytes } from "node:crypto";
import { requireFilter } from "@lockstep/scim";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Caller, ResourceStore } from "../scim-server/index.ts";
import { newCaller, USER_SHAPE } from "../scim-server/testing/shapes.ts";
import { createScimStore } from "./index.ts";
import { createPageMemory, type PageMemory } from "./page-memory.ts";
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

  it("are counted for everybody but the reader of the page before: another credential, a page further on, all at once", async () => {
    const sorted = { sortBy: "userName" };
    await page(1, sorted);
    await page(11, sorted);
    const before = [];
    for (let place = 0; place < 5; place += 1) before.push(await create(`a${place}`));
    const now = [...before, ...ids];
    const reader = caller;
    caller = { ...caller, credentialId: "credential-2" };
    expect((await page(21, sorted)).ids).toEqual(now.slice(20, 30));
    caller = reader;
    expect((await page(26, sorted)).ids).toEqual(now.slice(25, 35));
    const all = await Promise.all([1, 11, 21, 31].map((startIndex) => page(startIndex, sorted)));
    expect(all.flatMap((part) => part.ids)).toEqual(now);
  });

  it("go on once: whoever asks for the same page again has it counted", async () => {
    await page(1);
    await store.remove(caller, USER_SHAPE, ids[0] ?? "", { ifMatch: undefined });
    expect((await page(11)).ids).toEqual(ids.slice(10, 20));
    expect((await page(11)).ids).toEqual(ids.slice(11, 21));
    // Their ends differ, and it is not known whose next page this is.
    expect((await page(21)).ids).toEqual(ids.slice(21));
  });

  it("hold nothing above the total, and tell a reader of what follows after many deletions", async () => {
    await page(1);
    await page(11);
    for (const id of ids.slice(0, 20)) await store.remove(caller, USER_SHAPE, id, { ifMatch: undefined });
    expect(await page(21, { count: 5 })).toEqual({ ids: ids.slice(20, 25), total: 26 });
    expect(await page(26, { count: 5 })).toEqual({ ids: ids.slice(25), total: 30 });
    expect(await page(21)).toEqual({ ids: [], total: 10 });
    expect(await page(31)).toEqual({ ids: [], total: 10 });
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
  let now = 0;
  let memory: PageMemory;
  beforeEach(() => {
    now = 0;
    memory = createPageMemory({ now: () => now });
  });

  function open(startIndex: number, { reader = "r", query = "q" } = {}) {
    return memory.open({ reader, query, startIndex });
  }

  function read(startIndex: number, position: string, of = {}): string | undefined {
    const page = open(startIndex, of);
    page.close({ index: startIndex + 9, position });
    return page.after;
  }

  it("goes on from the end before the page, once, for the same reader and query", () => {
    expect(read(1, "p1")).toBeUndefined();
    expect(open(12).after).toBeUndefined();
    expect(open(11, { reader: "s" }).after).toBeUndefined();
    expect(open(11, { query: "p" }).after).toBeUndefined();
    expect(read(11, "p2")).toBe("p1");
    expect(open(11).after).toBeUndefined();
    expect(read(21, "p3")).toBe("p2");
  });

  it("lets each end live a minute, whatever else is read", () => {
    read(1, "p1");
    now = 30_000;
    read(41, "p5");
    now = 60_001;
    expect(open(11).after).toBeUndefined();
    expect(open(51).after).toBe("p5");
  });

  it("forgets all ends with the first page, also of pages that are being read", () => {
    read(1, "p1");
    const late = open(11);
    read(31, "p4");
    const first = open(1);
    late.close({ index: 20, position: "p2" });
    expect(open(21).after).toBeUndefined();
    expect(open(41).after).toBeUndefined();
    first.close({ index: 10, position: "q1" });
    late.abandon();
    expect(open(11).after).toBe("q1");
  });

  it("gives an end back when the page was not read, and drops one that two readers left differently", () => {
    read(1, "p1");
    open(11).abandon();
    expect(read(11, "p2")).toBe("p1");
    read(11, "p2");
    expect(read(21, "p3")).toBe("p2");
    read(21, "other");
    expect(open(31).after).toBeUndefined();
  });

  it("forgets the oldest ends, queries and readers", () => {
    for (let page = 0; page <= 16; page += 1) read(page * 20 + 5, `p${page}`);
    expect(open(15).after).toBeUndefined();
    expect(open(35).after).toBe("p1");
    for (let query = 0; query <= 16; query += 1) read(1, "p", { query: `q${query}`, reader: "many" });
    expect(open(11, { query: "q16", reader: "many" }).after).toBe("p");
    expect(open(11, { query: "q0", reader: "many" }).after).toBeUndefined();
    expect(open(55).after).toBe("p2");
    for (let reader = 0; reader < 1_000; reader += 1) read(1, "p", { reader: `r${reader}` });
    expect(open(75).after).toBeUndefined();
    expect(open(11, { reader: "r1" }).after).toBe("p");
  });

  it("does not let queries of one page displace others", () => {
    read(1, "p1");
    for (let query = 0; query <= 100; query += 1) open(1, { query: `q${query}` }).close(undefined);
    expect(open(11).after).toBe("p1");
  });
});
