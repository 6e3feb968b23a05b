import type { Database } from "@lockstep/database";
import { CompiledQuery } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newCaller } from "../scim-server/testing/shapes.ts";
import type { ScimStoreTables } from "./index.ts";
import { createStoreFixture, type StoreFixture } from "./testing/store-fixture.ts";

const MANY = 20_000;
/** What eight look-ups by an index may touch; the whole table has more than a thousand. */
const BLOCKS_MAX = 60;

const READS = {
  "find_resources by id": `select * from find_resources($1, null, 'User', array(
    select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid from generate_series(1, 8) n))`,
  "look_up_resources by user name": lookUp("u", "userName"),
  "look_up_resources by externalId": lookUp("e", "externalId"),
  "look_up_resources by displayName": lookUp("d", "displayName"),
};

/** DESIGN §8: a plan is kept by its connection, and a first push is quicker than the database takes statistics. */
describe.each([60, 1_000])("a read whose plan was made while there were %i resources in an account", (few) => {
  const caller = newCaller();
  let fixture: StoreFixture;
  let database: Database<ScimStoreTables>;

  const insert = (from: number, to: number) =>
    fixture.test.asOwner(
      `insert into resource (account_id, id, type, doc, created_at, modified_at, user_name_key, external_id, display_name_key)
       select $1, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'User',
         jsonb_build_object('userName', 'u' || n), now() + n * interval '1 ms', now(), 'u' || n, 'e' || n, 'd' || n
       from generate_series($2::integer, $3::integer) n`,
      [caller.accountId, from, to],
    );

  beforeAll(async () => {
    fixture = await createStoreFixture();
    // One connection, so that it is the one that keeps the plans.
    database = fixture.test.open<ScimStoreTables>(1);
    await insert(1, few);
    await fixture.test.asOwner(
      `insert into resource (account_id, id, type, doc, created_at, modified_at, user_name_key, external_id, display_name_key)
       select $1, gen_random_uuid(), type, doc, created_at, modified_at, user_name_key, external_id, display_name_key
       from resource`,
      [newCaller().accountId],
    );
    await fixture.test.asOwner("analyze resource");
    for (const read of Object.values(READS)) await blocksOf(read);
    await insert(few + 1, MANY);
  });
  afterAll(() => fixture.close());

  /** Blocks that the read touches, those of the function's own statements included. */
  async function blocksOf(read: string): Promise<number> {
    return database.inAccount(caller.accountId, async (trx) => {
      const query = CompiledQuery.raw(`explain (analyze, buffers, timing off, format json) ${read}`, [
        caller.accountId,
      ]);
      const { rows } = await trx.executeQuery(
        query as CompiledQuery<{ "QUERY PLAN": readonly [{ Plan: Readonly<Record<string, number>> }] }>,
      );
      const plan = rows[0]?.["QUERY PLAN"][0].Plan ?? {};
      expect(plan["Actual Rows"]).toBe(8);
      return (plan["Shared Hit Blocks"] ?? 0) + (plan["Shared Read Blocks"] ?? 0);
    });
  }

  it.each(Object.entries(READS))("%s touches no more than it needs when there are many", async (_name, read) => {
    expect(await blocksOf(read)).toBeLessThan(BLOCKS_MAX);
  });
});

function lookUp(prefix: string, column: string): string {
  return `select * from look_up_resources($1, null, 'User', array(
    select '${prefix}' || n from generate_series(1, 8) n), '${column}')`;
}
