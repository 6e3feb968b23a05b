/**
 * The directory's HTTP API as types, for the console and the CLI.
 *
 * `/api/v1/…` is the subset of Okta's Management API (shapes: docs/reference/directory-api.md). Authentication: `Authorization: SSWS <token>`, or the
 * console's session cookie `lockstep_directory` (HttpOnly; writes then need the header `X-Lockstep: 1`). Errors have Okta's shape.
 * `/api/lockstep/v1/…` is what Okta has no public API for. Same authentication, same error shape.
 *
 *   POST   /api/lockstep/v1/session                     { login, password } -> ConsoleSession      401 E0000004
 *   GET    /api/lockstep/v1/session                     -> ConsoleSession                          403 E0000005
 *   DELETE /api/lockstep/v1/session                     -> 204
 *   POST   /api/lockstep/v1/session/password            { oldPassword, newPassword } -> 204; one's other sessions end
 *   GET    /api/lockstep/v1/sessions                    -> { items: ListedSession[] } of the caller; DELETE -> { count } all but this one; DELETE /:id -> 204
 *   GET    /api/lockstep/v1/administrators, POST { login, name, role, appIds? } -> NewAdministrator (201), GET, PUT /:id { name?, role?, appIds? }
 *   POST   /api/lockstep/v1/administrators/:id/invite   -> { invitationUrl };  /activate | /deactivate -> Administrator
 *   GET    /api/lockstep/v1/administrators/:id/sessions -> { items: ListedSession[] };  DELETE -> { count };  DELETE /:sessionId -> 204
 *   GET    /api/lockstep/v1/overview                    -> Overview
 *   GET    /api/lockstep/v1/overview/trends?days=1|7|30 -> Trends
 *   GET    /api/lockstep/v1/saved-views, POST { page, name, search } -> SavedView (201; same name: replaced), DELETE /:id
 *   GET    /api/lockstep/v1/people?q&status&department&sortBy&sortOrder&limit&after -> PeoplePage
 *   GET    /api/lockstep/v1/people/:id/timeline?appId&reads&limit&after -> Timeline;  /timeline/apps/:appId -> AppSide
 *   POST   /api/lockstep/v1/group-rules/preview { expression } -> RulePreview;  GET, PUT /api/lockstep/v1/settings { companyName } -> DirectorySettings
 *   GET    /api/lockstep/v1/people/:id/consequences?operation -> { items: Consequence[] }
 *   POST   /api/lockstep/v1/people/import               text/csv body (UTF-8) -> CsvReport; ?dryRun=true checks only. 400 with the row and remedy, nothing stored
 *   GET    /api/lockstep/v1/people/schema               -> { columns } of the CSV
 *   POST   /api/lockstep/v1/apps/:id/connection/test    ConnectionInput (empty body = the saved one) -> DoctorReport
 *   GET    /api/lockstep/v1/apps/:id/connection         -> Connection (never the secret)
 *   PUT    /api/lockstep/v1/apps/:id/connection         ConnectionInput -> Connection; tests first; 400 E0000059 with the failed step when the test fails
 *   GET    /api/lockstep/v1/apps/:id/mappings           -> { items: Mapping[], attributes: MappableAttribute[] }
 *   PUT    /api/lockstep/v1/apps/:id/mappings           { items: Mapping[], plan? } -> { items }   400 names the mapping and the position; 409 E0000195 when it exceeds the budget and no plan is named
 *   POST   /api/lockstep/v1/apps/:id/mappings/preview   { expression, personId, attribute? } -> { value } | error with position and end; with `attribute` checked as when it is saved
 *   GET    /api/lockstep/v1/apps/:id/user-name-preview?template=…&type=… -> { items: { login, userName }[] } (five people)
 *   POST   /api/lockstep/v1/apps/:id/mappings/preview   { personId, items? } -> MappingPreview: each value of one person and where it comes from
 *   GET    /api/lockstep/v1/app-templates               -> { items: AppTemplate[] }
 *   GET    /api/lockstep/v1/apps/:id/sign-on            -> SignOn
 *   POST   /api/lockstep/v1/apps/:id/sign-on/plan       SignOnChange -> SignOnPlan: how many user names change, who would clash; nothing is stored
 *   PUT    /api/lockstep/v1/apps/:id/sign-on            SignOnChange & { token, overBudget?: "HOLD" } -> SignOn; 409 when the plan is no longer what was shown, or exceeds the budget and is not to be held
 *   GET    /api/lockstep/v1/apps/:id/assignments?state&q&limit&after -> { items: AssignmentRow[] }, Link headers
 *   POST   /api/lockstep/v1/apps/:id/assignments/convert { to: "USER"|"GROUP", personIds? } -> { converted, leftOut }
 *   POST   /api/lockstep/v1/apps/:id/provision          -> { count }   "Provision user" for all who wait for it
 *   POST   /api/lockstep/v1/apps/:id/users/:personId/reset { attributes? } -> 204   overrides back to the mapping
 *   GET    /api/lockstep/v1/apps/:id/settings           -> AppSettingsFile (no secrets)
 *   PUT    /api/lockstep/v1/apps/:id/settings           AppSettingsFile -> SettingsReport; ?dryRun=true stores nothing; 409 when it exceeds the budget, but with ?overBudget=hold
 *   GET    /api/v1/meta/schemas/apps/:id/default, POST { definitions: { custom: { properties } } } -> the app's user schema (Okta's shape)
 *   POST   /api/lockstep/v1/apps/:id/users/:personId/provision -> 204   "Provision user"
 *   POST   /api/lockstep/v1/apps/:id/users/:personId/preview   PlanProposal? -> PlanPreview (reads are made, nothing is written)
 *   GET    /api/lockstep/v1/apps/:id/users/:personId/why       -> Why
 *   GET    /api/lockstep/v1/apps/:id/group-push/mappings/:mappingId/members/:personId/why -> Why
 *   POST   /api/lockstep/v1/apps/:id/plans              { proposal?: PlanProposal, personIds? } -> PlanRun (202)
 *   POST   /api/lockstep/v1/plans                       -> { items: PlanRun[] } (202): one for each active app
 *   GET    /api/lockstep/v1/apps/:id/plans, /plans/:planId -> { items: PlanRun[] }, PlanRun
 *   GET    /api/lockstep/v1/apps/:id/plans/:planId/actions?after&limit -> { items: PlannedSubject[], next } | every line as JSON with Accept: application/x-ndjson
 *   POST   /api/lockstep/v1/apps/:id/plans/:planId/cancel -> PlanRun
 *   POST   /api/lockstep/v1/apps/:id/plans/:planId/apply { approve?: BudgetDirection[] } -> PlanApplied       403 E0000107 when it cannot be applied
 *   GET    /api/lockstep/v1/budget, /apps/:id/budget    -> Budget;  PUT BudgetChange -> Budget
 *   GET    /api/lockstep/v1/budget/holds?state&appId    -> { items: BudgetHold[] }
 *   GET    /api/lockstep/v1/budget/holds/:id/subjects?after&limit -> { items: BudgetHoldSubject[], next }
 *   POST   /api/lockstep/v1/budget/holds/:id/approve | /reject -> { decided, leftOut }
 *   POST   /api/lockstep/v1/apps/:id/reset-passwords    -> { count }
 *   POST   /api/lockstep/v1/apps/:id/force-sync         { readTarget? } -> { count }; readTarget reads every account instead of trusting what was confirmed last
 *   POST   /api/lockstep/v1/apps/:id/pause | /resume    -> 204
 *   GET    /api/lockstep/v1/apps/:id/progress           -> Progress
 *   /api/lockstep/v1/apps/:id/imports, /import-safeguard, /app-groups: contract-imports.ts
 *   What becomes of imported accounts (import-rows, results, sourcing, hook): see contract-import-rows.ts
 *   POST   /api/lockstep/v1/apps/:id/group-push/mappings/:mappingId/push -> 204   "Push Now"
 *   …      /api/lockstep/v1/apps/:id/push-groups, /push-rules     described in contract-push-groups.ts
 *   GET    /api/lockstep/v1/tasks?state&appId&cause&q&limit&after -> { items: Task[], total, causes: { cause, count }[] }, newest first; Link headers
 *   …      /api/lockstep/v1/apps/:id/drift     described in contract-drift.ts
 *   GET    /api/lockstep/v1/tasks/:id                   -> Task
 *   GET    /api/lockstep/v1/tasks/export?format=csv|jsonl -> a stream of tasks, with the same filters
 *   POST   /api/lockstep/v1/tasks/:id/retry             -> 204
 *   POST   /api/lockstep/v1/tasks/retry                 { appId?, cause? } -> { count }
 *   POST   /api/lockstep/v1/tasks/:id/cancel            -> 204
 *   POST   /api/lockstep/v1/tasks/:id/approve           -> 204   protectedPerson, accountGone; 403 E0000107 otherwise
 *   GET    /api/lockstep/v1/apps/:id/passport           -> PassportView
 *   POST   /api/lockstep/v1/apps/:id/passport           { consent: true, membersMax? } -> PassportView (202), or its steps as a stream
 *   POST   /api/lockstep/v1/apps/:id/passport/cancel    -> PassportView (202);  .../clean-up -> { removed, leftovers }
 *   GET    /api/lockstep/v1/apps/:id/target-switches    -> TargetSwitchesView
 *   PUT    /api/lockstep/v1/apps/:id/target-switches    { switches } -> TargetSwitchesView (replaces all)   400 names each switch
 *   GET    /api/lockstep/v1/apps/:id/engine             -> EngineSettings
 *   PUT    /api/lockstep/v1/apps/:id/engine             Partial<EngineSettings> -> EngineSettings
 *   GET    /api/lockstep/v1/protected-people            -> { items: Protection[] }
 *   POST   /api/lockstep/v1/protected-people            { kind, id?, reason? } -> Protection (201)
 *   DELETE /api/lockstep/v1/protected-people/:id        -> 204
 *   GET    /api/lockstep/v1/logs/export?format=csv|jsonl -> a stream of LogEvents, with the filters of /api/v1/logs
 *   GET    /api/lockstep/v1/api-tokens, POST { name, kind?, tolerance? } -> NewApiToken, PUT /:id { name }, DELETE /:id
 *   GET    /api/lockstep/v1/service-apps, POST { name, scopes, jwks?, withSecret? } -> NewServiceApp, GET, PUT, DELETE /:id
 *   POST   /api/lockstep/v1/service-apps/:id/secret     -> { clientSecret }; the old one ends
 */
