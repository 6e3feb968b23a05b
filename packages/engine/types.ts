/** The engine's nouns: desired state, known state, plan, action, outcome. All pure data. */
import type { Json, JsonObject } from "@lockstep/scim";
import type { ScimRequest } from "@lockstep/scim-client";

export type { Dialect, DialectName } from "./dialect.ts";

/** The To App features of an app. */
export interface ToAppFeatures {
  readonly createUsers: boolean;
  readonly updateUserAttributes: boolean;
  readonly deactivateUsers: boolean;
  readonly syncPassword: boolean;
}

/** What the directory wants the target to hold for one person. */
export type DesiredUser =
  | {
      readonly kind: "present" /** SCIM attributes without `schemas`, `id`, `meta`, `active`, `password`; extensions under their URN. */;
      readonly attributes: JsonObject;
      readonly userName: string;
      readonly externalId: string;
      /** A secret waits to be delivered; the plan holds a placeholder, the run asks for the value. */ readonly passwordPending: boolean;
    }
  | {
      readonly kind: "absent";
      /**
       * The person's id, when a create may have been sent whose answer was never recorded (a crash): with no link known,
       * an account that bears it is looked for, and only that one. Left out = nothing to look for.
       */
      readonly externalId?: string;
    };

/** What the directory knows from the last confirmed answer. */
export interface KnownUser {
  /** SCIM id in the target; undefined when never linked. */
  readonly externalId: string | undefined;
  /** Attributes that the target confirmed, in the same shape as desired; undefined when none. */
  readonly attributes: JsonObject | undefined;
  readonly active: boolean | undefined;
}

/** What a read of the target showed just now. */
export type ObservedUser =
  | { readonly kind: "notRead" }
  /** `gone`: it was linked, and the target no longer knows it. */
  | { readonly kind: "none"; readonly gone?: true }
  /** Not shown, but we switched it off ourselves under this id: some targets hide inactive accounts (okta-client §6, pain 2). */
  | { readonly kind: "hidden"; readonly id: string }
  | { readonly kind: "one"; readonly id: string; readonly resource: JsonObject; readonly active: boolean }
  /** Several rows match: never guessed. */
  | { readonly kind: "ambiguous"; readonly ids: readonly string[] };

/** Why an action is in the plan; also the event type suffix of the System Log. */
export type ActionPurpose =
  | "lookupUser"
  | "readUser"
  | "createUser"
  | "updateUser"
  | "activateUser"
  | "deactivateUser"
  | "deleteUser"
  | "setPassword"
  | "lookupGroup"
  | "readGroup"
  | "createGroup"
  | "renameGroup"
  | "addMembers"
  | "removeMembers"
  | "replaceMembers"
  | "deleteGroup";

/** Stands where a value cannot be known before the run. The string is literal in the plan and replaced when sent. */
export const PLACEHOLDER = {
  password: "«password»",
  createdId: "«id of the created resource»",
} as const;

/** One exact HTTP request of a plan. */
export interface Action {
  readonly purpose: ActionPurpose;
  readonly request: ScimRequest;
  /** In words: why this request is needed. */
  readonly reason: string;
}

/** Ordered actions, made before anything is sent. `blocked` says why nothing more than them can be done, in words that name the remedy. */
export interface Plan {
  readonly actions: readonly Action[];
  readonly blocked?: { readonly code: BlockCode; readonly message: string };
}
export type BlockCode =
  | "featureOff"
  | "ambiguousMatch"
  | "groupNameTaken"
  | "groupGone"
  | "memberMissing"
  | "attributeMissing"
  | "accountGone"
  | "protectedPerson";

/** What became of an action (DESIGN §3.5). A value, never an exception. */
export type Outcome =
  | {
      readonly kind: "done";
      readonly status: number;
      readonly resource: JsonObject | undefined;
      readonly durationMs: number;
    }
  | { readonly kind: "unchanged" }
  | { readonly kind: "linked"; readonly id: string; readonly resource: JsonObject }
  /** The app waits: 429, or 503 with Retry-After. `delayMs` undefined: the header could not be read. */
  | {
      readonly kind: "retryAfter";
      readonly status: number;
      readonly delayMs: number | undefined;
      readonly detail: string;
    }
  /** 4xx: a task with the target's own words. */
  | {
      readonly kind: "rejected";
      readonly status: number;
      readonly scimType: string | undefined;
      readonly detail: string;
    }
  /** 404 on a resource that was linked. */
  | { readonly kind: "gone"; readonly detail: string }
  /** It may or may not have been carried out. */
  | { readonly kind: "unknown"; readonly detail: string }
  /** Certainly not carried out, worth another attempt: refused connection, 5xx. */
  | {
      readonly kind: "failed";
      readonly status: number | undefined;
      readonly detail: string;
      /** The answer was larger than the client reads: the same request ends the same way for ever. */
      readonly isTooLarge?: true;
    }
  /** 401 or 403: the app pauses until its credential is repaired. */
  | { readonly kind: "stopped"; readonly status: number; readonly detail: string };

