/** What a push leaves behind, decided as pure data and then stored in one transaction. */
import type { GroupRun, LeftOutMember } from "@lockstep/engine";
import type { PersonId } from "@lockstep/ports";
import type { SystemEvent } from "../domain/system-log.ts";
import type { Claim } from "./claim.ts";
import type { ComparedMembers } from "./compared-members.ts";
import type { MemberSplit } from "./group-members.ts";
import type { GroupSubject } from "./group-subject.ts";
import type { Verdict } from "./outcome-rules.ts";
import { eventsOfSteps } from "./provisioning-event.ts";
import { retryDelayMs } from "./retry-rules.ts";
import { effectsOf, type RunEffects } from "./run-effects.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/** What became of a leased push group. */
export type RecordedGroup =
  | { readonly kind: "postponed" /** The run ended between two requests. */; readonly inDoubt?: true }
  | { readonly kind: "nothingToSend" }
  /** The source group has another name, and the app's groups are not to be renamed: the push ends. */
  | { readonly kind: "renamedAtSource" }
  | { readonly kind: "notRun"; readonly verdict: Verdict }
  | {
      readonly kind: "ran";
      readonly run: GroupRun;
      /** Whom the run compared, with the SCIM ids of them that the app was known to hold before. */
      readonly compared: ComparedMembers;
      readonly split: MemberSplit;
      readonly verdict: Verdict;
    };

/** A push's result with the lease and the state that it was run under. */
export type GroupRecording = RecordedGroup & { readonly claim: Claim; readonly subject: GroupSubject };

/** What a store writes for a push; it decides nothing. Everything is left out that stays as it is. */
export interface GroupRecord {
  readonly claim: Claim;
  readonly subject: GroupSubject;
  readonly now: Date;
  readonly effects: Pick<RunEffects, "work" | "task" | "app" | "health">;
  /** A request may have been carried out whose answer is not known: the next run asks the app first. */
  readonly inDoubt: boolean;
  /** ACTIVE and ERROR leave an inactive mapping inactive. */
  readonly status?: GroupSubject["status"];
  /** Null = cleared. */
  readonly errorSummary?: string | null;
  readonly events: readonly SystemEvent[];
  readonly ran?: RanGroup;
}

/** How far the directory and the app were compared. */
export type Comparison =
  /** All that was noted before the run is settled: these notes go. */
  | { readonly kind: "done"; readonly notes: readonly string[] }
  /** The notes stay for the next run. */
  | { readonly kind: "open" }
  /** Notes no longer say all that may differ: the next run compares everybody. */
  | { readonly kind: "lost" };

/** What a push taught. */
export interface RanGroup {
  readonly externalId: string | null;
  readonly displayName: string | null;
  /** "Push Now" during the run makes the members unknown again; that newer wish stays. */
  readonly membersKnown: boolean;
  /** Set when requests were sent and the app's group now equals the directory's. */
  readonly isSynced: boolean;
  readonly traceId?: string;
  readonly comparison: Comparison;
  /** SCIM ids that the app is confirmed to hold now, over those it was known to hold; of the people who were compared. */
  readonly held?: { readonly before: readonly string[]; readonly after: readonly string[] };
  readonly leftOut?: {
    /** Undefined = everybody. */
    readonly people: readonly PersonId[] | undefined;
    readonly split: MemberSplit;
    readonly refused: readonly LeftOutMember[];
  };
  /** Unlinked, and the app was told: the row goes, unless the push was asked for again meanwhile. */
  readonly isRemoved: boolean;
  /** SCIM ids that the run took out of the group, or that went with it. */
  readonly removed: readonly string[];
}

/** As many as a row keeps: the newest. */
const CAUSES_MAX = 20;

const RENAMED = "The group was renamed in the directory, and renaming groups in the app is off: the push is inactive.";

/** Stores the result. Nothing at all is stored when the lease was lost meanwhile. */
export async function recordGroup(deps: WorkerDeps, recording: GroupRecording): Promise<void> {
  const now = new Date(deps.clock.now());
  const retryAt = new Date(now.getTime() + retryDelayMs(deps.random, recording.subject.attempts + 1));
  await deps.store.recordGroup(groupRecordOf(recording, { now, retryAt }));
}

