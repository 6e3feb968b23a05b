import { requireFilter } from "@lockstep/scim";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Caller, StaleCallerError } from "../scim-server/index.ts";
import { newCaller, USER_SHAPE } from "../scim-server/testing/shapes.ts";
import { createScimStore } from "./index.ts";
import { createStoreFixture, type StoreFixture } from "./testing/store-fixture.ts";

const NO_PARTS = { members: false, groups: false };
const OPTIONS = { ifMatch: undefined, include: NO_PARTS };
const QUERY = { filter: undefined, sortBy: undefined, sortOrder: "ascending", startIndex: 1, count: 10 } as const;
const USER = { attributes: { userName: "a" }, writeOnly: {}, membership: [] };

/** Every method, as a call that needs no more than an id. */
const METHODS: Readonly<
  Record<string, (store: StoreFixture["store"], caller: Caller, id: string) => Promise<unknown>>
> = {
  create: (store, caller) => store.create(caller, USER_SHAPE, { ...USER, attributes: { userName: "b" } }, NO_PARTS),
  find: (store, caller, id) => store.find(caller, USER_SHAPE, id, NO_PARTS),
  query: (store, caller) => store.query(caller, USER_SHAPE, { ...QUERY, include: NO_PARTS }),
  "query by user name": (store, caller) =>
    store.query(caller, USER_SHAPE, { ...QUERY, filter: requireFilter('userName eq "a"'), include: NO_PARTS }),
  "find of what can be no id": (store, caller) => store.find(caller, USER_SHAPE, "nobody", NO_PARTS),
  change: (store, caller, id) =>
    store.change(caller, USER_SHAPE, id, () => ({ ...USER, attributes: { userName: "c" } }), OPTIONS),
  remove: (store, caller, id) => store.remove(caller, USER_SHAPE, id, { ifMatch: undefined }),
};

describe("the admission of a remembered credential", () => {
  let fixture: StoreFixture;
  let store: StoreFixture["store"];
  let caller: Caller;
  let id: string;

  beforeAll(async () => {
    fixture = await createStoreFixture();
    await fixture.test.asOwner(`create table credential (
      account_id uuid default current_account(), name text primary key, version integer not null)`);
    await fixture.test.asOwner("alter table credential enable row level security");
    await fixture.test.asOwner("create policy own_account on credential using (account_id = current_account())");
    // Sees its own account only, so it also proves that the account is set before it is asked.
    await fixture.test.asOwner(`create function admit_caller(admission text) returns void language plpgsql stable as $$
      begin
        if not exists (select from credential where name || ':' || version = admission) then
          raise exception 'stale' using errcode = 'LS001';
        end if;
      end $$`);
    const { database } = fixture;
    const options = {
      database,
      clock: { now: () => 0 },
      random: { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) },
    };
    store = createScimStore({ ...options, admitFunction: "admit_caller" });
  });
  beforeEach(async () => {
    caller = newCaller();
    id = (await fixture.store.create(caller, USER_SHAPE, USER, NO_PARTS)).resource.id;
    const remembered = `k-${caller.accountId}`;
    await fixture.test.asOwner("insert into credential values ($1, $2, 3)", [caller.accountId, remembered]);
    caller = { ...caller, admission: `${remembered}:3` };
  });
  afterAll(() => fixture.close());

  for (const [name, call] of Object.entries(METHODS)) {
    it(`lets ${name} through while it holds, and stops it with StaleCallerError once it does not`, async () => {
      await expect(
        call(store, { ...caller, admission: caller.admission?.replace(/3$/, "2") ?? "" }, id),
      ).rejects.toThrow(StaleCallerError);
      // Nothing of the refused call is stored.
      const untouched = await store.query(caller, USER_SHAPE, { ...QUERY, include: NO_PARTS });
      expect(untouched.resources.map(({ version, attributes }) => [version, attributes])).toEqual([
        [1, { userName: "a" }],
      ]);
      await call(store, caller, id);
    });

    it(`is not asked for by ${name} when the caller has none`, async () => {
      const { admission: _none, ...others } = caller;
      await call(store, others, id);
    });

    it(`does not hold for ${name} in another account`, async () => {
      await expect(call(store, { ...newCaller(), admission: caller.admission ?? "" }, id)).rejects.toThrow(
        StaleCallerError,
      );
    });

    it(`refuses a text with other characters loudly in ${name}`, async () => {
      for (const admission of ["", "a'b", "a b", "x".repeat(201), "ä", "a\nb"]) {
        await expect(call(store, { ...caller, admission }, id)).rejects.toThrow(/An admission is 1 to 200/);
      }
    });
  }

  it("stops all reads that wait together once it does not hold, and none of another admission", async () => {
    const outdated = { ...caller, admission: caller.admission?.replace(/3$/, "2") ?? "" };
    const reads = Array.from({ length: 20 }, (_, index) =>
      store.find(index % 2 === 0 ? outdated : caller, USER_SHAPE, id, NO_PARTS).then(
        (found) => found?.id,
        (error: unknown) => (error instanceof StaleCallerError ? "stale" : error),
      ),
    );
    expect(await Promise.all(reads)).toEqual(reads.map((_, index) => (index % 2 === 0 ? "stale" : id)));
  });

  it("changes nothing for a store without an admit function", async () => {
    const found = await fixture.store.find({ ...caller, admission: "outdated:1" }, USER_SHAPE, id, NO_PARTS);
    expect(found?.id).toBe(id);
  });

  it("takes the name of the function as a plain SQL name only", async () => {
    const { database } = fixture;
    const wrong = createScimStore({
      database,
      clock: { now: () => 0 },
      random: { bytes: () => new Uint8Array(16) },
      admitFunction: "x(); drop table resource; --",
    });
    await expect(wrong.find(caller, USER_SHAPE, id, NO_PARTS)).rejects.toThrow(/is not a plain SQL name/);
  });
});
