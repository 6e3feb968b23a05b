import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../packages/database/testing/index.ts";
import { INSTALLATION } from "./database.ts";
import { markDone, openInstallation, whileFillingAlone } from "./installation.ts";

let testDatabase: TestDatabase;
let database: ReturnType<TestDatabase["open"]>;
let forgotten = 0;

const keyOf = (byte: number) => ({
  bytes: new Uint8Array(32).fill(byte),
  source: "/home/master.key",
  forget: () => {
    forgotten += 1;
  },
});
const open = (hasSample = true, byte = 1) => openInstallation(database, { masterKey: keyOf(byte), hasSample });

beforeAll(async () => {
  testDatabase = await createTestDatabase(INSTALLATION);
  database = testDatabase.open(4);
});
afterAll(() => testDatabase.drop());
beforeEach(async () => {
  await testDatabase.asOwner("delete from installation");
  forgotten = 0;
});

describe("openInstallation", () => {
  test("remembers how the first start wanted it, whatever later starts say", async () => {
    const first = await open(true);
    expect(first).toMatchObject({
      hasSample: true,
      isServiceSeeded: false,
      isDirectorySeeded: false,
      isSampleDone: false,
    });
    expect(await open(false)).toEqual(first);
  });

  test("gives several first starts at once the same installation", async () => {
    const all = await Promise.all([open(), open(), open(), open()]);
    expect(new Set(all.map((installation) => installation.id)).size).toBe(1);
  });

  test("remembers what is done", async () => {
    await open();
    await markDone(database, "service_seeded_at");
    await markDone(database, "sample_done_at");
    expect(await open()).toMatchObject({ isServiceSeeded: true, isDirectorySeeded: false, isSampleDone: true });
  });

  test("refuses another master key in one sentence, and takes back a key that was generated for it", async () => {
    await open(true, 1);
    await expect(open(true, 2)).rejects.toMatchObject({
      name: "StartupError",
      message:
        "The master key (/home/master.key) is not the one that this database was filled with: restore the file master.key, or set LOCKSTEP_MASTER_KEY to the right key.",
    });
    expect(forgotten).toBe(1);
  });
});

test("only one process fills a database at a time, and a failed one lets the next try", async () => {
  let inside = 0;
  let most = 0;
  const fill = () =>
    whileFillingAlone(database, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await database.pool.query("select pg_sleep(0.01)");
      inside -= 1;
    });
  const failing = whileFillingAlone(database, () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  const another = testDatabase.open(4);
  await Promise.all([fill(), fill(), whileFillingAlone(another, fill2), fill()]);
  expect(most).toBe(1);

  async function fill2(): Promise<void> {
    inside += 1;
    most = Math.max(most, inside);
    await another.pool.query("select pg_sleep(0.01)");
    inside -= 1;
  }
});
