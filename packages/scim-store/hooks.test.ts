import { CompiledQuery } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { GROUP_SHAPE, newCaller, USER_SHAPE } from "../scim-server/testing/shapes.ts";
import { createStoreFixture, type StoreFixture } from "./testing/store-fixture.ts";

const NO_PARTS = { members: false, groups: false };
const OPTIONS = { ifMatch: undefined, include: NO_PARTS };

describe("the hook of the store", () => {
  let fixture: StoreFixture;
  let refusal: Error | undefined;

  beforeAll(async () => {
    fixture = await createStoreFixture({
      afterWrite: async (trx, change) => {
        const id = change.after?.id ?? change.before?.id;
        const text = "select count(*)::int as found from resource where id = $1";
        const { rows } = await trx.executeQuery(CompiledQuery.raw(text, [id]) as CompiledQuery<{ found: number }>);
        expect(rows[0]?.found).toBe(change.kind === "removed" ? 0 : 1);
        if (refusal !== undefined) throw refusal;
      },
    });
  });
  beforeEach(() => {
    refusal = undefined;
    fixture.told.length = 0;
  });
  afterAll(() => fixture.close());

  const user = { attributes: { userName: "a" }, writeOnly: { password: "p" }, membership: [] };

  it("is told of each effective write in its transaction, with write-only values and the net change of members", async () => {
    const caller = newCaller();
    const { store, told } = fixture;
    const { resource } = await store.create(caller, USER_SHAPE, user, NO_PARTS);
    expect(told[0]).toMatchObject({ kind: "created", writeOnly: { password: "p" }, after: { id: resource.id } });
    expect(told[0]).not.toHaveProperty("before");
    const group = await store.create(
      caller,
      GROUP_SHAPE,
      { attributes: { displayName: "G" }, writeOnly: {}, membership: [{ kind: "replaceAll", members: [resource.id] }] },
      NO_PARTS,
    );
    expect(told[1]?.membership).toEqual({ added: [resource.id], removed: [] });
    const keep = { attributes: { displayName: "G" }, writeOnly: {}, membership: [] };
    await store.change(caller, GROUP_SHAPE, group.resource.id, () => keep, OPTIONS);
    expect(told).toHaveLength(2);
    await store.remove(caller, USER_SHAPE, resource.id, { ifMatch: undefined });
    expect(told[2]).toMatchObject({ kind: "removed", before: { id: resource.id, attributes: { userName: "a" } } });
    expect(told).toHaveLength(3);
  });

  it("undoes the write by throwing", async () => {
    const caller = newCaller();
    refusal = new Error("not in this organisation");
    await expect(fixture.store.create(caller, USER_SHAPE, user, NO_PARTS)).rejects.toThrow("not in this organisation");
    const counts = await fixture.test.asOwner(
      `select (select count(*) from resource where account_id = $1)::int as resources,
              (select count(*) from unique_value where account_id = $1)::int as values,
              (select count(*) from event where account_id = $1)::int as events,
              (select coalesce(sum(amount), 0) from resource_count where account_id = $1)::int as counted`,
      [caller.accountId],
    );
    expect(counts).toEqual([{ resources: 0, values: 0, events: 0, counted: 0 }]);
  });
});

describe("the counters of the store", () => {
  let fixture: StoreFixture;

  beforeAll(async () => {
    fixture = await createStoreFixture();
  });
  afterAll(() => fixture.close());

  it("agree with the tables after writers have created, refused, joined, left and deleted side by side", async () => {
    const caller = newCaller();
    const { store } = fixture;
    const created = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        store.create(
          caller,
          USER_SHAPE,
          { attributes: { userName: `u${index}` }, writeOnly: {}, membership: [] },
          NO_PARTS,
        ),
      ),
    );
    const members = created.map(({ resource }) => resource.id);
    const group = await store.create(
      caller,
      GROUP_SHAPE,
      { attributes: { displayName: "G" }, writeOnly: {}, membership: [{ kind: "add", members }] },
      NO_PARTS,
    );
    await Promise.all(members.slice(0, 8).map((id) => store.remove(caller, USER_SHAPE, id, { ifMatch: undefined })));
    const leave = { kind: "remove" as const, members: members.slice(6, 10) };
    const edit = () => ({ attributes: { displayName: "G" }, writeOnly: {}, membership: [leave] });
    await store.change(caller, GROUP_SHAPE, group.resource.id, edit, OPTIONS);
    const query = {
      filter: undefined,
      sortBy: undefined,
      sortOrder: "ascending" as const,
      startIndex: 1,
      include: NO_PARTS,
    };
    expect((await store.query(caller, USER_SHAPE, { ...query, count: 0 })).totalResults).toBe(12);
    const rows = await fixture.test.asOwner(
      `select r.member_count, (select count(*) from membership m where m.group_id = r.id)::int as members
       from resource r where r.id = $1`,
      [group.resource.id],
    );
    expect(rows).toEqual([{ member_count: 10, members: 10 }]);
  });
});
