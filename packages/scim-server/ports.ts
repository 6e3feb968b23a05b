/** The ports of the service provider: what it asks of whoever keeps the resources and knows the credentials. */

import type { AccountId, ResourceId, TraceId } from "@lockstep/ports";
import type { Filter, JsonObject, ResourceShape } from "@lockstep/scim";
import type { ToleranceSwitch } from "./tolerance/switches.ts";

/** What a credential may do. */
export type Scope = "users:read" | "users:write" | "groups:read" | "groups:write";

/** How far a credential's client may deviate from the RFCs: a name in `docs/reference/tolerance.md`. */
export type ToleranceProfileName =
  | "rfc"
  | "okta"
  | "entra"
  | "entra-optscim"
  | "onelogin"
  | "jumpcloud"
  | "generic"
  | "interop";

/** The tolerance of one credential: a profile, and single switches that differ from it. */
export interface Tolerance {
  readonly profile: ToleranceProfileName;
  readonly overrides?: Readonly<Partial<Record<ToleranceSwitch, boolean>>>;
}

/** Who sends the request, and on whose behalf. */
export interface Caller {
  readonly accountId: AccountId;
  /** Stable id of the credential (API key, or the user behind Basic). */
  readonly credentialId: string;
  /** The provisioning administrator that the credential belongs to. */
  readonly userId: ResourceId;
  readonly scopes: readonly Scope[];
  /** Trace of the request (W3C Trace Context). */
  readonly traceId: TraceId;
  /** Default: the profile `generic`, nothing overridden. */
  readonly tolerance?: Tolerance;
  /**
   * What a store checks anew in the statement that does the work, so that a remembered credential costs no round trip of its own.
   * Opaque to the server. A store that finds it outdated throws `StaleCallerError`. Absent: nothing to check.
   */
  readonly admission?: string;
  /** Until when (milliseconds since 1970) a request log keeps whole what this credential sends and is answered. Opaque to the server. */
  readonly captureEndsAtMs?: number;
  /** True: a resource that this credential creates again under the external id of one that it deleted gets the same id. Default: no. */
  readonly restoresIds?: boolean;
}

/** A remembered credential has changed since: the server authenticates afresh and repeats the request once. */
export class StaleCallerError extends Error {
  override readonly name = "StaleCallerError";
}

/** The caller's resource types have changed since they were read: the server reads them anew and repeats what came to nothing once. */
export class StaleShapesError extends Error {
  override readonly name = "StaleShapesError";
}

/** Turns a request's credential into a caller. Throws `ScimError`: `unauthenticated` (401), `forbidden` (403, module off or no rights). */
export interface Authenticator {
  /** With `fresh`, nothing remembered may be used. With `again`, the request passed before: for a rate it counts once. */
  authenticate(
    request: Request,
    traceId: TraceId,
    options?: { readonly fresh: boolean; readonly again?: boolean },
  ): Promise<Caller>;
}

/** One value of a membership attribute. */
export interface Member {
  readonly value: ResourceId;
  readonly type: string;
  /** Display name of the member at the time of reading. */
  readonly display?: string;
}

/**
 * One step of a change of membership, in request order. A store applies steps as set operations: their cost depends on
 * the members that a step names, never on the size of the group.
 */
export type MembershipStep =
  | { readonly kind: "add"; readonly members: readonly string[] }
  | { readonly kind: "remove"; readonly members: readonly string[] }
  | { readonly kind: "replaceAll"; readonly members: readonly string[] };

/** A resource as a store keeps it, without `schemas`, `id` and `meta`, which are derived. */
export interface StoredResource {
  readonly id: ResourceId;
  /** Starts at 1, grows by one with each effective write. */
  readonly version: number;
  /** ISO 8601, UTC, milliseconds. */
  readonly createdAt: string;
  readonly lastModifiedAt: string;
  /** Attributes in the schema's spelling; extensions under their URN; never write-only values, members or computed attributes. */
  readonly attributes: JsonObject;
  /** Present when the store was asked for them, for types with a membership attribute. Ordered by display then id. */
  readonly members?: readonly Member[];
  /** For `User`: the groups that the user is in. Present when asked for. */
  readonly groups?: readonly Member[];
}

