/** Reads the ordered feed of an account's changes page by page, and removes what is too old from its beginning. */

import type { TraceId } from "@lockstep/ports";
import type { StoredEvent } from "./events.ts";
import { toIso } from "./resource-row.ts";
import { type Executor, run } from "./statement.ts";

/** Most events that one call reads. */
export const EVENTS_MAX = 1_000;
/** A page ends early when its events fill so much space as they are stored (compressed); one event always fits. */
const PAGE_BYTES_MAX = 4 * 1_024 * 1_024;
/** Positions that one call looks through when it reads certain types only; the page then says that more may follow. */
const SCANNED_MAX = 20_000;

/** Which events are read. */
export interface EventRange {
  /** The events after this number; undefined: from the first one that is kept. */
  readonly afterSeq: number | undefined;
  readonly limit: number;
  readonly traceId?: TraceId | undefined;
  readonly resourceId?: string | undefined;
  /** Names of resource types; undefined = all. */
  readonly types?: readonly string[] | undefined;
  /** Names of resource types that are left out. */
  readonly exceptTypes?: readonly string[] | undefined;
}

/** A page of the feed. */
export interface StoredEventPage {
  readonly events: readonly StoredEvent[];
  /** Whoever reads on from here skips nothing that fits the range. */
  readonly nextSeq: number;
  /** More may be there already. */
  readonly hasMore: boolean;
  /** Events up to this number are no longer kept: a page after an earlier number is empty. */
  readonly prunedSeq: number;
  /** The last number given so far. */
  readonly lastSeq: number;
}

interface EventRow extends Omit<StoredEvent, "occurredAt"> {
  readonly occurredMs: number;
}

interface PageRow extends Omit<StoredEvent, "occurredAt" | "seq"> {
  readonly prunedSeq: number;
  readonly lastSeq: number;
  readonly found: number;
  readonly hasUnnumbered: boolean;
  readonly seq: number | null;
  readonly occurredMs: number;
}

const COLUMNS = `e.seq::float8 as seq, e.id, e.kind, e.type, e.resource_id as "resourceId", e.version::float8 as version,
    e.before, e.after, e.members_added as "membersAdded", e.members_removed as "membersRemoved",
    e.credential_id as "credentialId", e.user_id as "userId", e.trace_id as "traceId",
    (extract(epoch from e.occurred_at) * 1000)::float8 as "occurredMs"`;

const SEQUENCE = "select sequence_events()";

// One statement, one snapshot: what is pruned and what is read cannot contradict each other.
const SELECT = `with feed as (
    select coalesce((select pruned_seq from event_feed where account_id = current_account()), 0) as pruned_seq,
      coalesce((select last_seq from event_feed where account_id = current_account()), 0) as last_seq
  ), start as (
    select coalesce($1::bigint, pruned_seq) as after_seq from feed
  ), candidate as (
    select e.seq, e.position, pg_column_size(e.before) as before_size, pg_column_size(e.after) as after_size,
      pg_column_size(e.members_added) + pg_column_size(e.members_removed) as member_size
    from event e, start s, feed f
    where e.account_id = current_account() and e.seq > s.after_seq and s.after_seq >= f.pruned_seq
      and ($7::bigint is null or e.seq <= s.after_seq + $7)
      and ($2::text is null or e.trace_id = $2) and ($3::uuid is null or e.resource_id = $3)
      and ($4::text[] is null or e.type = any($4)) and ($5::text[] is null or e.type <> all($5))
    order by e.seq limit $6 + 1
  ), measured as (
    select seq, position, row_number() over (order by seq) as place,
      sum(coalesce(before_size, 0) + coalesce(after_size, 0) + member_size) over (order by seq)
        - (coalesce(before_size, 0) + coalesce(after_size, 0) + member_size) as bytes_before
    from candidate
  )
  select f.pruned_seq::float8 as "prunedSeq", f.last_seq::float8 as "lastSeq",
    (select count(*) from candidate)::float8 as found,
    exists (select from event where account_id = current_account() and seq is null) as "hasUnnumbered",
    ${COLUMNS}
  from feed f
  left join (
    measured m join event e on e.account_id = current_account() and e.position = m.position
  ) on m.place <= $6 and m.bytes_before < ${PAGE_BYTES_MAX}
  order by e.seq`;

/**
 * The events of the range, in order, of the account of the transaction (`Database.inAccount`). Numbers are given here, to what
 * is committed: whoever reads on from `nextSeq` can skip nothing, however many writers there are.
 */
