/**
 * Runs one push group in one app: look, plan, send. A group of the same name that is not ours is left alone; membership
 * goes out as a delta. A crash between any two requests ends, run again, in the same state.
 */
import {
  type GroupReadsInput,
  type GroupSteps,
  groupGone,
  nameTaken,
  planGroup,
  planGroupSteps,
} from "../plan/group.ts";
import type {
  Action,
  FailureOutcome,
  GroupRun,
  KnownGroup,
  ObservedGroup,
  Outcome,
  Plan,
  Preview,
  Step,
} from "../types.ts";
import { createGroupState, type GroupState } from "./group-state.ts";
import { isNameClash, sendMembers } from "./members.ts";
import { type GroupLooker, observeGroup } from "./observe-group.ts";
import type { SenderOptions } from "./sender.ts";

/** What a group's run needs. */
export interface GroupRunInput extends GroupReadsInput, SenderOptions {
  /** Of members that the target was found to hold, those whose account the directory knows: they are not foreign, whoever added them. */
  readonly findAccounts?: (memberIds: readonly string[]) => Promise<readonly string[]>;
  /** Called before members are added for the first time, with all of them: a worker notes whose presence would be its own doing. */
  readonly onAdding?: (memberIds: readonly string[]) => Promise<void>;
  /** Called after each answer with what is then known: a worker stores the link before the next request leaves. */
  readonly onStep?: (step: Step, known: KnownGroup) => Promise<void> | void;
}

const ROUNDS_MAX = 4;

/** Brings one group into its desired state as far as the target lets it. Never rejects for what the target does. */
export async function runGroup(input: GroupRunInput): Promise<GroupRun> {
  const state = createGroupState(input);
  const progress: Progress = { afterCreate: undefined, looked: new Set(), nameClash: undefined };
  const looker = lookerOf(input, state);
  const inDoubt = input.inDoubt === true;
  if (inDoubt) state.doubt();
  state.isDoubtful = inDoubt;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const isLost = progress.afterCreate !== undefined;
    const mustRead = inDoubt || progress.looked.has("loss");
    const look = await observeGroup(looker, { mustRead, inDoubt: inDoubt || isLost });
    if (look.kind === "failed") return state.end(look.failure);
    const lost = lostLink(input, state, look.observed);
    if (lost !== undefined) return { ...state.end(undefined, lost), known: input.known };
    state.isDoubtful = isLost;
    if (look.observed.kind === "none" && progress.afterCreate !== undefined) return state.end(progress.afterCreate);
    const adopt = progress.afterCreate !== undefined && progress.afterCreate.kind === "unknown";
    const rule = look.tooLarge === undefined ? input : withoutReading(state, input);
    if (rule === undefined) return state.end(TOO_LARGE_TO_PUT);
    await recognise(state, input, look.observed);
    const planned = planGroupSteps({ ...rule, known: state.known(), observed: look.observed, adopt });
    if ("blocked" in planned) return state.end(undefined, planned.blocked);
    takeOver(state, look.observed, planned);
    await announce(state, input, planned);
    const verdict = await carryOut(state, planned, progress);
    if (verdict.kind === "ended") return state.end(verdict.failure, progress.nameClash);
  }
  return state.end({ kind: "failed", status: undefined, detail: "The group keeps changing in the app." });
}

/** A PUT carries all members, and those that cannot be read would be lost by it. */
const TOO_LARGE_TO_PUT: FailureOutcome = {
  kind: "rejected",
  status: 200,
  scimType: undefined,
  detail:
    "The group has more members in the app than fit into an answer that is read, and a PUT would have to carry them all. If the app knows PATCH, set the switch group of its connection to PATCH.",
};

/**
 * The members cannot be read: as for a target that never shows them, our own record counts, and all additions are sent again, which changes
 * nothing for those who are there. Undefined where no request can be made without reading.
 */
function withoutReading(state: GroupState, input: GroupRunInput): GroupRunInput | undefined {
  if (input.desired.kind === "absent") return input;
  if (input.dialect.group === "PUT") return undefined;
  state.isUnreadable = true;
  const { members, own } = state.known();
  if (members === undefined) state.startFrom(own);
  return { ...input, inDoubt: true, dialect: { ...input.dialect, membersReturned: false } };
}

/** Members whose account the directory knows are its own to remove, where foreign ones stay. A group that was chosen keeps all that it had. */
async function recognise(state: GroupState, input: GroupRunInput, observed: ObservedGroup): Promise<void> {
  const known = state.known();
  if (input.foreignMembers !== "KEEP" || known.linkedByChoice || known.members !== undefined) return;
  if (observed.kind !== "one" || observed.members === undefined || input.findAccounts === undefined) return;
  const own = new Set(known.own);
  const strange = observed.members.filter((value) => !own.has(value));
  if (strange.length > 0) state.learnOwn(await input.findAccounts(strange));
}

async function announce(state: GroupState, input: GroupRunInput, planned: GroupSteps): Promise<void> {
  const changes = planned.steps.flatMap((step) => step.changes);
  const added = changes.flatMap(({ change, value }) => (change === "add" ? [value] : []));
  if (added.length === 0) return;
  state.learnOwn(added);
  await input.onAdding?.(added);
}

