/** Reads the target before anything is written: by id when linked, else by name; in doubt by `externalId` first. */

import type { JsonObject } from "@lockstep/scim";
import { readActive } from "../imported-user.ts";
import { type LookupKey, readAction } from "../plan/lookup.ts";
import { lookupKeyOf, planUser, planUserReads, type UserReadsInput } from "../plan/user.ts";
import type { Action, FailureOutcome, KnownUser, ObservedUser, Outcome } from "../types.ts";
import { search } from "./look-up.ts";

/** What a look at the target gave: an observation, or why there is none. */
export type Look =
  | { readonly kind: "seen"; readonly observed: ObservedUser }
  | { readonly kind: "failed"; readonly failure: FailureOutcome };

/** What looking needs of a run. */
export interface UserLooker {
  readonly input: UserReadsInput;
  known(): KnownUser;
  perform(action: Action, refine?: (outcome: Outcome) => Outcome): Promise<Outcome>;
}

/** How careful the look must be. */
export interface LookOptions {
  /** A create may have been carried out whose answer is not known: the account may bear our id. */
  readonly inDoubt: boolean;
  /** Read a linked account even if nothing seems to have changed. */
  readonly mustRead: boolean;
}

/** Looks at the target. A linked account that is gone is looked up again by name. */
export async function observeUser(looker: UserLooker, options: LookOptions): Promise<Look> {
  const { desired } = looker.input;
  const before = looker.known();
  const linkedId = before.externalId;
  if (linkedId !== undefined) {
    const planned = planUserReads({ ...looker.input, known: looker.known() })[0];
    const action = planned ?? readAction("readUser", linkedId, "Whether the last request was carried out.");
    if (planned === undefined && !options.mustRead) return seen({ kind: "notRead" });
    const look = await readById(looker, action, linkedId);
    if (look.kind === "failed" || look.observed.kind === "one" || desired.kind === "absent") return look;
  }
  const found = await lookUp(looker, options.inDoubt);
  if (found.kind === "failed" || linkedId === undefined || found.observed.kind !== "none") {
    return found.kind === "seen" && found.observed.kind === "one" ? completeRow(looker, found.observed) : found;
  }
  return seen(before.active === false ? { kind: "hidden", id: linkedId } : { kind: "none", gone: true });
}

async function readById(looker: UserLooker, action: Action, id: string): Promise<Look> {
  const outcome = await looker.perform(action);
  if (outcome.kind === "gone") return seen({ kind: "none" });
  if (outcome.kind !== "done" || outcome.resource === undefined) return failedLook(outcome);
  return seen({ kind: "one", id, resource: outcome.resource, active: readActive(outcome.resource) });
}

async function lookUp(looker: UserLooker, inDoubt: boolean): Promise<Look> {
  const { desired } = looker.input;
  if (desired.kind === "absent") {
    const action = planUserReads({ ...looker.input, known: looker.known() })[0];
    if (action === undefined || desired.externalId === undefined) return seen({ kind: "notRead" });
    return lookUpBy(looker, action.reason, { attribute: "externalId", value: desired.externalId });
  }
  const key = lookupKeyOf(looker.input, desired);
  const isShown = !looker.input.dialect.neverReturned.includes("externalId");
  if (inDoubt && key.attribute !== "externalId" && isShown) {
    const own: LookupKey = { attribute: "externalId", value: desired.externalId };
    const reason = "Whether an earlier request created the account: it would bear this id.";
    const look = await lookUpBy(looker, reason, own);
    const isUnsupported = look.kind === "failed" && look.failure.kind === "rejected";
    // A target that cannot filter by externalId refuses or ignores the filter; the name still decides.
    if (!isUnsupported && !(look.kind === "seen" && look.observed.kind === "none")) return look;
  }
  return lookUpBy(looker, "Whether the person has an account in the app already.", key);
}

async function lookUpBy(looker: UserLooker, reason: string, key: LookupKey): Promise<Look> {
  const { dialect } = looker.input;
  const perform = looker.perform.bind(looker);
  const searched = await search({ dialect, perform }, { purpose: "lookupUser", key, reason }, (rows, raw) => {
    const [row, ...more] = rows;
    return row === undefined || more.length > 0 ? raw : { kind: "linked", id: row.id, resource: row };
  });
  if (searched.kind === "failed") return failedLook(searched.outcome);
  const [row, ...more] = searched.rows;
  if (row === undefined) return seen({ kind: "none" });
  if (more.length > 0) return seen({ kind: "ambiguous", ids: searched.rows.map(({ id }) => id) });
  if (dialect.lookupBy === "LIST") return linkListed(looker, row.id);
  return seen({ kind: "one", id: row.id, resource: row, active: readActive(row) });
}

/** A page of a whole list is no answer about one account: the one that was found in it is read, and with that linked. */
async function linkListed(looker: UserLooker, id: string): Promise<Look> {
  const action = readAction("readUser", id, "The account that was found in the list.");
  let resource: JsonObject | undefined;
  const outcome = await looker.perform(action, (raw) => {
    if (raw.kind !== "done" || raw.resource === undefined) return raw;
    resource = raw.resource;
    return { kind: "linked", id, resource };
  });
  if (resource === undefined) return failedLook(outcome);
  return seen({ kind: "one", id, resource, active: readActive(resource) });
}

/** A row of a list may be shortened; before a PUT would lose the rest, the account is read by its id, as Okta does. */
async function completeRow(looker: UserLooker, observed: Extract<ObservedUser, { kind: "one" }>): Promise<Look> {
  const plan = planUser({ ...looker.input, known: looker.known(), observed });
  if (!plan.actions.some(({ request }) => request.method === "PUT")) return seen(observed);
  const action = readAction("readUser", observed.id, "What the account holds before it is changed.");
  return readById(looker, action, observed.id);
}

function seen(observed: ObservedUser): Look {
  return { kind: "seen", observed };
}

function failedLook(outcome: Outcome): Look {
  if (outcome.kind === "done" || outcome.kind === "unchanged" || outcome.kind === "linked") {
    return { kind: "failed", failure: { kind: "failed", status: undefined, detail: "The answer cannot be read." } };
  }
  return { kind: "failed", failure: outcome };
}
