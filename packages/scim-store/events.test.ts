import { randomUUID } from "node:crypto";
import type { AccountId, TraceId } from "@lockstep/ports";
import type { Caller, ResourceDraft } from "@lockstep/scim-server";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GROUP_SHAPE, newCaller, USER_SHAPE } from "../scim-server/testing/shapes.ts";
import { readEventPage, type StoredEvent, type StoredEventPage } from "./index.ts";
import { createStoreFixture, type StoreFixture } from "./testing/store-fixture.ts";

const NO_PARTS = { members: false, groups: false };
const OPTIONS = { ifMatch: undefined, include: NO_PARTS };

describe("the event feed", () => {
  let fixture: StoreFixture;

  beforeAll(async () => {
    fixture = await createStoreFixture();
  });
  afterAll(() => fixture.close());

  function draft(attributes: ResourceDraft["attributes"], parts: Partial<ResourceDraft> = {}): ResourceDraft {
    return { attributes, writeOnly: {}, membership: [], ...parts };
  }

  async function createUser(caller: Caller, userName: string) {
    return (await fixture.store.create(caller, USER_SHAPE, draft({ userName }), NO_PARTS)).resource;
  }

  function read(caller: Caller, afterSeq = 0, limit = 1_000): Promise<readonly StoredEvent[]> {
    return page(caller, { afterSeq, limit }).then(({ events }) => events);
  }

  function page(caller: Caller, range: Parameters<typeof readEventPage>[1]): Promise<StoredEventPage> {
    return fixture.database.inAccount(caller.accountId, (trx) => readEventPage(trx, range));
  }

  it("tells each effective write once, in order, with the states before and after", async () => {
    const caller = newCaller();
    const user = await createUser(caller, "a");
    fixture.advance(1_000);
    const { store } = fixture;
    await store.change(caller, USER_SHAPE, user.id, () => draft({ userName: "a", title: "T" }), OPTIONS);
    await store.change(caller, USER_SHAPE, user.id, () => draft({ userName: "a", title: "T" }), OPTIONS);
    const members = [user.id];
    const group = await store.create(
      caller,
      GROUP_SHAPE,
      draft({ displayName: "G" }, { membership: [{ kind: "add", members }] }),
      NO_PARTS,
    );
    await store.remove(caller, USER_SHAPE, user.id, { ifMatch: undefined });
    const events = await read(caller);
    const told = events.map(({ seq, kind, type, resourceId, version }) => [seq, kind, type, resourceId, version]);
    expect(told).toEqual([
      [1, "created", "User", user.id, 1],
      [2, "replaced", "User", user.id, 2],
      [3, "created", "Group", group.resource.id, 1],
      [4, "removed", "User", user.id, 2],
      [5, "replaced", "Group", group.resource.id, 2],
    ]);
    expect(events[1]).toMatchObject({
      before: { userName: "a" },
      after: { userName: "a", title: "T" },
      credentialId: caller.credentialId,
      userId: caller.userId,
      traceId: caller.traceId,
      membersAdded: [],
    });
    expect(Date.parse(events[1]?.occurredAt ?? "") - Date.parse(events[0]?.occurredAt ?? "")).toBe(1_000);
    expect(events[2]).toMatchObject({ membersAdded: members, before: null });
    expect(events[3]).toMatchObject({ before: { userName: "a", title: "T" }, after: null });
    expect(events[4]).toMatchObject({ membersRemoved: members });
  });

  it("holds no write-only value", async () => {
    const caller = newCaller();
    const writeOnly = { password: "s3cret-value" };
    await fixture.store.create(caller, USER_SHAPE, draft({ userName: "a" }, { writeOnly }), NO_PARTS);
    const rows = await fixture.test.asOwner("select event::text as text from event where account_id = $1", [
      caller.accountId,
    ]);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain("s3cret-value");
  });

  it("tells nothing of a write that was refused", async () => {
    const caller = newCaller();
    await createUser(caller, "a");
    await expect(createUser(caller, "A")).rejects.toMatchObject({ code: "uniqueness" });
    expect(await read(caller)).toHaveLength(1);
  });

  it("reads on from a number, page by page, and by trace", async () => {
    const caller = newCaller();
    const other = { ...caller, traceId: "f".repeat(32) as TraceId };
    for (const name of ["a", "b", "c"]) await createUser(caller, name);
    await createUser(other, "d");
    expect((await read(caller, 0, 2)).map(({ seq }) => seq)).toEqual([1, 2]);
    expect((await read(caller, 2, 2)).map(({ seq }) => seq)).toEqual([3, 4]);
    expect(await read(caller, 4)).toEqual([]);
    const { events: traced } = await page(caller, { afterSeq: 0, limit: 10, traceId: other.traceId });
    expect(traced.map(({ seq }) => seq)).toEqual([4]);
  });

  it("numbers each account by itself", async () => {
    const [one, two] = [newCaller(), newCaller()];
    await createUser(one, "a");
    await createUser(two, "a");
    await createUser(one, "b");
    expect((await read(one)).map(({ seq }) => seq)).toEqual([1, 2]);
    expect((await read(two)).map(({ seq }) => seq)).toEqual([1]);
  });

  it("lets a reader who follows along skip nothing and see no gap while 40 writers write", async () => {
    const caller = newCaller();
    const seen: StoredEvent[] = [];
    let isWriting = true;
    const follow = async () => {
      while (isWriting) seen.push(...(await read(caller, seen.at(-1)?.seq ?? 0, 7)));
      seen.push(...(await read(caller, seen.at(-1)?.seq ?? 0)));
    };
    const following = Promise.all([follow(), read(caller), read(caller)]);
    await Promise.all(Array.from({ length: 40 }, (_, index) => createUser(caller, `u${index}`)));
    isWriting = false;
    await following;
    expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(new Set(seen.map(({ resourceId }) => resourceId)).size).toBe(40);
  });

  it("gives no number to what is not committed, and a later one afterwards", async () => {
    const caller = newCaller();
    const accountId = caller.accountId as AccountId;
    await fixture.database.inAccount(accountId, async (trx) => {
      // A writer that is slow to commit has the earlier position in the table.
      await sql`insert into event (account_id, id, kind, type, resource_id, version, credential_id, user_id, trace_id, occurred_at)
        values (${accountId}, ${randomUUID()}, 'created', 'User', ${randomUUID()}, 7, 'c', 'u', 't', now())`.execute(
        trx,
      );
      await createUser(caller, "quick");
      expect((await read(caller)).map(({ seq, version }) => [seq, version])).toEqual([[1, 1]]);
    });
    expect((await read(caller)).map(({ seq, version }) => [seq, version])).toEqual([
      [1, 1],
      [2, 7],
    ]);
  });
});
