/**
 * The work of webhooks in the database: which of them have some, taking deliveries under a lease, and writing down what became
 * of them. Any number of processes share it; who dies with a lease loses it, and the delivery is made again.
 */
import type { Database } from "@lockstep/database";
import type { AccountId } from "@lockstep/ports";
import { findEvents, type StoredEvent } from "@lockstep/scim-store";
import { type QueryExecutorProvider, sql } from "../../sql.ts";
import type { ServiceTables } from "../../tables.ts";
import { isProbed, type Outcome, restMs } from "./outcome.ts";
import { openSecrets, type SealedSecrets, setWebhookState, type WebhookKey } from "./webhook.ts";

/** Deliveries of one webhook that wait at most; the rest waits in the feed. */
export const BACKLOG_MAX = 10_000;
/** Events that become deliveries in one transaction. */
const FANNED_OUT_MAX = 500;
/** Webhooks that one look finds. */
const WEBHOOKS_FOUND_MAX = 100;

/** A delivery under a lease, with all that sending it needs. */
export interface Claim {
  readonly webhook: WebhookKey;
  readonly url: string;
  readonly hasFullPayload: boolean;
  readonly secrets: readonly string[];
  readonly seq: number;
  readonly resourceId: string;
  /** Attempts that ended before. */
  readonly attempts: number;
  /** Undefined when the event is no longer kept. */
  readonly event: StoredEvent | undefined;
  readonly owner: string;
}

/** What one look at a webhook came to. */
export interface Taken {
  readonly claims: readonly Claim[];
  /** Events were looked through, so that more may be behind them. */
  readonly hasMoved: boolean;
}

const NOTHING: Taken = { claims: [], hasMoved: false };

/** How much is taken, by whom, and for how long. */
export interface ClaimOptions {
  readonly now: number;
  /** Names this lease; fresh for each call. */
  readonly owner: string;
  readonly leaseMs: number;
  /** Leases of one webhook at most, over all processes. */
  readonly perWebhookMax: number;
  /** Deliveries taken by this call at most. */
  readonly limit: number;
  readonly masterKey: Uint8Array;
}

/** Active webhooks with something to do, the longest unserved first; none of the accounts in `except`. */
export async function findDueWebhooks(
  db: QueryExecutorProvider,
  now: number,
  except: readonly AccountId[],
): Promise<readonly WebhookKey[]> {
  const { rows } = await sql<{ account_id: AccountId; id: string }>`
    select account_id, id
    from find_due_webhooks(${new Date(now)}, ${BACKLOG_MAX}, ${WEBHOOKS_FOUND_MAX}, ${except}::uuid[])`.execute(db);
  return rows.map((row) => ({ accountId: row.account_id, id: row.id }));
}

/** When something falls due next, in milliseconds; undefined when nothing is to come. */
export async function findNextDue(db: QueryExecutorProvider): Promise<number | undefined> {
  const { rows } = await sql<{ due: Date | null }>`select next_webhook_due() as due`.execute(db);
  return rows[0]?.due?.getTime();
}

/** Turns new events into deliveries and leases what may be sent; nothing while another process does it for this webhook. */
export function takeDeliveries(
  database: Database<ServiceTables>,
  key: WebhookKey,
  options: ClaimOptions,
): Promise<Taken> {
  return database.inAccount(key.accountId, async (trx) => {
    const { rows } = await sql<LockedWebhook>`
      update webhook set served_at = ${new Date(options.now)}
      where (account_id, id) in (
        select account_id, id from webhook
        where account_id = ${key.accountId} and id = ${key.id} and state = 'active'
          and (rests_until is null or rests_until <= ${new Date(options.now)}) for no key update skip locked)
      returning *`.execute(trx);
    const webhook = rows[0];
    if (webhook === undefined) return NOTHING;
    const secrets = openSecrets(webhook, options.masterKey, options.now);
    if (secrets.length === 0) {
      const reason = "Its secret was sealed with another master key. Rotate the secret, then resume.";
      await setWebhookState(trx, key, { state: "disabled", reason, now: options.now });
      return NOTHING;
    }
    const fanned = await fanOut(trx, webhook, key, options.now);
    if (fanned === "missing") return NOTHING;
    // A receiver that said nothing for long is tried with one message: it does not take more room for each new resource.
    const perWebhookMax = isProbed(webhook.silences) ? 1 : options.perWebhookMax;
    const leased = await lease(trx, key, { ...options, perWebhookMax });
    const events = await findEvents(
      trx,
      leased.map((row) => Number(row.seq)),
    );
    const bySeq = new Map(events.map((event) => [event.seq, event]));
    const claims = leased.map((row) => ({
      webhook: key,
      url: webhook.url,
      hasFullPayload: webhook.has_full_payload,
      secrets,
      seq: Number(row.seq),
      resourceId: row.resource_id,
      attempts: row.attempts,
      event: bySeq.get(Number(row.seq)),
      owner: options.owner,
    }));
    return { claims, hasMoved: fanned === "moved" };
  });
}

