/**
 * From desired and observed state to requests about one user, as pure data. The same function serves the run, the preview
 * and "why not?". Order: lifecycle, profile, password.
 */
import type { JsonObject, ResourceShape } from "@lockstep/scim";
import type { Action, DesiredUser, Dialect, KnownUser, ObservedUser, Plan, ToAppFeatures } from "../types.ts";
import { type LookupKey, lookupAction, readAction } from "./lookup.ts";
import { overlayAttributes } from "./overlay.ts";
import { sameAttributes } from "./same.ts";
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
    return [
      lookupAction("lookupUser", lookupKeyOf(input, desired), "Whether the person has an account in the app already."),
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
  return input.desired.kind === "present" ? planPresent(input, input.desired) : planAbsent(input);
}

/** All attributes that the directory wants to hold in the target, `userName` and `externalId` included. */
export function wantedAttributes(desired: PresentUser): JsonObject {
  return { ...desired.attributes, userName: desired.userName, externalId: desired.externalId };
}

/** What the dialect looks people up by, with this person's value. */
export function lookupKeyOf(input: Pick<UserReadsInput, "dialect">, desired: PresentUser): LookupKey {
  const attribute = input.dialect.lookupAttribute;
  return { attribute, value: desired[attribute] };
}

function planAbsentReads(input: UserReadsInput, ownExternalId: string | undefined): readonly Action[] {
  const { known, features, dialect } = input;
  if (!features.deactivateUsers) return [];
  if (known.externalId !== undefined) {
    const mustRead = known.active !== false && dialect.userLifecycle === "PUT";
    return mustRead
      ? [readAction("readUser", known.externalId, "What the account holds before it is switched off.")]
      : [];
  }
  if (ownExternalId === undefined) return [];
  const key = { attribute: "externalId", value: ownExternalId } as const;
  return [lookupAction("lookupUser", key, "Whether an earlier request created an account whose id was never learnt.")];
}

function needsRead(input: UserReadsInput, desired: PresentUser): boolean {
  const { known, features, dialect } = input;
  if (known.active !== true) return true;
  if (features.updateUserAttributes) {
    if (known.attributes === undefined || !sameAttributes(known.attributes, wantedAttributes(desired))) return true;
  }
  return desired.passwordPending && features.syncPassword && dialect.password === "PUT";
}

function planAbsent(input: UserPlanInput): Plan {
  const { known, observed, features } = input;
  if (observed.kind === "ambiguous") return ambiguous(observed.ids);
  const id = observed.kind === "one" ? observed.id : known.externalId;
  // Only an account that was created, linked or confirmed by us is ever touched.
  if (id === undefined || observed.kind === "none") return { actions: [] };
  if (observed.kind === "one" ? !observed.active : known.active === false) return { actions: [] };
  if (!features.deactivateUsers) {
    return featureOff(
      'The account stays active in the app, since "Deactivate Users" is off. Switch it on under Provisioning, To App, or deactivate the account in the app by hand.',
    );
  }
  const attributes = observed.kind === "one" ? writableAttributes(input.shape, observed.resource) : {};
  return { actions: [lifecycleRequest(input, { id, attributes, active: true }, false)] };
}

function planPresent(input: UserPlanInput, desired: PresentUser): Plan {
  const { observed, known, features, dialect } = input;
  switch (observed.kind) {
    case "ambiguous":
      return ambiguous(observed.ids);
    case "one":
      return planFound(input, desired, observed);
    case "none": {
      if (!features.createUsers) {
        return featureOff(
          `No account "${desired.userName}" was found in the app, and "Create Users" is off. Switch it on under Provisioning, To App, or create the account in the app by hand.`,
        );
      }
      const withPassword = dialect.placeholderPassword || isPasswordDue(input, desired);
      return { actions: [createRequest(input, wantedAttributes(desired), withPassword)] };
    }
    case "notRead": {
      // Linked, active and unchanged: at most a password waits.
      if (known.externalId === undefined || !isPasswordDue(input, desired)) return { actions: [] };
      return { actions: [passwordRequest(input, { id: known.externalId, attributes: {}, active: true })] };
    }
  }
}

function planFound(input: UserPlanInput, desired: PresentUser, observed: FoundUser): Plan {
  const { features, shape, known } = input;
  const context: RequestContext = input;
  const current = writableAttributes(shape, observed.resource);
  const actions: Action[] = [];
  const account: Account = { id: observed.id, attributes: current, active: true };
  if (!observed.active) {
    // Both switches may bring an account back: it is what Create Users promises, and the way back from Deactivate Users.
    if (!features.createUsers && !features.deactivateUsers) {
      return featureOff(
        `The account "${desired.userName}" is inactive in the app, and both "Create Users" and "Deactivate Users" are off. Switch one on under Provisioning, To App, or activate the account in the app by hand.`,
      );
    }
    actions.push(lifecycleRequest(context, account, true));
  }
  let latest = current;
  if (features.updateUserAttributes) {
    const merged = overlayAttributes(current, wantedAttributes(desired), known.attributes);
    if (!sameAttributes(current, merged)) {
      const update = updateRequest(context, account, merged);
      if (update !== undefined) actions.push(update);
      latest = merged;
    }
  }
  if (isPasswordDue(input, desired)) actions.push(passwordRequest(context, { ...account, attributes: latest }));
  return { actions };
}

function isPasswordDue(input: UserPlanInput, desired: PresentUser): boolean {
  return desired.passwordPending && input.features.syncPassword;
}

function featureOff(message: string): Plan {
  return { actions: [], blocked: { code: "featureOff", message } };
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
