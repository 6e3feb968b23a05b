/** An account's changes, told in the transactions that make them; `event-page.ts` reads them. */

import { type Clock, type Random, type ResourceId, uuidV7 } from "@lockstep/ports";
import type { JsonObject } from "@lockstep/scim";
import type { ChangeKind, StoreChange } from "./options.ts";
import { toIso } from "./resource-row.ts";
import { type Executor, run } from "./statement.ts";

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