interface LockedWebhook extends SealedSecrets {
  readonly url: string;
  readonly has_full_payload: boolean;
  readonly cursor: string;
  readonly silences: number;
  readonly kinds: readonly string[];
  readonly resource_types: readonly string[];
}

/**
 * Events behind the cursor become deliveries, and the cursor moves, in one transaction. Numbers have no gaps, so the next ones are
 * known without reading. A delivery that is there already and ended is one that is replayed. Events that are no longer kept switch the webhook off.
 */
async function fanOut(
  trx: QueryExecutorProvider,
  webhook: LockedWebhook,
  key: WebhookKey,
  now: number,
): Promise<"moved" | "still" | "missing"> {
  await sql`select sequence_events()`.execute(trx);
  const cursor = Number(webhook.cursor);
  const { rows } = await sql<{ pruned: number; last: number; pending: number }>`
    select f.pruned_seq::float8 as pruned, f.last_seq::float8 as last,
      case when f.last_seq <= ${cursor} then 0 else (
        select count(*)::integer from webhook_delivery
        where account_id = ${key.accountId} and webhook_id = ${key.id} and state = 'pending') end as pending
    from event_feed f where f.account_id = ${key.accountId}`.execute(trx);
  const { pruned, last, pending } = rows[0] ?? { pruned: 0, last: 0, pending: 0 };
  if (cursor < pruned) {
    const reason = `Events after its cursor ${cursor} are no longer kept. Read all resources anew, replay from cursor ${pruned} or later, then resume.`;
    await setWebhookState(trx, key, { state: "disabled", reason, now });
    return "missing";
  }
  const until = Math.min(last, cursor + Math.min(FANNED_OUT_MAX, BACKLOG_MAX - pending));
  if (until <= cursor) return "still";
  await addDeliveries(trx, webhook, key, { cursor, until, at: new Date(now) });
  return "moved";
}

// What is pruned meanwhile is seen by the statement itself: then it does nothing, and the next look says why.
async function addDeliveries(
  trx: QueryExecutorProvider,
  webhook: LockedWebhook,
  key: WebhookKey,
  range: { readonly cursor: number; readonly until: number; readonly at: Date },
): Promise<void> {
  const { accountId, id } = key;
  const isKept = sql`(select pruned_seq from event_feed where account_id = ${accountId}) <= ${range.cursor}`;
  await sql`
    with waiting as materialized (
      select resource_id, max(due_at) as due_at from webhook_delivery
      where account_id = ${accountId} and webhook_id = ${id} and state = 'pending' and due_at > ${range.at}
      group by resource_id
    ), added as (
      insert into webhook_delivery as d (
        account_id, webhook_id, seq, event_id, kind, resource_type, resource_id, state, due_at, created_at)
      select e.account_id, ${id}, e.seq, e.id, e.kind, e.type, e.resource_id, 'pending',
        -- Behind one that waits for its next attempt, it is due no earlier.
        coalesce(w.due_at, ${range.at}), ${range.at}
      from event e left join waiting w on w.resource_id = e.resource_id
      where e.account_id = ${accountId} and e.seq > ${range.cursor} and e.seq <= ${range.until} and ${isKept}
        and (${webhook.kinds}::text[] = '{}' or e.kind = any(${webhook.kinds}::text[]))
        and (${webhook.resource_types}::text[] = '{}' or e.type = any(${webhook.resource_types}::text[]))
      on conflict (account_id, webhook_id, seq) do update
        set state = 'pending', attempts = 0, due_at = excluded.due_at, finished_at = null
        where d.state <> 'pending'
    )
    update webhook set cursor = ${range.until} where account_id = ${accountId} and id = ${id} and ${isKept}`.execute(
    trx,
  );
}

