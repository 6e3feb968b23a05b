/**
 * Drift: whether pushed groups are in the app what they were made there. Part of the contract. Below `/api/lockstep/v1/apps/:id`:
 *
 *   GET  /drift/settings, PUT DriftSettingsChange          -> DriftSettings
 *   GET  /drift/groups?state&limit&after                   -> { items: DriftFinding[] } of the last look at each group, by group name; Link headers
 *   POST /drift/checks        { pushGroupId?, requestsMax? } -> DriftCheck (202): all groups, or one; a worker carries it out
 *   GET  /drift/checks                                     -> { items: DriftCheck[] }, the newest first
 *   GET  /drift/checks/:checkId                            -> DriftCheck
 *   POST /drift/checks/:checkId/cancel                     -> DriftCheck
 *   GET  /drift/groups/:pushId/repair                      -> DriftRepair: the app is read, nothing is written
 *   POST /drift/groups/:pushId/repair   { plan }           -> DriftRepair (202): exactly what was shown; E0000107 when it would be something else by now
 */
import type { PlannedAction } from "./contract-plan.ts";

/** When the app's groups are looked at by themselves. */
export interface DriftSettings {
  /** NEVER, HOURLY, DAILY (default), WEEKLY, or a cron expression. */
  readonly schedule: string;
  readonly timeZone: string;
  readonly next: string | null;
  /** What a repair does with members whom the directory does not know. */
  readonly foreignMembers: "KEEP" | "REMOVE";
}

/** A look at the pushed groups of an app. */
export interface DriftCheck {
  readonly id: string;
  readonly pushGroupId: string | null;
  readonly trigger: "MANUAL" | "SCHEDULE";
  readonly state: "QUEUED" | "RUNNING" | "DONE" | "FAILED" | "CANCELLED";
  /** Groups in all; null = not counted yet. */
  readonly total: number | null;
  readonly checked: number;
  readonly drifted: number;
  readonly requests: number;
  /** When they are spent, the rest is looked at by the next check first. */
  readonly requestsMax: number;
  readonly error: string | null;
  readonly created: string;
  readonly started: string | null;
  readonly finished: string | null;
}

/** A member that differs. */
export interface DriftMemberView {
  readonly value: string;
  readonly personId: string | null;
  readonly name: string | null;
}

/** What the last look at a pushed group found. */
export interface DriftFindingView {
  readonly pushGroupId: string;
  readonly groupId: string;
  readonly groupName: string;
  readonly checked: string;
  readonly method: "DIGEST" | "MEMBERS" | "NAME";
  readonly state: "IN_SYNC" | "DRIFTED" | "DELETED" | "RECREATED" | "UNKNOWN";
  readonly targetName: string | null;
  readonly targetId: string | null;
  readonly missingCount: number;
  readonly extraCount: number;
  /** The first hundred. */
  readonly missing: readonly DriftMemberView[];
  readonly extra: readonly DriftMemberView[];
  readonly detail: string | null;
}

/** What would make the app's group equal the directory's again. */
export interface DriftRepair {
  /** CREATE: the group is made again. LINK: the push is linked to the group that bears its id or name now. CHANGE: its group is put right. */
  readonly kind: "NOTHING" | "CHANGE" | "CREATE" | "LINK";
  readonly targetId: string | null;
  readonly actions: readonly PlannedAction[];
  /** Names exactly this plan. */
  readonly plan: string;
  readonly detail: string | null;
}
