/**
 * Speed of the directory's engine against the numbers of DESIGN §8: `npm run bench:engine -- [options]`. Everything runs on this machine, on
 * embedded databases with durable commits. What alters nothing and what is planned is measured over one directory with its worker in this
 * process; pushes and changes over workers, targets and a load generator that are processes of their own.
 */
import { parseArgs } from "node:util";
import { startDirectory } from "./measure/directory.ts";
import { type EngineWorld, startEngineWorld } from "./measure/engine-world.ts";
import { measureFirstPush, type PushSize } from "./measure/first-push.ts";
import { measureGroupDelta } from "./measure/group-delta.ts";
import { IMPORTED_PEOPLE, measureImport } from "./measure/import.ts";
import { measureNoop } from "./measure/noop.ts";
import { measureOneChange } from "./measure/one-change.ts";
import { fillPeople } from "./measure/people.ts";
import { measurePlan } from "./measure/plan.ts";
import { type Row, report } from "./measure/report.ts";
import { builtConsole, measureScroll } from "./measure/scroll.ts";
import { fillNamedPeople, measureSearch } from "./measure/search.ts";
import { measureWorkerScale } from "./measure/worker-scale.ts";

const HELP = `npm run bench:engine -- [options]

  --check           end with 1 and name what missed its target
  --part NAME       "noop" (a change that alters nothing), "plan" (one that alters everybody), "push" (a first push beside a load
                    generator), "change" (one, on an idle system), "workers" (one, two, four), "group" (changes of a group, of a hundred members and
                    of --people) "import" (from the true service), "search" (people found in the
                    console's list) or "scroll" (through all of it, in a browser); default: all
  --people NUMBER   with an account in the app or of one import, default 100000; or of one push, default 10000
  --rounds NUMBER   of which the median counts; default 3
  --profile FOLDER  writes a processor profile of the pushing worker there

  npm run bench:engine -- --people 1000 --rounds 1    tries everything in a few minutes
`;

const HELD_PEOPLE = 100_000;
const PUSHED_PEOPLE = 10_000;

/** Parts over people who have an account. */
const HELD_PARTS = { noop: measureNoop, plan: measurePlan } as const;

/** Parts over the console's list of people. */
const LIST_PARTS = { search: measureSearch, scroll: measureScroll } as const;

/** Parts over people who are to get one: each in a world of its own. */
const PUSH_PARTS: Readonly<Record<string, (world: EngineWorld, size: PushSize) => Promise<readonly Row[]>>> = {
  push: measureFirstPush,
  change: measureOneChange,
  import: measureImport,
  workers: measureWorkerScale,
  group: measureGroupDelta,
};

const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    part: { type: "string" },
    people: { type: "string" },
    rounds: { type: "string", default: "3" },
    profile: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const isAsked = (name: string) => values.part === undefined || values.part === name;

if (values.help) console.log(HELP);
else report([...(await runHeldParts()), ...(await runListParts()), ...(await runPushParts())], values.check);

async function runHeldParts(): Promise<readonly Row[]> {
  const asked = Object.entries(HELD_PARTS).filter(([name]) => isAsked(name));
  if (asked.length === 0) return [];
  const size = { people: Number(values.people ?? HELD_PEOPLE), rounds: Number(values.rounds) };
  const bench = await startDirectory();
  const rows: Row[] = [];
  try {
    await fillPeople(bench, size.people);
    for (const [, measure] of asked) rows.push(...(await measure(bench, size)));
  } finally {
    await bench.stop();
  }
  return rows;
}

async function runListParts(): Promise<readonly Row[]> {
  const asked = Object.entries(LIST_PARTS).filter(([name]) => isAsked(name));
  if (asked.length === 0) return [];
  const people = Number(values.people ?? HELD_PEOPLE);
  const bench = await startDirectory(builtConsole());
  const rows: Row[] = [];
  try {
    await fillNamedPeople(bench, people);
    for (const [, measure] of asked) rows.push(...(await measure(bench, people)));
  } finally {
    await bench.stop();
  }
  return rows;
}

async function runPushParts(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const [name, measure] of Object.entries(PUSH_PARTS)) {
    if (!isAsked(name)) continue;
    const people = Number(values.people ?? (name === "import" ? IMPORTED_PEOPLE : PUSHED_PEOPLE));
    const size = { people, rounds: Number(values.rounds), profile: values.profile };
    const world = await startEngineWorld();
    try {
      rows.push(...(await measure(world, size)));
    } finally {
      await world.stop();
    }
  }
  return rows;
}
