/** Reads a group of the target before anything is written: by id when linked, else by name. */
import { isJsonObject, type JsonObject } from "@lockstep/scim";
import { type GroupReadsInput, needsMemberReading, planGroupReads } from "../plan/group.ts";
import { type LookupKey, readAction } from "../plan/lookup.ts";
import type { Action, FailureOutcome, KnownGroup, ObservedGroup, Outcome } from "../types.ts";
import { search } from "./look-up.ts";
import { readWholeGroup } from "./read-whole-group.ts";

/** What a look at the target gave: an observation, or why there is none. */
export type GroupLook =
  | {
      readonly kind: "seen";
      readonly observed: ObservedGroup;
      /** The group is there, and its members cannot be read: there are too many for an answer. */
      readonly tooLarge?: FailureOutcome;
    }
  | { readonly kind: "failed"; readonly failure: FailureOutcome };

/** What looking needs of a run. */
export interface GroupLooker {
  readonly input: GroupReadsInput;
  known(): KnownGroup;
  perform(action: Action, refine?: (outcome: Outcome) => Outcome): Promise<Outcome>;
}

/** How careful the look must be. */
export interface GroupLookOptions {
  /** Read a linked group, members included, even if nothing seems to have changed. */
  readonly mustRead: boolean;
  /** A create may have been carried out whose answer is not known: the group may bear our id under another name. */
  readonly inDoubt: boolean;
}

/** Looks at the target. A linked group that is gone is looked up again by name. */
export async function observeGroup(looker: GroupLooker, options: GroupLookOptions): Promise<GroupLook> {
  const linkedId = looker.known().externalId;
  if (linkedId !== undefined) {
    const planned = planGroupReads({ ...looker.input, known: looker.known() })[0];
    const action = options.mustRead
      ? readAction("readGroup", linkedId, "Whether the last request was carried out.")
      : planned;
    if (action === undefined) return { kind: "seen", observed: { kind: "notRead" } };
    const look = await readGroup(looker, action, linkedId);
    if (look.kind === "failed" || look.observed.kind === "one" || looker.input.desired.kind === "absent") return look;
  }
  // Made again in the app it may bear our id under another name.
  const look = await lookUp(looker, options.inDoubt || linkedId !== undefined);
  if (look.kind === "failed" || look.observed.kind !== "one" || !needsWhole(looker)) return look;
  // Rows of a list often come without members; a PUT must not lose them.
  const action = readAction("readGroup", look.observed.id, "What the group holds before it is changed.");
  const read = await readGroup(looker, action, look.observed.id);
  // What the list showed of it counts where nothing else can be read.
  return read.kind === "seen" && read.observed.kind === "notRead" ? { ...read, observed: look.observed } : read;
}

function needsWhole({ input, known }: GroupLooker): boolean {
  if (input.desired.kind === "absent") return false;
  if (input.dialect.group === "PUT") return true;
  return needsMemberReading({ ...input, known: known() }, input.desired.members.length);
}

/** Reads a group by its id; `none` when the target says that it is not there, `notRead` when it is too large to say even its name. */
export async function readGroup(looker: GroupLooker, action: Action, id: string): Promise<GroupLook> {
  const { outcome, tooLarge } = await readWholeGroup((part) => looker.perform(part), id, action);
  if (outcome.kind === "gone") return { kind: "seen", observed: { kind: "none" } };
  if (outcome.kind === "done" && outcome.resource !== undefined) {
    const found = describe(id, outcome.resource);
    return tooLarge === undefined
      ? { kind: "seen", observed: { ...found, members: readMembers(outcome.resource) } }
      : { kind: "seen", observed: found, tooLarge };
  }
  return tooLarge === undefined ? failedLook(outcome) : { kind: "seen", observed: { kind: "notRead" }, tooLarge };
}

async function lookUp(looker: GroupLooker, inDoubt: boolean): Promise<GroupLook> {
  const { desired } = looker.input;
  const action = planGroupReads({ ...looker.input, known: looker.known() })[0];
  const displayName = desired.kind === "present" ? desired.displayName : desired.maybeCreated?.displayName;
  if (action === undefined || displayName === undefined) return { kind: "seen", observed: { kind: "notRead" } };
  const own = desired.kind === "present" ? desired.externalId : desired.maybeCreated?.externalId;
  const isShown = !looker.input.dialect.neverReturned.includes("externalId");
  if (inDoubt && own !== undefined && isShown) {
    const key: LookupKey = { attribute: "externalId", value: own };
    const look = await lookUpBy(looker, "Whether an earlier request created the group: it would bear this id.", key);
    if (look.kind === "seen" && look.observed.kind === "one") return look;
    // A target that cannot filter groups by externalId refuses or ignores the filter; the name still decides.
    if (look.kind === "failed" && look.failure.kind !== "rejected") return look;
  }
  return lookUpBy(looker, action.reason, { attribute: "displayName", value: displayName });
}

async function lookUpBy(looker: GroupLooker, reason: string, key: LookupKey): Promise<GroupLook> {
  const { dialect, desired } = looker.input;
  const perform = looker.perform.bind(looker);
  const searched = await search({ dialect, perform }, { purpose: "lookupGroup", key, reason });
  if (searched.kind === "failed") return failedLook(searched.outcome);
  const row = pickRow(searched.rows, desired);
  if (row !== undefined) return { kind: "seen", observed: describe(row.id, row) };
  const ids = searched.rows.map(({ id }) => id);
  return { kind: "seen", observed: ids.length === 0 ? { kind: "none" } : { kind: "ambiguous", ids } };
}

/** The only row; of several, the one that bears our id. */
function pickRow<Row extends JsonObject>(rows: readonly Row[], desired: GroupReadsInput["desired"]): Row | undefined {
  const [only, ...more] = rows;
  if (more.length === 0) return only;
  const own = desired.kind === "present" ? desired.externalId : desired.maybeCreated?.externalId;
  const ours = own === undefined ? [] : rows.filter((row) => row["externalId"] === own);
  return ours.length === 1 ? ours[0] : undefined;
}

function describe(id: string, resource: JsonObject): Extract<ObservedGroup, { kind: "one" }> {
  const { displayName, externalId } = resource;
  return {
    kind: "one",
    id,
    displayName: typeof displayName === "string" ? displayName : "",
    externalId: typeof externalId === "string" && externalId !== "" ? externalId : undefined,
    members: undefined,
    resource,
  };
}

/** The SCIM ids of a group's members; undefined when the resource carries none. */
export function readMembers(resource: JsonObject): readonly string[] | undefined {
  const members = resource["members"];
  if (!Array.isArray(members)) return undefined;
  return members.flatMap((member) => {
    const value = isJsonObject(member) ? member["value"] : undefined;
    return typeof value === "string" ? [value] : [];
  });
}

function failedLook(outcome: Outcome): GroupLook {
  if (outcome.kind === "done" || outcome.kind === "unchanged" || outcome.kind === "linked") {
    return { kind: "failed", failure: { kind: "failed", status: undefined, detail: "The answer cannot be read." } };
  }
  return { kind: "failed", failure: outcome };
}
