/** One change on an idle system: how long until the first request has reached the target (DESIGN §8). */
import { assignGroup, makePeople, settled } from "./engine-people.ts";
import type { EngineWorld } from "./engine-world.ts";
import { median, type Row } from "./report.ts";
import { countAt, forgetAt } from "./target.ts";

const TARGET_MS = 50;
const PEOPLE = 20;
const CHANGES_PER_ROUND = 20;
/** What rests before each change: the worker sleeps again. */
const REST_MS = 100;

/** The row: from the moment before the change is asked for, its transaction included. */
export async function measureOneChange(
  world: EngineWorld,
  { rounds }: { readonly rounds: number },
): Promise<readonly Row[]> {
  const app = await world.countingApp("One change", 0);
  const worker = await world.startWorker();
  const group = await makePeople(world, "change", PEOPLE);
  await assignGroup(world, app, group);
  await settled(world, app);
  const people = await world.sql<{ id: string }>("select person_id as id from app_user where app_id = $1", [app.id]);
  const delays: number[] = [];
  for (let change = 0; change < rounds * CHANGES_PER_ROUND; change += 1) {
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    await forgetAt(app.origin);
    const startedAt = Date.now();
    const profile = { title: `Title after change ${change}` };
    await world.call("POST", `/api/v1/users/${people[change % people.length]?.id}`, { profile });
    await settled(world, app);
    const { firstAt } = await countAt(app.origin);
    if (firstAt === undefined) throw new Error("A change sent nothing");
    delays.push(firstAt - startedAt);
  }
  await world.stopWorker(worker);
  const sorted = [...delays].sort((left, right) => left - right);
  return [
    {
      what: "one change, idle: first request at the target, ms",
      value: median(delays),
      target: { atMost: TARGET_MS },
      spread: `${sorted[0]} to ${sorted.at(-1)}, ${delays.length} changes`,
    },
  ];
}
