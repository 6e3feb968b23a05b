/** An import run with its app's settings and the place where it stands, read in one statement and therefore of one moment. */
import type { TraceId } from "@lockstep/ports";
import type { ListPlace, ScimClient } from "@lockstep/scim-client";
import { type RawBuilder, sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { ImportChanges, ImportMode } from "../../domain/import-run-tables.ts";
import type { ImportMatch } from "../../domain/tables.ts";
import type { Verdict } from "../outcome-rules.ts";
import { APP_COLUMNS, type AppColumns } from "../user-subject.ts";
import type { ImportClaim } from "./claim-import.ts";

/** An import run with its app's settings. */
export interface ImportSubject extends AppColumns {
  readonly runId: string;
  readonly mode: ImportMode;
  readonly phase: "USERS" | "CONFIRMATIONS" | "GROUPS" | "REMOVALS";
  readonly startedAt: Date;
  /** Nothing is changed: what a real run would do. */
  readonly preview: boolean;
  /** No import of the app has made rows before it: an account that it has not shown yet has none. */
  readonly isFirst: boolean;
  /** The how manieth walk over the list. */
  readonly pass: number;
  readonly paging: "INDEX" | "CURSOR" | null;
  readonly nextStartIndex: number;
  readonly nextCursor: string | null;
  /** Rows that were read in this walk. */
  readonly rowsRead: number;
  readonly complete: boolean | null;
  readonly modifiedAfter: Date | null;
  readonly readingBeganAt: Date | null;
  /** Of an incremental import by the app's event feed: it reads after this cursor. */
  readonly feedAfter: string | null;
  /** Where the feed ended: the next incremental import reads after it. */
  readonly feedEnd: string | null;
  readonly importGroups: boolean;
  readonly changes: ImportChanges | null;
  readonly userNameTemplate: string;
  readonly rules: ImportMatch;
}

/** SQL: whether nothing but this run has made rows of the app. */
export function isFirst(run: { readonly id: RawBuilder<unknown>; readonly appId: RawBuilder<unknown> }) {
  return sql<boolean>`not exists (
    select from import_run other where other.app_id = ${run.appId} and other.id <> ${run.id} and not other.preview)`;
}

/** The leased run; undefined when the lease is gone, or the run has ended. */
export async function loadImport(deps: Deps, claim: ImportClaim): Promise<ImportSubject | undefined> {
  const { rows } = await sql<ImportSubject>`
    select r.id as "runId", r.mode, r.phase, r.preview, r.started_at as "startedAt", r.pass, r.paging, r.next_start_index as "nextStartIndex",
      r.next_cursor as "nextCursor", r.rows_read as "rowsRead", r.complete, r.modified_after as "modifiedAfter",
      not r.preview and ${isFirst({ id: sql.ref("r.id"), appId: sql.ref("r.app_id") })} as "isFirst",
      r.reading_began_at as "readingBeganAt", r.feed_after as "feedAfter", r.feed_end as "feedEnd", a.import_groups as "importGroups", a.import_changes as changes,
      a.import_user_name_template as "userNameTemplate", a.import_match as rules, ${APP_COLUMNS}
    from import_run r join app a on a.id = r.app_id
    where r.id = ${claim.id} and r.lease_owner = ${claim.owner} and r.state = 'RUNNING'`.execute(deps.database.kysely);
  return rows[0];
}

/** What a phase works with: the run, a client of its app, and the signal that ends it. */
export interface PhaseWork {
  readonly subject: ImportSubject;
  readonly client: ScimClient;
  readonly traceId: TraceId;
  readonly traceparent: () => string;
  readonly signal: AbortSignal;
  /** After another failure the run goes no further. */
  readonly isLastAttempt: boolean;
}

/** How a phase ended. `progressed`: something was stored, so that failures in a row count anew. */
export type PhaseEnd = { readonly progressed: boolean } & (
  | { readonly kind: "done" }
  /** The lease is gone: cancelled, or taken over. */
  | { readonly kind: "lost" }
  | { readonly kind: "stopped" }
  /** The safeguard stopped the run; a person decides. */
  | { readonly kind: "held" }
  | { readonly kind: "failed"; readonly verdict: Verdict }
);

/** Where the walk goes on. Cursors where they were measured to work, and where the walk began with them. */
export function placeOf(subject: ImportSubject): ListPlace {
  const isByCursor = subject.paging === null ? subject.passport?.paging.cursor === true : subject.paging === "CURSOR";
  return isByCursor
    ? { kind: "cursor", cursor: subject.nextCursor ?? undefined }
    : { kind: "index", startIndex: subject.nextStartIndex };
}
