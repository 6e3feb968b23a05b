/** What a run for a person leaves behind, decided as pure data and then stored in one transaction. */
import type { DesiredUser, UserRun } from "@lockstep/engine";
import type { JsonObject } from "@lockstep/scim";
import type { BudgetDirection } from "../domain/plan-tables.ts";
import { displayNameOf, profileText } from "../domain/profile.ts";
import type { SystemEvent } from "../domain/system-log.ts";
import type { SyncState } from "../domain/tables.ts";
import { type BudgetUse, budgetUseOf } from "./budget/use.ts";
import type { Claim } from "./claim.ts";
import { expiredTask } from "./expire-passwords.ts";
import { refuseForeignAccount } from "./foreign-account.ts";
import type { Verdict } from "./outcome-rules.ts";
import { eventsOfSteps } from "./provisioning-event.ts";
import { followedReferences, hasReferences, type Reference, YIELD_MS } from "./references.ts";
import { retryDelayMs } from "./retry-rules.ts";
import { effectsOf, type RunEffects, type TaskChange } from "./run-effects.ts";
import type { UserSubject } from "./user-subject.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/** What became of a leased app user. */
export type RecordedRun =
  /** The app may not be asked now; nothing was sent. */
  | { readonly kind: "postponed" /** The run ended between two requests. */; readonly inDoubt?: true }
  /** Another person's account, which this one refers to, goes first. */
  | { readonly kind: "yields" }
  /** Nothing is to be sent in this state, on purpose. */
  | { readonly kind: "nothingToSend"; readonly syncState: SyncState }
  | { readonly kind: "notRun"; readonly verdict: Verdict }
  | { readonly kind: "ran"; readonly run: UserRun; readonly desired: DesiredUser; readonly verdict: Verdict };

/** A run's result with the lease and the state that it was run under. */
export type UserRecording = RecordedRun & { readonly claim: Claim; readonly subject: UserSubject };

/** What a store writes for a run; it decides nothing. Everything is left out that stays as it is. */
export interface UserRecord {
  readonly claim: Claim;
  readonly subject: UserSubject;
  readonly now: Date;
  readonly effects: Pick<RunEffects, "work" | "task" | "app" | "health">;
  /** Other people's accounts that this one refers to, with what the app was given; left out where the app has none. */
  readonly references?: readonly Reference[];
  /** Set when what was approved is done: an approval is for one run. */
  readonly endsApproval?: true;
  /** A request may have been carried out whose answer is not known: the next run asks the app first. */
  readonly inDoubt: boolean;
  /** Holds unless newer dirt came: then the state is OUT_OF_SYNC. */
  readonly syncState: SyncState;
  /** Null = cleared. */
  readonly lastError?: string | null;
  readonly events: readonly SystemEvent[];
  readonly ran?: RanUser;
}

/** What a run taught. */
export interface RanUser {
  /** Stored where the link is still the one that the run began with: somebody may have linked another account by hand. */
  readonly link: {
    readonly externalId: string | null;
    readonly origin: UserSubject["origin"];
    readonly known: JsonObject | null;
    readonly knownActive: boolean | null;
  };
  readonly userName?: string;
  /** Set when requests were sent and the app now equals the directory. */
  readonly isSynced: boolean;
  readonly traceId?: string;
  /** The pending password was delivered. One that was changed again during the run still waits. */
  readonly passwordDelivered: boolean;
  /** The person became, or ceased to be, fit for group pushes: the groups that hold the account are due. */
  readonly membershipOf?: string;
  /** What the run did that a budget counts. */
  readonly budgetUse?: BudgetUse;
  /** The run knows what the account holds, and so what became of writes before it whose answers got lost: these never arrived, all others did. */
  readonly endsDoubt?: { readonly refuted: readonly BudgetDirection[] };
}

/** Stores the result. Nothing at all is stored when the lease was lost meanwhile: whoever took over asks the app itself. */
export async function recordUser(deps: WorkerDeps, recording: UserRecording): Promise<void> {
  const record = (of: UserRecording) => {
    const now = new Date(deps.clock.now());
    const retryAt = new Date(now.getTime() + retryDelayMs(deps.random, of.subject.attempts + 1));
    return deps.store.recordUser(userRecordOf(of, { now, retryAt }));
  };
  const externalId = recording.kind === "ran" ? recording.run.known.externalId : undefined;
  if ((await record(recording)) !== "accountTaken" || externalId === undefined) return;
  const { claim, subject } = recording;
  const verdict = await refuseForeignAccount(deps, subject, externalId);
  await record({ kind: "notRun", verdict, claim, subject });
}

