/** The passport in the API: types of `/api/lockstep/v1/apps/:id/passport`, part of the contract. */
import type { Passport, PassportDifference, TraitPath, TraitUse } from "@lockstep/scim-client";

/** One measuring of an app's target. */
export interface PassportRun {
  readonly id: string;
  readonly state: "RUNNING" | "CANCELLING" | "DONE" | "FAILED" | "CANCELLED";
  readonly step: string;
  readonly stepsDone: number;
  readonly stepsTotal: number;
  /** Why it failed, or what it left in the target. */
  readonly error: string | null;
  readonly startedBy: string;
  readonly created: string;
  readonly finished: string | null;
}
/** A test resource that may still be in the target. */
export interface PassportLeftover {
  readonly collection: "Users" | "Groups";
  readonly name: string;
  readonly externalId: string;
  readonly id: string | null;
}
/** `GET /api/lockstep/v1/apps/:id/passport`; `POST` with `{"consent": true, "membersMax"?}` measures anew, `POST …/cancel` ends that, `POST …/clean-up` removes what is left. */
export interface PassportView {
  readonly run: PassportRun | null;
  readonly passport: {
    readonly baseUrl: string;
    readonly measuredAt: string;
    readonly traits: Passport;
    /** What each trait is for, or why it is shown only, by its path. */
    readonly uses: Readonly<Record<TraitPath, TraitUse>>;
  } | null;
  /** What changed since the passport before. */
  readonly differences: readonly PassportDifference[];
  readonly leftovers: readonly PassportLeftover[];
}
