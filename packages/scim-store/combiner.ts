/**
 * Work that waits at the same moment goes to the database together. Nobody waits for company: what finds the way free leaves with what
 * arrived in the same turn of the event loop, and what comes meanwhile is the next batch. Perf: of one group one batch is under way at
 * once; with two the batches are smaller, which costs a tenth of the handler, and they wait for each other's locks.
 */

/** Items in one batch, and characters. */
const ITEMS_MAX = 64;
const CHARACTERS_MAX = 1_000_000;

/** What may wait. */
interface Waiting {
  /** Its size as text. */
  readonly characters: number;
}

/** Takes an item; those of the same group may go together. */
export type Combine<Item> = (group: string, item: Item) => void;

/** Makes a combiner. `send` settles every item of its batch itself and never rejects. */
export function createCombiner<Item extends Waiting>(send: (batch: readonly Item[]) => Promise<void>): Combine<Item> {
  /** What waits of each group of which a batch is under way, or about to leave. */
  const groups = new Map<string, Item[]>();

  function leave(key: string, waiting: Item[]): void {
    void send(takeBatch(waiting)).finally(() => {
      if (waiting.length > 0) setImmediate(leave, key, waiting);
      else groups.delete(key);
    });
  }

  return (key, item) => {
    const known = groups.get(key);
    if (known !== undefined) return void known.push(item);
    const waiting = [item];
    groups.set(key, waiting);
    setImmediate(leave, key, waiting);
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
