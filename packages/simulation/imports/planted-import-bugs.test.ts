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
  const bugs = Object.entries(IMPORT_BUGS).map(([name, { mistake }]) => ({ name: name as PlantedImportBug, mistake }));
  it.each(bugs)("$name: $mistake", { timeout: 600_000 }, async ({ name: bug }) => {
    const pool = database.open<DirectoryTables>(2);
    for (let seed = IMPORT_SEEDS.first; seed <= IMPORT_SEEDS.last; seed += 1) {
      const [violation] = (await simulateImports({ seed, database: pool, bug })).violations;
      if (violation === undefined) continue;
      console.log(`${bug}: caught by seed ${seed} (${violation.rule})`);
      return;
    }
    expect.unreachable(`${bug} went unnoticed through ${IMPORT_SEEDS.last} seeds`);
  });
});
