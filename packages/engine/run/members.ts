/**
 * Sends changes of membership. One bad member never stops the rest: a portion that the target refuses is halved until
 * the refused member stands alone; it is left out with the target's words.
 */
import type { JsonObject } from "@lockstep/scim";
import { readAction, readNameAction } from "../plan/lookup.ts";
import {
  changeMembersAction,
  chunkChanges,
  type GroupContext,
  type MemberChange,
  memberChanges,
} from "../plan/members.ts";
import { type Action, type FailureOutcome, type Outcome, PLACEHOLDER } from "../types.ts";
import type { GroupState } from "./group-state.ts";
import { mayHaveArrived } from "./learn-user.ts";
import { readMembers } from "./observe-group.ts";
import { readWholeGroup } from "./read-whole-group.ts";

/** How a portion ended: all dealt with, or a failure that ends the run. */
export type MembersVerdict =
  | { readonly kind: "dealtWith" }
  | { readonly kind: "ended"; readonly failure: FailureOutcome };

const DEALT_WITH: MembersVerdict = { kind: "dealtWith" };

/** Sends one portion, isolating what the target refuses and asking it about what got lost. */
export async function sendMembers(
  state: GroupState,
  context: GroupContext,
  portion: { readonly action: Action; readonly changes: readonly MemberChange[] },
): Promise<MembersVerdict> {
  const verdict = await sendPortion(state, context, portion);
  if (verdict.kind === "ended" && mayHaveArrived(verdict.failure)) state.doubt(portion.changes);
  return verdict;
}

async function sendPortion(
  state: GroupState,
  context: GroupContext,
  portion: { readonly action: Action; readonly changes: readonly MemberChange[] },
): Promise<MembersVerdict> {
  const outcome = await sendChange(state, context, portion.action);
  switch (outcome.kind) {
    case "done":
    case "unchanged":
    case "linked":
      confirm(state, context, portion);
      return DEALT_WITH;
    case "unknown":
      if (!context.dialect.membersReturned && !state.isUnreadable) return { kind: "ended", failure: outcome };
      return setsAll(context, portion.action)
        ? catchUp(state, context, { changes: portion.changes, failure: outcome })
        : askWhatArrived(state, context, { changes: portion.changes, failure: outcome });
    case "rejected":
      if (!isOfMembers(outcome) || isNameClash(state, portion.action, outcome))
        return { kind: "ended", failure: outcome };
      return setsAll(context, portion.action)
        ? catchUp(state, context, { changes: portion.changes, failure: outcome })
        : isolate(state, context, { ...portion, outcome });
    case "gone":
    case "retryAfter":
    case "failed":
    case "stopped":
      return { kind: "ended", failure: outcome };
  }
}

/**
 * 404 speaks of the group or of a member: the group is asked for once, without its members. While it is there, the portion was refused
 * like any other.
 */
async function sendChange(state: GroupState, context: GroupContext, action: Action): Promise<Outcome> {
  const outcome = await state.perform(action, { ...valuesFor(state), refine: asRefusal });
  if (outcome.kind !== "rejected" || outcome.status !== 404 || state.isGroupSeen) return outcome;
  const id = state.known().externalId ?? context.id;
  const look = await state.perform(readNameAction(id, "Whether the group is missing, or one of its members."));
  if (look.kind !== "done") return look;
  state.isGroupSeen = true;
  return outcome;
}

function asRefusal(outcome: Outcome): Outcome {
  return outcome.kind === "gone"
    ? { kind: "rejected", status: 404, scimType: undefined, detail: outcome.detail }
    : outcome;
}

function valuesFor(state: GroupState): { values?: { createdId: string } } {
  const createdId = state.known().externalId;
  return createdId === undefined ? {} : { values: { createdId } };
}

function confirm(
  state: GroupState,
  context: GroupContext,
  portion: { readonly action: Action; readonly changes: readonly MemberChange[] },
): void {
  if (setsAll(context, portion.action)) state.startFrom([]);
  state.learnChanges(portion.changes);
}

/** Whether an action sets all members by PATCH, whoever they were; its changes are then the members that it sets. */
function setsAll(context: GroupContext, action: Action): boolean {
  return action.purpose === "replaceMembers" && context.dialect.group !== "PUT";
}

/** Setting all members got lost or was refused: the group is read, and the difference goes out as a delta. */
async function catchUp(
  state: GroupState,
  context: GroupContext,
  missed: { readonly changes: readonly MemberChange[]; readonly failure: FailureOutcome },
): Promise<MembersVerdict> {
  const id = state.known().externalId ?? context.id;
  const action = readAction("readGroup", id, "Who is in the group after all.");
  const { outcome, tooLarge } = await readWholeGroup(state.perform, id, action);
  if (tooLarge !== undefined) return { kind: "ended", failure: missed.failure };
  if (outcome.kind !== "done" || outcome.resource === undefined) return notAnswered(state, outcome, missed.failure);
  const held = readMembers(outcome.resource) ?? [];
  state.startFrom(held);
  const latest = { ...context, id, resource: outcome.resource };
  for (const chunk of chunkChanges(context.dialect, memberChanges(held, missed.changes))) {
    const verdict = await sendMembers(state, latest, { action: changeMembersAction(latest, chunk), changes: chunk });
    if (verdict.kind === "ended") return verdict;
  }
  return DEALT_WITH;
}

