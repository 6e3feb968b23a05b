/** Create, get, look-up and PATCH beside the raw limit, in turns (DESIGN §8). */
import { type Kind, type Load, type Measured, runLoad } from "./load.ts";
import { processorMs } from "./processor-time.ts";
import { median, type Row } from "./report.ts";
import type { Targets } from "./targets.ts";

const KINDS: readonly Kind[] = ["create", "get", "find", "patch"];
const TARGETS = { operations: 0.6, p99: 3 };
const USERS = 1_000;
/**
 * Requests before anything is counted: plans are made, connections are open, and the compiler is done. It works for the first twelve thousand
 * creations, each of which costs the service's handler up to twice what a later one costs.
 */
const WARM_UP = 15_000;

interface Side {
  readonly name: "raw" | "ours";
  readonly url: string;
  readonly pid: number;
  readonly ids: readonly string[];
  readonly names: readonly string[];
}

/** The rows. Turns of names go on from `firstTurn`. */
export async function compareWithRawLimit(
  targets: Targets,
  options: { readonly seconds: number; readonly rounds: number },
): Promise<readonly Row[]> {
  let turn = 1;
  const run = async (side: Side, kind: Kind, amount?: number): Promise<Measured> => {
    const { url, ids, names } = side;
    const load: Load = {
      kind,
      url,
      ids,
      names,
      authorization: targets.small,
      seconds: options.seconds,
      firstTurn: turn,
    };
    const before = [processorMs(side.pid), processorMs(targets.pids.database)] as const;
    const measured = await runLoad(amount === undefined ? load : { ...load, amount });
    turn = measured.lastTurn + 1;
    const cost = (after: number, start: number) => Math.round(((after - start) * 1_000) / measured.total);
    const node = cost(processorMs(side.pid), before[0]);
    const database = cost(processorMs(targets.pids.database), before[1]);
    const speed = `${Math.round(measured.perSecond)}/s, p99 ${measured.p99Ms} ms`;
    console.log(`  ${kind} ${side.name}: ${speed}; processor: handler ${node} µs, database ${database} µs`);
    return measured;
  };
  const sides = await makeSides(targets, run);
  for (const kind of KINDS) for (const side of sides) await run(side, kind, WARM_UP);
  const rows: Row[] = [];
  for (const kind of KINDS) {
    const pairs: { readonly raw: Measured; readonly ours: Measured }[] = [];
    for (let round = 0; round < options.rounds; round += 1) {
      pairs.push({ raw: await run(sides[0], kind), ours: await run(sides[1], kind) });
    }
    rows.push(...rowsOf(kind, pairs));
  }
  return rows;
}

async function makeSides(
  targets: Targets,
  run: (side: Side, kind: Kind, amount: number) => Promise<Measured>,
): Promise<readonly [raw: Side, ours: Side]> {
  const nobody = { ids: ["-"], names: ["-"] };
  const raw: Side = { name: "raw", url: targets.rawUrl, pid: targets.pids.raw, ...nobody };
  const ours: Side = { name: "ours", url: targets.scimUrl, pid: targets.pids.ours, ...nobody };
  for (const side of [raw, ours]) await run(side, "create", USERS);
  await targets.asOwner("analyze");
  const atRaw = await targets.asOwner("select id, user_name as name from public.raw_user order by 2");
  const atOurs = await targets.asOwner(
    "select id, doc->>'userName' as name from resource where doc->>'userName' like 'new%' order by 2",
  );
  const people = (rows: readonly Record<string, unknown>[]) => ({
    ids: rows.map((row) => String(row["id"])),
    names: rows.map((row) => String(row["name"])),
  });
  return [
    { ...raw, ...people(atRaw) },
    { ...ours, ...people(atOurs) },
  ];
}

/** Each round is a ratio of its own: what else runs on the machine weighs on both of its halves. */
function rowsOf(kind: Kind, pairs: readonly { readonly raw: Measured; readonly ours: Measured }[]): readonly Row[] {
  const speeds = pairs.map(({ raw, ours }) => ours.perSecond / raw.perSecond);
  const tails = pairs.map(({ raw, ours }) => ours.p99Ms / Math.max(raw.p99Ms, 1));
  const list = (values: readonly number[]) => values.map((value) => value.toFixed(2)).join(" ");
  return [
    {
      what: `${kind}: operations per second, of the raw limit`,
      value: median(speeds),
      target: { atLeast: TARGETS.operations },
      spread: list(speeds),
    },
    {
      what: `${kind}: p99, times the raw limit`,
      value: median(tails),
      target: { atMost: TARGETS.p99 },
      spread: list(tails),
    },
  ];
}
