/** The account's ordered feed of events: each effective write of a resource, in one gapless sequence. */
import type { Database } from "@lockstep/database";
import type { AccountId, TraceId } from "@lockstep/ports";
import { readEvents, type StoredEvent } from "@lockstep/scim-store";
import type { ServiceTables } from "../tables.ts";

/** One event as the feed shows it. `before` and `after` hold no write-only values. */
export interface FeedEvent extends Omit<StoredEvent, "seq" | "type"> {
  /** Position in the feed; the cursor after this event. */
  readonly cursor: string;
  readonly resourceType: string;
}

/** A page of the feed; `cursor` is where the next page starts, also when this one is empty. */
export interface EventPage {
  readonly items: readonly FeedEvent[];
  readonly cursor: string;
}

/** The events after `cursor` ("0" is the beginning), at most `limit`, of one trace if named. */
export function readEventPage(
  database: Database<ServiceTables>,
  accountId: AccountId,
  query: { readonly cursor: string; readonly limit: number; readonly traceId: TraceId | undefined },
): Promise<EventPage> {
  const { cursor, limit, traceId } = query;
  const range = { afterSeq: Number(cursor), limit, ...(traceId === undefined ? {} : { traceId }) };
  return database.inAccount(accountId, async (trx) => {
    const items = (await readEvents(trx, range)).map(toFeedEvent);
    return { items, cursor: items.at(-1)?.cursor ?? cursor };
  });
}

function toFeedEvent({ seq, type, ...event }: StoredEvent): FeedEvent {
  return { cursor: String(seq), resourceType: type, ...event };
}