/** Decides what is stored. */
export function groupRecordOf(
  recording: GroupRecording,
  times: { readonly now: Date; readonly retryAt: Date },
): GroupRecord {
  const { claim, subject } = recording;
  // Nothing but a look at the app ends a doubt.
  const inDoubt =
    recording.kind === "ran"
      ? recording.run.inDoubt === true
      : claim.interrupted || (recording.kind === "postponed" && recording.inDoubt === true);
  const common = { claim, subject, now: times.now, inDoubt, events: [] };
  const clean = { work: { kind: "clean" }, task: undefined, app: undefined } as const;
  if (recording.kind === "postponed") {
    const work = { kind: "keep" } as const;
    return { ...common, effects: { ...clean, work } };
  }
  if (recording.kind === "nothingToSend") return { ...common, effects: clean };
  if (recording.kind === "renamedAtSource") {
    const events = [renamedEvent(subject)];
    return { ...common, effects: clean, status: "INACTIVE", errorSummary: RENAMED, events };
  }
  const effects = effectsOf(recording.verdict, {
    attempts: subject.attempts,
    hasOpenTask: subject.hasOpenTask,
    wasAsked: recording.kind === "ran" && recording.run.steps.length > 0,
    retryAt: times.retryAt,
    task: { subject: { appId: subject.app.id, pushGroupId: subject.pushGroupId }, summary: summaryOf(subject) },
  });
  const status = ({ complete: "ACTIVE", failed: "ERROR", open: undefined } as const)[effects.state];
  const result = {
    ...common,
    effects,
    errorSummary: effects.error,
    ...(status === undefined ? {} : { status }),
  };
  if (recording.kind === "notRun") return result;
  const causes = [...new Set([...subject.causes, ...recording.compared.causes])].slice(-CAUSES_MAX);
  const events = eventsOfSteps(recording.run.steps, { targets: partiesOf(subject), causes });
  return { ...result, events, ran: ranOf(recording) };
}

type RanRecording = Extract<GroupRecording, { kind: "ran" }>;

function ranOf(recording: RanRecording): RanGroup {
  const { subject, run, split, verdict } = recording;
  const { held, people } = recording.compared;
  const { known, steps } = run;
  const isComplete = verdict.kind === "complete";
  const traceId = steps.at(-1)?.traceId;
  const isHeldKnown = !subject.removing && known.members !== undefined;
  return {
    externalId: known.externalId ?? null,
    displayName: known.displayName ?? null,
    membersKnown: known.members !== undefined,
    isSynced: isComplete && steps.length > 0,
    ...(traceId === undefined ? {} : { traceId }),
    comparison: comparisonOf(recording),
    ...(isHeldKnown ? { held: { before: held, after: known.members } } : {}),
    ...(subject.removing ? {} : { leftOut: { people, split, refused: run.leftOut } }),
    isRemoved: subject.removing && isComplete,
    removed: removedBy(recording),
  };
}

function comparisonOf({ run, compared }: Extract<RecordedGroup, { kind: "ran" }>): Comparison {
  const { failure } = run;
  if (failure === undefined && run.blocked === undefined && run.known.members !== undefined) {
    return { kind: "done", notes: compared.notes };
  }
  // A refusal leaves no doubt about what the app holds, and neither does a run that was not allowed to go on.
  const isSure = failure === undefined || ["retryAfter", "stopped", "rejected"].includes(failure.kind);
  return compared.scope === "noted" && isSure ? { kind: "open" } : { kind: "lost" };
}

/** A group whose deletion was refused or is in doubt still has its members: as long as it is due, they are counted as due. */
function removedBy({ subject, claim, run, compared }: RanRecording): readonly string[] {
  const { held } = compared;
  const isSent = run.steps.some(({ action }) => action.purpose === "deleteGroup");
  // What is found gone after a run whose result was never recorded was deleted by that run.
  const isDeleted = subject.removing && run.complete && (isSent || (subject.deleteInTarget && claim.interrupted));
  const after = new Set(isDeleted ? [] : (run.known.members ?? held));
  return held.filter((id) => !after.has(id));
}

function summaryOf(subject: GroupSubject): string {
  const what = subject.removing ? "Unable to remove pushed group" : "Unable to push group";
  return `${what} ${subject.group.name} to app ${subject.app.label}`;
}

function renamedEvent(subject: GroupSubject): SystemEvent {
  return {
    eventType: "application.provision.group_push.mapping.deactivated.source.group.renamed",
    displayMessage: "Deactivate group push because the source group was renamed",
    severity: "WARN",
    outcome: { result: "SUCCESS", reason: RENAMED },
    targets: partiesOf(subject),
  };
}

function partiesOf(subject: GroupSubject) {
  const { id, name } = subject.group;
  return [
    { id, type: "UserGroup", displayName: name, alternateId: name },
    { id: subject.app.id, type: "AppInstance", displayName: subject.app.label, alternateId: subject.app.label },
  ];
}
