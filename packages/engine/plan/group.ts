/** From desired and observed state to requests about one push group, as pure data. Order: rename, removals, additions. */
import { GROUP_URN, type JsonObject } from "@lockstep/scim";
import {
  type Action,
  type DesiredGroup,
  type Dialect,
  type KnownGroup,
  type ObservedGroup,
  PLACEHOLDER,
  type Plan,
} from "../types.ts";
import { listAction, lookupAction, readAction, readNameAction, resourcePath } from "./lookup.ts";
import {
  changeMembersAction,
  chunkChanges,
  type GroupContext,
  type Member,
  type MemberChange,
  memberChanges,
  renameGroupAction,
  replaceMembersAction,
} from "./members.ts";

/** What decides which reads come first. */
export interface GroupReadsInput {
  readonly desired: DesiredGroup;
  readonly known: KnownGroup;
  readonly dialect: Dialect;
  /**
   * An earlier run of this group may have ended without its result being recorded (an expired lease): the group is then
   * looked for by `externalId` as well, and its members are read instead of trusted, or all sent again where reading shows none.
   */
  readonly inDoubt?: boolean;
  /**
   * `KEEP`: members that the directory does not know stay, also when the whole group is set anew. Default `REMOVE`. A group that the
   * administrator chose keeps them in any case.
   */
  readonly foreignMembers?: "KEEP" | "REMOVE";
}

/** What a group's plan is made from. */
export interface GroupPlanInput extends GroupReadsInput {
  readonly observed: ObservedGroup;
}

type PresentGroup = Extract<DesiredGroup, { kind: "present" }>;
type FoundGroup = Extract<ObservedGroup, { kind: "one" }>;

/** An action with what the run must know to isolate one member that the target refuses. */
export interface GroupStep {
  readonly action: Action;
  /** The changes of membership that the action carries; empty for other actions. */
  readonly changes: readonly MemberChange[];
}

/** A group's plan with its steps, and the members that the changes start from. */
export interface GroupSteps {
  readonly steps: readonly GroupStep[];
  readonly context: GroupContext;
  /** Undefined when one request sets all members. */
  readonly baseMembers: readonly string[] | undefined;
}

/** The reads that must come before the plan. Empty when nothing has changed, or when a delta needs no reading. */
export function planGroupReads(input: GroupReadsInput): readonly Action[] {
  const { desired, known, dialect } = input;
  if (desired.kind === "absent") {
    if (!desired.deleteInTarget || known.externalId !== undefined || desired.maybeCreated === undefined) return [];
    const reason = "Whether an earlier request created the group whose id was never learnt.";
    return [lookupGroup(dialect, desired.maybeCreated.displayName, reason)];
  }
  if (known.externalId === undefined) {
    const reason = "Whether the app has a group of this name already.";
    return [lookupGroup(dialect, desired.displayName, reason)];
  }
  if (!hasChanged(desired, known)) return [];
  const needsMembers = needsMemberReading(input, desired.members.length);
  if (dialect.group === "PUT" || needsMembers) {
    return [readAction("readGroup", known.externalId, "What the group holds before it is changed.")];
  }
  if (known.displayName !== undefined) return [];
  return [readNameAction(known.externalId, "What the linked group is called.")];
}

function lookupGroup(dialect: Dialect, displayName: string, reason: string): Action {
  return dialect.lookupBy === "LIST"
    ? listAction("lookupGroup", 1, reason)
    : lookupAction("lookupGroup", { attribute: "displayName", value: displayName }, reason);
}

/** The writes that turn what was observed into what is desired. When the reads were not made yet, the plan is those reads. */
export function planGroup(input: GroupPlanInput): Plan {
  if (input.observed.kind === "notRead") {
    const reads = planGroupReads(input);
    if (reads.length > 0) return { actions: reads };
  }
  const planned = planGroupSteps(input);
  return "blocked" in planned
    ? { actions: [], blocked: planned.blocked }
    : { actions: planned.steps.map(({ action }) => action) };
}