export async function readEventPage(executor: Executor, range: EventRange): Promise<StoredEventPage> {
  await run(executor, SEQUENCE, []);
  const limit = Math.max(1, Math.min(range.limit, EVENTS_MAX));
  const isIndexed = range.traceId !== undefined || range.resourceId !== undefined;
  const isScan = !isIndexed && (range.types !== undefined || range.exceptTypes !== undefined);
  const rows = await run<PageRow>(executor, SELECT, [
    ...[range.afterSeq ?? null, range.traceId ?? null, range.resourceId ?? null],
    ...[range.types ?? null, range.exceptTypes ?? null, limit, isScan ? SCANNED_MAX : null],
  ]);
  const first = rows[0];
  if (first === undefined) throw new Error("The feed answered no row");
  const { prunedSeq, lastSeq, found, hasUnnumbered } = first;
  const events = rows.flatMap(toStoredEvent);
  const afterSeq = range.afterSeq ?? prunedSeq;
  const scannedSeq = isScan ? Math.min(lastSeq, afterSeq + SCANNED_MAX) : lastSeq;
  const isCut = events.length < found;
  const nextSeq = isCut ? (events.at(-1)?.seq ?? afterSeq) : Math.max(scannedSeq, afterSeq);
  return { events, nextSeq, hasMore: isCut || nextSeq < lastSeq || hasUnnumbered, prunedSeq, lastSeq };
}

function toStoredEvent(row: PageRow): readonly StoredEvent[] {
  const { prunedSeq, lastSeq, found, hasUnnumbered, seq, occurredMs, ...event } = row;
  return seq === null ? [] : [{ ...event, seq, occurredAt: toIso(occurredMs) }];
}

/** The events of these numbers, at most `EVENTS_MAX`, in order; those that are no longer kept are missing. */
export async function findEvents(executor: Executor, seqs: readonly number[]): Promise<readonly StoredEvent[]> {
  const text = `select ${COLUMNS} from event e where e.account_id = current_account() and e.seq = any($1::bigint[]) order by e.seq`;
  const rows = await run<EventRow>(executor, text, [seqs.slice(0, EVENTS_MAX)]);
  return rows.map(({ occurredMs, ...event }) => ({ ...event, occurredAt: toIso(occurredMs) }));
}

/** Which events a person looks at, from the newest back. */
export interface LatestEvents {
  /** The events before this number; undefined: from the newest. */
  readonly beforeSeq: number | undefined;
  readonly limit: number;
  readonly traceId?: TraceId | undefined;
  readonly resourceId?: string | undefined;
  readonly type?: string | undefined;
  readonly kind?: StoredEvent["kind"] | undefined;
}

const LATEST = `select ${COLUMNS} from event e
  where e.account_id = current_account() and e.seq is not null
    and ($1::bigint is null or e.seq < $1) and ($2::text is null or e.trace_id = $2)
    and ($3::uuid is null or e.resource_id = $3) and ($4::text is null or e.type = $4) and ($5::text is null or e.kind = $5)
  order by e.seq desc limit $6`;

/** The newest events of the account of the transaction that fit, the newest first, at most `EVENTS_MAX`. */
export async function readLatestEvents(executor: Executor, wanted: LatestEvents): Promise<readonly StoredEvent[]> {
  await run(executor, SEQUENCE, []);
  const { beforeSeq, traceId, resourceId, type, kind } = wanted;
  const limit = Math.max(1, Math.min(wanted.limit, EVENTS_MAX));
  const filters = [beforeSeq, traceId, resourceId, type, kind].map((value) => value ?? null);
  const rows = await run<EventRow>(executor, LATEST, [...filters, limit]);
  return rows.map(({ occurredMs, ...event }) => ({ ...event, occurredAt: toIso(occurredMs) }));
}

// The feed's row is held, so that two that prune do it one after the other. Whatever stands behind a newer event stays.
const PRUNE = `with feed as (
    select pruned_seq from event_feed where account_id = current_account() for update
  ), batch as (
    select e.seq, e.occurred_at from event e, feed f
    where e.account_id = current_account() and e.seq > f.pruned_seq order by e.seq limit $2
  ), old as (
    select max(seq) as until from batch
    where seq < coalesce((select min(seq) from batch where occurred_at >= $1::timestamptz), 9223372036854775807)
  ), moved as (
    update event_feed set pruned_seq = (select until from old)
    where account_id = current_account() and (select until from old) is not null
  ), removed as (
    delete from event e where e.account_id = current_account() and e.seq <= (select until from old) returning 1
  )
  select count(*)::integer as removed from removed`;

/**
 * Removes at most `limit` events older than `before` (milliseconds) from the beginning of the account's feed; returns how many.
 * Gives a step of numbers first: a feed that nobody reads has none, and would be kept for ever.
 */
export async function pruneEvents(
  executor: Executor,
  options: { readonly before: number; readonly limit: number },
): Promise<number> {
  await run(executor, SEQUENCE, []);
  const rows = await run<{ readonly removed: number }>(executor, PRUNE, [toIso(options.before), options.limit]);
  return rows[0]?.removed ?? 0;
}
