/** One run for one push group: load, decide who can be a member, run, record. */
import { type DesiredGroup, type GroupRun, type GroupRunInput, type KnownGroup, runGroup } from "@lockstep/engine";
import type { Ports } from "../deps.ts";
import type { Claim } from "./claim.ts";
import type { ComparedMembers, ComparedScope } from "./compared-members.ts";
import { type MemberSplit, splitMembers } from "./group-members.ts";
import type { GroupSubject } from "./group-subject.ts";
import { openClient } from "./open-client.ts";
import { judgeRun, type Verdict } from "./outcome-rules.ts";
import { RunStopped } from "./pace-requests.ts";
import { type RecordedGroup, recordGroup } from "./record-group.ts";
import { createRunTrace } from "./run-trace.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/** Makes the app's group equal the directory's for one leased push group, and records what became of it. */
export async function pushGroup(deps: WorkerDeps, claim: Claim, signal: AbortSignal): Promise<void> {
  const subject = await deps.store.loadGroup(claim);
  if (subject === undefined) return;
  const recorded = await runSubject(deps, subject, { claim, signal });
  await recordGroup(deps, { claim, subject, ...recorded });
}

async function runSubject(
  deps: WorkerDeps,
  subject: GroupSubject,
  options: { readonly claim: Claim; readonly signal: AbortSignal },
): Promise<RecordedGroup> {
  const { claim } = options;
  if (!subject.app.canSend) return { kind: "postponed" };
  if (!subject.removing && subject.status === "INACTIVE") return { kind: "nothingToSend" };
  if (!subject.removing && isRenamedElsewhere(subject)) return { kind: "renamedAtSource" };
  const opened = openClient(deps, subject.app);
  if (!opened.ok) {
    return {
      kind: "notRun",
      verdict: { kind: "appStops", cause: "credential", status: undefined, detail: opened.message, step: undefined },
    };
  }
  const compared = await deps.store.loadMembers(subject, scopeOf(subject, claim.interrupted));
  const split = sendsMembers(subject)
    ? splitMembers(compared.members, new Set(compared.held))
    : { members: [], leftOut: [] };
  const parts = groupRunParts(deps, subject, { compared, split, interrupted: claim.interrupted });
  const run = await runUntilStopped({
    ...parts,
    client: opened.client,
    signal: options.signal,
    findAccounts: (memberIds) => deps.store.findAccounts(subject, memberIds),
    onAdding: async (memberIds) => {
      if (!(await deps.store.noteSent(claim, subject, memberIds))) throw new RunStopped();
    },
  });
  return run === undefined
    ? { kind: "postponed", inDoubt: true }
    : { kind: "ran", run, compared, split, verdict: judgeGroupRun(run, compared.refusal) };
}

/**
 * Who is compared. Those who were noted, so that a change costs the same in a group of ten and of a hundred thousand; everybody on the first
 * push, on Push Now, and whenever an earlier request may have been carried out whose answer nobody recorded.
 */
export function scopeOf(subject: GroupSubject, interrupted: boolean): ComparedScope {
  const isDoubtful = interrupted || subject.inDoubt || subject.attempts > 0;
  return subject.removing || subject.isWhole || subject.externalId === null || isDoubtful ? "everybody" : "noted";
}

/** Whether a run has anything to say about who is in the group. */
export function sendsMembers(subject: GroupSubject): boolean {
  return subject.membersWanted && !subject.removing;
}

/** The input of a run or a preview, without what only a real run needs. */
export function groupRunParts(
  deps: Ports,
  subject: GroupSubject,
  from: { readonly compared: ComparedMembers; readonly split: MemberSplit; readonly interrupted: boolean },
): Omit<GroupRunInput, "client" | "signal" | "onStep" | "onAdding" | "findAccounts"> {
  const { membersReturned } = subject.app.dialect;
  const { scope } = from.compared;
  // Where the app does not say who is in a group, "the whole group again" is the same as doubt.
  const mustResend = !membersReturned && !subject.membersKnown && subject.externalId !== null;
  const inDoubt =
    scope === "everybody" &&
    (from.interrupted || subject.inDoubt || subject.errorSummary !== null || subject.attempts > 0 || mustResend);
  return {
    desired: desiredOf(subject, from.split, inDoubt),
    known: knownOf(subject, from.compared),
    dialect: subject.app.dialect,
    inDoubt,
    foreignMembers: subject.app.foreignMembers,
    random: deps.random,
    clock: deps.clock,
    traceId: createRunTrace(deps),
  };
}

/** The run; undefined when the worker stopped while it waited for its next request. */
async function runUntilStopped(input: GroupRunInput): Promise<GroupRun | undefined> {
  try {
    return await runGroup(input);
  } catch (error) {
    if (error instanceof RunStopped) return undefined;
    throw error;
  }
}

/** "Rename app groups to match group name" is off: a rename at the source ends the push (okta-client §3.8). */
export function isRenamedElsewhere(subject: GroupSubject): boolean {
  const { knownDisplayName } = subject;
  if (subject.app.renameAppGroups || subject.linkedByChoice || subject.externalId === null) return false;
  return knownDisplayName !== null && knownDisplayName !== subject.pushedName;
}

function desiredOf(subject: GroupSubject, split: MemberSplit, maybeCreated: boolean): DesiredGroup {
  const { id } = subject.group;
  const displayName = subject.pushedName;
  if (subject.removing) {
    const mark = subject.externalId === null && maybeCreated ? { maybeCreated: { displayName, externalId: id } } : {};
    return { kind: "absent", deleteInTarget: subject.deleteInTarget, ...mark };
  }
  return {
    kind: "present",
    displayName,
    members: split.members,
    externalId: id,
    mayRename: subject.app.renameAppGroups,
  };
}

function knownOf(subject: GroupSubject, { held, sent }: ComparedMembers): KnownGroup {
  const own = [...new Set([...held, ...sent])];
  return {
    externalId: subject.externalId ?? undefined,
    displayName: subject.knownDisplayName ?? undefined,
    members: heldOf(subject, held, own),
    own,
    linkedByChoice: subject.linkedByChoice,
  };
}

function heldOf(subject: GroupSubject, held: readonly string[], own: readonly string[]): readonly string[] | undefined {
  // Where the app does not say who is in a group, who may have arrived counts as arrived: else nobody would ever be taken out.
  if (!subject.app.dialect.membersReturned) return own;
  // While members are not wanted, nobody in the group came from here, and nobody leaves it.
  return subject.membersKnown || !subject.membersWanted ? held : undefined;
}

/** Members that the target refused one by one are left out and named, now or before; the push itself succeeded. */
function judgeGroupRun(run: GroupRun, refusal: string | undefined): Verdict {
  const detail = run.leftOut[0]?.detail ?? refusal;
  if (detail === undefined || run.failure !== undefined || run.blocked !== undefined) return judgeRun(run);
  return { kind: "waits", cause: "memberMissing", status: undefined, detail, step: run.steps.at(-1) };
}
