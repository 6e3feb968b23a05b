/**
 * Imports in the API: runs, their safeguard, and the groups that they find. Part of the contract.
 *
 *   POST   /api/lockstep/v1/apps/:id/imports            { mode?, preview? } -> ImportRun (202); a preview decides all and changes nothing. 409 when one is queued, running or held
 *   GET    /api/lockstep/v1/apps/:id/imports?limit&after -> { items: ImportRun[] }, newest first; Link headers
 *   GET    /api/lockstep/v1/apps/:id/imports/:runId     -> ImportRun
 *   POST   /api/lockstep/v1/apps/:id/imports/:runId/cancel  -> ImportRun   what was read stays, nothing further changes
 *   POST   /api/lockstep/v1/apps/:id/imports/:runId/approve -> ImportRun   a held run goes on with its removals
 *   GET    /api/lockstep/v1/apps/:id/imports/:runId/removals?state&limit&after -> { items: ImportRemoval[] }, Link headers
 *   GET    /api/lockstep/v1/import-safeguard, /apps/:id/import-safeguard -> ImportSafeguard;  PUT ImportSafeguardChange -> ImportSafeguard
 *   GET    /api/lockstep/v1/apps/:id/app-groups?q&limit&after -> { items: ImportedGroup[] }, by name; Link headers
 *   GET    /api/lockstep/v1/apps/:id/app-groups/:groupId -> ImportedGroup
 *   GET    /api/lockstep/v1/apps/:id/app-groups/:groupId/members?limit&after -> { items: ImportedGroupMember[] }, Link headers
 *   POST   /api/lockstep/v1/apps/:id/app-groups/refresh -> ImportRun (202)   "Refresh App Groups"
 */

/** One import. Counts are of accounts unless they say groups. */
export interface ImportRun {
  readonly id: string;
  readonly trigger: "MANUAL" | "SCHEDULE";
  /** GROUPS reads no people: "Refresh App Groups". */
  readonly mode: "FULL" | "INCREMENTAL" | "GROUPS";
  /** HELD: the safeguard stopped it before the first removal; approve or cancel. */
  readonly state: "QUEUED" | "RUNNING" | "HELD" | "DONE" | "FAILED" | "CANCELLED";
  /** What it does now, or did last: USERS and GROUPS read, CONFIRMATIONS carries out the rules, REMOVALS looks at accounts that are gone. */
  readonly phase: "USERS" | "CONFIRMATIONS" | "GROUPS" | "REMOVALS";
  /** As the app told it last; null before the first page, or when it does not tell. */
  readonly total: number | null;
  readonly scanned: number;
  readonly newPeople: number;
  readonly matched: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Confirmed by rule: linked to people there were, and people made. */
  readonly linked: number;
  readonly peopleCreated: number;
  /** Accounts that were left out: inactive or ignored ones. */
  readonly skipped: number;
  /** Accounts that no person could be made of; each says why in the results. */
  readonly failed: number;
  /** How often the hook gave no usable answer, and the default was done. */
  readonly hookFailures: number;
  /** Nothing is changed: what a real run would do. */
  readonly preview: boolean;
  /** Linked accounts that were not in a complete list, were removed as the app's event feed says, or are inactive there. Each of them ends in one of the six counts below. */
  readonly absent: number;
  /** Unassigned, since the account is gone. */
  readonly removed: number;
  /** Not unassigned for that, but their people were deactivated or suspended. */
  readonly deactivated: number;
  readonly suspended: number;
  /** Nothing was taken away: the person has the app through a group, is protected, or work on the account is under way. */
  readonly kept: number;
  /** There and active after all. */
  readonly present: number;
  /** The app did not say. */
  readonly unverified: number;
  readonly groups: {
    readonly total: number | null;
    readonly scanned: number;
    readonly created: number;
    readonly updated: number;
    readonly unchanged: number;
    readonly removed: number;
    /** Why the groups could not be read, or not all of them. */
    readonly problem: string | null;
  };
  /** Whether the list of accounts was read to its end without doubt: null while it is read. */
  readonly complete: boolean | null;
  /** Why not; then nobody counts as gone. */
  readonly incompleteReason: string | null;
  /** How it was done, where that is not what was asked for. */
  readonly note: string | null;
  /** Of a run that is reading; null otherwise, or while it cannot be told. */
  readonly rowsPerSecond: number | null;
  readonly remainingSeconds: number | null;
  /** Time spent waiting for the app, and storing what it answered. */
  readonly fetchMs: number;
  readonly storeMs: number;
  /** Of the safeguard: why the run was stopped. Of a preview, which is not stopped: why the run would be. */
  readonly hold: {
    readonly scope: "APP" | "DIRECTORY";
    readonly affected: number;
    readonly population: number;
    readonly percent: number;
    readonly heldAt: string;
    readonly decidedAt: string | null;
    readonly decidedBy: string | null;
  } | null;
  readonly error: string | null;
  readonly created: string;
  readonly started: string | null;
  readonly finished: string | null;
}

/**
 * An account that a run found gone or inactive. GONE: looked at, and next; REMOVED: unassigned; DEACTIVATED, SUSPENDED: its person was;
 * KEPT: nothing was taken away; PRESENT: it was there after all; UNVERIFIED: the app did not say. Of a preview: what would be.
 */
export interface ImportRemoval {
  readonly externalId: string;
  readonly cause: "absent" | "inactive";
  readonly state: "PENDING" | "GONE" | "REMOVED" | "DEACTIVATED" | "SUSPENDED" | "KEPT" | "PRESENT" | "UNVERIFIED";
  /** What became of it and why, in words; null while nothing has. */
  readonly detail: string | null;
  readonly userName: string | null;
  readonly person: { readonly id: string; readonly login: string; readonly displayName: string };
}

/** One limit of the safeguard: a run that takes away more than `percent` stops, from `from` accounts on. */
export interface SafeguardLimit {
  readonly status: "ENABLED" | "DISABLED";
  readonly percent: number;
  readonly from: number;
}

/** The safeguard of an app with the directory's, which counts the accounts of all apps; of the directory alone, `app` is what apps have by default. */
export interface ImportSafeguard {
  readonly app: SafeguardLimit;
  readonly directory: SafeguardLimit;
  /** True: the app has no limit of its own. */
  readonly inherited: boolean;
}

/** What is absent stays; `app: null` on an app: as the directory says. `directory` can be set for the directory only. */
export interface ImportSafeguardChange {
  readonly app?: Partial<SafeguardLimit> | null;
  readonly directory?: Partial<SafeguardLimit>;
}

/** A group of the app. It is changed there, never here. */
export interface ImportedGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  /** null: the app does not tell who is in it. */
  readonly members: number | null;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly lastChanged: string;
}

/** A member by its id in the app; `person` when the account is linked. */
export interface ImportedGroupMember {
  readonly id: string;
  readonly kind: "USER" | "GROUP";
  readonly display: string | null;
  readonly person: { readonly id: string; readonly login: string } | null;
}