/** Decides what is stored. */
export function userRecordOf(
  recording: UserRecording,
  times: { readonly now: Date; readonly retryAt: Date },
): UserRecord {
  const { claim, subject } = recording;
  // Nothing but a look at the app ends a doubt.
  const inDoubt =
    recording.kind === "ran"
      ? recording.run.inDoubt === true
      : claim.interrupted || (recording.kind === "postponed" && recording.inDoubt === true);
  const common = { claim, subject, now: times.now, inDoubt, events: [] };
  if (recording.kind === "postponed") {
    const work = { kind: "keep" } as const;
    return { ...common, syncState: "OUT_OF_SYNC", effects: { work, task: undefined, app: undefined } };
  }
  const followed = (isComplete: boolean) =>
    hasReferences(subject) ? { references: followedReferences(subject.references, isComplete) } : {};
  if (recording.kind === "yields") {
    const work = { kind: "wait", at: new Date(times.now.getTime() + YIELD_MS) } as const;
    return {
      ...common,
      ...followed(false),
      syncState: "OUT_OF_SYNC",
      effects: { work, task: undefined, app: undefined },
    };
  }
  if (recording.kind === "nothingToSend") {
    const task = subject.hasOpenTask ? ({ kind: "resolve", subject: taskSubjectOf(subject) } as const) : undefined;
    const effects = { work: { kind: "clean" }, task, app: undefined } as const;
    return { ...common, syncState: recording.syncState, lastError: null, effects };
  }
  const effects = effectsOf(recording.verdict, {
    attempts: subject.attempts,
    hasOpenTask: subject.hasOpenTask,
    wasAsked: recording.kind === "ran" && recording.run.steps.length > 0,
    retryAt: times.retryAt,
    task: { subject: taskSubjectOf(subject), summary: summaryOf(subject) },
  });
  const syncState = ({ complete: "SYNCHRONIZED", failed: "ERROR", open: "OUT_OF_SYNC" } as const)[effects.state];
  const isComplete = effects.state === "complete";
  const result: UserRecord = {
    ...common,
    syncState,
    lastError: effects.error,
    effects: isComplete && isPasswordMissing(recording) ? { ...effects, task: missingPassword(subject) } : effects,
    ...(isComplete ? { endsApproval: true } : {}),
  };
  if (recording.kind === "notRun") return result;
  const { passwordSeed } = subject.app;
  const events = eventsOfSteps(recording.run.steps, {
    targets: partiesOf(subject),
    passwordSeed,
    causes: subject.causes,
  });
  return { ...result, ...followed(isComplete), events, ran: ranOf(recording) };
}

/** All else is as it should be, but a password that was to be delivered has been erased meanwhile. */
function isPasswordMissing({ subject, ...recording }: UserRecording): boolean {
  const isDelivered = recording.kind === "ran" && recording.run.passwordDelivered;
  return subject.assigned && subject.passwordExpiredAt !== null && !isDelivered;
}

function missingPassword(subject: UserSubject): TaskChange {
  const { appUserId: id, app } = subject;
  return { kind: "open", task: expiredTask({ id, appId: app.id, label: app.label, login: loginOf(subject) }) };
}

function ranOf(recording: Extract<UserRecording, { kind: "ran" }>): RanUser {
  const { subject, claim, run, desired, verdict } = recording;
  const { known } = run;
  const isComplete = verdict.kind === "complete";
  const created = run.steps.some((step) => step.action.purpose === "createUser" && step.outcome.kind === "done");
  const traceId = run.steps.at(-1)?.traceId;
  return {
    link: {
      externalId: known.externalId ?? null,
      origin: known.externalId === undefined ? null : (subject.origin ?? (created ? "created" : "linked")),
      known: known.attributes ?? null,
      knownActive: known.active ?? null,
    },
    ...(isComplete && desired.kind === "present" ? { userName: desired.userName } : {}),
    isSynced: isComplete && run.steps.length > 0,
    ...(traceId === undefined ? {} : { traceId }),
    passwordDelivered: run.passwordDelivered,
    ...membershipOf(subject, run),
    ...budgetUseOf({ subject, run, desired, interrupted: claim.interrupted }),
  };
}

function membershipOf(subject: UserSubject, run: UserRun): Pick<RanUser, "membershipOf"> {
  const before = subject.knownActive === true ? subject.externalId : null;
  const after = run.known.active === true ? (run.known.externalId ?? null) : null;
  // An account that is given up leaves its groups, also when nobody knew whether it was active.
  const isGivenUp = subject.externalId !== null && run.known.externalId !== subject.externalId;
  if (before === after && !isGivenUp) return {};
  return { membershipOf: subject.externalId ?? run.known.externalId ?? "" };
}

function taskSubjectOf(subject: UserSubject) {
  return { appId: subject.app.id, appUserId: subject.appUserId };
}

function summaryOf(subject: UserSubject): string {
  const what = subject.assigned ? "Automatic provisioning" : "Deactivation";
  return `${what} of user ${loginOf(subject)} to app ${subject.app.label} failed`;
}

function loginOf(subject: UserSubject): string {
  return profileText(subject.person.profile, "login") || subject.person.id;
}

/** The targets of an event, as Okta orders them: app user, app, person. */
function partiesOf(subject: UserSubject) {
  const { profile, id } = subject.person;
  const displayName = displayNameOf(profile);
  const login = loginOf(subject);
  return [
    { id: subject.appUserId, type: "AppUser", displayName, alternateId: subject.userName ?? login },
    { id: subject.app.id, type: "AppInstance", displayName: subject.app.label, alternateId: subject.app.label },
    { id, type: "User", displayName, alternateId: login },
  ];
}