/** A rename (or a PUT that carries a new name) answered with 409: another group bears the name. */
export function isNameClash(state: GroupState, action: Action, failure: FailureOutcome): boolean {
  if (state.desired.kind === "absent" || failure.kind !== "rejected" || failure.status !== 409) return false;
  const isRename = action.purpose === "renameGroup" || action.request.method === "PUT";
  return isRename && state.known().displayName !== state.desired.displayName;
}

/** The question what arrived was not answered either. A wait or a stop of the whole app counts more than what was lost before it. */
function notAnswered(state: GroupState, outcome: Outcome, lost: FailureOutcome): MembersVerdict {
  state.doubt();
  const isOfApp = outcome.kind === "retryAfter" || outcome.kind === "stopped";
  return { kind: "ended", failure: isOfApp ? outcome : lost };
}

/** Errors about how a request is written concern every portion alike; halving would only repeat them. */
function isOfMembers(outcome: Extract<Outcome, { kind: "rejected" }>): boolean {
  if (!new Set([400, 404, 409, 413, 422]).has(outcome.status)) return false;
  return (
    outcome.scimType !== "invalidSyntax" && outcome.scimType !== "invalidPath" && outcome.scimType !== "invalidFilter"
  );
}

async function isolate(
  state: GroupState,
  context: GroupContext,
  refused: { readonly changes: readonly MemberChange[]; readonly outcome: Extract<Outcome, { kind: "rejected" }> },
): Promise<MembersVerdict> {
  const { changes, outcome } = refused;
  const [only, ...more] = changes;
  if (only === undefined) return { kind: "ended", failure: outcome };
  if (more.length === 0) {
    // RFC 7644 §3.5.2.2: removing who is not there may be answered with noTarget (or 404 in some apps); that is what was wanted.
    const isNotThere = outcome.scimType === "noTarget" || outcome.status === 404;
    if (only.change === "remove" && isNotThere) state.learnChanges([only]);
    else state.leftOut.push({ value: only.value, change: only.change, detail: outcome.detail });
    return DEALT_WITH;
  }
  const middle = Math.ceil(changes.length / 2);
  for (const half of [changes.slice(0, middle), changes.slice(middle)]) {
    if (state.isolationRequestsLeft <= 0) return { kind: "ended", failure: outcome };
    state.isolationRequestsLeft -= 1;
    const latest = withChanges(context, state);
    const verdict = await sendMembers(state, latest, { action: changeMembersAction(latest, half), changes: half });
    if (verdict.kind === "ended") return verdict;
  }
  return DEALT_WITH;
}

/** A PUT carries everybody: what earlier halves changed must be in the next one. */
function withChanges(context: GroupContext, state: GroupState): GroupContext {
  const { externalId, members } = state.known();
  const id = externalId ?? context.id;
  if (context.dialect.group !== "PUT" || members === undefined) return { ...context, id };
  const kept = new Set(readMembers(context.resource) ?? []);
  const added = members.filter((value) => !kept.has(value)).map((value): JsonObject => ({ value, display: null }));
  const before = Array.isArray(context.resource["members"]) ? context.resource["members"] : [];
  return { ...context, id, resource: { ...context.resource, members: [...before, ...added] } };
}

/**
 * The answer got lost: the group is read once, what arrived is confirmed, and only the rest is sent again. All of it where the members are too
 * many to be read: who is there already is added without effect, and who is not there is removed without effect.
 */
async function askWhatArrived(
  state: GroupState,
  context: GroupContext,
  lost: { readonly changes: readonly MemberChange[]; readonly failure: FailureOutcome },
): Promise<MembersVerdict> {
  const id = state.known().externalId ?? context.id;
  if (id === PLACEHOLDER.createdId) return { kind: "ended", failure: lost.failure };
  if (state.isUnreadable) return sendAgain(state, { ...context, id }, lost);
  const action = readAction("readGroup", id, "Which members the lost request reached.");
  const { outcome, tooLarge } = await readWholeGroup(state.perform, id, action);
  if (tooLarge !== undefined) {
    state.isUnreadable = true;
    return sendAgain(state, { ...context, id }, lost);
  }
  if (outcome.kind !== "done" || outcome.resource === undefined) return notAnswered(state, outcome, lost.failure);
  const members = readMembers(outcome.resource);
  if (members === undefined) return { kind: "ended", failure: lost.failure };
  const present = new Set(members);
  const hasArrived = ({ change, value }: MemberChange) => present.has(value) === (change === "add");
  state.learnChanges(lost.changes.filter(hasArrived));
  const rest = lost.changes.filter((change) => !hasArrived(change));
  if (rest.length === 0) return DEALT_WITH;
  return sendAgain(state, { ...context, id, resource: outcome.resource }, { ...lost, changes: rest });
}

async function sendAgain(
  state: GroupState,
  latest: GroupContext,
  lost: { readonly changes: readonly MemberChange[]; readonly failure: FailureOutcome },
): Promise<MembersVerdict> {
  const { changes } = lost;
  const again = await sendChange(state, latest, changeMembersAction(latest, changes));
  if (again.kind === "done") {
    state.learnChanges(changes);
    return DEALT_WITH;
  }
  if (again.kind === "rejected" && isOfMembers(again)) return isolate(state, latest, { changes, outcome: again });
  return { kind: "ended", failure: again.kind === "unchanged" || again.kind === "linked" ? lost.failure : again };
}
