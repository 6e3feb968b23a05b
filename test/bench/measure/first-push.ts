/** The first push of an app beside a plain load generator that sends the same requests to the same target (DESIGN §8). */
import { assignGroup, makePeople, settled } from "./engine-people.ts";
import type { BenchApp, EngineWorld } from "./engine-world.ts";
import { runPersonLoad } from "./person-load.ts";
import { processorMs } from "./processor-time.ts";
import { median, type Row } from "./report.ts";
import { countAt, type SeenRequest } from "./target.ts";

/** Subjects of one app that the engine works on at once. */
export const CONCURRENCY = 8;
const TARGET = 0.7;
/** People before anything is counted: code is compiled, plans are made, connections are open. */
const WARM_UP = 400;

/** How much is measured, and where a processor profile of the worker goes. */
export interface PushSize {
  readonly people: number;
  readonly rounds: number;
  readonly profile: string | undefined;
}

/** The rows: against the lean target without and with an answer time, and against the true service. */
export async function measureFirstPush(world: EngineWorld, size: PushSize): Promise<readonly Row[]> {
  const lean = await world.countingApp("Lean", 0);
  const slow = await world.countingApp("Slow", 20);
  const service = await world.serviceApp("Service");
  const worker = await world.startWorker(size.profile);
  const names = [
    [service, "the service"],
    [slow, "a target that answers in 20 ms"],
    [lean, "a target of no work"],
  ] as const;
  const rows: Row[] = [];
  const push = pusher(world, worker.pid);
  await push(lean, { name: "seen", people: 1 });
  const seen = (await countAt(lean.origin)).seen;
  for (const [app, what] of names) {
    const load = loader(app, seen);
    const warm = await push(app, { name: `warm-${app.id}-`, people: WARM_UP });
    console.log(`  ${what}, warming up: generator ${(await load("warm", WARM_UP)).toFixed(0)} people/s, ${warm.words}`);
    const ratios: number[] = [];
    for (let round = 1; round <= size.rounds; round += 1) {
      const plain = await load(`load${round}x`, size.people);
      const ours = await push(app, { name: `push${round}-${app.id}-`, people: size.people });
      console.log(`  ${what}: generator ${plain.toFixed(0)} people/s, ${ours.words}`);
      ratios.push(ours.perSecond / plain);
    }
    rows.push({
      what: `first push of ${size.people} to ${what}, of the generator`,
      value: median(ratios),
      target: { atLeast: TARGET },
      spread: ratios.map((ratio) => ratio.toFixed(2)).join(" "),
    });
  }
  await world.stopWorker(worker);
  return rows;
}

/** Pushes people who have no account yet: people per second, from the assignment to the last record, and what each cost. */
function pusher(world: EngineWorld, workerPid: number) {
  return async (app: BenchApp, { name, people }: { readonly name: string; readonly people: number }) => {
    const group = await makePeople(world, name, people);
    await assignGroup(world, app, group);
    const pids = [workerPid, world.databasePid, app.pid];
    const before = pids.map(processorMs);
    const startedAt = performance.now();
    await settled(world, app);
    const perSecond = people / ((performance.now() - startedAt) / 1_000);
    const [worker, database, target] = pids.map((pid, index) =>
      Math.round(((processorMs(pid) - (before[index] ?? 0)) * 1_000) / people),
    );
    const cost = `worker ${worker}, database ${database}, target ${target} µs a person`;
    return { perSecond, words: `engine ${perSecond.toFixed(0)} people/s (processor: ${cost})` };
  };
}

function loader(app: BenchApp, seen: Readonly<Record<string, SeenRequest>>) {
  const { GET: lookup, POST: create } = seen;
  if (lookup === undefined || create === undefined) throw new Error("The target saw no look-up and no creation");
  const here = (request: SeenRequest): SeenRequest => ({
    ...request,
    path: request.path.replace(/^\/scim/, app.basePath),
    headers: { ...request.headers, authorization: `Bearer ${app.token}` },
  });
  const { userName, externalId } = JSON.parse(create.body) as {
    readonly userName: string;
    readonly externalId: string;
  };
  return (name: string, people: number) =>
    runPersonLoad({
      url: app.origin,
      connections: CONCURRENCY,
      people,
      lookup: here(lookup),
      create: here(create),
      seenName: userName,
      seenId: externalId,
      name: `${name}#@load.example`,
    });
}