import type { AdministratorRole } from "./contract-administrators.ts";
import type { UserNameTemplate } from "./contract-features.ts";

export type { DoctorReport, DoctorStep } from "@lockstep/scim-client";
export type { Administrator, AdministratorRole, ListedSession, NewAdministrator } from "./contract-administrators.ts";
export type {
  AppAttributeSettings,
  AppSettingsFile,
  AppTemplate,
  AssignmentRow,
  MappableAttribute,
  MappingPreview,
  SettingsChange,
  SettingsReport,
  SignOn,
  SignOnChange,
  SignOnPlan,
} from "./contract-app-settings.ts";
export type { AuthScheme, Connection, ConnectionInput, OauthInput } from "./contract-connection.ts";
export type { DriftCheck, DriftFindingView, DriftRepair, DriftSettings } from "./contract-drift.ts";
export type { EngineSettings, Protection, TargetSwitchesView } from "./contract-engine.ts";
export type {
  Feature,
  InboundProvisioningCapabilities,
  Toggle,
  UserNameTemplate,
  UserProvisioningCapabilities,
} from "./contract-features.ts";
export type {
  AttributeSource,
  BulkConfirmResult,
  BulkProgress,
  ConfirmResult,
  ImportHook,
  ImportHookInput,
  ImportHookTest,
  ImportMapping,
  ImportResult,
  ImportResultPage,
  ImportRow,
  ImportRowCounts,
  ImportRowPage,
  ProfileAndLifecycle,
  ProfileSource,
  RematchResult,
  UndoResult,
} from "./contract-import-rows.ts";
export type {
  ImportedGroup,
  ImportedGroupMember,
  ImportRemoval,
  ImportRun,
  ImportSafeguard,
  ImportSafeguardChange,
  SafeguardLimit,
} from "./contract-imports.ts";
export type { DirectorySettings, OverviewApp, SavedView, TrendBucket, Trends } from "./contract-overview.ts";
export type { PassportLeftover, PassportRun, PassportView } from "./contract-passport.ts";
export type {
  AppEventDoer,
  AppSide,
  AppSideDelivery,
  AppSideEvent,
  Consequence,
  PeoplePage,
  RulePreview,
  RunCause,
  Timeline,
  TimelineEntry,
  TimelineKind,
} from "./contract-people.ts";
export type {
  Budget,
  BudgetDirection,
  BudgetHold,
  BudgetHoldSubject,
  PlanApplied,
  PlannedSubject,
  PlanPreview,
  PlanProposal,
  PlanRun,
  Progress,
  Why,
} from "./contract-plan.ts";
export type { ApiToken, NewApiToken, NewServiceApp, ServiceApp } from "./contract-programs.ts";
export type {
  BulkPush,
  BulkPushAction,
  BulkPushReport,
  ClashChoice,
  LeftOutMember,
  NewPushGroup,
  PushCandidates,
  PushExclusion,
  PushGroup,
  PushGroupCounts,
  PushRule,
  PushRuleCondition,
  PushRuleInput,
  PushRulePreview,
  PushRulePreviewGroup,
} from "./contract-push-groups.ts";
export interface ConsoleSession {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: AdministratorRole;
  /** Of an app administrator: the only apps that may be changed; null = every app. */
  readonly appIds: readonly string[] | null;
  readonly expiresAt: string;
  readonly supportUrl: string;
  readonly pricingUrl: string;
  readonly guideUrl: string;
}
export interface Overview {
  readonly people: number;
  readonly activePeople: number;
  readonly groups: number;
  readonly apps: number;
  readonly openTasks: number;
  readonly pendingWork: number;
  readonly recentEvents: readonly LogEvent[];
}

