/** Webhooks of an account: where events are sent, which ones, and with which secrets they are signed. */
import { type AccountId, type Clock, type Random, uuidV7 } from "@lockstep/ports";
import { ApiFault } from "../../api-fault.ts";
import type { NewWebhook, Webhook, WebhookDraft } from "../../contract.ts";
import { type QueryExecutorProvider, sql } from "../../sql.ts";
import { openText, sealText } from "../digest.ts";
import { requireLastSeq } from "../event.ts";
import { newSecret } from "./message.ts";

/** Most webhooks of one account. */
export const WEBHOOKS_MAX = 20;
const HOUR_MS = 3_600_000;
/** Counts in the list go no further than this. */
const COUNTED_MAX = 10_000;

/** Names one webhook. */
export interface WebhookKey {
  readonly accountId: AccountId;
  readonly id: string;
}

/** What sealing needs of the world. */
export interface WebhookWorld {
  readonly masterKey: Uint8Array;
  readonly clock: Clock;
  readonly random: Random;
}

/** The account's webhooks, the oldest first; of one id if named. */
export async function listWebhooks(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  now: number,
  id: string | null = null,
): Promise<readonly Webhook[]> {
  const { rows } = await sql<WebhookRow>`
    select w.*, w.cursor::text as cursor_text,
      (select count(*)::integer from (
        select from webhook_delivery d
        where d.account_id = w.account_id and d.webhook_id = w.id and d.state = 'pending' limit ${COUNTED_MAX}) p) as pending,
      (select count(*)::integer from (
        select from webhook_delivery d
        where d.account_id = w.account_id and d.webhook_id = w.id and d.state = 'dead' limit ${COUNTED_MAX}) p) as dead
    from webhook w
    where w.account_id = ${accountId} and (${id}::uuid is null or w.id = ${id})
    order by w.created_at, w.id limit ${WEBHOOKS_MAX}`.execute(trx);
  return rows.map((row) => toWebhook(row, now));
}

/** One webhook; undefined when the account has none of this id. */
export async function findWebhook(
  trx: QueryExecutorProvider,
  key: WebhookKey,
  now: number,
): Promise<Webhook | undefined> {
  return (await listWebhooks(trx, key.accountId, now, key.id))[0];
}

/** Makes a webhook that begins with the next event; `numberEvents` goes before it, outside its transaction. The answer is the only time that its secret is seen. */
export async function createWebhook(
  trx: QueryExecutorProvider,
  accountId: AccountId,
  draft: Required<WebhookDraft>,
  world: WebhookWorld,
): Promise<NewWebhook> {
  // The lock makes two requests at the same moment count one another's webhook.
  await sql`select 1 from account where id = ${accountId} for update`.execute(trx);
  const { rows } = await sql<{ amount: number }>`
    select count(*)::integer as amount from webhook where account_id = ${accountId}`.execute(trx);
  if ((rows[0]?.amount ?? 0) >= WEBHOOKS_MAX) {
    throw new ApiFault(409, "tooManyWebhooks", `An account has at most ${WEBHOOKS_MAX} webhooks; delete one first.`);
  }
  const cursor = await requireLastSeq(trx);
  const now = world.clock.now();
  const id = uuidV7(world.clock, world.random);
  const secret = newSecret(world.random);
  const at = new Date(now);
  await sql`
    insert into webhook (
      account_id, id, url, description, kinds, resource_types, has_full_payload, state, cursor, secret_sealed,
      created_at, changed_at, served_at)
    values (
      ${accountId}, ${id}, ${draft.url}, ${draft.description}, ${[...draft.kinds]}, ${[...draft.resourceTypes]},
      ${draft.hasFullPayload}, 'active', ${cursor}, ${sealText(world.masterKey, world.random, secret)},
      ${at}, ${at}, ${at})`.execute(trx);
  return { ...(await requireWebhook(trx, { accountId, id }, now)), secret };
}

/** Changes where and what a webhook is sent; false when there is none. */
export async function changeWebhook(
  trx: QueryExecutorProvider,
  key: WebhookKey,
  draft: Required<WebhookDraft>,
  now: number,
): Promise<boolean> {
  const { rows } = await sql`
    update webhook set
      url = ${draft.url}, description = ${draft.description}, kinds = ${[...draft.kinds]},
      resource_types = ${[...draft.resourceTypes]}, has_full_payload = ${draft.hasFullPayload}, changed_at = ${new Date(now)},
      silences = 0, rests_until = null
    where account_id = ${key.accountId} and id = ${key.id} returning id`.execute(trx);
  return rows.length === 1;
}

