import type { DirectoryTables } from "@lockstep/directory-app/simulation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../database/testing/index.ts";
import { findCommit } from "../commit.ts";
import { APPROVAL_SEEDS, approvalReproductionOf } from "../seeds.ts";
import { DIRECTORY_DATABASE } from "../testing/directory-database.ts";
import { APPROVAL_BUGS, type PlantedApprovalBug } from "./approval-bugs.ts";
import { simulateApprovals } from "./approval-world.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(DIRECTORY_DATABASE);
});
afterAll(async () => {
  await database.drop();
});

/** Seeds of one test, so that a failing run says early where. */
const BATCH = 10;
/** `LOCKSTEP_APPROVAL_SEED=7` runs that seed alone and tells what happens in it; `7-99` those from 7 to 99. */
const [asked, askedLast] = (process.env["LOCKSTEP_APPROVAL_SEED"] ?? "").split("-").map(Number);
const isAsked = asked !== undefined && asked > 0;
const [first, last] = isAsked ? [asked, askedLast ?? asked] : [APPROVAL_SEEDS.first, APPROVAL_SEEDS.last];
const batches = Array.from({ length: Math.ceil((last - first + 1) / BATCH) }, (_, index) => first + index * BATCH);

describe("random worlds of budgets and approvals over PostgreSQL", () => {
  let holds = 0;
  it.each(batches)(`${BATCH} of the seeds ${first} to ${last} from %i`, { timeout: 600_000 }, async (from) => {
    const pool = database.open<DirectoryTables>(2);
    const failures: string[] = [];
    for (let seed = from; seed < from + BATCH && seed <= last; seed += 1) {
      const world = await simulateApprovals({ seed, database: pool, isTraced: isAsked && first === last });
      if (world.trace.length > 0) console.log(world.trace.join("\n"));
      for (const { rule, detail } of world.violations) failures.push(`${rule}: ${detail}`);
      if (world.violations.length > 0) failures.push(`again: ${approvalReproductionOf(seed, findCommit())}`);
      holds += world.holds;
    }
    expect(failures, failures.join("\n")).toEqual([]);
    expect(holds).toBeGreaterThan(0);
  });

  it("are the same, line for line, each time", { timeout: 120_000 }, async () => {
    const pool = database.open<DirectoryTables>(2);
    const run = () => simulateApprovals({ seed: 3, database: pool, isTraced: true });
    const [once, again] = [await run(), await run()];
    expect(once.trace.length).toBeGreaterThan(50);
    expect(again).toEqual(once);
  });
});

describe("planted bugs of approvals are caught within the seeds of the suite", () => {
  const bugs = Object.entries(APPROVAL_BUGS).map(([name, { mistake, caughtBy }]) => ({
    name: name as PlantedApprovalBug,
    mistake,
    caughtBy,
  }));
  it.each(bugs)("$name: $mistake", { timeout: 600_000 }, async ({ name: bug, caughtBy }) => {
    const pool = database.open<DirectoryTables>(2);
    const seeds = Array.from({ length: APPROVAL_SEEDS.last }, (_, index) => index + 1);
    for (const seed of [caughtBy, ...seeds]) {
      const [violation] = (await simulateApprovals({ seed, database: pool, bug })).violations;
      if (violation === undefined) continue;
      console.log(`${bug}: caught by seed ${seed} (${violation.rule})`);
      return;
    }
    expect.unreachable(`${bug} went unnoticed through ${APPROVAL_SEEDS.last} seeds`);
  });
});