/** Okta's user object, as far as it is served. Dates are ISO 8601 UTC with milliseconds. */
export interface DirectoryUser {
  readonly id: string;
  readonly status: PersonStatus;
  readonly created: string;
  readonly activated: string | null;
  readonly statusChanged: string | null;
  readonly lastLogin: string | null;
  readonly lastUpdated: string;
  readonly passwordChanged: string | null;
  readonly profile: Readonly<Record<string, ProfileValue | null>>;
  readonly credentials: {
    readonly password?: Record<string, never>;
    readonly recovery_question?: { readonly question: string };
    readonly provider: { readonly type: string; readonly name: string };
  };
}
/** A single value of a profile. */
export type ScalarValue = string | number | boolean;
/** A value of a profile: base attributes are text, custom ones what the schema says. */
export type ProfileValue = ScalarValue | readonly ScalarValue[];
export type PersonStatus =
  | "STAGED"
  | "PROVISIONED"
  | "ACTIVE"
  | "RECOVERY"
  | "PASSWORD_EXPIRED"
  | "LOCKED_OUT"
  | "SUSPENDED"
  | "DEPROVISIONED";
export interface DirectoryGroup {
  readonly id: string;
  readonly type: "OKTA_GROUP" | "APP_GROUP" | "BUILT_IN";
  readonly created: string;
  readonly lastUpdated: string;
  readonly lastMembershipUpdated: string;
  readonly profile: { readonly name: string; readonly description: string | null };
  readonly _embedded?: {
    readonly stats: {
      readonly usersCount: number;
      readonly appsCount: number;
      readonly groupPushMappingsCount: number;
      readonly hasAdminPrivilege: boolean;
    };
  };
}
/** Okta's group rule; `invalidReason` and `progress` (of the pass over everybody) are ours. */
export interface GroupRule {
  readonly type: "group_rule";
  readonly id: string;
  readonly status: "INACTIVE" | "ACTIVE" | "INVALID";
  readonly name: string;
  readonly created: string;
  readonly lastUpdated: string;
  readonly conditions: {
    readonly people: {
      readonly users: { readonly exclude: readonly string[] };
      readonly groups: { readonly exclude: readonly string[] };
    };
    readonly expression: { readonly type: "urn:okta:expression:1.0"; readonly value: string };
  };
  readonly actions: { readonly assignUserToGroups: { readonly groupIds: readonly string[] } };
  readonly invalidReason: string | null;
  readonly progress: { readonly running: boolean; readonly people: number; readonly total: number | null };
}
export interface DirectoryApp {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly created: string;
  readonly lastUpdated: string;
  readonly features: readonly string[];
  /** *Application visibility* of the General page. */
  readonly visibility: {
    readonly autoSubmitToolbar: boolean;
    readonly hide: { readonly iOS: boolean; readonly web: boolean };
  };
  readonly credentials: { readonly userNameTemplate: UserNameTemplate };
  readonly settings: {
    readonly provisioning: {
      readonly enabled: boolean;
      readonly dialect: string;
      readonly renameAppGroups: boolean;
      readonly paused: {
        readonly reason: string;
        readonly detail: string;
        readonly since: string;
        readonly resumeAt: string | null;
      } | null;
    };
  };
}
export interface AppUser {
  readonly id: string;
  readonly externalId: string | null;
  readonly scope: "USER" | "GROUP";
  readonly status: "STAGED" | "PROVISIONED" | "DEPROVISIONED" | "SUSPENDED" | "ACTIVE";
  readonly syncState: "DISABLED" | "OUT_OF_SYNC" | "SYNCING" | "SYNCHRONIZED" | "ERROR";
  readonly created: string;
  readonly lastUpdated: string;
  readonly lastSync: string | null;
  readonly passwordChanged: string | null;
  readonly credentials: { readonly userName: string | null };
  readonly profile: Readonly<Record<string, unknown>>;
  /** Ours: the last failure in words, whether "Provision user" is offered, and the person's name for lists. */
  readonly error: string | null;
  readonly needsProvisioning: boolean;
  readonly person: { readonly login: string; readonly displayName: string; readonly status: PersonStatus };
}
export interface GroupPushMapping {
  readonly id: string;
  readonly sourceGroupId: string;
  readonly targetGroupId: string | null;
  readonly status: "ACTIVE" | "INACTIVE" | "ERROR";
  readonly errorSummary: string | null;
  readonly lastPush: string | null;
  readonly created: string;
  readonly lastUpdated: string;
  readonly sourceGroupName: string;
  readonly pushedMembers: number;
  readonly pending: boolean;
  readonly leftOutCount: number;
  /** The first hundred; all of them: `push-groups/:pushId/left-out`. */
  readonly leftOut: readonly { readonly personId: string; readonly login: string; readonly reason: string }[];
}
export interface Mapping {
  readonly attribute: string;
  readonly expression: string;
  readonly pushStatus: "PUSH" | "DONT_PUSH";
  /** CONSTANT: `expression` is the value itself, the same for all. GROUP: only group assignments and overrides give values. Without it EXPRESSION. */
  readonly source?: "EXPRESSION" | "CONSTANT" | "GROUP";
}
export interface Task {
  readonly id: string;
  readonly app: { readonly id: string; readonly label: string };
  readonly subject: { readonly kind: "appUser" | "pushGroup" | "app"; readonly id: string; readonly name: string };
  readonly cause: string;
  readonly summary: string;
  readonly detail: string;
  readonly remedy: string;
  readonly statusCode: number | null;
  readonly requestId: string | null;
  readonly traceId: string | null;
  readonly attempts: number;
  readonly state: "OPEN" | "RESOLVED" | "CANCELLED";
  readonly nextAttemptAt: string | null;
  /** What will happen next and when, in a sentence. */
  readonly next: string;
  readonly created: string;
  readonly lastUpdated: string;
}
/** Okta's LogEvent, as far as it is served. */
export interface LogEvent {
  readonly uuid: string;
  readonly published: string;
  readonly eventType: string;
  readonly severity: "DEBUG" | "INFO" | "WARN" | "ERROR";
  readonly displayMessage: string;
  readonly outcome: { readonly result: string; readonly reason: string | null };
  readonly actor: { readonly id: string; readonly type: string; readonly displayName: string };
  readonly target: readonly { readonly id: string; readonly type: string; readonly displayName: string }[];
  readonly transaction: { readonly id: string | null };
  readonly debugContext: { readonly debugData: Readonly<Record<string, unknown>> };
}
/** One row of a CSV that was refused. `row` counts from 2 (1 is the header). */
export interface CsvRowError {
  readonly row: number;
  readonly column: string | null;
  readonly message: string;
}
export interface CsvReport {
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly errors: readonly CsvRowError[];
  readonly dryRun: boolean;
}
/** Okta's error body. */
export interface OktaError {
  readonly errorCode: string;
  readonly errorSummary: string;
  readonly errorLink: string;
  readonly errorId: string;
  readonly errorCauses: readonly { readonly errorSummary: string }[];
}
