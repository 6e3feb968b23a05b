/**
 * Remembers where a reader's pages ended, so that the next one goes on there instead of walking over everything before it (RFC 7644
 * §3.4.2.4 counts by index). A place is good for one page: the exact continuation, asked soon, by the reader that made it. Whatever
 * else is asked is found by counting.
 */
import type { Clock } from "@lockstep/ports";

/** Readers that are remembered, queries of each, ends of pages of each query, and how long an end is good. */
const READERS_MAX = 1_000;
const QUERIES_MAX = 16;
const ENDS_MAX = 16;
const KEPT_MS = 60_000;

/** Who reads (one credential of one account), what, and from where. */
export interface PageRequest {
  readonly reader: string;
  readonly query: string;
  readonly startIndex: number;
}

/** The end of a page: `index` resources come up to and with it. */
export interface PageEnd {
  readonly index: number;
  readonly position: string;
}

/** A page that is being read. */
export interface OpenPage {
  /** The position that it goes on from; undefined: it has to be found by counting. */
  readonly after: string | undefined;
  /** The page was read, and this is its end; undefined when there is none to go on from. */
  close(end: PageEnd | undefined): void;
  /** The page was not read: whoever repeats the request finds what this one found. */
  abandon(): void;
}

/** Where the latest pages of readers ended. */
export interface PageMemory {
  /** The first page of a query forgets all ends of that reader and query, also those of pages that are being read. */
  open(request: PageRequest): OpenPage;
}

interface End {
  readonly position: string;
  readonly madeAtMs: number;
}

/** The ends of one reader's query since its last first page, by index. */
type Walk = Map<number, End>;

/** An empty memory. */
export function createPageMemory(clock: Clock): PageMemory {
  const readers = new Map<string, Map<string, Walk>>();
  const isFresh = (end: End | undefined): end is End => end !== undefined && clock.now() - end.madeAtMs <= KEPT_MS;
  return {
    open: ({ reader, query, startIndex }) => {
      const walks = readers.get(reader) ?? new Map<string, Walk>();
      const walk: Walk = (startIndex === 1 ? undefined : walks.get(query)) ?? new Map<number, End>();
      keep(readers, { key: reader, value: walks, most: READERS_MAX });
      keep(walks, { key: query, value: walk, most: QUERIES_MAX });
      const found = walk.get(startIndex - 1);
      // Taken once: of two who ask for the same page only one can be the reader of the page before.
      walk.delete(startIndex - 1);
      const isCurrent = () => readers.get(reader)?.get(query) === walk;
      return {
        after: isFresh(found) ? found.position : undefined,
        close: (end) => {
          if (!isCurrent()) return;
          if (end !== undefined) leave(walk, end);
          if (walk.size > 0) return;
          walks.delete(query);
          if (walks.size === 0) readers.delete(reader);
        },
        abandon: () => {
          if (found !== undefined && isCurrent()) walk.set(startIndex - 1, found);
        },
      };
    },
  };

  function leave(walk: Walk, { index, position }: PageEnd): void {
    const other = walk.get(index);
    walk.delete(index);
    // Two readers share the credential: it is not known whose next page comes first.
    if (isFresh(other) && other.position !== position) return;
    keep(walk, { key: index, value: { position, madeAtMs: clock.now() }, most: ENDS_MAX });
  }
}

/** Sets an entry as the latest, and drops the oldest above `most`. */
function keep<Key, Value>(
  map: Map<Key, Value>,
  { key, value, most }: { readonly key: Key; readonly value: Value; readonly most: number },
): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= most) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
