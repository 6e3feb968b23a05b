/**
 * Push Groups as an administrator uses them: part of the contract. Below `/api/lockstep/v1/apps/:id`:
 *
 *   GET    /push-groups?status&by&ruleId&clash&q&limit&after -> { items: PushGroup[], total, counts: PushGroupCounts }, by name; `total` fit the filter; Link headers
 *   POST   /push-groups                    NewPushGroup -> PushGroup (201)
 *   GET    /push-groups/:pushId            -> PushGroup
 *   GET    /push-groups/:pushId/left-out?q&limit&after -> { items: LeftOutMember[], total }, by login; Link headers
 *   GET    /push-groups/candidates?groupId= | ?name=  -> PushCandidates: the app is asked which groups of that name it has. Nothing is changed
 *   POST   /push-groups/:pushId/activate | /deactivate | /push | /retry -> PushGroup
 *   POST   /push-groups/:pushId/unlink     { deleteTargetGroup } -> 204      from any status; what a rule pushed is excluded from the app's rules
 *   POST   /push-groups/:pushId/keep       -> PushGroup (INACTIVE)           calls off an unlinking that has not been carried out
 *   POST   /push-groups/:pushId/resolve    ClashChoice -> PushGroup | 204 for SKIP
 *   POST   /push-groups/bulk               BulkPush -> BulkPushReport        a portion at a time: repeat with `next` until it is null
 *   GET    /push-groups/exclusions         -> { items: PushExclusion[] };  DELETE /push-groups/exclusions/:groupId -> 204   rules look at the group again
 *   GET    /push-rules                     -> { items: PushRule[] }
 *   POST   /push-rules                     PushRuleInput -> PushRule (201)
 *   POST   /push-rules/preview             PushRuleInput & { id? } -> PushRulePreview; ?limit&after. Nothing is stored
 *   GET    /push-rules/:ruleId, PUT PushRuleInput -> PushRule
 *   POST   /push-rules/:ruleId/activate | /deactivate -> PushRule
 *   DELETE /push-rules/:ruleId?groups=keep|leave|delete -> { groups }        the parameter is required
 */

/** One pushed group. */
export interface PushGroup {
  readonly id: string;
  readonly appId: string;
  readonly groupId: string;
  readonly groupName: string;
  readonly groupDescription: string | null;
  /** People in the directory's group. */
  readonly members: number;
  /** Members that the app is confirmed to hold. */
  readonly pushedMembers: number;
  readonly leftOutMembers: number;
  /** UNLINKING: it ends as soon as the app was told. */
  readonly status: "ACTIVE" | "INACTIVE" | "ERROR" | "UNLINKING";
  /** Something of it waits to be sent. */
  readonly pending: boolean;
  /** LATER: the group is created or linked without members, until "push now". */
  readonly memberships: "NOW" | "LATER";
  /** The group in the app, once it is known. */
  readonly targetGroupId: string | null;
  /** Its name there: the group's own, unless it is pushed under another one. */
  readonly targetName: string;
  /** The administrator chose a group that the app had. */
  readonly linked: boolean;
  /** The rule that pushes it; null = by name. */
  readonly rule: { readonly id: string; readonly name: string } | null;
  /** The group's people have the app by this group too. */
  readonly assigned: boolean;
  readonly error: { readonly cause: string | null; readonly summary: string; readonly taskId: string | null } | null;
  /** The app has a group of this name that is not ours: choose LINK, RENAME or SKIP. */
  readonly clash: boolean;
  readonly lastPush: string | null;
  readonly created: string;
  readonly lastUpdated: string;
}

/** Of all push groups of the app, whatever the filter. */
export interface PushGroupCounts {
  readonly total: number;
  readonly active: number;
  readonly inactive: number;
  readonly error: number;
  readonly unlinking: number;
  readonly pending: number;
  readonly byName: number;
  readonly byRule: number;
  readonly clashes: number;
}

/** A group to be pushed by name. */
export interface NewPushGroup {
  readonly groupId: string;
  /** LINK: `targetGroupId`, or else the app's group of that name. Default CREATE: a group of that name is never taken over. */
  readonly action?: "CREATE" | "LINK";
  readonly targetGroupId?: string;
  /** Its name in the app where it is to be another one than the group's own. */
  readonly targetName?: string;
  readonly memberships?: "NOW" | "LATER";
  /** Gives the group's people the app as well: people first, then the group. */
  readonly assign?: boolean;
  readonly status?: "ACTIVE" | "INACTIVE";
}

