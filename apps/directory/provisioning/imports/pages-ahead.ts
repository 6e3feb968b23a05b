/** A walk over an app's accounts that is ahead of whoever stores its pages: while one is stored, the next is prepared and one more is asked for. */
import type { ImportedUser } from "@lockstep/engine";
import { type ListStep, pageSizeOf, walkList } from "@lockstep/scim-client";
import type { Deps } from "../../deps.ts";
import { type OpenHook, openImportHook } from "../../domain/import-hook.ts";
import { modifiedAfterQuery } from "./changes-trial.ts";
import { type PhaseWork, placeOf } from "./import-subject.ts";
import { type MadeAhead, makeAhead, type PageHint } from "./made-ahead.ts";
import { type ReadRow, readRows } from "./take-in.ts";

/** A step of the walk; of a page also its rows, its accounts and what was made of them already. */
export interface PageAhead {
  readonly step: ListStep;
  readonly rows: readonly ReadRow[];
  readonly users: readonly ImportedUser[];
  readonly made: MadeAhead | undefined;
  /** Whom the accounts are asked about before they are stored. */
  readonly hook: OpenHook | undefined;
  /** It was asked for no earlier, by our clock. */
  readonly askedAt: number;
}

/** The walk. */
export interface PagesAhead {
  /** Begins with the next step; undefined when the list has ended. Call it once the step before has come. */
  next(): Promise<PageAhead | undefined>;
  /** Ends the walk and calls off what is under way. */
  leave(): void;
}

/** Opens it where the run stands. `hintNow`: how the last stored page went. */
export function openPages(deps: Deps, work: PhaseWork, hintNow: () => PageHint | undefined): PagesAhead {
  const { subject, signal } = work;
  const left = new AbortController();
  const pages = walkList(work.client, "/Users", {
    place: placeOf(subject),
    count: pageSizeOf(subject.passport),
    isTotalTrue: subject.passport?.paging.totalIsTrue === true,
    isReadAhead: true,
    traceparent: work.traceparent,
    signal: AbortSignal.any([signal, left.signal]),
    ...(subject.modifiedAfter === null ? {} : { query: modifiedAfterQuery(subject.modifiedAfter) }),
  });
  // The walk asks for a page when the one before it has come: at the earliest when that one was begun with.
  let begunAt = deps.clock.now();
  const read = async (): Promise<PageAhead | undefined> => {
    const askedAt = begunAt;
    begunAt = deps.clock.now();
    const [{ value: step, done }, hook] = await Promise.all([
      pages.next(),
      openImportHook(deps.database.kysely, deps.masterKey, subject.appId),
    ]);
    if (done === true) return undefined;
    if (!step.ok) return { step, rows: [], users: [], made: undefined, hook, askedAt };
    const rows = readRows(step.page.resources);
    const users = rows.flatMap(({ user }) => user ?? []);
    return { step, rows, users, made: await makeAhead(users, hintNow()), hook, askedAt };
  };
  return {
    next: () => {
      const page = read();
      // Whoever leaves does not wait for it.
      page.catch(() => undefined);
      return page;
    },
    leave: () => {
      left.abort();
      pages.return().catch(() => undefined);
    },
  };
}
