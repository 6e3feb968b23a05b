import { describe, expect, it } from "vitest";
import { BUGS, type PlantedBug } from "./bugs.ts";
import { SEEDS } from "./seeds.ts";
import { simulate } from "./simulate.ts";

/** The first seed of those of the suite that catches the bug, and the rule that it breaks. */
async function findCatch(bug: PlantedBug): Promise<{ readonly seed: number; readonly rule: string } | undefined> {
  for (let seed = SEEDS.first; seed <= SEEDS.last; seed += 1) {
    const [violation] = (await simulate({ seed, bug })).violations;
    if (violation !== undefined) return { seed, rule: violation.rule };
  }
  return undefined;
}

describe("planted bugs are caught within the seeds of the suite", () => {
  const bugs = Object.entries(BUGS).map(([name, { mistake }]) => ({ name, mistake }));
  it.each(bugs)("$name: $mistake", { timeout: 600_000 }, async ({ name }) => {
    const caught = await findCatch(name as PlantedBug);
    expect(caught, `${name} went unnoticed through ${SEEDS.last} seeds`).toBeDefined();
    console.log(`${name}: caught by seed ${caught?.seed} (${caught?.rule})`);
  });

  it("a straight engine passes the seeds that catch them", async () => {
    const caught = await findCatch("skipLookup");
    expect((await simulate({ seed: caught?.seed ?? 0 })).violations).toEqual([]);
  });
});
