/**
 * Work that waits at the same moment goes to the database together. Who comes alone leaves at the end of the turn of the event loop. Where
 * several come at once, again and again, half of them leave as soon as they are there, and the other half while the first is under way.
 * Perf: a statement costs as much as a dozen of its items. Two halves keep handler and database busy at the same time; were the first to come
 * to leave alone, batches would stay small, and one batch of all lets each side wait for the other (docs/adr/0054).
 */

/** Items in one batch, and characters. */
const ITEMS_MAX = 64;
const CHARACTERS_MAX = 1_000_000;
/** Batches of one group under way at once. */
const BATCHES_MAX = 2;
/** How long the first of a crowd waits for its half while nothing is under way, and how long a crowd is remembered that has gone. */
const PATIENCE_MS = 3;

/** What may wait. */
interface Waiting {
  /** Its size as text. */
  readonly characters: number;
}

/** Takes an item; those of the same group may go together. */
export type Combine<Item> = (group: string, item: Item) => void;

interface Group<Item> {
  readonly waiting: Item[];
  /** Batches under way, and the items in them. */
  batches: number;
  items: number;
  /** How many items waited or were under way at once since somebody had to wait in vain. */
  crowd: number;
  /** True while a batch is about to leave. */
  isLeaving: boolean;
  /** Runs from the moment when nothing is under way. */
  readonly patience: NodeJS.Timeout;
}

/** Makes a combiner. `send` settles every item of its batch itself and never rejects. */
export function createCombiner<Item extends Waiting>(send: (batch: readonly Item[]) => Promise<void>): Combine<Item> {
  const groups = new Map<string, Group<Item>>();

  /** Lets a batch leave at the end of this turn, if it may. */
  function dispatch(group: Group<Item>): void {
    const { waiting, batches, items, isLeaving } = group;
    group.crowd = Math.max(group.crowd, waiting.length + items);
    if (isLeaving || waiting.length === 0 || batches === BATCHES_MAX) return;
    if (waiting.length < Math.min(group.crowd / 2, ITEMS_MAX)) return;
    group.isLeaving = true;
    setImmediate(leave, group);
  }

  function leave(group: Group<Item>): void {
    const batch = takeBatch(group.waiting);
    group.isLeaving = false;
    group.batches += 1;
    group.items += batch.length;
    void send(batch).finally(() => {
      group.batches -= 1;
      group.items -= batch.length;
      if (group.batches === 0) group.patience.refresh();
      dispatch(group);
    });
    dispatch(group);
  }

  /** Nothing was under way for a while: who waits does so in vain, and a crowd that is gone is forgotten. */
  function loseThePatience(key: string, group: Group<Item>): void {
    if (group.batches > 0 || group.isLeaving) return;
    if (group.waiting.length === 0) groups.delete(key);
    group.crowd = group.waiting.length;
    dispatch(group);
  }

  function makeGroup(key: string): Group<Item> {
    const group: Group<Item> = {
      ...{ waiting: [], batches: 0, items: 0, crowd: 0, isLeaving: false },
      patience: setTimeout(() => loseThePatience(key, group), PATIENCE_MS),
    };
    groups.set(key, group);
    return group;
  }

  return (key, item) => {
    const group = groups.get(key) ?? makeGroup(key);
    group.waiting.push(item);
    dispatch(group);
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
