import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "./index.ts";
import { createTestDatabase, type TestDatabase } from "./testing/index.ts";

const NUMBER = { name: "number", text: "select $1::int as value, pg_backend_pid() as pid" };
const RATIO = { name: "ratio", text: "select 1 / $1::int as value" };

describe("short reads", () => {
  let testDatabase: TestDatabase;
  let database: Database<unknown>;

  beforeAll(async () => {
    testDatabase = await createTestDatabase({ sets: [], schema: "public", role: "postgres" });
    const [owner] = await testDatabase.asOwner("select current_user as name");
    await testDatabase.drop();
    testDatabase = await createTestDatabase({ sets: [], schema: "public", role: String(owner?.["name"]) });
    database = testDatabase.open();
  });
  afterAll(() => testDatabase.drop());

  async function read(value: number): Promise<{ value: number; pid: number }> {
    const [row] = await database.read<{ value: number; pid: number }>({ ...NUMBER, values: [value] });
    if (row === undefined) throw new Error("No row");
    return row;
  }

  test("that come together share two connections, and each gets its own answer", async () => {
    const rows = await Promise.all(Array.from({ length: 500 }, (_, value) => read(value)));
    expect(rows.map((row) => row.value)).toEqual(Array.from({ length: 500 }, (_, value) => value));
    expect(new Set(rows.map((row) => row.pid)).size).toBeLessThanOrEqual(2);
  });

  test("that fail leave those around them alone", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, value) => database.read<{ value: number }>({ ...RATIO, values: [value % 5] })),
    );
    results.forEach((result, index) => {
      expect(result.status).toBe(index % 5 === 0 ? "rejected" : "fulfilled");
      if (result.status === "fulfilled") expect(result.value[0]?.value).toBe(Math.trunc(1 / (index % 5)));
    });
  });

  test("find a new connection when theirs is lost", async () => {
    const { pid } = await read(1);
    await testDatabase.asOwner("select pg_terminate_backend($1)", [pid]);
    await expect.poll(() => read(2).then((row) => row.value, String)).toBe(2);
    expect((await read(3)).pid).not.toBe(pid);
  });

  test("are refused once the database is closed, also when some are under way", async () => {
    const closing = testDatabase.open();
    const running = Array.from({ length: 20 }, (_, value) => closing.read({ ...NUMBER, values: [value] }));
    await Promise.all(running);
    await closing.close();
    await expect(closing.read({ ...NUMBER, values: [1] })).rejects.toThrow("The database is closed");
  });
});
