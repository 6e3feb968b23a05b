/**
 * From desired and observed state to requests about one user, as pure data. The same function serves the run, the preview
 * and "why not?". Order: lifecycle, profile, password.
 */
import { isJsonArray, isJsonObject, type Json, type JsonObject, type ResourceShape } from "@lockstep/scim";
import type { Action, DesiredUser, Dialect, KnownUser, ObservedUser, Plan, ToAppFeatures } from "../types.ts";
import { guardPlan } from "./guard.ts";
import { type LookupKey, listAction, lookupAction, readAction } from "./lookup.ts";
import { overlayAttributes } from "./overlay.ts";
import { sameAttributes } from "./same.ts";
import { fitAttributes, limitValues, missingAttribute, readBooleans, withKept } from "./target-form.ts";
import {
  type Account,
  createRequest,
  lifecycleRequest,
  passwordRequest,
  type RequestContext,
  updateRequest,
} from "./user-requests.ts";
import { writableAttributes } from "./writable.ts";

/** What decides which reads come first. */
export interface UserReadsInput {
  readonly desired: DesiredUser;
  readonly known: KnownUser;
  readonly features: ToAppFeatures;
  readonly dialect: Dialect;
  readonly shape: ResourceShape;
  /** Whether an account that vanished from the target is created again by itself (the default), or by approval only. */
  readonly recreateGone?: boolean;
  /** The person is protected, and no administrator has approved what would be done: see `guardPlan`. */
  readonly isProtected?: boolean;
}

/** What a user's plan is made from. */
export interface UserPlanInput extends UserReadsInput {
  readonly observed: ObservedUser;
}

type PresentUser = Extract<DesiredUser, { kind: "present" }>;
type FoundUser = Extract<ObservedUser, { kind: "one" }>;

/** The reads that must come before the plan: match before create, read before overwrite. Empty when nothing has changed. */
export function planUserReads(input: UserReadsInput): readonly Action[] {
  const { desired, known } = input;
  if (desired.kind === "absent") return planAbsentReads(input, desired.externalId);
  if (known.externalId === undefined) {
    const reason = "Whether the person has an account in the app already.";
    const key = lookupKeyOf(input, desired);
    return [
      input.dialect.lookupBy === "LIST" ? listAction("lookupUser", 1, reason) : lookupAction("lookupUser", key, reason),
    ];
  }
  return needsRead(input, desired)
    ? [readAction("readUser", known.externalId, "What the account holds before it is changed.")]
    : [];
}

/** The writes that turn what was observed into what is desired. When the reads were not made yet, the plan is those reads. */
export function planUser(input: UserPlanInput): Plan {
  if (input.observed.kind === "notRead") {
    const reads = planUserReads(input);
    if (reads.length > 0) return { actions: reads };
  }
  const plan = input.desired.kind === "present" ? planPresent(input, input.desired) : planAbsent(input);
  return guardPlan(plan, input.isProtected === true);
}

/** All attributes that the directory wants to hold in the target, `userName` and `externalId` included, as far as the target takes them. */
export function wantedAttributes(dialect: Dialect, desired: PresentUser): JsonObject {
  return fitAttributes(dialect, {
    ...desired.attributes,
    userName: desired.userName,
    externalId: desired.externalId,
  });
}

/** What the dialect looks people up by, with this person's value. Who has no e-mail is looked up by user name. */
export function lookupKeyOf(input: Pick<UserReadsInput, "dialect">, desired: PresentUser): LookupKey {
  const attribute = input.dialect.lookupAttribute;
  if (attribute !== "emails.value") return { attribute, value: desired[attribute] };
  const value = mainEmail(desired.attributes["emails"]);
  return value === undefined ? { attribute: "userName", value: desired.userName } : { attribute, value };
}