/** One action with what became of it. */
export interface Step {
  readonly action: Action;
  readonly outcome: Outcome;
  readonly traceId: string;
  /** The target's own id of the request, when it sent one. */
  readonly requestId?: string;
  readonly durationMs: number;
}

/** The result of one subject's run: its steps, and what is now known. */
export interface UserRun {
  readonly steps: readonly Step[];
  readonly known: KnownUser;
  /** True when the pending secret was delivered. */
  readonly passwordDelivered: boolean;
  /** True when the target now equals what was desired, as far as the features that are on ask for it. */
  readonly complete: boolean;
  readonly blocked?: Plan["blocked"];
  /** The outcome that kept the run from completing; decides retry and task. Absent when complete or blocked. */
  readonly failure?: FailureOutcome;
  /** Set when an account may have been created whose id is not known: the next run must be told `inDoubt`. */
  readonly inDoubt?: true;
}

/** The outcomes that keep a run from completing. */
export type FailureOutcome = Extract<
  Outcome,
  { readonly kind: "retryAfter" | "rejected" | "gone" | "unknown" | "failed" | "stopped" }
>;

/** A push group, desired. Members are SCIM ids in the target. */
export type DesiredGroup =
  | {
      readonly kind: "present";
      readonly displayName: string;
      readonly members: readonly { readonly value: string; readonly display: string }[];
      /** False: the group of the app keeps the name it has. */
      readonly mayRename?: boolean;
      /** The directory's own id of the group, sent as `externalId`: by it a group is known as ours after a crash. */
      readonly externalId: string | undefined;
    }
  | {
      readonly kind: "absent";
      /** Delete in the target, or leave it. */
      readonly deleteInTarget: boolean;
      /**
       * Name and id that a create may have been sent under whose answer was never recorded: with no link known, a group
       * of this name that bears this id is looked for and deleted.
       */
      readonly maybeCreated?: { readonly displayName: string; readonly externalId: string };
    };

/** A push group, as last confirmed. */
export interface KnownGroup {
  readonly externalId: string | undefined;
  readonly displayName: string | undefined;
  /** SCIM ids that the target was confirmed to hold; undefined = unknown, a full push is needed. */
  readonly members: readonly string[] | undefined;
  /** While `members` is unknown: those who came from here, as it was confirmed last, and those who may have come without an answer. */
  readonly own?: readonly string[];
  /** The administrator chose to link to an existing group of the target. */
  readonly linkedByChoice: boolean;
}

/** What a lookup of the group's name showed. */
export type ObservedGroup =
  | { readonly kind: "notRead" }
  | { readonly kind: "none" }
  | {
      readonly kind: "one";
      readonly id: string;
      readonly displayName: string;
      readonly externalId: string | undefined;
      /** SCIM ids of its members; undefined when the answer did not carry them. */
      readonly members: readonly string[] | undefined;
      readonly resource: JsonObject;
    }
  | { readonly kind: "ambiguous"; readonly ids: readonly string[] };

/** The result of a group's run. */
export interface GroupRun {
  readonly steps: readonly Step[];
  readonly known: KnownGroup;
  /** True when the target now equals what was desired: nothing failed and nobody was left out. */
  readonly complete: boolean;
  readonly blocked?: Plan["blocked"];
  readonly failure?: FailureOutcome;
  /** Members that the target refused, one by one, with its words; all others went through. */
  readonly leftOut: readonly LeftOutMember[];
  /** Set when a group may have been created whose id is not known: the next run must be told `inDoubt`. */
  readonly inDoubt?: true;
}

/** A member whose addition or removal the target refused. */
export interface LeftOutMember {
  /** SCIM id in the target. */
  readonly value: string;
  readonly change: "add" | "remove";
  readonly detail: string;
}

/** What a preview shows: the reads that were made, and what would be sent. */
export interface Preview extends Plan {
  readonly reads: readonly Step[];
  /** Attributes of the account whose value in the target is replaced or cleared. Of a group: none. */
  readonly overwrites?: readonly string[];
  /** Why the target could not be read; the plan is then empty. */
  readonly failure?: FailureOutcome;
}

/** One row of an import. */
export interface ImportedUser {
  readonly id: string;
  readonly userName: string;
  readonly active: boolean;
  readonly resource: Readonly<Record<string, Json | undefined>>;
}
