import { randomUUID } from "node:crypto";
import type { AccountId } from "@lockstep/ports";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addManual } from "./domain/membership.ts";
import type { ServiceTables } from "./index.ts";
import { startTestService, type TestService } from "./testing/test-service.ts";

/** What foreign keys watched row by row, and triggers watch now. */
describe("rows that are made with each user", () => {
  let test: TestService;
  let accountId: AccountId;
  let userId: string;

  beforeAll(async () => {
    test = await startTestService();
    const seeded = await test.seed();
    accountId = seeded.accountId;
    const made = await test.scim(`Bearer ${seeded.apiKey}`).call("POST", "/Users", { userName: "jane@acme.example" });
    expect(made.status, made.text).toBe(201);
    userId = made.body.id;
  });
  afterAll(() => test.close());

  const open = () => test.database.open<ServiceTables>();
  const countOf = async (table: string) =>
    (
      await test.database.asOwner(
        `select count(*)::int as amount from ${table} where account_id = $1 and user_id = $2`,
        [...[accountId, userId]],
      )
    )[0]?.["amount"];

  it("no resource of a user goes without its sign-in", async () => {
    const removal = open().inAccount(accountId, (trx) =>
      sql`delete from resource where account_id = ${accountId} and id = ${userId}`.execute(trx),
    );
    await expect(removal).rejects.toMatchObject({ code: "23503", constraint: "sign_in_resource_exists" });
  });

  it("no organisation goes while somebody belongs to it, and nobody joins one that is not there", async () => {
    const database = open();
    const removal = database.inAccount(accountId, (trx) =>
      sql`delete from organisation where account_id = ${accountId} and code = 'ACME'`.execute(trx),
    );
    await expect(removal).rejects.toMatchObject({ code: "23503" });
    const joining = database.inAccount(accountId, (trx) => addManual(trx, { accountId, userId }, randomUUID(), 0));
    await expect(joining).rejects.toMatchObject({ code: "23503", constraint: "user_organisation_exists" });
  });

  it("an organisation that somebody is just joining waits, and stays", async () => {
    const database = open();
    const [south] = await test.database.asOwner(
      "select id from organisation where account_id = $1 and code = 'SOUTH'",
      [accountId],
    );
    let removal: Promise<unknown> | undefined;
    await database.inAccount(accountId, async (trx) => {
      await addManual(trx, { accountId, userId }, String(south?.["id"]), 0);
      removal = database.inAccount(accountId, (other) =>
        sql`delete from organisation where account_id = ${accountId} and code = 'SOUTH'`.execute(other),
      );
      removal.catch(() => undefined);
      await expect
        .poll(async () => test.database.asOwner("select 1 from pg_locks where not granted"), { timeout: 20_000 })
        .toHaveLength(1);
    });
    await expect(removal).rejects.toMatchObject({ code: "23503" });
  });

  it("nobody joins an organisation without a sign-in", async () => {
    const stranger = randomUUID();
    const database = open();
    await database.inAccount(accountId, async (trx) => {
      const { rows } = await sql<{ id: string }>`select id from organisation where code = 'NORTH'`.execute(trx);
      await addManual(trx, { accountId, userId: stranger }, String(rows[0]?.id), 0);
    });
    expect(await test.database.asOwner("select 1 from user_organisation where user_id = $1", [stranger])).toEqual([]);
  });

  it("memberships go with the sign-in, whoever deletes it", async () => {
    expect(await countOf("user_organisation")).toBe(2);
    await test.database.asOwner("delete from sign_in where account_id = $1 and user_id = $2", [accountId, userId]);
    expect(await countOf("user_organisation")).toBe(0);
  });

  it("everything goes with the account", async () => {
    const other = await test.seed({ name: "Other", owner: { email: "o@other.example", password: "owner password 2" } });
    await test.database.asOwner("delete from account where id = $1", [other.accountId]);
    for (const table of ["sign_in", "user_organisation", "organisation", "credential", "role_grant"]) {
      const rows = await test.database.asOwner(`select 1 from ${table} where account_id = $1`, [other.accountId]);
      expect(rows, table).toEqual([]);
    }
    expect(await countOf("role_grant")).toBe(0);
    expect(await test.database.asOwner("select 1 from organisation where account_id = $1", [accountId])).toHaveLength(
      3,
    );
  });
});
