/** `npm run simulate -- --seeds 2000 [--from 1] [--seed S] [--bug NAME] [--verbose]`: runs seeds and says which failed, and how to run them again. */
import { parseArgs } from "node:util";
import {
  BUGS,
  findCommit,
  isPlantedBug,
  type PlantedBug,
  reproductionOf,
  type SimulationResult,
  simulate,
} from "../packages/simulation/index.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "200" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    bug: { type: "string" },
    verbose: { type: "boolean", default: false },
  },
});
const FAILURES_SHOWN_MAX = 10;

process.exitCode = await run();

async function run(): Promise<number> {
  const bug = readBug(values.bug);
  if (bug === null) {
    const names = Object.entries(BUGS).map(([name, { mistake }]) => `  ${name}: ${mistake}`);
    console.error(`--bug names one of these:\n${names.join("\n")}`);
    return 1;
  }
  const first = Number(values.seed ?? values.from);
  const count = values.seed === undefined ? Number(values.seeds) : 1;
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count) || count < 1) {
    console.error("--seeds, --from and --seed are whole numbers; --seeds is at least 1.");
    return 1;
  }
  return await runSeeds({ first, count, bug });
}

/** Null when the text names none. */
function readBug(text: string | undefined): PlantedBug | undefined | null {
  if (text === undefined) return undefined;
  return isPlantedBug(text) ? text : null;
}

async function runSeeds(range: {
  readonly first: number;
  readonly count: number;
  readonly bug: PlantedBug | undefined;
}): Promise<number> {
  const startedAt = performance.now();
  const { first, count, bug } = range;
  let failed = 0;
  const sum = { requests: 0, writes: 0, faults: 0, events: 0 };
  for (let seed = first; seed < first + count; seed += 1) {
    const result = await simulate({ seed, bug, isTraced: values.verbose });
    for (const name of ["requests", "writes", "faults", "events"] as const) sum[name] += result[name];
    if (values.verbose) console.log(result.trace.join("\n"));
    if (result.violations.length === 0) continue;
    failed += 1;
    if (failed <= FAILURES_SHOWN_MAX) tellFailure(result, bug);
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    `${count} seeds, ${failed} failed, in ${seconds} s: ${sum.requests} requests, ${sum.writes} writes, ${sum.faults} faults, ${sum.events} events`,
  );
  return failed === 0 ? 0 : 1;
}

function tellFailure({ seed, violations }: SimulationResult, bug: PlantedBug | undefined): void {
  for (const { rule, detail } of violations) console.log(`seed ${seed}: ${rule}: ${detail}`);
  const options = bug === undefined ? "" : ` --bug ${bug}`;
  console.log(`  again: ${reproductionOf(seed, findCommit(), options)}`);
}
