import type { DirectoryTables } from "@lockstep/directory-app/simulation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../database/testing/index.ts";
import { IMPORT_SEEDS } from "../seeds.ts";
import { DIRECTORY_DATABASE } from "../testing/directory-database.ts";
import { IMPORT_BUGS, type PlantedImportBug } from "./import-bugs.ts";
import { simulateImports } from "./simulate-imports.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(DIRECTORY_DATABASE);
});
afterAll(async () => {
  await database.drop();
});

describe("planted bugs of imports are caught within the seeds of the suite", () => {
  const bugs = Object.entries(IMPORT_BUGS).map(([name, { mistake, caughtBy }]) => ({
    name: name as PlantedImportBug,
    mistake,
    caughtBy,
  }));
  const { first, last } = IMPORT_SEEDS;
  const seeds = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  it.each(bugs)("$name: $mistake", { timeout: 600_000 }, async ({ name: bug, caughtBy }) => {
    const pool = database.open<DirectoryTables>(2);
    for (const seed of [caughtBy, ...seeds]) {
      const [violation] = (await simulateImports({ seed, database: pool, bug })).violations;
      if (violation === undefined) continue;
      console.log(`${bug}: caught by seed ${seed} (${violation.rule})`);
      return;
    }
    expect.unreachable(`${bug} went unnoticed through ${last} seeds`);
  });
});
