import { randomUUID } from "node:crypto";
import type { Database } from "@lockstep/database";
import type { AccountId } from "@lockstep/ports";
import { CompiledQuery } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServiceTables } from "./index.ts";
import { startTestService, type TestService } from "./testing/test-service.ts";

const FEW = 60;
const MANY = 20_000;
/** After these PostgreSQL has settled for one plan. */
const CALLS = 10;
/** What a handful of look-ups and two rows with their indexes touch; the sign-ins alone have more than two hundred. */
const BLOCKS_MAX = 100;

/** A plan is kept by its connection, and a first push is quicker than the database takes statistics. */
describe("a function whose plan was made while there were few users and accounts", () => {
  let test: TestService;
  let database: Database<ServiceTables>;
  let accountId: AccountId;
  let admission: string;
  let provisioner: string;

  beforeAll(async () => {
    test = await startTestService();
    ({ accountId } = await test.seed());
    // One connection, so that it is the one that keeps the plans.
    database = test.database.open<ServiceTables>(1);
    const [judged] = await test.database.asOwner(
      `select c.user_id, concat_ws(':', c.id, c.version, s.credential_version, a.config_version) as admission
       from credential c join sign_in s on s.account_id = c.account_id and s.user_id = c.user_id
       join account a on a.id = c.account_id where c.account_id = $1 and c.kind = 'apiKey'`,
      [accountId],
    );
    admission = String(judged?.["admission"]);
    provisioner = String(judged?.["user_id"]);
    await addPeople(FEW);
    await test.database.asOwner("analyze sign_in, user_organisation, credential, account");
    for (let call = 0; call < CALLS; call += 1) await admit();
    await provision();
    await addPeople(MANY);
    await test.database.asOwner(
      `insert into account select (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(), 'name', 'Account ' || n))).*
       from account a cross join generate_series(1, $2::integer) n where a.id = $1`,
      [accountId, MANY],
    );
  });
  afterAll(() => test.close());

  const addPeople = (amount: number) =>
    test.database.asOwner(
      `with made as (
         insert into sign_in (account_id, user_id, login_key, is_active, is_provisioned, created_at)
         select $1, id, id || '@acme.example', true, true, now()
         from (select gen_random_uuid() as id from generate_series(1, $2::integer)) people
         returning account_id, user_id)
       insert into user_organisation (account_id, user_id, organisation_id, source, is_default, created_at)
       select m.account_id, m.user_id, o.id, 'provisioned', true, now()
       from made m join organisation o on o.account_id = m.account_id and o.code = 'ACME'`,
      [accountId, amount],
    );

  const admit = () => blocksOf("select admit_caller($1)", [admission]);
  const provision = () =>
    blocksOf("select provision_users($1, $2::jsonb)", [
      accountId,
      JSON.stringify([
        { user_id: randomUUID(), login: `${randomUUID()}@acme.example`, active: true, at: new Date(), provisioner },
      ]),
    ]);

  /** Blocks that the call touches, those of the function's own statements included. */
  async function blocksOf(call: string, parameters: readonly unknown[]): Promise<number> {
    return database.inAccount(accountId, async (trx) => {
      const query = CompiledQuery.raw(`explain (analyze, buffers, timing off, format json) ${call}`, [...parameters]);
      const { rows } = await trx.executeQuery(
        query as CompiledQuery<{ "QUERY PLAN": readonly [{ Plan: Readonly<Record<string, number>> }] }>,
      );
      const plan = rows[0]?.["QUERY PLAN"][0].Plan ?? {};
      return (plan["Shared Hit Blocks"] ?? 0) + (plan["Shared Read Blocks"] ?? 0);
    });
  }

  it("judges a remembered credential by a few rows when there are many", async () => {
    expect(await admit()).toBeLessThan(BLOCKS_MAX);
  });

  it("finds the organisation of whoever provisions by a few rows when there are many", async () => {
    expect(await provision()).toBeLessThan(BLOCKS_MAX);
  });
});
