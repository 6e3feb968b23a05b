/**
 * Walks a collection such as `/Users` page after page, by index (RFC 7644 §3.4.2.4) or by cursor (RFC 9865), and copes with targets that
 * cap their pages, misstate the total, leave holes, or answer 404 where nothing is. It decides where the next page is, never who is gone.
 */
import { describeAnswer, errorType } from "./answer-words.ts";
import { type ListPage, readListPage } from "./list-page.ts";
import type { ScimAnswer, ScimClient } from "./types.ts";

/** Where a page is: at a 1-based index, or behind a cursor; without one the cursor walk begins. */
export type ListPlace =
  | { readonly kind: "index"; readonly startIndex: number }
  | { readonly kind: "cursor"; readonly cursor: string | undefined };

/** How a collection is read. */
export interface ListWalkOptions {
  /** The first page; the beginning by index when not given. A walk that was interrupted goes on where it stood. */
  readonly place?: ListPlace;
  /** Rows of one page that are asked for, 100 when not given; a target may give fewer. */
  readonly count?: number;
  /** Further query parameters, already encoded, such as `filter=…`. */
  readonly query?: string | undefined;
  /** Whether the total was measured to be true: the walk then ends at it without looking behind. */
  readonly isTotalTrue?: boolean;
  /** The next page is asked for while the reader is busy with this one; a reader that leaves calls the request off. */
  readonly isReadAhead?: boolean;
  /** Called for each request. */
  readonly traceparent: () => string;
  readonly signal?: AbortSignal;
}

/** One page, where it was and where the next one is (undefined: the list has ended); or the answer that ended the walk. */
export type ListStep =
  | {
      readonly ok: true;
      readonly page: ListPage;
      readonly place: ListPlace;
      readonly next: ListPlace | undefined;
      readonly answer: Extract<ScimAnswer, { kind: "answer" }>;
      /** Set when the answer may not mean what it says: nobody may count as gone because of it. */
      readonly doubt: string | undefined;
    }
  /** `isExpired`: the cursor no longer holds (RFC 9865 §2.1); a new walk is to begin. */
  | { readonly ok: false; readonly answer: ScimAnswer; readonly message: string; readonly isExpired: boolean };

const COUNT = 100;
const PAGES_MAX = 1_000_000;
/** Empty pages in a row before the told total that are stepped over. */
const HOLES_MAX = 10;
const STUCK = "The app gave the same page or cursor again, and its list could not be read to its end.";
const EMPTY: ListPage = { totalResults: 0, isTotalTold: false, startIndex: 1, resources: [], deviations: [] };

/** Yields pages until the list has ended, or a failed step and then ends. It advances by the rows that really came. */
export async function* walkList(
  client: ScimClient,
  collection: string,
  asked: ListWalkOptions,
): AsyncGenerator<ListStep, void, undefined> {
  const options = { ...asked, count: asked.count ?? COUNT };
  const walk: Walk = { largest: 0, holes: 0, lastIds: "", mark: undefined, steps: 0, stride: 1 };
  const left = new AbortController();
  const signal = options.signal === undefined ? left.signal : AbortSignal.any([options.signal, left.signal]);
  const ask = (place: ListPlace): Promise<ScimAnswer> =>
    client.send(
      { method: "GET", path: `${collection}?${queryOf(place, options)}` },
      { traceparent: options.traceparent(), signal },
    );
  let place: ListPlace | undefined = options.place ?? { kind: "index", startIndex: 1 };
  let ahead: Promise<ScimAnswer> | undefined;
  try {
    for (let pages = 0; place !== undefined && pages < PAGES_MAX; pages += 1) {
      const answer = await (ahead ?? ask(place));
      const read = readPage(answer, place);
      if (read === undefined) {
        yield { ok: false, answer, message: describeAnswer(answer), isExpired: isExpiredCursor(answer, place) };
        return;
      }
      const next: ListPlace | undefined = nextPlace(walk, { place, page: read.page, options });
      const isStuck = place.kind === "cursor" && next === undefined && read.page.nextCursor !== undefined;
      ahead = options.isReadAhead === true && next !== undefined ? ask(next) : undefined;
      yield { ok: true, place, next, ...read, ...(isStuck ? { doubt: STUCK } : {}) };
      place = next;
    }
  } finally {
    left.abort();
  }
}

type Options = ListWalkOptions & { readonly count: number };

