import { describe, expect, it } from "vitest";
import { findCommit } from "./commit.ts";
import { reproductionOf, SEEDS } from "./seeds.ts";
import { simulate } from "./simulate.ts";

/** Seeds of one test, so that a failing run says early where. */
const BATCH = 250;
const batches = Array.from(
  { length: (SEEDS.last - SEEDS.first + 1) / BATCH },
  (_, index) => SEEDS.first + index * BATCH,
);

describe("random worlds in memory: after quiet the target equals the directory, and no rule was broken on the way", () => {
  it.each(batches)(`${BATCH} seeds from %i`, { timeout: 600_000 }, async (first) => {
    const failures: string[] = [];
    for (let seed = first; seed < first + BATCH; seed += 1) {
      const { violations } = await simulate({ seed });
      for (const { rule, detail } of violations) failures.push(`${rule}: ${detail}`);
      if (violations.length > 0) failures.push(`again: ${reproductionOf(seed, findCommit())}`);
    }
    expect(failures, failures.join("\n")).toEqual([]);
  });

  it("are the same, byte for byte, each time", async () => {
    for (const seed of [7, 61, 150]) {
      const [once, again] = [await simulate({ seed, isTraced: true }), await simulate({ seed, isTraced: true })];
      expect(once.trace.length).toBeGreaterThan(10);
      expect(again).toEqual(once);
    }
  });

  it("meet every kind of fault and change", async () => {
    const lines: string[] = [];
    for (let seed = 1; seed <= 150; seed += 1) lines.push(...(await simulate({ seed, isTraced: true })).trace);
    const all = lines.join("\n");
    for (const fault of [
      "refused",
      "resetBefore",
      "resetAfter",
      "timeoutBefore",
      "timeoutAfter",
      "busy",
      "busyWithoutHeader",
    ])
      expect(all).toContain(`!${fault}`);
    for (const fault of ["errorBefore", "errorAfter", "truncated", "cutShort", "duplicated", "slow", "proxyPage"])
      expect(all).toContain(`!${fault}`);
    for (const mishap of [
      "!lostBefore",
      "!lostAfter",
      "dies",
      "stops",
      "freezes",
      "has another password",
      "loses the account",
    ])
      expect(all).toContain(mishap);
    for (const change of [
      "hire",
      "rename to",
      "deactivate",
      "activate",
      "suspend",
      "unassign",
      "assignGroup",
      "push delete",
    ])
      expect(all).toContain(change);
  });
});

/** Worlds that found a fault of the engine or the directory, with what it was: they stay as they are. */
describe("worlds that found a fault", () => {
  it.each([
    [61, "a 429 to the look before a create-only mapping was not passed on to the app"],
    [143, "what changed during a suspension was never sent"],
    [154, "a 429 to the question what a lost change of members did was taken for the loss"],
    [268, "a worker that stood still sent a request under a lease that another one had taken over"],
    [295, "an account that vanished while nobody knew whether it was active stayed in its groups"],
    [316, "a 429 to a request that was under way while the connection was saved anew was not passed on to the app"],
    [808, "a directory password went out twice when something else made the person due while it was under way"],
    [927, "a name clash in a dialect that PUTs groups was blamed on the members"],
    [1136, "a member who joined a group while suspended stayed out of it"],
    [1523, "a chosen group lost the members it had when it was renamed during its first push"],
    [1668, "an account made by a run whose result got lost was forgotten when the person was renamed, and made twice"],
    [1950, "the same, with the lease given back"],
  ])("seed %i: %s", async (seed) => {
    expect((await simulate({ seed })).violations).toEqual([]);
  });
});