/** Removes a webhook with its deliveries; false when there is none. */
export async function removeWebhook(trx: QueryExecutorProvider, key: WebhookKey): Promise<boolean> {
  const { rows } = await sql`
    delete from webhook where account_id = ${key.accountId} and id = ${key.id} returning id`.execute(trx);
  return rows.length === 1;
}

/** Pauses or resumes; what happens meanwhile waits in the feed, and a rest is over. False when there is no such webhook. */
export async function setWebhookState(
  trx: QueryExecutorProvider,
  key: WebhookKey,
  change: { readonly state: "active" | "paused" | "disabled"; readonly reason: string | null; readonly now: number },
): Promise<boolean> {
  const { rows } = await sql`
    update webhook set state = ${change.state}, state_reason = ${change.reason}, changed_at = ${new Date(change.now)},
      silences = 0, rests_until = null
    where account_id = ${key.accountId} and id = ${key.id} returning id`.execute(trx);
  return rows.length === 1;
}

/** Gives a new secret; the present one signs too for `overlapHours`. The answer is the only time that it is seen. */
export async function rotateSecret(
  trx: QueryExecutorProvider,
  key: WebhookKey,
  overlapHours: number,
  world: WebhookWorld,
): Promise<NewWebhook | undefined> {
  const now = world.clock.now();
  const secret = newSecret(world.random);
  const until = overlapHours === 0 ? null : new Date(now + overlapHours * HOUR_MS);
  const { rows } = await sql`
    update webhook set
      previous_secret_sealed = case when ${until}::timestamptz is null then null else secret_sealed end,
      previous_secret_until = ${until}, secret_sealed = ${sealText(world.masterKey, world.random, secret)},
      changed_at = ${new Date(now)}
    where account_id = ${key.accountId} and id = ${key.id} returning id`.execute(trx);
  return rows.length === 1 ? { ...(await requireWebhook(trx, key, now)), secret } : undefined;
}

/** A webhook's sealed secrets. */
export interface SealedSecrets {
  readonly secret_sealed: Uint8Array;
  readonly previous_secret_sealed: Uint8Array | null;
  readonly previous_secret_until: Date | null;
}

/** The secrets that sign now, the newest first; empty when another master key sealed them. */
export function openSecrets(row: SealedSecrets, masterKey: Uint8Array, now: number): readonly string[] {
  const current = openText(masterKey, row.secret_sealed);
  if (current === undefined) return [];
  const isOverlap = row.previous_secret_until !== null && row.previous_secret_until.getTime() > now;
  const previous =
    isOverlap && row.previous_secret_sealed !== null ? openText(masterKey, row.previous_secret_sealed) : undefined;
  return previous === undefined ? [current] : [current, previous];
}

/** Where a webhook is, and its secrets. */
export async function findWebhookTarget(
  trx: QueryExecutorProvider,
  key: WebhookKey,
): Promise<(SealedSecrets & { readonly url: string }) | undefined> {
  const { rows } = await sql<SealedSecrets & { url: string }>`
    select url, secret_sealed, previous_secret_sealed, previous_secret_until from webhook
    where account_id = ${key.accountId} and id = ${key.id}`.execute(trx);
  return rows[0];
}

interface WebhookRow {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  readonly kinds: Webhook["kinds"];
  readonly resource_types: readonly string[];
  readonly has_full_payload: boolean;
  readonly state: Webhook["state"];
  readonly state_reason: string | null;
  readonly cursor_text: string;
  readonly previous_secret_until: Date | null;
  readonly created_at: Date;
  readonly changed_at: Date;
  readonly pending: number;
  readonly dead: number;
}

async function requireWebhook(trx: QueryExecutorProvider, key: WebhookKey, now: number): Promise<Webhook> {
  const webhook = await findWebhook(trx, key, now);
  if (webhook === undefined) throw new Error("The webhook was written and is not there");
  return webhook;
}

function toWebhook(row: WebhookRow, now: number): Webhook {
  const until = row.previous_secret_until;
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    kinds: row.kinds,
    resourceTypes: row.resource_types,
    hasFullPayload: row.has_full_payload,
    state: row.state,
    stateReason: row.state_reason,
    cursor: row.cursor_text,
    previousSecretUntil: until !== null && until.getTime() > now ? until.toISOString() : null,
    pending: row.pending,
    dead: row.dead,
    createdAt: row.created_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
  };
}