/** Perf: an array is found once; as a join, a planner without statistics may look for the rows once per row of the table. */
async function lease(trx: QueryExecutorProvider, key: WebhookKey, options: ClaimOptions) {
  const at = new Date(options.now);
  const { rows } = await sql<{ seq: string; resource_id: string; attempts: number }>`
    update webhook_delivery set lease_owner = ${options.owner}, lease_expires_at = ${new Date(options.now + options.leaseMs)}
    where account_id = ${key.accountId} and webhook_id = ${key.id} and seq = any(array(
      select d.seq from webhook_delivery d
      where d.account_id = ${key.accountId} and d.webhook_id = ${key.id} and d.state = 'pending' and d.due_at <= ${at}
        and d.seq = (
          select o.seq from webhook_delivery o
          where o.account_id = d.account_id and o.webhook_id = d.webhook_id and o.resource_id = d.resource_id
            and o.state = 'pending' order by o.seq limit 1)
        and (
          select o.seq from webhook_delivery o
          where o.account_id = d.account_id and o.webhook_id = d.webhook_id and o.resource_id = d.resource_id
            and o.lease_owner is not null and o.lease_expires_at > ${at} limit 1) is null
      order by d.seq
      limit greatest(0, least(${options.limit}::bigint, ${options.perWebhookMax} - (
        select count(*) from webhook_delivery h
        where h.account_id = ${key.accountId} and h.webhook_id = ${key.id} and h.lease_owner is not null
          and h.lease_expires_at > ${at})))
      for update of d skip locked))
    returning seq, resource_id, attempts`.execute(trx);
  return rows.toSorted((left, right) => Number(left.seq) - Number(right.seq));
}

/** Holds leases for longer; those that were lost meanwhile stay lost. */
export async function extendLeases(
  database: Database<ServiceTables>,
  claims: readonly Claim[],
  expiresAt: number,
): Promise<void> {
  for (const [accountId, held] of Map.groupBy(claims, ({ webhook }) => webhook.accountId)) {
    const owners = [...new Set(held.map(({ owner }) => owner))];
    await database.inAccount(accountId, (trx) =>
      sql`
        update webhook_delivery set lease_expires_at = ${new Date(expiresAt)}
        where account_id = ${accountId} and webhook_id = any(${held.map(({ webhook }) => webhook.id)}::uuid[])
          and seq = any(${held.map(({ seq }) => seq)}::bigint[]) and state = 'pending'
          and lease_owner = any(${owners}::text[])`.execute(trx),
    );
  }
}

/** Writes down what became of a delivery and gives its lease back; false when the lease was lost and nothing is written. */
export function recordOutcome(
  database: Database<ServiceTables>,
  claim: Claim,
  outcome: Outcome,
  now: number,
): Promise<boolean> {
  const { accountId, id } = claim.webhook;
  const isFinal = outcome.kind === "delivered" || outcome.kind === "dead";
  const at = new Date(now);
  const dueAt = new Date(now + outcome.delayMs);
  return database.inAccount(accountId, async (trx) => {
    // The webhook's row before its deliveries', as those do it that take them: else the two could wait for each other.
    await noteSilence(trx, claim.webhook, outcome, now);
    const { rows } = await sql`
      update webhook_delivery set
        state = ${isFinal ? outcome.kind : "pending"}, finished_at = ${isFinal ? at : null}, attempts = attempts + 1,
        due_at = ${dueAt}, last_attempt_at = ${at}, last_status = ${outcome.status}, last_error = ${outcome.error},
        lease_owner = null, lease_expires_at = null
      where account_id = ${accountId} and webhook_id = ${id} and seq = ${claim.seq} and lease_owner = ${claim.owner}
      returning seq`.execute(trx);
    if (rows.length === 0) return false;
    if (outcome.kind === "retry") {
      // Those behind it in the order of the resource have to wait anyway; so they do not count as due.
      await sql`
        update webhook_delivery set due_at = ${dueAt}
        where account_id = ${accountId} and webhook_id = ${id} and resource_id = ${claim.resourceId} and state = 'pending'
          and seq > ${claim.seq} and due_at < ${dueAt}`.execute(trx);
    }
    if (outcome.kind === "gone") {
      const reason =
        "The receiver answered 410: it wants no more messages. Correct the URL if that is wrong, then resume.";
      await setWebhookState(trx, claim.webhook, { state: "disabled", reason, now });
    }
    return true;
  });
}

/** Counts attempts in a row that got no answer, and lets the webhook rest; an answer, whichever, ends that. */
async function noteSilence(
  trx: QueryExecutorProvider,
  { accountId, id }: WebhookKey,
  { isAnswered }: Outcome,
  now: number,
): Promise<void> {
  if (isAnswered === undefined) return;
  if (isAnswered) {
    await sql`
      update webhook set silences = 0, rests_until = null
      where account_id = ${accountId} and id = ${id} and silences > 0`.execute(trx);
    return;
  }
  const { rows } = await sql<{ silences: number }>`
    update webhook set silences = silences + 1 where account_id = ${accountId} and id = ${id}
    returning silences`.execute(trx);
  const rest = restMs(rows[0]?.silences ?? 0);
  if (rest === 0) return;
  await sql`
    update webhook set rests_until = ${new Date(now + rest)} where account_id = ${accountId} and id = ${id}`.execute(
    trx,
  );
}