/** As `planGroup`, with what a run needs besides. `adopt`: the group that was found is surely the one that this run created. */
export function planGroupSteps(
  input: GroupPlanInput & { readonly adopt?: boolean },
): GroupSteps | { readonly blocked: NonNullable<Plan["blocked"]> } {
  const { desired, known, observed } = input;
  if (observed.kind === "ambiguous") return { blocked: ambiguous(observed.ids) };
  if (desired.kind === "absent") return planAbsent(input, desired);
  if (observed.kind === "none") return planCreate(input, desired);
  if (observed.kind === "one" && known.externalId === undefined && !isOurs(input, desired, observed)) {
    return { blocked: nameTaken(desired.displayName) };
  }
  return planChange(input, desired);
}

/** Why a group of this name is left alone. */
export function nameTaken(displayName: string): NonNullable<Plan["blocked"]> {
  return {
    code: "groupNameTaken",
    message: `The app already has a group named "${displayName}". Group names should be unique, otherwise the groups are not linked: rename one of the two, or choose to link this group to the existing one.`,
  };
}

/** Why a group that was linked and is gone is neither made anew nor linked again without a person's decision. */
export function groupGone(
  gone: { readonly id: string; readonly displayName: string },
  observed: ObservedGroup,
): NonNullable<Plan["blocked"]> {
  const { id, displayName } = gone;
  const beginning = `The app no longer has the group that "${displayName}" is pushed to (${id})`;
  return { code: "groupGone", message: `${beginning}${whatStandsThere(observed)}` };
}

function whatStandsThere(observed: ObservedGroup): string {
  if (observed.kind === "one") {
    return `, but another one named "${observed.displayName}" (${observed.id}): it was deleted and made again there, or restored.`;
  }
  if (observed.kind === "ambiguous") return `, but ${observed.ids.length} others of this name.`;
  return ": it was deleted there.";
}

function isOurs(
  input: { readonly known: KnownGroup; readonly adopt?: boolean },
  desired: PresentGroup,
  found: FoundGroup,
): boolean {
  if (input.known.linkedByChoice) return true;
  if (found.externalId !== undefined) return found.externalId === desired.externalId;
  return input.adopt === true;
}

function planCreate(input: GroupPlanInput, desired: PresentGroup): GroupSteps {
  const action: Action = {
    purpose: "createGroup",
    request: {
      method: "POST",
      path: "/Groups",
      body: {
        schemas: [GROUP_URN],
        ...ownId(input.dialect, desired),
        displayName: desired.displayName,
        members: [],
      },
    },
    reason: "The app has no group of this name.",
  };
  const resource = ownId(input.dialect, desired);
  const context = { dialect: input.dialect, id: PLACEHOLDER.createdId, displayName: desired.displayName, resource };
  const changes = memberChanges([], desired.members);
  return { steps: [{ action, changes: [] }, ...memberSteps(context, changes)], context, baseMembers: [] };
}

function ownId(dialect: Dialect, { externalId }: PresentGroup): JsonObject {
  return externalId === undefined || dialect.neverSent.includes("externalId") ? {} : { externalId };
}

function planChange(input: GroupPlanInput, desired: PresentGroup): GroupSteps {
  const { known, observed, dialect } = input;
  const found = observed.kind === "one" ? observed : undefined;
  const id = known.externalId ?? found?.id ?? PLACEHOLDER.createdId;
  const currentName = found?.displayName ?? known.displayName;
  const mustRename = desired.mayRename !== false && currentName !== desired.displayName;
  const displayName = mustRename ? desired.displayName : (currentName ?? desired.displayName);
  const context = { dialect, id, displayName, resource: found?.resource ?? {} };
  const base = membersToStartFrom(input, desired, found);
  const steps: GroupStep[] = [];
  if (base === undefined) {
    if (mustRename) steps.push({ action: renameGroupAction(context, currentName), changes: [] });
    steps.push(...replaceSteps(context, desired.members));
    return { steps, context, baseMembers: undefined };
  }
  // Nobody can say which of them arrived: adding a member who is there already changes nothing.
  const mustResend = input.inDoubt === true && !dialect.membersReturned;
  const wanted = new Set(desired.members.map(({ value }) => value));
  const sure = mustResend ? base.filter((value) => !wanted.has(value)) : base;
  const changes = memberChanges(sure, desired.members);
  // A PUT carries the name together with the members.
  if (mustRename && (dialect.group !== "PUT" || changes.length === 0)) {
    steps.push({ action: renameGroupAction(context, currentName), changes: [] });
  }
  steps.push(...memberSteps(context, changes));
  return { steps, context, baseMembers: base };
}

