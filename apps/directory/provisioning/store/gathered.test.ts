import { expect, it } from "vitest";
import { gathered } from "./gathered.ts";
import { together } from "./together.ts";

/** Work that notes which items came together, and a timer that goes off when the test says so. */
function stream() {
  const batches: (readonly string[])[] = [];
  const due: (() => void)[] = [];
  const work = gathered(
    together(async (items: readonly string[]) => {
      batches.push(items);
      return items;
    }),
    {
      gatherMs: 20,
      timers: {
        after: (_, goOff) => {
          due.push(goOff);
          return () => undefined;
        },
      },
    },
  );
  return { batches, work, goOff: () => due.splice(0).forEach((one) => void one()), timers: () => due.length };
}

it("lets the first leave at once, and what comes soon after it leave together", async () => {
  const { batches, work, goOff } = stream();
  expect(await work("app", "a")).toBe("a");
  const later = ["b", "c", "d"].map((item) => work("app", item));
  expect(batches).toEqual([["a"]]);
  goOff();
  expect(await Promise.all(later)).toEqual(["b", "c", "d"]);
  expect(batches).toEqual([["a"], ["b", "c", "d"]]);
});

it("holds nothing of another group, and nothing any more once a time has gone by without work", async () => {
  const { batches, work, goOff, timers } = stream();
  await work("app", "a");
  await work("other", "b");
  goOff();
  expect(timers()).toBe(0);
  await work("app", "c");
  expect(batches).toEqual([["a"], ["b"], ["c"]]);
});
