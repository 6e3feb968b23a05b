/**
 * A reader who goes page after page sees all that was there throughout exactly once, whatever others add, delete and read meanwhile;
 * a page that is not the continuation of the same reader's is what counting gives.
 */
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Caller, ResourceStore } from "../scim-server/index.ts";
import { newCaller, USER_SHAPE } from "../scim-server/testing/shapes.ts";
import { createScimStore } from "./index.ts";
import { createStoreFixture, type StoreFixture } from "./testing/store-fixture.ts";

const NO_PARTS = { members: false, groups: false };
const QUERY = { filter: undefined, sortBy: "userName", sortOrder: "ascending", include: NO_PARTS } as const;
const USERS = 24;
const PAGE = 4;

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant("insert" as const), at: fc.nat({ max: 999 }) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("delete" as const), at: fc.nat({ max: 999 }) }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant("next" as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("other walk" as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("parallel" as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("stranger" as const), at: fc.nat({ max: 40 }) }) },
  ),
  { minLength: 8, maxLength: 30 },
);
type Step = typeof steps extends fc.Arbitrary<(infer One)[]> ? One : never;

let fixture: StoreFixture;
beforeAll(async () => {
  fixture = await createStoreFixture();
});
afterAll(() => fixture.close());

/** One account with its users, in order, and what reads them. */
class Run {
  private readonly caller = newCaller();
  private readonly store: ResourceStore;
  private made = 0;
  private strangers = 0;
  /** Ids by user name. */
  private readonly users = new Map<string, string>();
  private readonly mine = { startIndex: 1, seen: [] as string[], throughout: new Set<string>(), isDone: false };
  private otherIndex = 1;

  constructor() {
    let now = Date.UTC(2026, 0, 1);
    const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
    this.store = createScimStore({ database: fixture.database, clock: { now: () => (now += 1) }, random });
  }

  async insert(place: number): Promise<void> {
    this.made += 1;
    const userName = `u${String(place).padStart(3, "0")}-${String(this.made).padStart(3, "0")}`;
    const draft = { attributes: { userName }, writeOnly: {}, membership: [] };
    this.users.set(userName, (await this.store.create(this.caller, USER_SHAPE, draft, NO_PARTS)).resource.id);
  }

  private ordered(): string[] {
    return [...this.users].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, id]) => id);
  }

  private async page(startIndex: number, credentialId: string) {
    const caller: Caller = { ...this.caller, credentialId };
    const found = await this.store.query(caller, USER_SHAPE, { ...QUERY, startIndex, count: PAGE });
    return { ids: found.resources.map((resource) => resource.id as string), total: found.totalResults };
  }

  /** The sequential reader, who stops where the total says so. */
  async next(): Promise<void> {
    const { mine } = this;
    if (mine.isDone) return;
    if (mine.startIndex === 1) mine.throughout = new Set(this.users.values());
    const { ids, total } = await this.page(mine.startIndex, "reader");
    mine.seen.push(...ids);
    mine.startIndex += ids.length;
    if (ids.length > 0) expect(mine.startIndex - 1).toBeLessThanOrEqual(total);
    if (ids.length === 0 || mine.startIndex > total) mine.isDone = true;
  }

  async finish(): Promise<void> {
    while (!this.mine.isDone) await this.next();
    expect(new Set(this.mine.seen).size).toBe(this.mine.seen.length);
    expect([...this.mine.throughout].filter((id) => !this.mine.seen.includes(id))).toEqual([]);
  }

  async take(step: Step): Promise<void> {
    if (step.do === "insert") return this.insert(step.at);
    if (step.do === "delete") return this.delete(step.at);
    if (step.do === "next") return this.next();
    if (step.do === "restart") {
      Object.assign(this.mine, { startIndex: 1, seen: [], isDone: false });
      return this.next();
    }
    const all = this.ordered();
    if (step.do === "other walk") {
      const { ids } = await this.page(this.otherIndex, "other");
      this.otherIndex = ids.length === 0 ? 1 : this.otherIndex + ids.length;
      return;
    }
    if (step.do === "stranger") {
      this.strangers += 1;
      const { ids, total } = await this.page(step.at + 1, `stranger-${this.strangers}`);
      expect({ ids, total }).toEqual({ ids: all.slice(step.at, step.at + PAGE), total: all.length });
      return;
    }
    // The same credential as the walk above: what is asked at once is counted, from the first page on.
    const starts = Array.from({ length: Math.ceil(all.length / PAGE) + 1 }, (_, index) => index * PAGE + 1);
    const pages = await Promise.all(starts.map((startIndex) => this.page(startIndex, "other")));
    expect(pages.flatMap(({ ids }) => ids)).toEqual(all);
    expect(pages.at(-1)?.ids).toEqual([]);
  }

  private async delete(place: number): Promise<void> {
    const names = [...this.users.keys()];
    const name = names[place % names.length];
    const id = name === undefined ? undefined : this.users.get(name);
    if (name === undefined || id === undefined) return;
    await this.store.remove(this.caller, USER_SHAPE, id, { ifMatch: undefined });
    this.users.delete(name);
    this.mine.throughout.delete(id);
  }
}

it("a sequential reader sees what was there throughout exactly once; every other page is counted", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const run = new Run();
      for (let place = 0; place < USERS; place += 1) await run.insert((place * 37) % 1_000);
      for (const step of list) await run.take(step);
      await run.finish();
    }),
    { numRuns: 12 },
  );
}, 60_000);
