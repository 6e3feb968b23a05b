/**
 * Work that waits at the same moment goes to the database together. What finds the way free leaves with what arrived in the same turn of the
 * event loop; what comes meanwhile is the next batch. Perf: of one group one batch is under way, and a second one as soon as it is no smaller
 * than the first. Always with two, batches are smaller, which costs a tenth of the handler; never with two, one of the two
 * processors rests while the other works, or while a commit becomes durable.
 */

/** Items in one batch, and characters. */
const ITEMS_MAX = 64;
const CHARACTERS_MAX = 1_000_000;
/** Batches of one group under way at once. */
const BATCHES_MAX = 2;

/** What may wait. */
interface Waiting {
  /** Its size as text. */
  readonly characters: number;
}

/** Takes an item; those of the same group may go together. */
export type Combine<Item> = (group: string, item: Item) => void;

interface Group<Item> {
  readonly waiting: Item[];
  /** Batches under way, and how many items the last of them has. */
  batches: number;
  items: number;
  /** True while a batch is about to leave. */
  isLeaving: boolean;
}

/** Makes a combiner. `send` settles every item of its batch itself and never rejects. */
export function createCombiner<Item extends Waiting>(send: (batch: readonly Item[]) => Promise<void>): Combine<Item> {
  const groups = new Map<string, Group<Item>>();

  /** Lets a batch leave at the end of this turn, if it may. */
  function dispatch(key: string, group: Group<Item>): void {
    const { waiting, batches, items, isLeaving } = group;
    if (isLeaving || waiting.length === 0 || batches === BATCHES_MAX || (batches > 0 && waiting.length < items)) return;
    group.isLeaving = true;
    setImmediate(leave, key, group);
  }

  function leave(key: string, group: Group<Item>): void {
    const batch = takeBatch(group.waiting);
    group.isLeaving = false;
    group.batches += 1;
    group.items = batch.length;
    void send(batch).finally(() => {
      group.batches -= 1;
      if (group.batches === 0 && group.waiting.length === 0) groups.delete(key);
      else dispatch(key, group);
    });
    dispatch(key, group);
  }

  return (key, item) => {
    let group = groups.get(key);
    if (group === undefined) {
      group = { waiting: [], batches: 0, items: 0, isLeaving: false };
      groups.set(key, group);
    }
    group.waiting.push(item);
    dispatch(key, group);
  };
}

function takeBatch<Item extends Waiting>(waiting: Item[]): readonly Item[] {
  let characters = 0;
  let length = 0;
  for (const { characters: more } of waiting) {
    if (length > 0 && (length >= ITEMS_MAX || characters + more > CHARACTERS_MAX)) break;
    characters += more;
    length += 1;
  }
  return waiting.splice(0, length);
}