/** What would be sent now. Reads are made, nothing is written. */
export async function previewGroup(input: Omit<GroupRunInput, "onStep">): Promise<Preview> {
  const state = createGroupState(input);
  const look = await observeGroup(lookerOf(input, state), { mustRead: false, inDoubt: input.inDoubt === true });
  if (look.kind === "failed") return { actions: [], reads: state.steps, failure: look.failure };
  const lost = lostLink(input, state, look.observed);
  if (lost !== undefined) return { actions: [], blocked: lost, reads: state.steps };
  const rule = look.tooLarge === undefined ? input : withoutReading(state, input);
  if (rule === undefined) return { actions: [], reads: state.steps, failure: TOO_LARGE_TO_PUT };
  await recognise(state, input, look.observed);
  return { ...planGroup({ ...rule, known: state.known(), observed: look.observed }), reads: state.steps };
}

/** The group was linked, and the app no longer knows it: a person decides what it is linked to from now on. */
function lostLink(
  { known, desired }: GroupReadsInput,
  state: GroupState,
  observed: ObservedGroup,
): Plan["blocked"] | undefined {
  if (desired.kind === "absent" || known.externalId === undefined || state.known().externalId !== undefined)
    return undefined;
  return groupGone({ id: known.externalId, displayName: known.displayName ?? desired.displayName }, observed);
}

interface Progress {
  /** Set when a create was sent without a usable answer: the end of the run if the group cannot be found. */
  afterCreate: FailureOutcome | undefined;
  nameClash: Plan["blocked"];
  readonly looked: Set<"loss" | "disappearance">;
}

function lookerOf(input: GroupReadsInput, state: GroupState): GroupLooker {
  return {
    input,
    known: state.known,
    perform: (action, refine) => state.perform(action, refine === undefined ? {} : { refine }),
  };
}

/** Takes over link, name and members from what was seen, so that a crash from here on finds them recorded. */
function takeOver(state: GroupState, observed: ObservedGroup, planned: GroupSteps): void {
  if (observed.kind === "one" && state.desired.kind === "present") {
    state.learnId(observed.id);
    state.learnName(observed.displayName);
  }
  if (state.desired.kind === "present" && planned.baseMembers !== undefined && observed.kind !== "none")
    state.startFrom(planned.baseMembers);
}

type Verdict =
  | { readonly kind: "ended"; readonly failure: FailureOutcome | undefined }
  | { readonly kind: "lookAgain" };

async function carryOut(state: GroupState, planned: GroupSteps, progress: Progress): Promise<Verdict> {
  let refused: FailureOutcome | undefined;
  for (const step of planned.steps) {
    if (step.action.purpose === "replaceMembers" || step.changes.length > 0) {
      const verdict = await sendMembers(state, planned.context, step);
      if (verdict.kind === "dealtWith") continue;
      if (isNameClash(state, step.action, verdict.failure)) return endWithNameClash(state, progress);
      if (verdict.failure.kind === "gone" && lookOnce(progress, "disappearance")) return { kind: "lookAgain" };
      return { kind: "ended", failure: refused ?? verdict.failure };
    }
    const outcome = await state.perform(step.action);
    const next = judge(state, progress, { action: step.action, outcome });
    if (next === "lookAgain") return { kind: "lookAgain" };
    if (next === "done") return { kind: "ended", failure: undefined };
    if (next === "next") continue;
    // A refused name does not hold up the members.
    if (step.action.purpose !== "renameGroup" || next.kind !== "rejected") return { kind: "ended", failure: next };
    if (isNameClash(state, step.action, next)) endWithNameClash(state, progress);
    else refused ??= next;
  }
  return { kind: "ended", failure: refused };
}

function judge(
  state: GroupState,
  progress: Progress,
  sent: { readonly action: Action; readonly outcome: Outcome },
): "next" | "lookAgain" | "done" | FailureOutcome {
  const { action, outcome } = sent;
  const isCreate = action.purpose === "createGroup";
  switch (outcome.kind) {
    case "unchanged":
    case "linked":
      return "next";
    case "done":
      return isCreate && state.known().externalId === undefined
        ? afterLostCreate(progress, {
            kind: "unknown",
            detail: "The app said that it created the group, but returned no id.",
          })
        : "next";
    case "unknown":
      if (isCreate) return afterLostCreate(progress, outcome);
      return lookOnce(progress, "loss") ? "lookAgain" : outcome;
    case "rejected":
      return isCreate && outcome.status === 409 ? afterLostCreate(progress, outcome) : outcome;
    case "gone":
      if (state.desired.kind === "absent") return "done";
      return lookOnce(progress, "disappearance") ? "lookAgain" : outcome;
    case "retryAfter":
    case "failed":
    case "stopped":
      return outcome;
  }
}

function afterLostCreate(progress: Progress, failure: FailureOutcome): "lookAgain" | FailureOutcome {
  if (progress.afterCreate !== undefined) return progress.afterCreate;
  progress.afterCreate = failure;
  return "lookAgain";
}

function lookOnce(progress: Progress, cause: "loss" | "disappearance"): boolean {
  if (progress.looked.has(cause)) return false;
  progress.looked.add(cause);
  return true;
}

function endWithNameClash(state: GroupState, progress: Progress): Verdict {
  if (state.desired.kind === "present") progress.nameClash = nameTaken(state.desired.displayName);
  return { kind: "ended", failure: undefined };
}