/** A member of the directory's group who is not one in the app. They join by themselves when they can. */
export interface LeftOutMember {
  readonly personId: string;
  readonly login: string;
  readonly displayName: string;
  readonly reason: string;
}

/** Groups that the app has under a name. */
export interface PushCandidates {
  readonly name: string;
  readonly items: readonly {
    readonly id: string;
    readonly displayName: string;
    /** The push group that it is held by. */
    readonly pushedBy: { readonly id: string; readonly groupName: string } | null;
  }[];
}

/** What becomes of a push group whose name the app has already. LINK without an id: the app's only group of that name. */
export type ClashChoice =
  | { readonly choice: "LINK"; readonly targetGroupId?: string }
  | { readonly choice: "RENAME"; readonly name: string }
  | { readonly choice: "SKIP" };

/** RETRY: what failed. LINK and SKIP: name clashes. KEEP: calls off unlinking. */
export type BulkPushAction = "ACTIVATE" | "DEACTIVATE" | "PUSH" | "RETRY" | "UNLINK" | "KEEP" | "LINK" | "SKIP";

/** Which push groups: `ids` (at most 250), or those of a filter (as in the list), which goes on after `after`. */
export interface BulkPush {
  readonly action: BulkPushAction;
  readonly deleteTargetGroup?: boolean;
  readonly ids?: readonly string[];
  readonly filter?: {
    readonly status?: PushGroup["status"];
    readonly by?: "NAME" | "RULE";
    readonly ruleId?: string;
    readonly clash?: boolean;
    readonly q?: string;
  };
  readonly after?: string;
}

/** Each push group on its own: one that is refused holds up no other. */
export interface BulkPushReport {
  readonly done: number;
  readonly refused: number;
  readonly items: readonly {
    readonly id: string;
    readonly groupName: string | null;
    readonly result: "DONE" | "REFUSED";
    readonly reason: string | null;
  }[];
  /** More fit the filter: repeat with it as `after`. */
  readonly next: string | null;
}

/** A comparison of a group's name or description with a text; letter case is ignored. */
export interface PushRuleCondition {
  readonly attribute: "name" | "description";
  readonly operator: "STARTS_WITH" | "ENDS_WITH" | "CONTAINS" | "EQUALS";
  readonly value: string;
  readonly not: boolean;
}

/** What a rule says. */
export interface PushRuleInput {
  readonly name: string;
  readonly match?: "ALL" | "ANY";
  readonly conditions: readonly (Omit<PushRuleCondition, "not"> & { readonly not?: boolean })[];
  readonly memberships?: "NOW" | "LATER";
  /** Groups that no longer match stay pushed, are unlinked, or are unlinked and deleted in the app. */
  readonly whenUnmatched?: "KEEP" | "UNLINK" | "DELETE";
  /** Its groups get the app as well: people first, then the group. Left out: as before, and not for a new rule. */
  readonly assign?: boolean;
  /** Of a new rule. */
  readonly status?: "ACTIVE" | "INACTIVE";
}

/** A rule by which groups are pushed. */
export interface PushRule {
  readonly id: string;
  readonly name: string;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly match: "ALL" | "ANY";
  readonly conditions: readonly PushRuleCondition[];
  readonly memberships: "NOW" | "LATER";
  readonly whenUnmatched: "KEEP" | "UNLINK" | "DELETE";
  readonly assign: boolean;
  /** How many groups it pushes now. */
  readonly groups: number;
  readonly created: string;
  readonly lastUpdated: string;
}

/** What a rule would do when it is saved. */
export interface PushRulePreview {
  readonly counts: {
    readonly matched: number;
    /** Would be pushed from now on. */
    readonly begin: number;
    /** Of these: the app had a group of that name when its groups were read last. */
    readonly clashes: number;
    /** Pushed already, by name or by a rule. */
    readonly pushed: number;
    /** Taken out by hand. */
    readonly excluded: number;
    /** Pushed by this rule and no longer matched: they end as `whenUnmatched` says. */
    readonly end: number;
    /** People who would get the app, where the rule assigns. */
    readonly peopleAssigned: number;
  };
  readonly items: readonly PushRulePreviewGroup[];
  readonly next: string | null;
}

/** A group that the rule is about. */
export interface PushRulePreviewGroup {
  readonly groupId: string;
  readonly groupName: string;
  readonly groupDescription: string | null;
  readonly members: number;
  readonly effect: "BEGIN" | "CLASH" | "PUSHED" | "EXCLUDED" | "END";
}

/** A group that no rule of the app pushes, since somebody unlinked it by hand. */
export interface PushExclusion {
  readonly groupId: string;
  readonly groupName: string;
  readonly since: string;
}