/** The members that a delta starts from; undefined when they are not known and one request can set them all. */
function membersToStartFrom(
  input: GroupPlanInput,
  desired: PresentGroup,
  found: FoundGroup | undefined,
): readonly string[] | undefined {
  const { known, dialect } = input;
  if (known.members !== undefined) return known.members;
  if (keepsForeign(input)) return ownMembers(input, desired, found);
  if (found?.members !== undefined) return found.members;
  // Read in full and without members: an empty group leaves them out (RFC 7643 §2.5).
  const { length } = desired.members;
  const mustBeDelta =
    length > dialect.memberChunkMax || !dialect.membersReplaceable || isEmptyLookedAt(dialect, length);
  return dialect.group === "PUT" || mustBeDelta ? [] : undefined;
}

/** Whether members that nobody here knows of stay. */
export function keepsForeign({ known, foreignMembers }: GroupReadsInput): boolean {
  return known.linkedByChoice || foreignMembers === "KEEP";
}

/**
 * Of the members that were found only those who came from here, or are wanted anyway, count as held: nobody else is ours to remove. Where
 * they were not read, who is wanted is added again, whoever is there.
 */
function ownMembers(
  { known }: GroupPlanInput,
  desired: PresentGroup,
  found: FoundGroup | undefined,
): readonly string[] {
  const wanted = new Set(desired.members.map(({ value }) => value));
  const own = new Set(known.own);
  if (found?.members === undefined) return [...own].filter((value) => !wanted.has(value));
  return found.members.filter((value) => own.has(value) || wanted.has(value));
}

function memberSteps(context: GroupContext, changes: readonly MemberChange[]): readonly GroupStep[] {
  return chunkChanges(context.dialect, changes).map((chunk) => ({
    action: changeMembersAction(context, chunk),
    changes: chunk,
  }));
}

function replaceSteps(context: GroupContext, members: readonly Member[]): readonly GroupStep[] {
  return [{ action: replaceMembersAction(context, members), changes: memberChanges([], members) }];
}

function planAbsent(input: GroupPlanInput, desired: Extract<DesiredGroup, { kind: "absent" }>): GroupSteps {
  const { known, observed, dialect } = input;
  const own =
    observed.kind === "one" &&
    observed.externalId !== undefined &&
    observed.externalId === desired.maybeCreated?.externalId
      ? observed.id
      : undefined;
  const id = known.externalId ?? own;
  const context = { dialect, id: id ?? PLACEHOLDER.createdId, displayName: known.displayName ?? "", resource: {} };
  if (id === undefined || !desired.deleteInTarget || observed.kind === "none") {
    return { steps: [], context, baseMembers: known.members };
  }
  const action: Action = {
    purpose: "deleteGroup",
    request: { method: "DELETE", path: resourcePath("deleteGroup", id) },
    reason: "The group was unlinked with the choice to delete it in the app.",
  };
  return { steps: [{ action, changes: [] }], context, baseMembers: known.members };
}

/** Whether the group has to be read because no one request could set all members that are wanted. */
export function needsMemberReading(input: GroupReadsInput, wanted: number): boolean {
  const { known, dialect, foreignMembers } = input;
  if (known.members !== undefined || !dialect.membersReturned) return false;
  if (isEmptyLookedAt(dialect, wanted)) return true;
  return foreignMembers === "KEEP" || wanted > dialect.memberChunkMax || !dialect.membersReplaceable;
}

/**
 * Whether a group that is to have no members is read, and each of them removed. Interop (scimgateway 113, and others): a list of no members is
 * read as none given, with 200, and everybody stays.
 */
function isEmptyLookedAt(dialect: Dialect, wanted: number): boolean {
  return wanted === 0 && dialect.membersReturned;
}

function hasChanged(desired: PresentGroup, known: KnownGroup): boolean {
  if (known.members === undefined) return true;
  if (desired.mayRename !== false && known.displayName !== desired.displayName) return true;
  return memberChanges(known.members, desired.members).length > 0;
}

function ambiguous(ids: readonly string[]): NonNullable<Plan["blocked"]> {
  return {
    code: "ambiguousMatch",
    message: `The app holds ${ids.length} groups of this name (${ids.slice(0, 5).join(", ")}). None is taken by guess: give them different names in the app.`,
  };
}
