/** A mapping change that alters everybody, planned: every account is read, nothing is written, and memory does not grow with the people. */
import type { BenchDirectory } from "./directory.ts";
import type { Row } from "./report.ts";

const POLL_MS = 250;
const MEGABYTE = 1024 * 1024;
const GROWTH_MB_MAX = 200;

interface Plan {
  readonly id: string;
  readonly state: string;
  readonly scanned: number;
  readonly total: number | null;
  readonly error: string | null;
  readonly summary: { readonly update: number };
}

/** Plans once; the rate counts beside the target's own speed. */
export async function measurePlan(
  bench: BenchDirectory,
  { people }: { readonly people: number },
): Promise<readonly Row[]> {
  const own = `/api/lockstep/v1/apps/${bench.appId}`;
  const { items } = await bench.call<{ items: readonly { attribute: string }[] }>("GET", `${own}/mappings`);
  const mappings = items.map((item) =>
    item.attribute === "title" ? { ...item, expression: "toUpperCase(user.title)" } : item,
  );
  const before = process.memoryUsage.rss();
  const startedAt = performance.now();
  const busy = process.cpuUsage();
  let plan = await bench.call<Plan>("POST", `${own}/plans`, { proposal: { mappings } });
  let most = before;
  let told = 0;
  let last = -1;
  while (plan.state === "QUEUED" || plan.state === "RUNNING") {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    plan = await bench.call<Plan>("GET", `${own}/plans/${plan.id}`);
    most = Math.max(most, process.memoryUsage.rss());
    if (plan.scanned !== last) told += 1;
    last = plan.scanned;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(busy);
  // On a machine that does other things too, this says more than the time on the wall.
  const processor = Math.round((user + system) / plan.scanned);
  if (plan.error !== null) throw new Error(plan.error);
  const growth = (most - before) / MEGABYTE;
  return [
    {
      what: "planned people a second, each read from the target",
      value: plan.scanned / seconds,
      target: { atLeast: 500 },
      spread: `${seconds.toFixed(1)} s; processor ${processor} µs a person`,
    },
    {
      what: "people that the plan names",
      value: plan.summary.update,
      target: { atLeast: people },
      spread: `progress told ${told} times`,
    },
    {
      what: "growth of the resident set while planning, MB",
      value: growth,
      target: { atMost: GROWTH_MB_MAX },
      spread: `from ${Math.round(before / MEGABYTE)}`,
    },
  ];
}
