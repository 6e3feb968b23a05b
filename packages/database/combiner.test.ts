import { expect, it } from "vitest";
import { createCombiner } from "./combiner.ts";

interface Sent {
  readonly names: readonly string[];
  readonly end: () => void;
}

/** A combiner whose batches end when they are told to. */
function makeCombiner() {
  const sent: Sent[] = [];
  const combine = createCombiner<{ readonly name: string; readonly characters: number }>(
    (batch) =>
      new Promise((end) => {
        sent.push({ names: batch.map(({ name }) => name), end });
      }),
  );
  const add = (...names: readonly string[]) => {
    for (const name of names) combine("group", { name, characters: 1 });
  };
  return { sent, add, names: () => sent.map((batch) => batch.names) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it("what arrives in one turn leaves together, and a second batch only when it is no smaller", async () => {
  const { sent, add, names } = makeCombiner();
  add("a", "b");
  expect(names()).toEqual([]);
  await turn();
  add("c");
  await turn();
  expect(names()).toEqual([["a", "b"]]);
  add("d");
  await turn();
  expect(names()).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
  add("e", "f", "g");
  await turn();
  expect(names()).toHaveLength(2);
  sent[1]?.end();
  await turn();
  await expect.poll(() => names()[2]).toEqual(["e", "f", "g"]);
});
