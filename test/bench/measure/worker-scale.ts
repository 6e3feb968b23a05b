/** Two and four worker processes beside one: they share the work, send nothing twice, and go faster until the target limits. */
import { assignGroup, makePeople, settled } from "./engine-people.ts";
import type { BenchApp, EngineWorld } from "./engine-world.ts";
import type { BenchProcess } from "./processes.ts";
import { median, type Row } from "./report.ts";
import { countAt, forgetAt } from "./target.ts";

const COUNTS = [1, 2, 4] as const;
/** Answer time of the target: what a real one takes, so that the processors of this machine are not the limit. */
const LATENCY_MS = 100;
/** Apps that are pushed at once: more than one worker has room for. */
const APPS = 8;
const TARGETS: Readonly<Record<number, number>> = { 2: 1.5, 4: 1.5 };

/** The rows. */
export async function measureWorkerScale(
  world: EngineWorld,
  { people, rounds }: { readonly people: number; readonly rounds: number },
): Promise<readonly Row[]> {
  const apps: BenchApp[] = [];
  for (let index = 0; index < APPS; index += 1) apps.push(await world.countingApp(`Scale ${index}`, LATENCY_MS));
  const each = Math.ceil(people / APPS);
  const speeds = new Map<number, number[]>(COUNTS.map((count) => [count, []]));
  let twice = 0;
  let writes = 0;
  let reads = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const count of COUNTS) {
      const measured = await pushWith(world, { apps, each, count, name: `scale${round}-${count}-` });
      twice += measured.twice;
      writes += measured.writes - each * APPS;
      reads += measured.requests - measured.writes - each * APPS;
      speeds.get(count)?.push(measured.perSecond);
      console.log(
        `  ${count} workers: ${measured.perSecond.toFixed(0)} people/s, ${measured.requests} requests, ${measured.writes} of them writes`,
      );
    }
  }
  const one = speeds.get(1) ?? [];
  const rows = [2, 4].map((count): Row => {
    const ratios = (speeds.get(count) ?? []).map((speed, round) => speed / (one[round] ?? speed));
    return {
      what: `${count} workers, times the speed of one (answers in ${LATENCY_MS} ms)`,
      value: median(ratios),
      target: { atLeast: TARGETS[count] ?? 1 },
      spread: ratios.map((ratio) => ratio.toFixed(2)).join(" "),
    };
  });
  return [
    ...rows,
    { what: "people created twice", value: twice, target: { atMost: 0 }, spread: String(twice) },
    { what: "writes beyond a creation each", value: writes, target: { atMost: 0 }, spread: String(writes) },
    // Whoever takes over a lease that ran out looks before anything is sent: on starved processors there may be some.
    { what: "looks beyond one each", value: reads, target: { atMost: 0 }, spread: String(reads) },
  ];
}

async function pushWith(
  world: EngineWorld,
  push: { readonly apps: readonly BenchApp[]; readonly each: number; readonly count: number; readonly name: string },
): Promise<{ readonly perSecond: number; readonly requests: number; readonly writes: number; readonly twice: number }> {
  const workers: BenchProcess[] = [];
  for (let index = 0; index < push.count; index += 1) workers.push(await world.startWorker());
  const group = await makePeople(world, push.name, push.each);
  for (const app of push.apps) await forgetAt(app.origin);
  const startedAt = performance.now();
  for (const app of push.apps) await assignGroup(world, app, group);
  for (const app of push.apps) await settled(world, app);
  const seconds = (performance.now() - startedAt) / 1_000;
  const counts = await Promise.all(push.apps.map((app) => countAt(app.origin)));
  for (const worker of workers) await world.stopWorker(worker);
  return {
    perSecond: (push.each * push.apps.length) / seconds,
    requests: counts.reduce((sum, { requests }) => sum + requests, 0),
    writes: counts.reduce((sum, count) => sum + count.writes, 0),
    twice: counts.reduce((sum, count) => sum + count.twice, 0),
  };
}
