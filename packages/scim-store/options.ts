/** What the store is made of, and what it tells the app that mounts it. */
import type { Database } from "@lockstep/database";
import type { Clock, Random, ResourceId } from "@lockstep/ports";
import type { JsonObject, ResourceShape } from "@lockstep/scim";
import type { Caller, StoredResource } from "@lockstep/scim-server";
import type { Transaction } from "kysely";
import type { ScimStoreTables } from "./tables.ts";

/** What became of a resource. */
export type ChangeKind = "created" | "replaced" | "removed";

/** One effective write, as the store tells it. */
export interface StoreChange {
  readonly caller: Caller;
  readonly shape: ResourceShape;
  readonly kind: ChangeKind;
  /** Absent when created. Without members and groups. */
  readonly before?: StoredResource;
  /** Absent when removed. Without members and groups. */
  readonly after?: StoredResource;
  /** Write-only values of this request, such as `password`; the store itself keeps them nowhere. */
  readonly writeOnly: JsonObject;
  /** Net change of the resource's members. */
  readonly membership: { readonly added: readonly ResourceId[]; readonly removed: readonly ResourceId[] };
}

/**
 * Called inside the write transaction, after the store's own rows are written; what it throws undoes the write. A removed member
 * leaves its groups: they get a new version and an event each, but no call of their own.
 */
export interface StoreHooks<Tables extends ScimStoreTables = ScimStoreTables> {
  afterWrite(trx: Transaction<Tables>, change: StoreChange): Promise<void>;
  /**
   * What `afterWrite` would do for this change, as a call that the store makes in its own statement, one round trip in all, and perhaps for several creations at once; then
   * `afterWrite` is not called. `"nothing"` when there is nothing to do, undefined when it takes more
   * than one call. A call is made for created resources only.
   */
  asCall?(change: StoreChange): HookCall | "nothing" | undefined;
}

/** A call of an SQL function of the app: `(account uuid, items jsonb) returns void`, each item one change. What it raises undoes the write. */
export interface HookCall {
  /** A plain SQL name. */
  readonly functionName: string;
  /** What the function is told of this change. */
  readonly item: JsonObject;
  /** The error to give for one that the statement met; itself when it is another's. */
  readonly toFault: (error: unknown) => unknown;
}

/** Everything that `createScimStore` is handed. `Tables` may hold the app's own tables too. */
export interface ScimStoreOptions<Tables extends ScimStoreTables = ScimStoreTables> {
  readonly database: Database<Tables>;
  readonly clock: Clock;
  readonly random: Random;
  readonly hooks?: StoreHooks<Tables>;
  /**
   * Name of the app's SQL function `(admission text) returns void` that checks `Caller.admission` in the statement that does the work,
   * after `lockstep.account_id` is set. It raises SQLSTATE `LS001` when the remembered credential no longer holds.
   */
  readonly admitFunction?: string;
}
