import type { DirectoryTables } from "@lockstep/directory-app/simulation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../database/testing/index.ts";
import { DIRECTORY_DATABASE } from "../testing/directory-database.ts";
import { NO_FAULTS } from "../world/fault-plan.ts";
import { seededRandom } from "../world/seeded-random.ts";
import { NO_TRACE } from "../world/trace.ts";
import { drawImportScene, type ImportScene } from "./import-scene.ts";
import { createImportWorld, type ImportWorld } from "./import-world.ts";
import { HONEST } from "./unruly-list.ts";

/** An import that is killed, on either side and at any step, ends as one that is left alone. */

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(DIRECTORY_DATABASE);
});
afterAll(async () => {
  await database.drop();
});

const SEED = 1;
/** Of all steps of the import, so many are tried, evenly spread. */
const KILLS = { workerDies: 12, targetRestarts: 6 } as const;

function quietScene(): ImportScene {
  const drawn = drawImportScene(seededRandom(SEED, "import scene"));
  return {
    ...drawn,
    scene: { ...drawn.scene, plan: NO_FAULTS, workers: 1 },
    habits: { pageSizeMax: 3, ...HONEST },
    rules: {
      exactMatchCriteria: ["EMAIL"],
      autoConfirmExactMatch: true,
      autoConfirmPartialMatch: false,
      autoConfirmNewUsers: true,
      autoActivateNewUsers: true,
      showInactiveUsers: true,
    },
    safeguardPercent: undefined,
    accounts: 10,
  };
}

/** A company that has imported its app once; since then two accounts have left, and two have come. */
async function companyBeforeImport(): Promise<ImportWorld> {
  const pool = database.open<DirectoryTables>(2);
  const world = await createImportWorld({
    seed: SEED,
    database: pool,
    bug: undefined,
    scene: quietScene(),
    traceOf: () => NO_TRACE,
  });
  await world.begin();
  world.startWorkers();
  await world.untilQuiet();
  await world.importAll();
  for (const id of (await world.linkedAccounts()).slice(0, 2)) await world.removeAccount(id);
  await world.addAccounts(2);
  return world;
}

async function endOf(world: ImportWorld): Promise<string> {
  expect(world.violations).toEqual([]);
  const left = await world.judge.whatIsLeft();
  await world.close();
  return left;
}

describe("an import ends as one that is left alone", () => {
  it.each(["workerDies", "targetRestarts"] as const)(
    "when at any of its steps the %s",
    { timeout: 600_000 },
    async (mishap) => {
      const alone = await companyBeforeImport();
      const before = alone.events;
      await alone.importAll();
      const steps = alone.events - before;
      const expected = await endOf(alone);
      expect(JSON.parse(expected)).toMatchObject({ run: { state: "DONE", complete: true, departed: 2 } });
      const stride = Math.ceil(steps / KILLS[mishap]);
      let interrupted = 0;
      for (let step = 1; step < steps; step += stride) {
        const world = await companyBeforeImport();
        if (await world.importWithMishap(step, mishap)) interrupted += 1;
        expect(await endOf(world), `after step ${step} of ${steps}`).toBe(expected);
      }
      expect(interrupted).toBeGreaterThan(KILLS[mishap] / 3);
    },
  );
});
