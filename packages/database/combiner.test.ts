import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createCombiner } from "./combiner.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Sent {
  readonly names: string;
  readonly end: () => void;
}

/** A combiner whose batches end when they are told to; each letter is an item. */
function makeCombiner() {
  const sent: Sent[] = [];
  const combine = createCombiner<{ readonly name: string; readonly characters: number }>(
    (batch) =>
      new Promise((end) => {
        sent.push({ names: batch.map(({ name }) => name).join(""), end });
      }),
  );
  const add = async (names: string) => {
    for (const name of names) combine("group", { name, characters: 1 });
    await turn();
  };
  const end = async (...places: readonly number[]) => {
    for (const place of places) sent[place]?.end();
    await turn();
  };
  return { add, end, names: () => sent.map((batch) => batch.names) };
}

/** Ended batches are told of in a microtask, and what they let go leaves a turn later. */
async function turn(): Promise<void> {
  for (let count = 0; count < 2; count += 1) await new Promise((resolve) => setImmediate(resolve));
}

it("what arrives in one turn leaves together, and who comes alone leaves alone", async () => {
  const { add, end, names } = makeCombiner();
  await add("abc");
  expect(names()).toEqual(["abc"]);
  await end(0);
  vi.advanceTimersByTime(10);
  await add("d");
  await end(1);
  await add("e");
  expect(names()).toEqual(["abc", "d", "e"]);
});

it("of a crowd that comes again one half leaves when it is there, and the other while the first is under way", async () => {
  const { add, end, names } = makeCombiner();
  await add("abcdefgh");
  await end(0);
  await add("abc");
  expect(names()).toEqual(["abcdefgh"]);
  await add("d");
  expect(names()).toEqual(["abcdefgh", "abcd"]);
  await add("efg");
  expect(names()).toHaveLength(2);
  await add("h");
  expect(names()).toEqual(["abcdefgh", "abcd", "efgh"]);
  await end(1);
  await add("ab");
  expect(names()).toHaveLength(3);
  await add("cd");
  expect(names()).toEqual(["abcdefgh", "abcd", "efgh", "abcd"]);
});

it("there are never more than two batches under way", async () => {
  const { add, end, names } = makeCombiner();
  await add("ab");
  await add("cd");
  await add("efgh");
  expect(names()).toEqual(["ab", "cd"]);
  await end(0);
  expect(names()).toEqual(["ab", "cd", "efgh"]);
});

it("who waits for a half that does not come leaves after a moment, and the crowd is forgotten", async () => {
  const { add, end, names } = makeCombiner();
  await add("abcdefgh");
  await end(0);
  await add("a");
  expect(names()).toHaveLength(1);
  vi.advanceTimersByTime(3);
  await turn();
  expect(names()).toEqual(["abcdefgh", "a"]);
  await end(1);
  await add("b");
  expect(names()).toEqual(["abcdefgh", "a", "b"]);
});

it("a batch that is under way does not hold whoever waits for longer than itself", async () => {
  const { add, end, names } = makeCombiner();
  await add("abcdefgh");
  await add("i");
  await end(0);
  expect(names()).toHaveLength(1);
  vi.advanceTimersByTime(3);
  await turn();
  expect(names()).toEqual(["abcdefgh", "i"]);
});

it("the crowd of one group holds up nobody of another", async () => {
  const sent: string[] = [];
  const combine = createCombiner<{ readonly name: string; readonly characters: number }>(async (batch) => {
    sent.push(batch.map(({ name }) => name).join(""));
  });
  for (const name of "abcdefgh") combine("one", { name, characters: 1 });
  await turn();
  combine("other", { name: "z", characters: 1 });
  await turn();
  expect(sent).toEqual(["abcdefgh", "z"]);
});

it("a crowd larger than a batch leaves in whole batches", async () => {
  const { add, names } = makeCombiner();
  await add("x".repeat(200));
  expect(names().map((batch) => batch.length)).toEqual([64, 64]);
});
