/** The ordered feed of an account's changes. */

import { type Clock, type Random, type ResourceId, uuidV7 } from "@lockstep/ports";
import type { JsonObject } from "@lockstep/scim";
import type { Caller } from "@lockstep/scim-server";
import type { ChangeKind, StoreChange } from "./options.ts";
import { toIso } from "./resource-row.ts";
import { type Executor, run } from "./statement.ts";

/** Most events that one call reads. */
export const EVENTS_MAX = 1_000;

/** One effective write, in its place in the feed. Holds no write-only value. */
export interface StoredEvent {
  /** Gapless, from 1, per account. */
  readonly seq: number;
  readonly id: string;
  readonly kind: ChangeKind;
  readonly type: string;
  readonly resourceId: ResourceId;
  /** The resource's version after the write; when removed, its last one. */
  readonly version: number;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly membersAdded: readonly ResourceId[];
  readonly membersRemoved: readonly ResourceId[];
  readonly credentialId: string;
  readonly userId: string;
  readonly traceId: string;
  readonly occurredAt: string;
}

const INSERT = `insert into event (account_id, id, kind, type, resource_id, version, before, after,
    members_added, members_removed, credential_id, user_id, trace_id, occurred_at)
  values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9::uuid[], $10::uuid[], $11, $12, $13, $14)`;

/** What an event tells of a change. */
export interface ToldChange extends Pick<StoreChange, "caller" | "kind" | "before" | "after" | "membership"> {
  /** Name of the resource type. */
  readonly type: string;
}

/** Writes the event of a change, in the transaction of the change. */
export async function appendEvent(
  executor: Executor,
  change: ToldChange,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<void> {
  const { caller, kind, type, before, after, membership } = change;
  const resource = after ?? before;
  if (resource === undefined) throw new Error("A change has a state before or after it");
  await run(executor, INSERT, [
    ...[caller.accountId, uuidV7(clock, random), kind, type, resource.id, resource.version],
    ...[toJson(before?.attributes), toJson(after?.attributes), membership.added, membership.removed],
    ...[caller.credentialId, caller.userId, caller.traceId, toIso(clock.now())],
  ]);
}

function toJson(attributes: JsonObject | undefined): string | null {
  return attributes === undefined ? null : JSON.stringify(attributes);
}

interface EventRow extends Omit<StoredEvent, "occurredAt"> {
  readonly occurredMs: number;
}

const SELECT = `select seq::float8 as seq, id, kind, type, resource_id as "resourceId", version::float8 as version, before, after,
    members_added as "membersAdded", members_removed as "membersRemoved", credential_id as "credentialId",
    user_id as "userId", trace_id as "traceId", (extract(epoch from occurred_at) * 1000)::float8 as "occurredMs"
  from event
  where account_id = current_account() and seq > $1 and ($2::text is null or trace_id = $2)
  order by seq limit $3`;

/**
 * The events after `afterSeq`, in order, of the account of the transaction (`Database.inAccount`). Numbers are given here, to what
 * is committed: whoever reads on from the last number can skip nothing, however many writers there are.
 */
export async function readEvents(
  executor: Executor,
  range: { readonly afterSeq: number; readonly limit: number; readonly traceId?: Caller["traceId"] },
): Promise<readonly StoredEvent[]> {
  await run(executor, "select sequence_events()", []);
  const limit = Math.max(0, Math.min(range.limit, EVENTS_MAX));
  const rows = await run<EventRow>(executor, SELECT, [range.afterSeq, range.traceId ?? null, limit]);
  return rows.map(({ occurredMs, ...event }) => ({ ...event, occurredAt: toIso(occurredMs) }));
}
