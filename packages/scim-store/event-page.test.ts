import type { Caller, ResourceDraft } from "@lockstep/scim-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GROUP_SHAPE, newCaller, USER_SHAPE } from "../scim-server/testing/shapes.ts";
import { type EventRange, pruneEvents, readEventPage, type StoredEventPage } from "./index.ts";
import { createStoreFixture, type StoreFixture } from "./testing/store-fixture.ts";

const NO_PARTS = { members: false, groups: false };
const DAY_MS = 24 * 3_600_000;

describe("pages of the event feed", () => {
  let fixture: StoreFixture;

  beforeAll(async () => {
    fixture = await createStoreFixture();
  });
  afterAll(() => fixture.close());

  function draft(attributes: ResourceDraft["attributes"]): ResourceDraft {
    return { attributes, writeOnly: {}, membership: [] };
  }

  async function createUser(caller: Caller, userName: string, more: ResourceDraft["attributes"] = {}) {
    return (await fixture.store.create(caller, USER_SHAPE, draft({ userName, ...more }), NO_PARTS)).resource;
  }

  function page(caller: Caller, range: Partial<EventRange> = {}): Promise<StoredEventPage> {
    const whole = { afterSeq: 0, limit: 1_000, ...range };
    return fixture.database.inAccount(caller.accountId, (trx) => readEventPage(trx, whole));
  }

  function prune(caller: Caller, before: number, limit = 1_000): Promise<number> {
    return fixture.database.inAccount(caller.accountId, (trx) => pruneEvents(trx, { before, limit }));
  }

  const seqs = ({ events }: StoredEventPage) => events.map(({ seq }) => seq);

  it("an account without events has an empty page that ends at the beginning", async () => {
    expect(await page(newCaller())).toEqual({ events: [], nextSeq: 0, hasMore: false, prunedSeq: 0, lastSeq: 0 });
  });

  it("reads one resource, or certain types, and goes on behind what did not fit", async () => {
    const caller = newCaller();
    const user = await createUser(caller, "a");
    await fixture.store.create(caller, GROUP_SHAPE, draft({ displayName: "G" }), NO_PARTS);
    await fixture.store.remove(caller, USER_SHAPE, user.id, { ifMatch: undefined });
    expect(seqs(await page(caller, { resourceId: user.id }))).toEqual([1, 3]);
    const groups = await page(caller, { types: ["Group"] });
    expect([seqs(groups), groups.nextSeq, groups.hasMore]).toEqual([[2], 3, false]);
    expect(seqs(await page(caller, { exceptTypes: ["Group"] }))).toEqual([1, 3]);
    const one = await page(caller, { exceptTypes: ["Group"], limit: 1 });
    expect([seqs(one), one.nextSeq, one.hasMore]).toEqual([[1], 1, true]);
  });

  it("numbers and looks through very many events step by step, and finds the one that is wanted", async () => {
    const caller = newCaller();
    await fixture.test.asOwner(
      `insert into event (account_id, id, kind, type, resource_id, version, after, credential_id, user_id, trace_id, occurred_at)
       select $1, gen_random_uuid(), 'created', 'User', gen_random_uuid(), 1, '{}', 'c', 'u', 't', now()
       from generate_series(1, 21000)`,
      [caller.accountId],
    );
    await fixture.store.create(caller, GROUP_SHAPE, draft({ displayName: "G" }), NO_PARTS);
    const found: number[] = [];
    const ends: number[] = [];
    let cursor = 0;
    for (let more = true; more; ) {
      const next = await page(caller, { afterSeq: cursor, types: ["Group"] });
      found.push(...seqs(next));
      ends.push(next.nextSeq);
      cursor = next.nextSeq;
      more = next.hasMore;
    }
    expect([found, ends]).toEqual([[21_001], [10_000, 20_000, 21_001]]);
    // All of them are numbered now: one step is as far as one call looks.
    const far = await page(caller, { types: ["Group"] });
    expect([seqs(far), far.nextSeq, far.hasMore]).toEqual([[], 20_000, true]);
  });

  it("ends a page of large events early, and always holds one", async () => {
    const caller = newCaller();
    // Hexadecimal noise hardly compresses, so that it counts as stored.
    const noise = () => Array.from({ length: 60_000 }, () => Math.random().toString(36).slice(2)).join("");
    for (const name of ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]) {
      await createUser(caller, name, { title: noise() });
    }
    const sizes: number[] = [];
    let cursor = 0;
    for (let more = true; more; ) {
      const next = await page(caller, { afterSeq: cursor });
      sizes.push(next.events.length);
      expect(next.events[0]?.seq).toBe(cursor + 1);
      cursor = next.nextSeq;
      more = next.hasMore;
    }
    expect(cursor).toBe(10);
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(10);
  });

  it("removes old events from the beginning, in bounded batches, and says where the feed begins", async () => {
    const caller = newCaller();
    for (const name of ["a", "b", "c"]) await createUser(caller, name);
    await page(caller);
    fixture.advance(DAY_MS);
    const cutoff = Date.UTC(2026, 0, 1) + DAY_MS / 2;
    await createUser(caller, "d");
    await page(caller);
    expect(await prune(caller, cutoff, 2)).toBe(2);
    expect(await prune(caller, cutoff, 2)).toBe(1);
    expect(await prune(caller, cutoff, 2)).toBe(0);
    expect(await page(caller, { afterSeq: 2 })).toMatchObject({ events: [], prunedSeq: 3 });
    expect(seqs(await page(caller, { afterSeq: 3 }))).toEqual([4]);
    expect(seqs(await page(caller, { afterSeq: undefined }))).toEqual([4]);
    await createUser(caller, "e");
    expect(seqs(await page(caller, { afterSeq: 4 }))).toEqual([5]);
  });

  it("removes old events of a feed that nobody ever read", async () => {
    const caller = newCaller();
    for (const name of ["a", "b", "c"]) await createUser(caller, name);
    fixture.advance(DAY_MS);
    await createUser(caller, "d");
    const [row] = await fixture.test.asOwner(
      "select (extract(epoch from max(occurred_at)) * 1000)::float8 as last from event where account_id = $1",
      [caller.accountId],
    );
    const before = Number(row?.last);
    expect([await prune(caller, before, 2), await prune(caller, before, 2), await prune(caller, before, 2)]).toEqual([
      2, 1, 0,
    ]);
    expect(seqs(await page(caller, { afterSeq: undefined }))).toEqual([4]);
  });

  it("removes nothing of another account, nor an old event behind a newer one", async () => {
    const [mine, theirs] = [newCaller(), newCaller()];
    await createUser(mine, "a");
    await createUser(theirs, "a");
    await Promise.all([page(mine), page(theirs)]);
    const { accountId } = mine;
    fixture.advance(DAY_MS);
    await createUser(mine, "b");
    await page(mine);
    await fixture.test.asOwner("update event set occurred_at = '2020-01-01' where account_id = $1 and seq = 2", [
      accountId,
    ]);
    expect(await prune(mine, Date.UTC(2021, 0, 1))).toBe(0);
    expect(seqs(await page(mine))).toEqual([1, 2]);
    expect(await prune(mine, Date.UTC(2030, 0, 1))).toBe(2);
    expect(seqs(await page(theirs))).toEqual([1]);
  });
});
