import type { DirectoryTables } from "@lockstep/directory-app/simulation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../database/testing/index.ts";
import { findCommit } from "../commit.ts";
import { IMPORT_SEEDS, importReproductionOf } from "../seeds.ts";
import { DIRECTORY_DATABASE } from "../testing/directory-database.ts";
import { simulateImports } from "./simulate-imports.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(DIRECTORY_DATABASE);
});
afterAll(async () => {
  await database.drop();
});

/** Seeds of one test, so that a failing run says early where. */
const BATCH = 15;
/** `LOCKSTEP_IMPORT_SEED=7` runs that seed alone and tells what happens in it; `7-99` those from 7 to 99. */
const [asked, askedLast] = (process.env["LOCKSTEP_IMPORT_SEED"] ?? "").split("-").map(Number);
const isAsked = asked !== undefined && asked > 0;
const [first, last] = isAsked ? [asked, askedLast ?? asked] : [IMPORT_SEEDS.first, IMPORT_SEEDS.last];
const batches = Array.from({ length: Math.ceil((last - first + 1) / BATCH) }, (_, index) => first + index * BATCH);

describe("random worlds of imports over PostgreSQL", () => {
  it.each(batches)(`${BATCH} of the seeds ${first} to ${last} from %i`, { timeout: 1_200_000 }, async (from) => {
    const pool = database.open<DirectoryTables>(2);
    const failures: string[] = [];
    for (let seed = from; seed < from + BATCH && seed <= last; seed += 1) {
      const { violations, trace } = await simulateImports({
        seed,
        database: pool,
        isTraced: isAsked && first === last,
      });
      if (trace.length > 0) console.log(trace.join("\n"));
      for (const { rule, detail } of violations) failures.push(`${rule}: ${detail}`);
      if (violations.length > 0) failures.push(`again: ${importReproductionOf(seed, findCommit())}`);
    }
    expect(failures, failures.join("\n")).toEqual([]);
  });

  it("are the same, line for line, each time", { timeout: 120_000 }, async () => {
    const pool = database.open<DirectoryTables>(2);
    const run = () => simulateImports({ seed: 3, database: pool, isTraced: true });
    const [once, again] = [await run(), await run()];
    expect(once.trace.length).toBeGreaterThan(50);
    expect(again).toEqual(once);
  });
});
