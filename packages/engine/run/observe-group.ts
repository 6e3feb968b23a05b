/** Reads a group of the target before anything is written: by id when linked, else by name. */
import { isJsonObject, type JsonObject } from "@lockstep/scim";
import { type GroupReadsInput, planGroupReads } from "../plan/group.ts";
import { type LookupKey, lookupAction, readAction, readLookup } from "../plan/lookup.ts";
import type { Action, FailureOutcome, KnownGroup, ObservedGroup, Outcome } from "../types.ts";

/** What a look at the target gave: an observation, or why there is none. */
export type GroupLook =
  | { readonly kind: "seen"; readonly observed: ObservedGroup }
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
  const look = await lookUp(looker, options.inDoubt);
  if (look.kind === "failed" || look.observed.kind !== "one" || !needsWhole(looker)) return look;
  // Rows of a list often come without members; a PUT must not lose them.
  const action = readAction("readGroup", look.observed.id, "What the group holds before it is changed.");
  return readGroup(looker, action, look.observed.id);
}

function needsWhole({ input, known }: GroupLooker): boolean {
  if (input.desired.kind === "absent") return false;
  if (input.dialect.group === "PUT") return true;
  return known().members === undefined && input.desired.members.length > input.dialect.memberChunkMax;
}

async function readGroup(looker: GroupLooker, action: Action, id: string): Promise<GroupLook> {
  const outcome = await looker.perform(action);
  if (outcome.kind === "gone") return { kind: "seen", observed: { kind: "none" } };
  if (outcome.kind !== "done" || outcome.resource === undefined) return failedLook(outcome);
  return { kind: "seen", observed: { ...describe(id, outcome.resource), members: readMembers(outcome.resource) } };
}

async function lookUp(looker: GroupLooker, inDoubt: boolean): Promise<GroupLook> {
  const { desired } = looker.input;
  const action = planGroupReads({ ...looker.input, known: looker.known() })[0];
  const displayName = desired.kind === "present" ? desired.displayName : desired.maybeCreated?.displayName;
  if (action === undefined || displayName === undefined) return { kind: "seen", observed: { kind: "notRead" } };
  const own = desired.kind === "present" ? desired.externalId : desired.maybeCreated?.externalId;
  if (inDoubt && own !== undefined) {
    const key: LookupKey = { attribute: "externalId", value: own };
    const reason = "Whether an earlier request created the group: it would bear this id.";
    const look = await lookUpBy(looker, lookupAction("lookupGroup", key, reason), key);
    if (look.kind === "seen" && look.observed.kind === "one") return look;
    // A target that cannot filter groups by externalId refuses or ignores the filter; the name still decides.
    if (look.kind === "failed" && look.failure.kind !== "rejected") return look;
  }
  return lookUpBy(looker, action, { attribute: "displayName", value: displayName });
}

async function lookUpBy(looker: GroupLooker, action: Action, key: LookupKey): Promise<GroupLook> {
  let observed: ObservedGroup | undefined;
  const outcome = await looker.perform(action, (raw) => {
    if (raw.kind !== "done") return raw;
    const result = readLookup(raw.resource, key);
    if (result.kind === "untrusted") {
      return { kind: "rejected", status: raw.status, scimType: undefined, detail: result.detail };
    }
    const row = pickRow(result.rows, looker.input.desired);
    if (row !== undefined) observed = describe(row.id, row);
    else if (result.rows.length === 0) observed = { kind: "none" };
    else observed = { kind: "ambiguous", ids: result.rows.map(({ id }) => id) };
    return raw;
  });
  return observed === undefined ? failedLook(outcome) : { kind: "seen", observed };
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
