/** Reads a collection page after page by index (RFC 7644 §3.4.2.4). */
import { describeAnswer } from "./answer-words.ts";
import { type ListPage, readListPage } from "./list-page.ts";
import type { ScimAnswer, ScimClient } from "./types.ts";

/** How a collection is read. */
export interface ListAllOptions {
  /** 1-based index of the first row; 1 when not given. An import that was interrupted goes on where it stood. */
  readonly startIndex?: number;
  readonly count?: number;
  /** Called for each request. */
  readonly traceparent: () => string;
  readonly signal?: AbortSignal;
}

/** One page, with the index at which the next one starts; or the answer that ended the reading. */
export type ListStep =
  | { readonly ok: true; readonly page: ListPage; readonly nextStartIndex: number }
  | { readonly ok: false; readonly answer: ScimAnswer; readonly message: string };

const COUNT = 100;
const PAGES_MAX = 1_000_000;

/**
 * Yields the pages of a collection such as `/Users` until all rows are read, or a failed step and then ends.
 * It advances by the rows that really came, so that a target that caps its pages loses nobody.
 */
export async function* listAll(
  client: ScimClient,
  collection: string,
  options: ListAllOptions,
): AsyncGenerator<ListStep, void, undefined> {
  const count = options.count ?? COUNT;
  let startIndex = options.startIndex ?? 1;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const request = { method: "GET", path: `${collection}?startIndex=${startIndex}&count=${count}` } as const;
    const answer = await client.send(request, {
      traceparent: options.traceparent(),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const page = answer.kind === "answer" && answer.status === 200 ? readListPage(answer.body) : undefined;
    if (page === undefined) {
      yield { ok: false, answer, message: describeAnswer(answer) };
      return;
    }
    startIndex += page.resources.length;
    yield { ok: true, page, nextStartIndex: startIndex };
    if (page.resources.length === 0 || startIndex > page.totalResults) return;
  }
}
