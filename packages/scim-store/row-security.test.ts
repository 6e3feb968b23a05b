import { ScimError } from "@lockstep/scim";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newCaller, USER_SHAPE } from "../scim-server/testing/shapes.ts";
import type { ScimStoreTables } from "./index.ts";
import { createStoreFixture, type StoreFixture } from "./testing/store-fixture.ts";

const TABLES = ["resource", "unique_value", "membership", "resource_count", "event", "event_feed"] as const;
const NO_PARTS = { members: false, groups: false };

describe("row-level security of the store", () => {
  const mine = newCaller();
  const theirs = newCaller();
  let fixture: StoreFixture;

  beforeAll(async () => {
    fixture = await createStoreFixture();
    for (const caller of [mine, theirs]) {
      const draft = { attributes: { userName: "jane" }, writeOnly: {}, membership: [] };
      const user = await fixture.store.create(caller, USER_SHAPE, draft, NO_PARTS);
      await fixture.database.inAccount(caller.accountId, async (trx) => {
        await sql`select sequence_events()`.execute(trx);
        await sql`insert into resource (account_id, id, type, doc, created_at, modified_at)
          values (${caller.accountId}, gen_random_uuid(), 'Group', '{}', now(), now())`.execute(trx);
        await sql`insert into membership (account_id, group_id, member_id, added_at)
          select ${caller.accountId}, id, ${user.resource.id}, now() from resource where type = 'Group'`.execute(trx);
        await sql`insert into unique_value (account_id, type, attribute, value_key, resource_id)
          values (${caller.accountId}, 'User', 'number', '7', ${user.resource.id})`.execute(trx);
      });
    }
  });
  afterAll(() => fixture.close());

  it("shows no row of any table when no account is set", async () => {
    for (const table of TABLES) {
      const { rows } = await fixture.database.pool.query(`select * from ${table}`);
      expect(rows, table).toEqual([]);
    }
  });

  it("shows the rows of the account that is set, and those alone", async () => {
    for (const table of TABLES) {
      const accounts = await fixture.database.inAccount(mine.accountId, async (trx) => {
        const { rows } = await trx
          .selectFrom(table as keyof ScimStoreTables)
          .select("account_id")
          .distinct()
          .execute()
          .then((found) => ({ rows: found }));
        return rows.map((row) => row.account_id);
      });
      expect(accounts, table).toEqual([mine.accountId]);
    }
  });

  it("takes no row for another account", async () => {
    const insert = fixture.database.inAccount(mine.accountId, (trx) =>
      sql`insert into resource (account_id, id, type, doc, created_at, modified_at)
        values (${theirs.accountId}, gen_random_uuid(), 'User', '{}', now(), now())`.execute(trx),
    );
    await expect(insert).rejects.toThrow(/row-level security/);
  });

  it("changes and deletes no row of another account", async () => {
    await fixture.database.inAccount(mine.accountId, async (trx) => {
      await sql`update resource set doc = '{"userName":"stolen"}' where account_id = ${theirs.accountId}`.execute(trx);
      await sql`delete from resource where account_id = ${theirs.accountId}`.execute(trx);
    });
    const rows = await fixture.test.asOwner(
      "select 1 from resource where account_id = $1 and doc->>'userName' = 'jane'",
      [theirs.accountId],
    );
    expect(rows).toHaveLength(1);
  });

  it("holds for the owner of the tables too, superusers apart", async () => {
    const rows = await fixture.test.asOwner(
      "select relname from pg_class where relname = any($1) and relrowsecurity and relforcerowsecurity order by 1",
      [TABLES],
    );
    expect(rows.map((row) => row.relname)).toEqual([...TABLES].sort());
  });

  it("leaves no account set on a connection after a read", async () => {
    await fixture.store.find(mine, USER_SHAPE, "00000000-0000-7000-8000-000000000000", NO_PARTS);
    const { rows } = await fixture.database.pool.query("select current_account() as account");
    expect(rows).toEqual([{ account: null }]);
  });

  it("answers an attack through a filter with rows of the own account only", async () => {
    const error = await fixture.store
      .query(mine, USER_SHAPE, {
        filter: {
          kind: "compare",
          path: { schemaUrn: undefined, name: "userName' or '1'='1", subName: undefined },
          operator: "eq",
          value: "x",
          position: 0,
        },
        sortBy: undefined,
        sortOrder: "ascending",
        startIndex: 1,
        count: 10,
        include: NO_PARTS,
      })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ScimError);
    expect(error).toMatchObject({ code: "invalidFilter" });
  });
});
