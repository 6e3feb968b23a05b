/** What one target differs in from another: verbs, shapes and gaps. More targets are more rows of one table, never branches on a name. */

/** Verbs and quirks of a target. What the fields mean to an administrator stands in `switches.ts`. */
export interface Dialect {
  readonly name: DialectName;
  /** How a changed profile is sent: the whole resource after a read, or the smallest PATCH. */
  readonly userUpdate: "PUT" | "PATCH";
  /** Activate, deactivate: a path-less PATCH replace, a PATCH with path, or read and PUT. */
  readonly userLifecycle: "PUT" | "PATCH" | "PATCH_PATHLESS";
  /** Whether an account is switched off by `active`, or has to be deleted because the target knows no inactive accounts. */
  readonly deactivation: "ACTIVE" | "DELETE";
  readonly password: "PUT" | "PATCH" | "PATCH_PATHLESS";
  readonly group: "PUT" | "PATCH";
  /** Rename is a path-less PATCH with `id` and `displayName` (Okta), or a PATCH with path. */
  readonly groupRename: "PATCH_PATHLESS" | "PATCH";
  /** Members per request at most. */
  readonly memberChunkMax: number;
  /** A member is removed by a filter in the path, or by naming it in the value. */
  readonly memberRemoval: "FILTER" | "VALUE";
  /** Whether one PATCH may set all members. */
  readonly membersReplaceable: boolean;
  /** Whether a group that is read says who is in it. */
  readonly membersReturned: boolean;
  /** Whether a path of a PATCH may hold a filter, such as `emails[type eq "work"].value`. */
  readonly patchFilters: boolean;
  /** Attribute that people are looked up by before a create. */
  readonly lookupAttribute: "userName" | "externalId" | "emails.value";
  /** Whether the target is asked with a filter, or listed page by page because it knows none. */
  readonly lookupBy: "FILTER" | "LIST";
  /** Whether a filter on a name finds it in other letter case too, as RFC 7643 §4.1.1 asks. Where not, a taken name is looked for in the whole list. */
  readonly filterCase: "IGNORED" | "EXACT";
  /** Status of a create that is refused since the name is taken; 409 and `uniqueness` always say so (RFC 7644 §3.12). */
  readonly conflictStatus: number;
  /** Paths that are never sent: the target refuses them. */
  readonly neverSent: readonly string[];
  /** Attributes that the target takes and never returns: their absence in an answer says nothing. */
  readonly neverReturned: readonly string[];
  /** Paths without which the target creates no account. */
  readonly required: readonly string[];
  /** Values of one multi-valued attribute at most; 0 = any number. */
  readonly valuesMax: number;
  /** Booleans as JSON has them, or as the texts "true" and "false". */
  readonly booleans: "JSON" | "TEXT";
  /** What a reference to a person (a manager) holds. */
  readonly references: "id" | "externalId" | "userName";
  /** Paths besides the enterprise user's `manager.value` whose value names a person. */
  readonly referenceAttributes: readonly string[];
  /** Whether a new account always gets a password, a random placeholder when none is to be delivered. */
  readonly placeholderPassword: boolean;
  /** 429 rule: first wait without a readable Retry-After. Milliseconds. */
  readonly rateLimitFirstDelayMs: number;
  /** Whether an HTTP-date in Retry-After counts. */
  readonly rateLimitHonoursDates: boolean;
}

/** The dialects that an app can speak. */
export type DialectName = "okta-catalogue" | "okta-wizard" | "rfc" | "aws" | "github";
