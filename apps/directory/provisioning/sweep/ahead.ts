/** Work on one item after the other, of which some is under way before it is asked for. */

/** The results in the order of the items; at most `aheadMax` items are worked on at once. Whoever stops early waits for what is under way. */
export async function* ahead<Item, Result>(
  items: readonly Item[],
  aheadMax: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  let next = 0;
  const begin = () => {
    if (next >= items.length) return;
    const begun = work(items[next++] as Item);
    // A failure is told when its turn comes, or to nobody who has stopped.
    begun.catch(() => undefined);
    underWay.push(begun);
  };
  for (let count = 0; count < aheadMax; count += 1) begin();
  try {
    for (let first = underWay.shift(); first !== undefined; first = underWay.shift()) {
      const result = await first;
      begin();
      yield result;
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}