function mainEmail(emails: Json | undefined): string | undefined {
  const rows = isJsonArray(emails) ? emails.filter(isJsonObject) : [];
  const value = (rows.find((row) => row["primary"] === true) ?? rows[0])?.["value"];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function planAbsentReads(input: UserReadsInput, ownExternalId: string | undefined): readonly Action[] {
  const { known, features, dialect } = input;
  if (!features.deactivateUsers) return [];
  if (known.externalId !== undefined) {
    const mustRead = known.active !== false && dialect.userLifecycle === "PUT" && dialect.deactivation === "ACTIVE";
    return mustRead
      ? [readAction("readUser", known.externalId, "What the account holds before it is switched off.")]
      : [];
  }
  if (ownExternalId === undefined || !isIdShown(dialect)) return [];
  const key = { attribute: "externalId", value: ownExternalId } as const;
  const reason = "Whether an earlier request created an account whose id was never learnt.";
  return [dialect.lookupBy === "LIST" ? listAction("lookupUser", 1, reason) : lookupAction("lookupUser", key, reason)];
}

function needsRead(input: UserReadsInput, desired: PresentUser): boolean {
  const { known, features, dialect } = input;
  if (known.active !== true) return true;
  if (features.updateUserAttributes) {
    if (known.attributes === undefined || !sameAttributes(known.attributes, wantedAttributes(dialect, desired)))
      return true;
  }
  return isPasswordDue(input, desired) && dialect.password === "PUT";
}

function planAbsent(input: UserPlanInput): Plan {
  const { known, observed, features } = input;
  if (observed.kind === "ambiguous") return ambiguous(observed.ids);
  const id = observed.kind === "one" ? observed.id : known.externalId;
  if (id === undefined && features.deactivateUsers && !isIdShown(input.dialect)) return unrecognisable(input);
  // Only an account that was created, linked or confirmed by us is ever touched.
  if (id === undefined || observed.kind === "none" || observed.kind === "hidden") return { actions: [] };
  if (observed.kind === "one" ? !observed.active : known.active === false) return { actions: [] };
  if (!features.deactivateUsers) {
    return featureOff(
      'The account stays active in the app, since "Deactivate Users" is off. Switch it on under Provisioning, To App, or deactivate the account in the app by hand.',
    );
  }
  const attributes =
    observed.kind === "one" ? writableAttributes(input.shape, readBooleans(input.shape, observed.resource)) : {};
  return { actions: [lifecycleRequest(input, { id, attributes, active: true }, false)] };
}

function planPresent(input: UserPlanInput, desired: PresentUser): Plan {
  const { observed, known, features, dialect } = input;
  switch (observed.kind) {
    case "ambiguous":
      return ambiguous(observed.ids);
    case "one":
      return planFound(input, desired, observed);
    case "hidden": {
      // Whether it still exists shows when it is switched on; the profile follows once it can be read.
      const account = { id: observed.id, attributes: wantedAttributes(dialect, desired), active: false };
      return mayActivate(features) ? { actions: [lifecycleRequest(input, account, true)] } : inactive(desired);
    }
    case "none": {
      if (observed.gone === true && input.recreateGone === false) return accountGone(desired);
      if (!features.createUsers) {
        return featureOff(
          `No account "${desired.userName}" was found in the app, and "Create Users" is off. Switch it on under Provisioning, To App, or create the account in the app by hand.`,
        );
      }
      const wanted = wantedAttributes(dialect, desired);
      const missing = missingAttribute(dialect, wanted);
      if (missing !== undefined) return attributeMissing(desired, missing);
      const withPassword = takesPassword(dialect) && (dialect.placeholderPassword || isPasswordDue(input, desired));
      return { actions: [createRequest(input, wanted, withPassword)] };
    }
    case "notRead": {
      // Linked, active and unchanged: at most a password waits.
      if (known.externalId === undefined || !isPasswordDue(input, desired)) return { actions: [] };
      return { actions: [passwordRequest(input, { id: known.externalId, attributes: {}, active: true })] };
    }
  }
}

function planFound(input: UserPlanInput, desired: PresentUser, observed: FoundUser): Plan {
  const { features, shape, known, dialect } = input;
  const context: RequestContext = input;
  const read = writableAttributes(shape, readBooleans(shape, observed.resource));
  const current = withKept(dialect, read, known.attributes);
  const actions: Action[] = [];
  const account: Account = { id: observed.id, attributes: current, active: true };
  if (!observed.active) {
    // Both switches may bring an account back: it is what Create Users promises, and the way back from Deactivate Users.
    if (!mayActivate(features)) return inactive(desired);
    actions.push(lifecycleRequest(context, account, true));
  }
  let latest = current;
  if (features.updateUserAttributes) {
    const wanted = wantedAttributes(dialect, desired);
    const merged = limitValues(dialect, overlayAttributes(current, wanted, known.attributes), wanted);
    if (!sameAttributes(current, merged)) {
      const update = updateRequest(context, account, merged);
      if (update !== undefined) actions.push(update);
      latest = merged;
    }
  }
  if (isPasswordDue(input, desired)) actions.push(passwordRequest(context, { ...account, attributes: latest }));
  return { actions };
}

function isPasswordDue(input: Pick<UserReadsInput, "features" | "dialect">, desired: PresentUser): boolean {
  return desired.passwordPending && input.features.syncPassword && takesPassword(input.dialect);
}

function takesPassword(dialect: Dialect): boolean {
  return !dialect.neverSent.includes("password");
}

function mayActivate(features: ToAppFeatures): boolean {
  return features.createUsers || features.deactivateUsers;
}

function inactive(desired: PresentUser): Plan {
  return featureOff(
    `The account "${desired.userName}" is inactive in the app, and both "Create Users" and "Deactivate Users" are off. Switch one on under Provisioning, To App, or activate the account in the app by hand.`,
  );
}

function attributeMissing(desired: PresentUser, path: string): Plan {
  const message = `The app creates no account without ${path}, and "${desired.userName}" has no value for it. Fill it in the person's profile, or map it under Provisioning, To App.`;
  return { actions: [], blocked: { code: "attributeMissing", message } };
}

function accountGone(desired: PresentUser): Plan {
  const message = `The account of "${desired.userName}" that the directory had is gone from the app, and accounts that are gone are created again by approval only.`;
  return { actions: [], blocked: { code: "accountGone", message } };
}

function featureOff(message: string): Plan {
  return { actions: [], blocked: { code: "featureOff", message } };
}

/** Whether accounts of this target show by which id they are ours. */
function isIdShown(dialect: Dialect): boolean {
  return !dialect.neverReturned.includes("externalId");
}

/** An account that may have been created would have to be known again by an id that the target shows to nobody. */
function unrecognisable({ desired }: UserPlanInput): Plan {
  if (desired.kind === "present" || desired.externalId === undefined) return { actions: [] };
  const message = `An account may have been created for the person ${desired.externalId} without an answer, and the app does not show by which id it could be known again. Look for it in the app, and deactivate it there by hand.`;
  return { actions: [], blocked: { code: "ambiguousMatch", message } };
}

function ambiguous(ids: readonly string[]): Plan {
  return {
    actions: [],
    blocked: {
      code: "ambiguousMatch",
      message: `The app holds ${ids.length} accounts that match (${ids.slice(0, 5).join(", ")}). None is taken by guess: merge them in the app, or import and choose one.`,
    },
  };
}
