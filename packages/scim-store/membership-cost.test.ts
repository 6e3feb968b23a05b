import type { Database } from "@lockstep/database";
import type { MembershipStep } from "@lockstep/scim-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GROUP_SHAPE, newCaller, USER_SHAPE } from "../scim-server/testing/shapes.ts";
import { createScimStore, type ScimStoreTables } from "./index.ts";
import { createStoreFixture, type StoreFixture } from "./testing/store-fixture.ts";

const NO_PARTS = { members: false, groups: false };
const LARGE = 20_000;

/** DESIGN §8: what a change of membership costs depends on whom it names, not on whom the group holds. */
describe("a change of membership [P-36]", () => {
  const caller = newCaller();
  let fixture: StoreFixture;
  let rowsRead = 0;
  let userId = "";
  const groupIds: string[] = [];

  beforeAll(async () => {
    fixture = await createStoreFixture();
    const empty = { writeOnly: {}, membership: [] };
    const user = { attributes: { userName: "new" }, ...empty };
    userId = (await fixture.store.create(caller, USER_SHAPE, user, NO_PARTS)).resource.id;
    for (const [displayName, size] of [
      ["Small", 10],
      ["Large", LARGE],
    ] as const) {
      const group = { attributes: { displayName }, ...empty };
      const { resource } = await fixture.store.create(caller, GROUP_SHAPE, group, NO_PARTS);
      groupIds.push(resource.id);
      await fixture.test.asOwner(
        `with people as (
           insert into resource (account_id, id, type, doc, created_at, modified_at)
           select $1, gen_random_uuid(), 'User', '{"userName":"x"}', now(), now() from generate_series(1, $3)
           returning account_id, id)
         insert into membership (account_id, group_id, member_id, added_at) select account_id, $2, id, now() from people`,
        [caller.accountId, resource.id, size],
      );
    }
    await fixture.test.asOwner("analyze");
  });
  afterAll(() => fixture.close());

  /** The database, counting the rows that its statements give back. */
  function counted(): Database<ScimStoreTables> {
    const { database } = fixture;
    return {
      ...database,
      inAccount: (accountId, work) =>
        database.inAccount(accountId, (trx) => {
          const counting = new Proxy(trx, {
            get: (target, name) => {
              if (name !== "executeQuery") return Reflect.get(target, name, target);
              return async (query: Parameters<typeof trx.executeQuery>[0]) => {
                const result = await target.executeQuery(query);
                rowsRead += result.rows.length;
                return result;
              };
            },
          });
          return work(counting);
        }),
    };
  }

  async function change(groupId: string, ...membership: readonly MembershipStep[]): Promise<number> {
    const clock = { now: () => Date.UTC(2026, 0, 2) };
    const store = createScimStore({
      database: counted(),
      clock,
      random: { bytes: (length) => new Uint8Array(length) },
    });
    rowsRead = 0;
    const edit = ({ attributes }: { attributes: object }) => ({
      attributes: { ...attributes },
      writeOnly: {},
      membership,
    });
    const { changed } = await store.change(caller, GROUP_SHAPE, groupId, edit, {
      ifMatch: undefined,
      include: NO_PARTS,
    });
    expect(changed).toBe(true);
    return rowsRead;
  }

  it.each(["add", "remove"] as const)("reads as many rows from a large group as from a small one: %s", async (kind) => {
    const [small = "", large = ""] = groupIds;
    const step = { kind, members: [userId] };
    expect(await change(small, step)).toBe(2);
    expect(await change(large, step)).toBe(2);
  });

  it("finds the member by index in a group of any size", async () => {
    const plan = await fixture.test.asOwner(
      "explain delete from membership where account_id = $1 and group_id = $2 and member_id = any($3::uuid[])",
      [caller.accountId, groupIds[1], [userId]],
    );
    expect(JSON.stringify(plan)).toMatch(/Index Scan using membership/);
  });
});
