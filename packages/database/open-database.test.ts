import type { AccountId } from "@lockstep/ports";
import { sql, type Transaction } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { violationOf } from "./index.ts";
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
  for (const account of [ALPHA, BETA]) {
    await database.inAccount(account, (trx) =>
      trx.insertInto("note").values({ account_id: account, id: 1, text: "first" }).execute(),
    );
  }
});

afterAll(() => testDatabase.drop());

const textOf = (account: AccountId, id: number) =>
  database.inAccount(account, (trx) => trx.selectFrom("note").select("text").where("id", "=", id).executeTakeFirst());

describe("inAccount", () => {
  test("shows rows of the account and of no other", async () => {
    const seen = await database.inAccount(ALPHA, (trx) =>
      trx.selectFrom("note").select(["account_id", "id"]).execute(),
    );
    expect(seen).toEqual([{ account_id: ALPHA, id: 1 }]);
  });

  test("refuses to write a row of another account", async () => {
    const foreign = database.inAccount(ALPHA, (trx) =>
      trx.insertInto("note").values({ account_id: BETA, id: 2, text: "foreign" }).execute(),
    );
    await expect(foreign).rejects.toMatchObject({
      code: "42501",
      message: 'new row violates row-level security policy for table "note"',
    });
  });

  test("leaves no account behind on the connection", async () => {
    const one = testDatabase.open<Tables>(1);
    await one.inAccount(ALPHA, (trx) => trx.selectFrom("note").selectAll().execute());
    expect(await one.kysely.selectFrom("note").selectAll().execute()).toEqual([]);
  });

  test("takes nothing but a UUID as an account", async () => {
    const injected = "x'; drop table note; --" as AccountId;
    expect(() => database.inAccount(injected, async () => undefined)).toThrow("An account id is a UUID");
  });

  test("sends statements that are started together without waiting in between", async () => {
    const texts = await database.inAccount(ALPHA, (trx) =>
      Promise.all([1, 2, 3].map((n) => sql<{ n: number }>`select ${n}::int as n`.execute(trx))),
    );
    expect(texts.map((result) => result.rows[0]?.n)).toEqual([1, 2, 3]);
  });
});

