/** Progress, plans, budgets and explanations, as the HTTP API shows them: a part of `contract.ts`. */
import type { Mapping, UserNameTemplate } from "./contract.ts";

/** How far an app is. */
export interface Progress {
  readonly assigned: number;
  readonly synchronized: number;
  readonly pending: number;
  readonly failed: number;
  readonly pushGroups: { readonly total: number; readonly pending: number; readonly failed: number };
  /** A change for all is being compared (ADR 24): who differs is not counted as pending yet. */
  readonly sweeping: boolean;
}
/** One exact request. Named placeholders («password», «id of the created resource», «id of user 00u…») stand for what cannot be known yet. */
export interface PlannedAction {
  readonly purpose: string;
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly reason: string;
}
export interface PlanPreview {
  /** Requests that look: they were made for this answer, and a run makes them again. */
  readonly reads: readonly PlannedAction[];
  /** Requests that would be sent after them, in this order. */
  readonly actions: readonly PlannedAction[];
  readonly blocked: { readonly code: string; readonly message: string } | null;
}
/** Settings that are not saved yet; what is absent is as saved. */
export interface PlanProposal {
  readonly mappings?: readonly Mapping[];
  readonly userName?: UserNameTemplate;
  readonly features?: {
    readonly createUsers?: boolean;
    readonly updateUserAttributes?: boolean;
    readonly deactivateUsers?: boolean;
    readonly syncPassword?: boolean;
  };
  readonly dialect?: string;
  /** As a whole, as `PUT …/target-switches` takes them. */
  readonly switches?: Readonly<Record<string, unknown>>;
}
export type BudgetDirection = "deactivations" | "membershipRemovals" | "attributeOverwrites";
/** What a plan comes to. Counts are people or groups unless they say otherwise. */
export interface PlanSummary {
  readonly create: number;
  readonly link: number;
  readonly update: number;
  readonly reactivate: number;
  readonly deactivate: number;
  readonly password: number;
  readonly groupCreate: number;
  readonly groupRename: number;
  readonly groupDelete: number;
  readonly membershipAdds: number;
  readonly membershipRemovals: number;
  /** People of whom a value that the app holds is replaced or cleared, and how many of them for each attribute. */
  readonly overwrittenPeople: number;
  readonly overwrites: Readonly<Record<string, number>>;
  readonly unchanged: number;
  readonly blocked: Readonly<Record<string, number>>;
  /** Requests that would write. */
  readonly requests: number;
}
export interface PlanRun {
  readonly id: string;
  readonly app: { readonly id: string; readonly label: string };
  readonly personIds: readonly string[] | null;
  readonly proposal: PlanProposal | null;
  readonly state: "QUEUED" | "RUNNING" | "DONE" | "FAILED" | "CANCELLED";
  readonly total: number | null;
  readonly scanned: number;
  /** Subjects a second since it began. */
  readonly rate: number | null;
  readonly summary: PlanSummary;
  /** Directions in which applying it would exceed the budget, each in a sentence. */
  readonly overBudget: readonly { readonly direction: BudgetDirection; readonly message: string }[];
  readonly error: string | null;
  readonly created: string;
  readonly finished: string | null;
  readonly applied: string | null;
}
export interface PlannedSubject {
  readonly seq: string;
  readonly kind: "appUser" | "pushGroup";
  /** Of the person or the group. */
  readonly id: string;
  readonly name: string;
  readonly actions: readonly PlannedAction[];
  /** Ids of people whose accounts are made first: their ids in the app stand in the requests as `«id of user …»`. */
  readonly after: readonly string[];
  readonly blocked: { readonly code: string; readonly message: string } | null;
  /** After the plan was applied: false = it had changed meanwhile and was left out. */
  readonly applied: boolean | null;
}
export interface PlanApplied {
  /** Subjects that are due now. */
  readonly applied: number;
  /** Subjects that differ from the plan, since they or what the app is known to hold changed meanwhile; the first hundred by name. */
  readonly leftOut: number;
  readonly leftOutNames: readonly string[];
}
/** The limit of one direction. */
export interface BudgetRule {
  /** Share of what there is that may be affected, 0 to 100; null = no such limit. */
  readonly percent: number | null;
  /** How many may be affected, however many there are; null = no such limit. */
  readonly count: number | null;
  /** The share is a limit only where there are at least so many: of five people, two are no mass change. */
  readonly from: number;
}
/** The limits of an app, and over which time what was done is added to what is due. */
export interface Budget extends Readonly<Record<BudgetDirection, BudgetRule>> {
  readonly windowHours: number;
}
export interface BudgetHold {
  readonly id: string;
  readonly app: { readonly id: string; readonly label: string };
  readonly direction: BudgetDirection;
  readonly state: "OPEN" | "APPROVED" | "REJECTED" | "LAPSED";
  readonly message: string;
  readonly affected: number;
  readonly done: number;
  readonly population: number;
  readonly allowance: number;
  readonly created: string;
  readonly decided: string | null;
  readonly decidedBy: string | null;
}
export interface BudgetHoldSubject {
  readonly kind: "appUser" | "pushGroup";
  readonly id: string;
  readonly name: string;
  /** Memberships of a group; 1 for a person. */
  readonly amount: number;
  /** It changed since: a decision leaves it out. */
  readonly moved: boolean;
}
/** One condition of access, in the order in which they are asked. `ok` null: not asked, since an earlier one failed. */
export interface WhyCondition {
  readonly name: string;
  readonly ok: boolean | null;
  readonly detail: string;
  /** The one change that would make it hold. */
  readonly fix: string | null;
}
export interface Why {
  /** One sentence: the first condition that fails and what would change it, or that all is as it should be and why. */
  readonly answer: string;
  readonly hasAccess: boolean;
  readonly conditions: readonly WhyCondition[];
}