/** What a write shall leave behind. */
export interface ResourceDraft {
  /** The whole new set of attributes, validated, unassigned ones left out. */
  readonly attributes: JsonObject;
  /** Write-only values of this request, such as `password`; absent means unchanged. A store never keeps them as they are. */
  readonly writeOnly: JsonObject;
  readonly membership: readonly MembershipStep[];
}

/** RFC 7644 §3.4.2: one query. Positions are one-based. */
export interface ResourceQuery {
  readonly filter: Filter | undefined;
  readonly sortBy: string | undefined;
  readonly sortOrder: "ascending" | "descending";
  readonly startIndex: number;
  readonly count: number;
  /**
   * Position from an earlier page's `next`, of the same query: the page starts after it, and `startIndex` counts for nothing. Empty for
   * the first page of a query by position. A store that does not know the position throws 400 `invalidCursor`.
   */
  readonly after?: string;
  readonly include: ResourceParts;
}

/** Which derived parts a read shall carry. */
export interface ResourceParts {
  readonly members: boolean;
  readonly groups: boolean;
}

/** One page of a query; `totalResults` counts all matches. */
export interface ResourcePage {
  readonly totalResults: number;
  readonly resources: readonly StoredResource[];
  /**
   * Position of the page's last resource: plain text that the server hands out in a sealed cursor only. Present when more may follow;
   * in a query by position, exactly when more did follow at the time of reading.
   */
  readonly next?: string;
}

/** One page of a query over several types. */
export interface MixedPage extends Omit<ResourcePage, "resources"> {
  readonly resources: readonly { readonly shape: ResourceShape; readonly resource: StoredResource }[];
}

/** A write's result; `changed` is false when nothing differed, and then version and times stand as they were. */
export interface WriteResult {
  readonly resource: StoredResource;
  readonly changed: boolean;
}

/** Where resources are kept. Every method is bound to the caller's account; ids of other accounts are unknown ids. Throws `ScimError`. */
export interface ResourceStore {
  /** 409 `uniqueness` when a unique value is taken; 400 `invalidValue` for an unknown member or reference. */
  create(caller: Caller, shape: ResourceShape, draft: ResourceDraft, include: ResourceParts): Promise<WriteResult>;
  find(caller: Caller, shape: ResourceShape, id: string, include: ResourceParts): Promise<StoredResource | undefined>;
  /** 400 `invalidFilter` for a filter that cannot be compiled. */
  query(caller: Caller, shape: ResourceShape, query: ResourceQuery): Promise<ResourcePage>;
  /**
   * One list over several types: attributes that a type does not have count as unassigned for its resources, in the filter and as
   * sort key. 400 `invalidFilter` for a name that none of the types has.
   */
  queryAll(caller: Caller, shapes: readonly ResourceShape[], query: ResourceQuery): Promise<MixedPage>;
  /**
   * Reads and locks the resource, hands it to `edit`, and stores what that returns, in one transaction.
   * 404 `notFound`; 412 when `ifMatch` (version numbers, or "*") does not hold. `edit` may throw: then nothing is stored.
   */
  change(
    caller: Caller,
    shape: ResourceShape,
    id: string,
    edit: (current: StoredResource) => ResourceDraft,
    options: { readonly ifMatch: readonly number[] | "*" | undefined; readonly include: ResourceParts },
  ): Promise<WriteResult>;
  /** 404 `notFound`, 412 as above. */
  remove(
    caller: Caller,
    shape: ResourceShape,
    id: string,
    options: { readonly ifMatch: readonly number[] | "*" | undefined },
  ): Promise<void>;
}
