/** Work of the store that waits at the same moment, done for all at once (docs/adr/0027). */
import { createCombiner, undoneBy } from "@lockstep/database";

/** Does the work for one item; items of the same group may share it. */
export type Together<Item, Result> = (group: string, item: Item) => Promise<Result>;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly characters: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** An item's part of a batch's size: batches are bounded by their number of items. */
const CHARACTERS = 1;

/**
 * Makes it of `work`, which answers for each item of a list in its order, in one transaction. When the server refuses a list, nothing of it
 * is stored, and each item learns its own fate alone.
 */
export function together<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
): Together<Item, Result> {
  async function send(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await work(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => void resolve(results[index] as Result));
    } catch (error) {
      if (batch.length === 1 || undoneBy(error) === undefined) {
        for (const { reject } of batch) reject(error);
        return;
      }
      for (const one of batch) await send([one]);
    }
  }
  const combine = createCombiner(send);
  return (group, item) =>
    new Promise((resolve, reject) => {
      combine(group, { item, characters: CHARACTERS, resolve, reject });
    });
}
