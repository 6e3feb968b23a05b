/** Deliveries as an administrator sees them: what is under way, what was given up, and sending it again. */
import type { AccountId } from "@lockstep/ports";
import { ApiFault } from "../../api-fault.ts";
import type { Delivery, DeliveryPage, DeliveryState } from "../../contract.ts";
import { type QueryExecutorProvider, sql } from "../../sql.ts";
import { assertCursor } from "../event.ts";
import type { WebhookKey } from "./webhook.ts";

/** How long finished deliveries are shown; those given up can be sent again while their events are kept. */
export const DELIVERED_KEPT_DAYS = 14;
/** Most deliveries that one call sends again. */
export const REPLAYED_MAX = 10_000;

interface DeliveryRow {
  readonly seq: string;
  readonly event_id: string;
  readonly kind: Delivery["kind"];
  readonly resource_type: string;
  readonly resource_id: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly due_at: Date;
  readonly last_attempt_at: Date | null;
  readonly last_status: number | null;
  readonly last_error: string | null;
}

/** A page of a webhook's deliveries, the newest event first. */
export async function listDeliveries(
  trx: QueryExecutorProvider,
  key: WebhookKey,
  query: { readonly state: DeliveryState | undefined; readonly before: string | undefined; readonly count: number },
): Promise<DeliveryPage> {
  const { rows } = await sql<DeliveryRow>`
    select seq, event_id, kind, resource_type, resource_id, state, attempts, due_at, last_attempt_at, last_status, last_error
    from webhook_delivery
    where account_id = ${key.accountId} and webhook_id = ${key.id}
      and (${query.state ?? null}::text is null or state = ${query.state ?? null})
      and (${query.before ?? null}::bigint is null or seq < ${query.before ?? null})
    order by seq desc limit ${query.count + 1}`.execute(trx);
  const items = rows.slice(0, query.count).map(toDelivery);
  return { items, next: rows.length > query.count ? (items.at(-1)?.event ?? null) : null };
}

/** Makes the finished delivery of one event, or all that were given up, due now; returns how many. */
export async function replayDeliveries(
  trx: QueryExecutorProvider,
  key: WebhookKey,
  which: { readonly event: string | "dead"; readonly now: number },
): Promise<number> {
  const condition =
    which.event === "dead" ? sql`state = 'dead'` : sql`state in ('dead', 'delivered') and seq = ${which.event}`;
  const { rows } = await sql`
    update webhook_delivery d set
      state = 'pending', attempts = 0, due_at = ${new Date(which.now)}, finished_at = null
    where d.account_id = ${key.accountId} and d.webhook_id = ${key.id} and d.seq = any(array(
      select seq from webhook_delivery
      where account_id = ${key.accountId} and webhook_id = ${key.id} and ${condition}
      order by seq limit ${REPLAYED_MAX} for update))
    returning d.seq`.execute(trx);
  return rows.length;
}

/** Sets the webhook back, so that every event after `cursor` is sent again; returns how many events that are. Throws `ApiFault`. */
export async function replayFrom(trx: QueryExecutorProvider, key: WebhookKey, cursor: string): Promise<number> {
  const { rows } = await sql<{ cursor: string }>`
    select cursor from webhook where account_id = ${key.accountId} and id = ${key.id} for update`.execute(trx);
  const feed = await sql<{ pruned: number; last: number }>`
    select coalesce(max(pruned_seq), 0)::float8 as pruned, coalesce(max(last_seq), 0)::float8 as last
    from event_feed where account_id = ${key.accountId}`.execute(trx);
  const { pruned = 0, last = 0 } = feed.rows[0] ?? {};
  const afterSeq = Number(cursor);
  assertCursor(afterSeq, { prunedSeq: pruned, lastSeq: last });
  const current = Number(rows[0]?.cursor ?? 0);
  if (afterSeq > current && current >= pruned) {
    throw new ApiFault(
      400,
      "cursorAhead",
      `The webhook stands at cursor ${current}; beginning at ${afterSeq} would leave events out. Give at most ${current}.`,
      { field: "cursor" },
    );
  }
  await sql`
    update webhook set cursor = ${cursor} where account_id = ${key.accountId} and id = ${key.id}`.execute(trx);
  return Math.max(0, current - afterSeq);
}

/** Removes at most `limit` deliveries in a final state that ended before `before` (milliseconds); returns how many. */
export async function removeDeliveries(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  options: { readonly state: "delivered" | "dead"; readonly before: number; readonly limit: number },
): Promise<number> {
  const { rows } = await sql`
    delete from webhook_delivery where ctid = any(array(
      select ctid from webhook_delivery
      where account_id = ${accountId} and state = ${options.state} and finished_at < ${new Date(options.before)}
      order by finished_at limit ${options.limit} for update))
    returning seq`.execute(trx);
  return rows.length;
}

function toDelivery(row: DeliveryRow): Delivery {
  return {
    event: row.seq,
    eventId: row.event_id,
    kind: row.kind,
    resourceType: row.resource_type,
    resourceId: row.resource_id,
    state: row.state,
    attempts: row.attempts,
    dueAt: row.state === "pending" ? row.due_at.toISOString() : null,
    lastAttemptAt: row.last_attempt_at?.toISOString() ?? null,
    lastStatus: row.last_status,
    lastError: row.last_error,
  };
}
