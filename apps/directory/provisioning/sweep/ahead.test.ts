import { expect, it } from "vitest";
import { ahead } from "./ahead.ts";

/** Work that ends when it is told to, and notes what began. */
function work() {
  const begun: number[] = [];
  const ends = new Map<number, PromiseWithResolvers<string>>();
  const end = (item: number) => {
    const ending = ends.get(item) ?? Promise.withResolvers<string>();
    ends.set(item, ending);
    return ending;
  };
  return {
    begun,
    end,
    do: (item: number) => {
      begun.push(item);
      return end(item).promise;
    },
  };
}

it("begins so many ahead, and gives the results in the order of the items", async () => {
  const { begun, end, do: run } = work();
  const results = ahead([1, 2, 3, 4], 2, run);
  const first = results.next();
  expect(begun).toEqual([1, 2]);
  end(2).resolve("two");
  end(1).resolve("one");
  expect(await first).toEqual({ done: false, value: "one" });
  expect(begun).toEqual([1, 2, 3]);
  expect(await results.next()).toEqual({ done: false, value: "two" });
  expect(begun).toEqual([1, 2, 3, 4]);
  end(3).resolve("three");
  end(4).resolve("four");
  expect([(await results.next()).value, (await results.next()).value]).toEqual(["three", "four"]);
  expect((await results.next()).done).toBe(true);
});

it("tells of a failure when its turn comes, and waits for the rest", async () => {
  const { begun, end, do: run } = work();
  const results = ahead([1, 2, 3], 2, run);
  const first = results.next();
  end(2).reject(new Error("the second"));
  end(1).resolve("one");
  expect((await first).value).toBe("one");
  let isOver = false;
  const failing = results.next().finally(() => {
    isOver = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect([isOver, begun]).toEqual([false, [1, 2, 3]]);
  end(3).resolve("three");
  await expect(failing).rejects.toThrow("the second");
});
