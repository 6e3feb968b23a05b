/** Runs one seed's world of imports. */
import type { Database } from "@lockstep/database";
import type { DirectoryTables } from "@lockstep/directory-app/simulation";
import type { Violation } from "../oracle/judge.ts";
import { seededRandom } from "../world/seeded-random.ts";
import { keepTrace, NO_TRACE } from "../world/trace.ts";
import type { PlantedImportBug } from "./import-bugs.ts";
import { drawImportScene } from "./import-scene.ts";
import { createImportWorld, START_AT } from "./import-world.ts";

/** How a seed is run. `database`: without apps, people and groups; it is so again afterwards. */
export interface ImportSimulationOptions {
  readonly seed: number;
  readonly database: Database<DirectoryTables>;
  readonly bug?: PlantedImportBug | undefined;
  readonly isTraced?: boolean;
}

/** What came of it. */
export interface ImportSimulationResult {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly imports: number;
  readonly requests: number;
  readonly faults: number;
  readonly events: number;
  readonly trace: readonly string[];
}

/** Runs a seed. */
export async function simulateImports(options: ImportSimulationOptions): Promise<ImportSimulationResult> {
  const { seed, database, bug } = options;
  const scene = drawImportScene(seededRandom(seed, "import scene"));
  let trace = NO_TRACE;
  const world = await createImportWorld({
    seed,
    database,
    bug,
    scene,
    traceOf: (scheduler) => (trace = options.isTraced === true ? keepTrace(scheduler, START_AT) : NO_TRACE),
  });
  await world.live();
  await world.comeToRest();
  const result = {
    seed,
    violations: world.violations,
    imports: (await world.judge.runs()).length,
    requests: world.judge.requests,
    faults: world.faults,
    events: world.events,
    trace: trace.lines(),
  };
  await world.close();
  return result;
}