describe("transaction", () => {
  test("stores nothing when the work throws", async () => {
    const failing = database.inAccount(ALPHA, async (trx) => {
      await trx.insertInto("note").values({ account_id: ALPHA, id: 10, text: "gone" }).execute();
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    expect(await textOf(ALPHA, 10)).toBeUndefined();
  });

  test("does not pretend to have stored anything when the error of a statement was swallowed", async () => {
    const swallowing = database.inAccount(ALPHA, async (trx) => {
      await trx.insertInto("note").values({ account_id: ALPHA, id: 11, text: "gone" }).execute();
      await sql`select 1 / 0`.execute(trx).catch(() => undefined);
    });
    await expect(swallowing).rejects.toThrow("A statement of the transaction failed and its error was ignored");
    expect(await textOf(ALPHA, 11)).toBeUndefined();
  });

  test("tells how many rows a write touched", async () => {
    const result = await database.inAccount(ALPHA, (trx) =>
      trx.updateTable("note").set({ text: "changed" }).where("id", "=", 1).executeTakeFirst(),
    );
    expect(result.numUpdatedRows).toBe(1n);
  });

  test("is tried again after a deadlock or a serialisation failure, at most twice", async () => {
    let attempts = 0;
    const result = await database.transaction(async (trx) => {
      attempts += 1;
      if (attempts < 3) await sql`do $$ begin raise exception 'busy' using errcode = '40001'; end $$`.execute(trx);
      return "stored";
    });
    expect([result, attempts]).toEqual(["stored", 3]);
    attempts = 0;
    const hopeless = database.transaction(async (trx) => {
      attempts += 1;
      await sql`do $$ begin raise exception 'busy' using errcode = '40P01'; end $$`.execute(trx);
    });
    await expect(hopeless).rejects.toMatchObject({ code: "40P01" });
    expect(attempts).toBe(3);
  });

  test("refuses a statement after its end", async () => {
    const escaped = await database.transaction(async (trx) => trx);
    const late = sql`select 1`.execute(escaped);
    await expect(late).rejects.toThrow("The transaction has ended: a statement was started without being awaited");
  });

  test("names the violated constraint", async () => {
    const insert = (id: number, text: string) =>
      database
        .inAccount(ALPHA, (trx) => trx.insertInto("note").values({ account_id: ALPHA, id, text }).execute())
        .catch((error: unknown) => violationOf(new Error("wrapped", { cause: error })));
    expect(await insert(1, "twice")).toEqual({ kind: "unique", constraint: "note_pkey", table: "note" });
    expect(await insert(20, "")).toEqual({ kind: "check", constraint: "note_text_check", table: "note" });
    expect(await insert(21, null as unknown as string)).toMatchObject({ kind: "notNull", table: "note" });
  });
});

describe("statements that leave together", () => {
  test("fail with what failed first, however far from it the others are read", async () => {
    const deeper = async (work: () => Promise<unknown>, depth: number): Promise<unknown> =>
      depth === 0 ? await work() : await deeper(work, depth - 1);
    const failed = database.transaction(async (trx) => {
      const behind = sql`select 1`;
      await Promise.all([
        deeper(() => sql`select 1 / 0`.execute(trx), 20),
        ...Array.from({ length: 5 }, () => behind.execute(trx)),
      ]);
    });
    await expect(failed).rejects.toMatchObject({ code: "22012" });
  });
});

describe("lost connections", () => {
  test("do not end the program: the pool makes new ones", async () => {
    const pool = testDatabase.open<Tables>(2);
    await pool.pool.query("select 1");
    await testDatabase.asOwner(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await expect.poll(() => pool.pool.query("select 1 as one").then((r) => r.rows, String)).toEqual([{ one: 1 }]);
  });
});

describe("a connection that is lost in the middle of a transaction", () => {
  test("fails the transaction and nothing else, also between two of its statements", async () => {
    const pool = testDatabase.open<Tables>(2);
    const failed = pool.transaction(async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
      await testDatabase.asOwner(`select pg_terminate_backend(${rows[0]?.pid})`);
      // Nothing of ours listens on the connection now: its end arrives between the statements.
      await expect
        .poll(() => testDatabase.asOwner(`select 1 from pg_stat_activity where pid = ${rows[0]?.pid}`))
        .toEqual([]);
      await new Promise((resolve) => setImmediate(resolve));
      await sql`select 1`.execute(trx);
    });
    await expect(failed).rejects.toThrow();
    await expect.poll(() => pool.pool.query("select 1 as one").then((r) => r.rows, String)).toEqual([{ one: 1 }]);
  });
});

describe("listen", () => {
  test("hands over notifications, and one empty call after a lost connection", async () => {
    const heard: string[] = [];
    const stop = await database.listen("changes", (payload) => heard.push(payload));
    await database.pool.query("select pg_notify('changes', 'one')");
    await expect.poll(() => heard).toEqual(["one"]);
    await testDatabase.asOwner(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'lockstep-test-listen'",
    );
    await expect.poll(() => heard).toEqual(["one", ""]);
    await database.pool.query("select pg_notify('changes', 'two')").catch(() => undefined);
    await expect.poll(() => heard).toEqual(["one", "", "two"]);
    await stop();
    await database.pool.query("select pg_notify('changes', 'three')");
    expect(heard).toHaveLength(3);
  });
});

describe("a transaction of many alike", () => {
  const settings = (trx: Transaction<Tables>) =>
    sql<{ seqscan: string; commit: string }>`
      select current_setting('enable_seqscan') as seqscan, current_setting('synchronous_commit') as commit`.execute(
      trx,
    );

  test("prepares each text once for a connection, and leaves none of its settings behind", async () => {
    const one = testDatabase.open<Tables>(1);
    // The database of the tests waits for no disk.
    await sql`set synchronous_commit = on`.execute(one.kysely);
    const read = (id: number) =>
      one.transaction(
        async (trx) => {
          const { rows } = await sql<{ id: number }>`select ${id}::int as id`.execute(trx);
          return { ids: rows.map((row) => row.id), settings: (await settings(trx)).rows };
        },
        { isPrepared: true, mayBeLost: true },
      );
    const inside = [{ seqscan: "off", commit: "off" }];
    expect(await read(1)).toEqual({ ids: [1], settings: inside });
    expect(await read(2)).toEqual({ ids: [2], settings: inside });
    const { rows } = await one.transaction((trx) =>
      sql<{ statement: string }>`select statement from pg_prepared_statements order by statement desc`.execute(trx),
    );
    expect(rows.map(({ statement }) => statement.includes("$1::int"))).toEqual([true, false]);
    expect((await one.transaction(settings)).rows).toEqual([{ seqscan: "on", commit: "on" }]);
  });
});
