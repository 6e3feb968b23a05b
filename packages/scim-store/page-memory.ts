/**
 * Remembers where pages ended, so that the next one starts there instead of walking over everything before it (RFC 7644 §3.4.2.4 counts
 * by index). What is deleted or added meanwhile makes a reader who goes page after page neither skip nor repeat a resource.
 * In this process only, and never needed: without it a page is found by counting.
 */
import type { Clock } from "@lockstep/ports";

/** Queries that are remembered, ends of pages for each, and how long. */
const QUERIES_MAX = 1_000;
const ENDS_MAX = 16;
const KEPT_MS = 300_000;

/** The end of a page: `index` resources come up to and with it. */
export interface PageEnd {
  readonly index: number;
  readonly position: string;
}

interface Ends {
  readonly ends: Map<number, string>;
  usedAtMs: number;
}

/** Where the pages of recent queries ended. */
export interface PageMemory {
  /** The last known end before the resource at `startIndex`. */
  findEnd(query: string, startIndex: number): PageEnd | undefined;
  remember(query: string, end: PageEnd): void;
}

/** An empty memory. */
export function createPageMemory(clock: Clock): PageMemory {
  const queries = new Map<string, Ends>();
  return {
    findEnd: (query, startIndex) => {
      const known = queries.get(query);
      if (known === undefined) return undefined;
      if (clock.now() - known.usedAtMs > KEPT_MS) {
        queries.delete(query);
        return undefined;
      }
      let found: PageEnd | undefined;
      for (const [index, position] of known.ends) {
        if (index < startIndex && index > (found?.index ?? 0)) found = { index, position };
      }
      return found;
    },
    remember: (query, { index, position }) => {
      const known = queries.get(query) ?? { ends: new Map(), usedAtMs: 0 };
      known.usedAtMs = clock.now();
      known.ends.delete(index);
      known.ends.set(index, position);
      dropOldest(known.ends, ENDS_MAX);
      queries.delete(query);
      queries.set(query, known);
      dropOldest(queries, QUERIES_MAX);
    },
  };
}

function dropOldest<Key>(map: Map<Key, unknown>, most: number): void {
  if (map.size <= most) return;
  for (const key of map.keys()) {
    map.delete(key);
    return;
  }
}
