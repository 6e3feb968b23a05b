import { expect, it } from "vitest";
import { createCombiner } from "./combiner.ts";

interface Sent {
  readonly names: readonly string[];
  readonly answered: () => void;
  readonly end: () => void;
}

/** A combiner whose batches end when they are told to. */
function makeCombiner() {
  const sent: Sent[] = [];
  const combine = createCombiner<{ readonly name: string; readonly characters: number }>(
    (batch, answered) =>
      new Promise((end) => {
        sent.push({ names: batch.map(({ name }) => name), answered, end });
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
  expect(names()[2]).toEqual(["e", "f", "g"]);
});

it("what waits leaves at once when a batch is answered, before those who were answered go on", async () => {
  const { sent, add, names } = makeCombiner();
  add("a", "b");
  await turn();
  add("c");
  sent[0]?.answered();
  expect(names()).toEqual([["a", "b"], ["c"]]);
  sent[0]?.answered();
  sent[0]?.end();
  await turn();
  add("d");
  sent[1]?.answered();
  expect(names()[2]).toEqual(["d"]);
  sent[2]?.end();
  await turn();
  add("e");
  await turn();
  expect(names()[3]).toEqual(["e"]);
});

it("what was about to leave, and left already, does not leave a second batch smaller than the first", async () => {
  const { sent, add, names } = makeCombiner();
  add("a");
  await turn();
  add("b", "c");
  sent[0]?.answered();
  add("d");
  await turn();
  expect(names()).toEqual([["a"], ["b", "c"]]);
  sent[1]?.end();
  await turn();
  expect(names()[2]).toEqual(["d"]);
});
