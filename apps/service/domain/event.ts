/** The account's ordered feed of events: each effective write of a resource, in one gapless sequence. */
import type { AccountId } from "@lockstep/ports";
import { type QueryExecutorProvider, sql } from "../sql.ts";

/** One event as the feed shows it. `before` and `after` hold no write-only values. */
export interface FeedEvent {
  /** Position in the feed; the cursor after this event. */
  readonly cursor: string;
  readonly id: string;
  readonly kind: "created" | "replaced" | "removed";
  readonly resourceType: string;
  readonly resourceId: string;
  readonly version: number;
  readonly before: unknown;
  readonly after: unknown;
  readonly membersAdded: readonly string[];
  readonly membersRemoved: readonly string[];
  readonly credentialId: string;
  readonly userId: string;
  readonly traceId: string;
  readonly occurredAt: string;
}

/** A page of the feed; `cursor` is where the next page starts, also when this one is empty. */
export interface EventPage {
  readonly items: readonly FeedEvent[];
  readonly cursor: string;
}

interface EventRow {
  readonly seq: string;
  readonly id: string;
  readonly kind: FeedEvent["kind"];
  readonly type: string;
  readonly resource_id: string;
  readonly version: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly members_added: readonly string[];
  readonly members_removed: readonly string[];
  readonly credential_id: string;
  readonly user_id: string;
  readonly trace_id: string;
  readonly occurred_at: Date;
}

/** The events after `cursor` ("0" is the beginning), at most `limit`, of one trace if named. */
export async function readEvents(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  query: { readonly cursor: string; readonly limit: number; readonly traceId: string | undefined },
): Promise<EventPage> {
  // Numbers what was committed since the last reader came; a reader after this can skip nothing.
  await sql`select sequence_events()`.execute(trx);
  const { rows } = await sql<EventRow>`
    select seq::text, id, kind, type, resource_id, version::text, before, after, members_added, members_removed,
      credential_id, user_id, trace_id, occurred_at
    from event
    where account_id = ${accountId} and seq > ${query.cursor}::bigint
      ${query.traceId === undefined ? sql`` : sql`and trace_id = ${query.traceId}`}
    order by seq limit ${query.limit}`.execute(trx);
  return { items: rows.map(toEvent), cursor: rows.at(-1)?.seq ?? query.cursor };
}

function toEvent(row: EventRow): FeedEvent {
  return {
    cursor: row.seq,
    id: row.id,
    kind: row.kind,
    resourceType: row.type,
    resourceId: row.resource_id,
    version: Number(row.version),
    before: row.before,
    after: row.after,
    membersAdded: row.members_added,
    membersRemoved: row.members_removed,
    credentialId: row.credential_id,
    userId: row.user_id,
    traceId: row.trace_id,
    occurredAt: row.occurred_at.toISOString(),
  };
}
