import type { AccountId } from "@lockstep/ports";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "./testing/index.ts";
import type { Database } from "./types.ts";

const ALPHA = "11111111-1111-4111-8111-111111111111" as AccountId;
const BETA = "22222222-2222-4222-8222-222222222222" as AccountId;

interface Tables {
  note: { account_id: string; id: number; text: string };
}

let testDatabase: TestDatabase;
let database: Database<Tables>;

beforeAll(async () => {
  testDatabase = await createTestDatabase({
    sets: [{ component: "notes", directory: new URL("./testing/migrations/", import.meta.url) }],
    schema: "notes",
    role: "lockstep_test_notes",
  });
  database = testDatabase.open<Tables>();
});

afterAll(() => testDatabase.drop());

describe("inAccount", () => {
  test("shows and stores rows of the account and of no other", async () => {
    for (const account of [ALPHA, BETA]) {
      await database.inAccount(account, (trx) =>
        trx
          .insertInto("note")
          .values({ account_id: account, id: 1, text: `of ${account}` })
          .execute(),
      );
    }
    const seen = await database.inAccount(ALPHA, (trx) => trx.selectFrom("note").selectAll().execute());
    expect(seen).toEqual([{ account_id: ALPHA, id: 1, text: `of ${ALPHA}` }]);
    const outside = await database.kysely.selectFrom("note").selectAll().execute();
    expect(outside).toEqual([]);
    const foreign = database.inAccount(ALPHA, (trx) =>
      trx.insertInto("note").values({ account_id: BETA, id: 2, text: "foreign" }).execute(),
    );
    await expect(foreign).rejects.toMatchObject({ code: "42501" });
  });
});