/** What a walk remembers of its earlier pages. */
interface Walk {
  largest: number;
  holes: number;
  lastIds: string;
  /** A cursor that the walk has followed; of all of them one at a time is remembered, further and further on (R. P. Brent, 1980). */
  mark: string | undefined;
  steps: number;
  stride: number;
}

function queryOf(place: ListPlace, { count, query }: Options): string {
  const at =
    place.kind === "index"
      ? `startIndex=${place.startIndex}`
      : place.cursor === undefined
        ? "cursor"
        : `cursor=${encodeURIComponent(place.cursor)}`;
  return `${query === undefined ? "" : `${query}&`}${at}&count=${count}`;
}

type ReadPage = Pick<Extract<ListStep, { ok: true }>, "page" | "answer" | "doubt">;

/** Interop: an empty list, or the end of one, comes as 404, 204 or an empty body from some targets. */
function readPage(answer: ScimAnswer, place: ListPlace): ReadPage | undefined {
  if (answer.kind !== "answer") return undefined;
  // A cursor is given where more is to come (RFC 9865 §2), so that nothing behind one is as doubtful as no list at all.
  const isPromised = place.kind === "cursor" || place.startIndex === 1;
  const isBare = (answer.status === 200 || answer.status === 204) && answer.body === undefined;
  const isMissing = answer.status === 404;
  if (answer.notJson === undefined && (isBare || isMissing)) {
    const what = isMissing ? "404" : "no list";
    const doubt = isPromised
      ? `The app answered ${what} where a list was asked for; it was taken as empty.`
      : undefined;
    return { page: EMPTY, answer, doubt };
  }
  const page = answer.status === 200 ? readListPage(answer.body) : undefined;
  return page === undefined ? undefined : { page, answer, doubt: undefined };
}

function isExpiredCursor(answer: ScimAnswer, place: ListPlace): boolean {
  if (place.kind !== "cursor" || place.cursor === undefined) return false;
  if (answer.kind !== "answer" || answer.status !== 400) return false;
  const type = errorType(answer.body);
  return type === "invalidCursor" || type === "expiredCursor";
}

interface Seen {
  readonly place: ListPlace;
  readonly page: ListPage;
  readonly options: Options;
}

function nextPlace(walk: Walk, { place, page, options }: Seen): ListPlace | undefined {
  const rows = page.resources.length;
  const ids = JSON.stringify(page.resources.map((resource) => resource["id"] ?? null));
  // The page before once more: the target does not look at where the walk stands, and would go on so for ever.
  const isRepeated = rows > 0 && ids === walk.lastIds;
  walk.lastIds = ids;
  if (isRepeated) return undefined;
  if (place.kind === "cursor") {
    const cursor = page.nextCursor;
    return cursor === undefined || leadsBack(walk, cursor, place.cursor) ? undefined : { kind: "cursor", cursor };
  }
  const startIndex = nextIndex(walk, { startIndex: place.startIndex, rows, page, options });
  return startIndex === undefined ? undefined : { kind: "index", startIndex };
}

/** Whether a cursor is that of the page itself, or in a circle of pages one that was followed before: the walk would never end. */
function leadsBack(walk: Walk, cursor: string, own: string | undefined): boolean {
  if (cursor === own || cursor === walk.mark) return true;
  walk.steps += 1;
  if (walk.steps === walk.stride) {
    walk.mark = cursor;
    walk.steps = 0;
    walk.stride *= 2;
  }
  return false;
}

function nextIndex(
  walk: Walk,
  seen: {
    readonly startIndex: number;
    readonly rows: number;
    readonly page: ListPage;
    readonly options: Options;
  },
): number | undefined {
  const { startIndex, rows, page, options } = seen;
  const isWithin = (index: number) => page.isTotalTold && index <= page.totalResults;
  if (rows === 0) {
    // A target that filters its pages afterwards shows holes: what lies behind one is still there.
    walk.holes += 1;
    const behind = startIndex + options.count;
    return walk.holes <= HOLES_MAX && isWithin(startIndex) && isWithin(behind) ? behind : undefined;
  }
  walk.holes = 0;
  const isShort = rows < walk.largest;
  walk.largest = Math.max(walk.largest, rows);
  const next = startIndex + rows;
  if (isWithin(next) || !page.isTotalTold) return next;
  // A total that is told too low would hide everybody behind it: unless this page is shorter than an earlier one, one more is asked for.
  return options.isTotalTrue === true || isShort ? undefined : next;
}
