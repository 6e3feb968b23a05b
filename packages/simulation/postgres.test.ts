import type { DirectoryTables } from "@lockstep/directory-app/simulation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../database/testing/index.ts";
import { findCommit } from "./commit.ts";
import { createPostgresDirectory } from "./postgres/create-postgres-directory.ts";
import { simulate } from "./simulate.ts";
import { DIRECTORY_DATABASE } from "./testing/directory-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(DIRECTORY_DATABASE);
});
afterAll(async () => {
  await database.drop();
});

const SEEDS = 50;
const BATCH = 10;

describe("random worlds over PostgreSQL: the directory's own rules and SQL, told the time by the simulation", () => {
  it.each([1, 11, 21, 31, 41])(`${BATCH} of ${SEEDS} seeds from %i`, { timeout: 600_000 }, async (first) => {
    const pool = database.open<DirectoryTables>();
    const failures: string[] = [];
    for (let seed = first; seed < first + BATCH; seed += 1) {
      const { violations } = await simulate({
        seed,
        makeDirectory: (parts, setup) => createPostgresDirectory({ ...parts, database: pool }, setup),
      });
      for (const { rule, detail } of violations)
        failures.push(`seed ${seed} over PostgreSQL, commit ${findCommit()}: ${rule}: ${detail}`);
    }
    expect(failures, failures.join("\n")).toEqual([]);
  });
});
