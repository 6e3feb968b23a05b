import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectionConfig } from "./connection.ts";
import { ForgetfulClient } from "./forgetful-client.ts";
import { createTestDatabase, type TestDatabase } from "./testing/index.ts";

let testDatabase: TestDatabase;
let client: Client;

beforeAll(async () => {
  testDatabase = await createTestDatabase({ sets: [], schema: "public", role: "postgres" });
  client = new ForgetfulClient(connectionConfig({ url: testDatabase.ownerUrl, applicationName: "forgetful" }));
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await testDatabase.drop();
});

const ROUNDS = 9;
const STATEMENTS = 4;
const SUM = "select $1::int + $2::int as sum";

describe("a statement is answered", () => {
  test("by a promise, as text with values, as an object, and as text alone", async () => {
    const answers = [
      await client.query(SUM, [1, 2]),
      await client.query({ text: SUM, values: [1, 2], name: "sum" }),
      await client.query("select 3 as sum"),
    ];
    expect(answers.map(({ rows, rowCount, command }) => ({ rows, rowCount, command }))).toEqual(
      answers.map(() => ({ rows: [{ sum: 3 }], rowCount: 1, command: "SELECT" })),
    );
  });

  test("by a callback, where there is one", async () => {
    const given = await new Promise((resolve) => {
      client.query(SUM, [1, 2], (error, { rows }) => resolve({ error, rows }));
    });
    expect(given).toEqual({ error: null, rows: [{ sum: 3 }] });
  });

  test("by its fault, which says who asked", async () => {
    async function whoAsks(): Promise<unknown> {
      return await client.query("select 1 / 0");
    }
    const error = await whoAsks().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "22012", message: "division by zero" });
    expect((error as Error).stack).toContain("whoAsks");
  });
});

test("a statement and its values are gone with the next collections of young objects once it is answered", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (options: { readonly type: "minor" | "major" }) => void;
  const texts = () => Array.from({ length: 64 }, (_, index) => `${index} `.repeat(1_000));
  const textsLength = texts().join("").length;
  const sum = `select ${texts()
    .map((_, index) => `length($${index + 1}::text)`)
    .join(" + ")} as length`;
  const ask = async () => void (await client.query(sum, texts()));
  const kept: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    collect({ type: "major" });
    const before = process.memoryUsage().heapUsed;
    for (let asked = 0; asked < STATEMENTS; asked += 1) await ask();
    // What the last of them still needs is done with in the next turn.
    await new Promise((resolve) => setImmediate(resolve));
    collect({ type: "minor" });
    collect({ type: "minor" });
    kept.push(process.memoryUsage().heapUsed - before);
  }
  // The driver's own client keeps all of it.
  expect(kept.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]).toBeLessThan((STATEMENTS * textsLength) / 4);
});
