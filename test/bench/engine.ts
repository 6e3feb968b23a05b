/**
 * Speed of the directory's engine against the numbers of DESIGN §8: `node --conditions=source test/bench/engine.ts [options]`. On one
 * embedded database with durable commits: the directory and its worker in this process, the target in another.
 */
import { parseArgs } from "node:util";
import { type BenchDirectory, startDirectory } from "./measure/directory.ts";
import { measureNoop } from "./measure/noop.ts";
import { fillPeople } from "./measure/people.ts";
import { measurePlan } from "./measure/plan.ts";
import { type Row, report } from "./measure/report.ts";

const HELP = `node --conditions=source test/bench/engine.ts [options]

  --check           end with 1 and name what missed its target
  --part NAME       "noop" (a change that alters nothing) or "plan" (one that alters everybody); default: both
  --people NUMBER   with an account in the app; default 100000
  --rounds NUMBER   of which the median counts; default 3

  node --conditions=source test/bench/engine.ts --people 5000 --rounds 1    tries everything in half a minute
`;

/** A part: its name, and what it measures. */
const PARTS: Readonly<Record<string, (bench: BenchDirectory, size: Size) => Promise<readonly Row[]>>> = {
  noop: measureNoop,
  plan: measurePlan,
};

/** How much is measured. */
interface Size {
  readonly people: number;
  readonly rounds: number;
}

const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    part: { type: "string" },
    people: { type: "string", default: "100000" },
    rounds: { type: "string", default: "3" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const size = { people: Number(values.people), rounds: Number(values.rounds) };
  const bench = await startDirectory();
  const rows: Row[] = [];
  try {
    await fillPeople(bench, size.people);
    for (const [name, measure] of Object.entries(PARTS)) {
      if (values.part === undefined || values.part === name) rows.push(...(await measure(bench, size)));
    }
  } finally {
    await bench.stop();
  }
  report(rows, values.check);
}
