/**
 * Speed of the engine's work against the numbers of DESIGN §8: `node --conditions=source test/bench/engine-work.ts [options]`. Everything
 * runs on this machine, on one embedded database with durable commits: workers, targets and the load generator are processes of their own.
 */
import { parseArgs } from "node:util";
import { type EngineWorld, startEngineWorld } from "./measure/engine-world.ts";
import { measureFirstPush, type PushSize } from "./measure/first-push.ts";
import { measureOneChange } from "./measure/one-change.ts";
import { type Row, report } from "./measure/report.ts";
import { measureWorkerScale } from "./measure/worker-scale.ts";

const HELP = `node --conditions=source test/bench/engine-work.ts [options]

  --check            end with 1 and name what missed its target
  --part NAME        "push" (beside a load generator), "change" (one, on an idle system) or "workers" (one, two, four); default: all
  --people NUMBER    of one push; default 10000
  --rounds NUMBER    of which the median counts; default 3
  --profile FOLDER   writes a processor profile of the pushing worker there

  node --conditions=source test/bench/engine-work.ts --people 1000 --rounds 1    tries everything in a minute
`;

const PARTS: Readonly<Record<string, (world: EngineWorld, size: PushSize) => Promise<readonly Row[]>>> = {
  push: measureFirstPush,
  change: measureOneChange,
  workers: measureWorkerScale,
};

const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    part: { type: "string" },
    people: { type: "string", default: "10000" },
    rounds: { type: "string", default: "3" },
    profile: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const size = { people: Number(values.people), rounds: Number(values.rounds), profile: values.profile };
  const rows: Row[] = [];
  for (const [name, measure] of Object.entries(PARTS)) {
    if (values.part !== undefined && values.part !== name) continue;
    const world = await startEngineWorld();
    try {
      rows.push(...(await measure(world, size)));
    } finally {
      await world.stop();
    }
  }
  report(rows, values.check);
}
