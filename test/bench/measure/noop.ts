/** A change that alters nothing for anybody: how long until the app is known to be as it should be. No request may leave. */
import type { BenchDirectory } from "./directory.ts";
import { waitFor } from "./people.ts";
import { processorMs } from "./processor-time.ts";
import { median, type Row } from "./report.ts";

const SWEPT = "select 1 from app where sweep_version > 0 and sweep_version = swept_version";
const TARGET_SECONDS = 2;

/** Force Sync, and a mapping that is written otherwise and says the same. */
export async function measureNoop(
  bench: BenchDirectory,
  { people, rounds }: { readonly people: number; readonly rounds: number },
): Promise<readonly Row[]> {
  const own = `/api/lockstep/v1/apps/${bench.appId}`;
  await waitFor(bench, SWEPT);
  const before = await bench.requests();
  const forced: number[] = [];
  const saved: number[] = [];
  // On a machine that does other things too, this says more than the time on the wall.
  const processor: number[] = [];
  const database: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const busy = process.cpuUsage();
    const databaseBusy = processorMs(bench.databasePid);
    forced.push(await secondsOf(bench, () => bench.call("POST", `${own}/force-sync`)));
    const { user, system } = process.cpuUsage(busy);
    processor.push((user + system) / 1_000_000);
    database.push((processorMs(bench.databasePid) - databaseBusy) / 1_000);
    const { items } = await bench.call<{ items: readonly { attribute: string; expression: string }[] }>(
      "GET",
      `${own}/mappings`,
    );
    const other = items.map((item) =>
      item.attribute === "title"
        ? { ...item, expression: item.expression === "user.title" ? "user.title + ''" : "user.title" }
        : item,
    );
    let savedAt = 0;
    await secondsOf(bench, async () => {
      await bench.call("PUT", `${own}/mappings`, { items: other });
      savedAt = performance.now();
    });
    saved.push((performance.now() - savedAt) / 1000);
  }
  const sent = (await bench.requests()) - before;
  const spread = (values: readonly number[]) => values.map((value) => value.toFixed(2)).join(" ");
  return [
    row(
      `Force Sync that alters nothing, ${people} people, seconds`,
      forced,
      `${spread(forced)}; processor ${spread(processor)}, database's ${spread(database)}`,
    ),
    row(`saved mapping that alters nothing, ${people} people, seconds`, saved, spread(saved)),
    { what: "requests sent by either", value: sent, target: { atMost: 0 }, spread: String(sent) },
  ];
}

function row(what: string, values: readonly number[], spread: string): Row {
  return { what, value: median(values), target: { atMost: TARGET_SECONDS }, spread };
}

async function secondsOf(bench: BenchDirectory, change: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await change();
  await waitFor(bench, SWEPT);
  return (performance.now() - startedAt) / 1000;
}
