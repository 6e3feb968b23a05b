/** The account's ordered feed of events: each effective write of a resource, in one gapless sequence. */
import type { Database } from "@lockstep/database";
import type { AccountId, TraceId } from "@lockstep/ports";
import { GROUP_RESOURCE_TYPE } from "@lockstep/scim";
import type { Scope } from "@lockstep/scim-server";
import { readEventPage as readStoredPage, type StoredEvent, type StoredEventPage } from "@lockstep/scim-store";
import { ApiFault } from "../api-fault.ts";
import { type QueryExecutorProvider, sql } from "../sql.ts";
import type { ServiceTables } from "../tables.ts";
import { changedAttributes } from "./changed-attributes.ts";

/** How long events are kept. */
export const EVENTS_KEPT_DAYS = 90;

/** Steps of numbers that are given one after the other; with 10,000 each, more than any account imports at once. */
const STEPS_MAX = 1_000;

/** One event as the feed shows it. `before` and `after` hold no write-only values. */
export interface FeedEvent extends Omit<StoredEvent, "seq" | "type"> {
  /** Position in the feed; the cursor after this event. */
  readonly cursor: string;
  readonly resourceType: string;
  /** Names of the attributes that differ between `before` and `after`; empty when only a write-only value was set. */
  readonly changed: readonly string[];
  /** Where it was asked for. */
  readonly deliveries?: readonly EventDelivery[];
}

/** What became of an event in one webhook. */
export interface EventDelivery {
  /** The webhook's description, or the host that it is sent to: an address may hold a secret. */
  readonly webhook: string;
  readonly state: "pending" | "delivered" | "dead";
  readonly attempts: number;
  readonly lastAttemptAt: string | null;
  readonly lastStatus: number | null;
  readonly dueAt: string | null;
}

/** A page of the feed; `cursor` is where the next page starts, also when this one is empty. */
export interface EventPage {
  readonly items: readonly FeedEvent[];
  readonly cursor: string;
  /** More may be there already: read on at once. */
  readonly hasMore: boolean;
}

/** Which events are read. */
export interface EventQuery {
  /** Undefined: from the first event that is kept. */
  readonly cursor: string | undefined;
  readonly limit: number;
  readonly traceId: TraceId | undefined;
  readonly resourceType: string | undefined;
  readonly resourceId: string | undefined;
  /** Of the credential that reads. */
  readonly scopes: readonly Scope[];
}

/** The events after the cursor, at most `limit`. Throws `ApiFault` when the cursor is no longer, or not yet, in the feed. */
export async function readEventPage(
  database: Database<ServiceTables>,
  accountId: AccountId,
  query: EventQuery,
): Promise<EventPage> {
  const { cursor, limit, traceId, resourceId } = query;
  const afterSeq = cursor === undefined ? undefined : Number(cursor);
  const range = { afterSeq, limit, traceId, resourceId, ...readableTypes(query) };
  const page = await database.inAccount(accountId, (trx) => readStoredPage(trx, range));
  if (afterSeq !== undefined) assertCursor(afterSeq, page);
  return { items: page.events.map(toFeedEvent), cursor: String(page.nextSeq), hasMore: page.hasMore };
}

/** 410 for a cursor before the first event that is kept, 400 for one behind the last event. */
export function assertCursor(afterSeq: number, feed: Pick<StoredEventPage, "prunedSeq" | "lastSeq">): void {
  if (afterSeq < feed.prunedSeq) {
    throw new ApiFault(
      410,
      "cursorGone",
      `The events after cursor ${afterSeq} are no longer kept: they are removed after ${EVENTS_KEPT_DAYS} days. The first cursor that is kept is ${feed.prunedSeq}; read all resources anew, then read on from there.`,
      { field: "cursor" },
    );
  }
  if (afterSeq > feed.lastSeq) {
    throw new ApiFault(
      400,
      "cursorUnknown",
      `The feed ends at cursor ${feed.lastSeq}, so ${afterSeq} is not from this feed. Use the cursor of an earlier answer of this account.`,
      { field: "cursor" },
    );
  }
}

/** As the SCIM endpoint asks: groups need the groups scope, all other types the users scope. */
function readableTypes({ scopes, resourceType }: EventQuery): {
  types?: readonly string[];
  exceptTypes?: readonly string[];
} {
  const group = GROUP_RESOURCE_TYPE.name;
  const [users, groups] = [scopes.includes("users:read"), scopes.includes("groups:read")];
  if (resourceType !== undefined) {
    const scope = resourceType === group ? "groups:read" : "users:read";
    if (!scopes.includes(scope)) throw forbidden(scope);
    return { types: [resourceType] };
  }
  if (users && groups) return {};
  if (users) return { exceptTypes: [group] };
  if (groups) return { types: [group] };
  throw forbidden("users:read or groups:read");
}

function forbidden(scope: string): ApiFault {
  return new ApiFault(403, "forbidden", `These events need a credential with the scope ${scope}.`);
}

/** An event of the store as the feed shows it. */
export function toFeedEvent({ seq, type, ...event }: StoredEvent): FeedEvent {
  return { cursor: String(seq), resourceType: type, changed: changedAttributes(event), ...event };
}

/** Gives numbers to all events that wait for theirs, in short transactions: after a large import that is more than one step. */
export async function numberEvents(database: Database<ServiceTables>, accountId: AccountId): Promise<void> {
  for (let step = 0; step < STEPS_MAX; step += 1) {
    if (!(await database.inAccount(accountId, sequenceOne)).hasMore) return;
  }
}

/** The last number of the feed, for a transaction that goes on from there; 503 when more than a step of events has none yet. */
export async function requireLastSeq(trx: QueryExecutorProvider): Promise<number> {
  const { lastSeq, hasMore } = await sequenceOne(trx);
  if (!hasMore) return lastSeq;
  throw new ApiFault(503, "feedBusy", "Very many resources are being changed right now; try again in a minute.");
}

async function sequenceOne(trx: QueryExecutorProvider): Promise<{ lastSeq: number; hasMore: boolean }> {
  const numbered = await sql<{ last: number }>`select sequence_events()::float8 as last`.execute(trx);
  // A statement of its own: it sees what the first has numbered.
  const left = await sql`
    select from event where account_id = current_account() and seq is null limit 1`.execute(trx);
  return { lastSeq: numbered.rows[0]?.last ?? 0, hasMore: left.rows.length > 0 };
}
