/** What a group's run knows and gathers: steps, members confirmed so far, members left out. */

import type { MemberChange } from "../plan/members.ts";
import type {
  Action,
  DesiredGroup,
  FailureOutcome,
  GroupRun,
  KnownGroup,
  LeftOutMember,
  Outcome,
  Plan,
  Step,
} from "../types.ts";
import { mayHaveArrived, readId } from "./learn-user.ts";
import { createSender, type PlaceholderValues, type SenderOptions } from "./sender.ts";

/** The state of one run. Members are kept as a set and written into `known` on demand: a chunk must not copy the group. */
export interface GroupState {
  readonly desired: DesiredGroup;
  readonly leftOut: LeftOutMember[];
  readonly steps: readonly Step[];
  /** Requests that may still be spent on finding single members that the target refuses. */
  isolationRequestsLeft: number;
  /** Set when the app was asked after a 404 and still had the group. */
  isGroupSeen: boolean;
  /** Whether a group may exist that nobody knows the id of. */
  isDoubtful: boolean;
  /** Set when the group turned out to have more members than can be read: what is known of them is then our own record. */
  isUnreadable: boolean;
  known(): KnownGroup;
  perform(
    action: Action,
    options?: { readonly values?: PlaceholderValues; readonly refine?: (outcome: Outcome) => Outcome },
  ): Promise<Outcome>;
  /** Takes over who is in the group, as far as it is known; undefined = unknown. */
  startFrom(members: readonly string[] | undefined): void;
  /** Requests may have arrived or not: nobody knows now who is in the group and what it is called. */
  doubt(changes?: readonly MemberChange[]): void;
  /** Members that count as come from here when they are found: an addition was sent, or is about to be. */
  learnOwn(values: readonly string[]): void;
  learnName(displayName: string | undefined): void;
  learnId(externalId: string): void;
  learnChanges(changes: readonly MemberChange[]): void;
  forget(): void;
  end(failure: FailureOutcome | undefined, blocked?: Plan["blocked"]): GroupRun;
}

/** A hundred members of which some are refused need about seven requests for each; the bound ends a refusal of everybody. */
const ISOLATION_REQUESTS_MAX = 200;

/** What the state is made of. */
export interface GroupStateOptions extends SenderOptions {
  readonly desired: DesiredGroup;
  readonly known: KnownGroup;
  readonly onStep?: (step: Step, known: KnownGroup) => Promise<void> | void;
}

/** A fresh state that starts from what is known. */
export function createGroupState(options: GroupStateOptions): GroupState {
  const send = createSender(options);
  const steps: Step[] = [];
  let { externalId, displayName } = options.known;
  let members = options.known.members === undefined ? undefined : new Set(options.known.members);
  const own = new Set([...(options.known.own ?? []), ...(options.known.members ?? [])]);
  const state: GroupState = {
    desired: options.desired,
    leftOut: [],
    steps,
    isolationRequestsLeft: ISOLATION_REQUESTS_MAX,
    isGroupSeen: false,
    isDoubtful: false,
    isUnreadable: false,
    known: () => ({
      externalId,
      displayName,
      members: members === undefined ? undefined : [...members],
      linkedByChoice: options.known.linkedByChoice,
      ...(members === undefined ? { own: [...own] } : {}),
    }),
    async perform(action, performOptions) {
      const step = await send(action, performOptions);
      steps.push(step);
      learn(state, action, step.outcome);
      await options.onStep?.(step, state.known());
      return step.outcome;
    },
    startFrom(start) {
      members = start === undefined ? undefined : new Set(start);
    },
    doubt(changes = []) {
      // Where reading shows no members, whoever was sent counts as held, so that a removal is not forgotten.
      if (!options.dialect.membersReturned || state.isUnreadable) {
        state.learnChanges(changes.filter(({ change }) => change === "add"));
        return;
      }
      for (const value of members ?? []) own.add(value);
      members = undefined;
      displayName = undefined;
    },
    learnOwn(values) {
      for (const value of values) own.add(value);
    },
    learnName(name) {
      displayName = name;
    },
    learnId(id) {
      externalId = id;
    },
    learnChanges(changes) {
      members ??= new Set();
      for (const { change, value } of changes) {
        if (change === "add") members.add(value);
        else members.delete(value);
      }
    },
    forget() {
      externalId = undefined;
      displayName = undefined;
      members = undefined;
    },
    end: (failure, blocked) => ({
      steps,
      known: state.known(),
      complete: failure === undefined && blocked === undefined && state.leftOut.length === 0,
      leftOut: state.leftOut,
      ...(blocked === undefined ? {} : { blocked }),
      ...(failure === undefined ? {} : { failure }),
      ...(state.isDoubtful && externalId === undefined ? { inDoubt: true } : {}),
    }),
  };
  return state;
}

function learn(state: GroupState, action: Action, outcome: Outcome): void {
  if (outcome.kind === "gone") state.forget();
  if (action.purpose === "createGroup" && mayHaveArrived(outcome)) state.isDoubtful = true;
  if (action.purpose === "renameGroup" && mayHaveArrived(outcome)) state.learnName(undefined);
  if (outcome.kind !== "done") return;
  if (action.purpose === "deleteGroup") state.forget();
  if (state.desired.kind === "absent") return;
  if (action.purpose === "createGroup") {
    const id = readId(outcome.resource);
    if (id === undefined) return;
    state.learnId(id);
    state.learnName(state.desired.displayName);
    state.startFrom([]);
  }
  if (action.purpose === "renameGroup") state.learnName(state.desired.displayName);
  // In a dialect that PUTs the group, the request about members carries the name too.
  const name = action.request.method === "PUT" ? action.request.body?.["displayName"] : undefined;
  if (typeof name === "string") state.learnName(name);
}
