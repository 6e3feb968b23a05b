/** What happened to one person, out of the System Log: the newest first, page by page, for one app or all. */
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { TimelineEntry, TimelineKind } from "../contract.ts";
import { type AppLimit, systemLogWithin } from "./roles/app-limit.ts";
import type { DirectoryTables, LogParty } from "./tables.ts";

interface Row {
  readonly seq: string;
  readonly uuid: string;
  readonly published: Date;
  readonly event_type: string;
  readonly display_message: string;
  readonly outcome_result: string;
  readonly outcome_reason: string | null;
  readonly actor: LogParty;
  readonly targets: readonly LogParty[];
  readonly trace_id: string | null;
  readonly debug: Readonly<Record<string, unknown>>;
}

/** What is asked of the log. */
export interface TimelineQuery {
  readonly personId: string;
  /** Only what concerns this app, and what concerns the person alone. */
  readonly appId: string | undefined;
  /** The only apps that are shown. */
  readonly appLimit: AppLimit;
  /** Also the requests that only read. */
  readonly withReads: boolean;
  /** Events before this one; undefined = from the newest. */
  readonly beforeSeq: bigint | undefined;
  readonly limit: number;
}

/** An entry with its place in the log. */
export type PlacedEntry = TimelineEntry & { readonly seq: string };

/** One page and one entry more, the newest first. */
export async function readTimeline(db: Kysely<DirectoryTables>, query: TimelineQuery): Promise<readonly PlacedEntry[]> {
  const { rows } = await sql<Row>`
    select seq, uuid, published, event_type, display_message, outcome_result, outcome_reason, actor, targets, trace_id, debug
    from ${systemLogWithin(query.appLimit)}
    where ${isAbout(query.personId)}
      and (${query.beforeSeq ?? null}::bigint is null or seq < ${query.beforeSeq ?? null}::bigint)
      and (${query.withReads} or severity <> 'DEBUG')
      and (${query.appId ?? null}::text is null or ${isAbout(query.appId ?? "")}
        or not jsonb_path_exists(targets, '$[*] ? (@.type == "AppInstance")'))
    order by seq desc limit ${query.limit + 1}`.execute(db);
  return rows.map(toEntry);
}

/** What is asked about runs of one person's account in an app. */
export interface RunsQuery {
  readonly personId: string;
  readonly appId: string;
  readonly traceIds: readonly string[];
  readonly now: Date;
}

/**
 * Which of the traces are of runs whose requests are stored, and whether a run of this account is under way. Both are of one moment, and a
 * run's lease ends in the transaction that stores its requests: what is neither stored nor under way will not be stored any more.
 */
export async function readRuns(
  db: Kysely<DirectoryTables>,
  query: RunsQuery,
): Promise<{ readonly stored: ReadonlySet<string>; readonly isUnderWay: boolean }> {
  const { rows } = await sql<{ stored: readonly string[]; isUnderWay: boolean }>`
    select array(select distinct trace_id from system_log
        where trace_id = any(${query.traceIds}::text[]) and debug->>'request' is not null) as stored,
      exists (select from app_user where app_id = ${query.appId} and person_id = ${query.personId}
        and lease_owner is not null and lease_expires_at > ${query.now}) as "isUnderWay"`.execute(db);
  return { stored: new Set(rows[0]?.stored ?? []), isUnderWay: rows[0]?.isUnderWay === true };
}

/** Looked up in the index `system_log_about`. */
function isAbout(id: string): RawBuilder<unknown> {
  return sql`jsonb_path_query_array(targets, '$[*].id') @> jsonb_build_array(${id}::text)`;
}

function toEntry(row: Row): PlacedEntry {
  const app = row.targets.find(({ type }) => type === "AppInstance");
  const group = row.targets.find(({ type }) => type === "UserGroup");
  const { request, status, durationMs, reason, causes, ...detail } = row.debug;
  const isRequest = typeof request === "string";
  return {
    seq: row.seq,
    id: row.uuid,
    at: row.published.toISOString(),
    kind: kindOf(row.event_type, isRequest),
    eventType: row.event_type,
    message: row.display_message,
    result: row.outcome_result,
    reason: row.outcome_reason,
    actor: { id: row.actor.id, type: row.actor.type, displayName: row.actor.displayName ?? row.actor.id },
    app: app === undefined ? null : { id: app.id, label: app.displayName ?? app.id },
    group: group === undefined ? null : { id: group.id, name: group.displayName ?? group.id },
    traceId: row.trace_id,
    causes: Array.isArray(causes) ? causes.filter((cause) => typeof cause === "string") : [],
    request: isRequest
      ? {
          line: request,
          status: typeof status === "number" ? status : null,
          durationMs: typeof durationMs === "number" ? durationMs : null,
          why: typeof reason === "string" ? reason : null,
        }
      : null,
    detail: isRequest ? detail : row.debug,
  };
}

function kindOf(eventType: string, isRequest: boolean): TimelineKind {
  if (isRequest) return "request";
  if (/^user\./.test(eventType)) return "change";
  if (/^group\.user_membership\./.test(eventType)) return "membership";
  if (/^application\.user_membership\./.test(eventType)) return "decision";
  return "work";
}
