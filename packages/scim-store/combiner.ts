/**
 * Work that waits at the same moment goes to the database together. Nobody waits for company: what finds the way free leaves with what
 * arrived in the same turn of the event loop, and what comes meanwhile is the next batch.
 */

/** Batches of one group under way at once, items in one, and characters in one. */
const BATCHES_MAX = 2;
const ITEMS_MAX = 64;
const CHARACTERS_MAX = 1_000_000;

/** What may wait. */
interface Waiting {
  /** Its size as text. */
  readonly characters: number;
}

interface Group<Item> {
  readonly waiting: Item[];
  running: number;
  isTold: boolean;
}

/** Takes an item; those of the same group may go together. */
export type Combine<Item> = (group: string, item: Item) => void;

/** Makes a combiner. `send` settles every item of its batch itself and never rejects. */
export function createCombiner<Item extends Waiting>(send: (batch: readonly Item[]) => Promise<void>): Combine<Item> {
  const groups = new Map<string, Group<Item>>();

  function pump(key: string, group: Group<Item>): void {
    group.isTold = false;
    while (group.running < BATCHES_MAX && group.waiting.length > 0) {
      group.running += 1;
      void send(takeBatch(group.waiting)).finally(() => {
        group.running -= 1;
        if (group.waiting.length > 0) tell(key, group);
        else if (group.running === 0) groups.delete(key);
      });
    }
  }

  function tell(key: string, group: Group<Item>): void {
    if (group.isTold || group.running >= BATCHES_MAX) return;
    group.isTold = true;
    setImmediate(pump, key, group);
  }

  return (key, item) => {
    const group = groups.get(key) ?? { waiting: [], running: 0, isTold: false };
    groups.set(key, group);
    group.waiting.push(item);
    tell(key, group);
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
