import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Caller, ResourceStore } from "../scim-server/index.ts";
import { newCaller, USER_SHAPE } from "../scim-server/testing/shapes.ts";
import { createScimStore, type StoreChange } from "./index.ts";
import { createStoreFixture, type StoreFixture } from "./testing/store-fixture.ts";

const NO_PARTS = { members: false, groups: false };
const OPTIONS = { ifMatch: undefined, include: NO_PARTS };
const WRITERS = 40;

describe("writes that come together", () => {
  let fixture: StoreFixture;
  let store: ResourceStore;
  let caller: Caller;
  /** What the hook of several steps was called for. */
  const steps: string[] = [];

  beforeAll(async () => {
    fixture = await createStoreFixture();
    await fixture.test.asOwner("create table note (account_id uuid, user_name text check (user_name <> 'forbidden'))");
    await fixture.test.asOwner("alter table note enable row level security");
    await fixture.test.asOwner("create policy own_account on note using (account_id = current_account())");
    await fixture.test.asOwner(`create function note_users(account uuid, items jsonb) returns void language sql as $$
      insert into note select account, i.user_name from jsonb_to_recordset(items) as i(user_name text) $$`);
    store = createScimStore({
      database: fixture.database,
      clock: { now: () => Date.UTC(2026, 0, 1) },
      random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
      hooks: { asCall, afterWrite: async (_trx, change) => void steps.push(change.kind) },
    });
  });
  beforeEach(() => {
    caller = newCaller();
    steps.length = 0;
  });
  afterAll(() => fixture.close());

  function asCall({ kind, after }: StoreChange) {
    const userName = String(after?.attributes["userName"]);
    if (kind !== "created") return userName === "by steps" ? undefined : ("nothing" as const);
    const toFault = (error: unknown) => new Error("The note was refused", { cause: error });
    return { functionName: "note_users", item: { user_name: userName }, toFault };
  }

  const create = (userName: string, by = caller) =>
    store.create(by, USER_SHAPE, { attributes: { userName }, writeOnly: {}, membership: [] }, NO_PARTS);

  async function rows(sql: string): Promise<readonly Record<string, unknown>[]> {
    return fixture.test.asOwner(sql.replaceAll("ACCOUNT", `'${caller.accountId}'`));
  }

  it("are each stored whole: resource, unique value, count, event and the app's own row", async () => {
    const made = await Promise.all(Array.from({ length: WRITERS }, (_, place) => create(`user${place}`)));
    expect(new Set(made.map(({ resource }) => resource.id)).size).toBe(WRITERS);
    const [state] = await rows(`select
      (select count(*)::int from resource where account_id = ACCOUNT) as resources,
      (select count(distinct user_name_key)::int from resource where account_id = ACCOUNT) as keys,
      (select sum(amount)::int from resource_count where account_id = ACCOUNT) as counted,
      (select count(*)::int from event e join resource r on r.id = e.resource_id and r.doc = e.after
        where e.account_id = ACCOUNT and e.kind = 'created') as events,
      (select count(distinct user_name)::int from note where account_id = ACCOUNT) as notes`);
    expect(state).toEqual({ resources: WRITERS, keys: WRITERS, counted: WRITERS, events: WRITERS, notes: WRITERS });
    expect(steps).toEqual([]);
  });

  it("learn their own fate when one of them is refused, and the others stay", async () => {
    const names = Array.from({ length: WRITERS }, (_, place) => (place % 4 === 0 ? "Same" : `user${place}`));
    const results = await Promise.allSettled(names.map((name) => create(name)));
    const faults = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(faults).toHaveLength(WRITERS / 4 - 1);
    for (const fault of faults) expect(fault).toMatchObject({ code: "uniqueness" });
    results.forEach((result, place) => {
      if (place % 4 !== 0) expect(result.status).toBe("fulfilled");
    });
    const [state] = await rows(`select count(*)::int as resources,
      (select sum(amount)::int from resource_count where account_id = ACCOUNT) as counted,
      (select count(*)::int from note where account_id = ACCOUNT) as notes from resource where account_id = ACCOUNT`);
    const stored = WRITERS - faults.length;
    expect(state).toEqual({ resources: stored, counted: stored, notes: stored });
  });

  it("are undone by what the app's function raises, in the app's words", async () => {
    const results = await Promise.allSettled(["a", "forbidden", "b"].map((name) => create(name)));
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    await expect(create("forbidden")).rejects.toThrow("The note was refused");
    expect(await rows("select user_name from note where account_id = ACCOUNT order by 1")).toEqual([
      { user_name: "a" },
      { user_name: "b" },
    ]);
  });

  it("of several accounts never meet", async () => {
    const others = Array.from({ length: WRITERS }, () => newCaller());
    await Promise.all(others.flatMap((other) => [create("same", other), create("other", other)]));
    for (const other of others) {
      const query = { filter: undefined, sortBy: undefined, sortOrder: "ascending", startIndex: 1, count: 10 } as const;
      const page = await store.query(other, USER_SHAPE, { ...query, include: NO_PARTS });
      expect(page.resources.map(({ attributes }) => attributes["userName"]).sort()).toEqual(["other", "same"]);
    }
  });

  it("to one resource are all done, one after the other, without a lost one", async () => {
    const { resource } = await create("counter");
    await Promise.all(
      Array.from({ length: WRITERS }, () =>
        store.change(
          caller,
          USER_SHAPE,
          resource.id,
          ({ attributes }) => {
            const count = Number(attributes["nickName"] ?? 0) + 1;
            return { attributes: { ...attributes, nickName: String(count) }, writeOnly: {}, membership: [] };
          },
          OPTIONS,
        ),
      ),
    );
    const found = await store.find(caller, USER_SHAPE, resource.id, NO_PARTS);
    expect(found).toMatchObject({ version: WRITERS + 1, attributes: { nickName: String(WRITERS) } });
    const events = await rows("select version::int from event where account_id = ACCOUNT order by position");
    expect(events.map(({ version }) => version)).toEqual(Array.from({ length: WRITERS + 1 }, (_, place) => place + 1));
  });

  it("exchange unique values between resources, and a taken one is refused", async () => {
    const [left, right] = await Promise.all([create("left"), create("right")]);
    const rename = (id: string, userName: string) =>
      store.change(
        caller,
        USER_SHAPE,
        id,
        () => ({ attributes: { userName }, writeOnly: {}, membership: [] }),
        OPTIONS,
      );
    await expect(rename(left.resource.id, "RIGHT")).rejects.toMatchObject({ code: "uniqueness" });
    await rename(left.resource.id, "middle");
    await rename(right.resource.id, "left");
    expect(await rows("select user_name_key as name from resource where account_id = ACCOUNT order by 1")).toEqual([
      { name: "left" },
      { name: "middle" },
    ]);
  });

  it("whose hook needs several steps are done in a transaction, and one that changes nothing writes nothing", async () => {
    const { resource } = await create("plain");
    const change = (userName: string) =>
      store.change(
        caller,
        USER_SHAPE,
        resource.id,
        () => ({ attributes: { userName }, writeOnly: {}, membership: [] }),
        OPTIONS,
      );
    expect((await change("plain")).changed).toBe(false);
    expect(steps).toEqual([]);
    await change("by steps");
    expect(steps).toEqual(["replaced"]);
    expect(await rows("select kind from event where account_id = ACCOUNT order by position")).toHaveLength(2);
  });

  it("are refused with what a transaction would refuse them with", async () => {
    const edit = () => ({ attributes: { userName: "x" }, writeOnly: {}, membership: [] });
    await expect(store.change(caller, USER_SHAPE, randomUUID(), edit, OPTIONS)).rejects.toMatchObject({
      code: "notFound",
    });
    const { resource } = await create("versioned");
    await expect(
      store.change(caller, USER_SHAPE, resource.id, edit, { ...OPTIONS, ifMatch: [7] }),
    ).rejects.toMatchObject({ code: "preconditionFailed" });
  });
});
