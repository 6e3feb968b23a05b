/** What a run would send for one person now: the reads are made, nothing is written. */
import { type Action, type FailureOutcome, PLACEHOLDER, type Preview, previewUser, type Step } from "@lockstep/engine";
import type { PersonId } from "@lockstep/ports";
import type { ScimClient } from "@lockstep/scim-client";
import type { PlanPreview } from "../../contract.ts";
import type { PlannedAction } from "../../contract-plan.ts";
import type { Deps } from "../../deps.ts";
import type { DesiredUsers } from "../desired-users.ts";
import { assertOwnAccount, ForeignAccountError } from "../foreign-account.ts";
import { isInDoubt, reasonToSendNothing } from "../idle-reason.ts";
import type { NameHolder } from "../provisioning-store.ts";
import type { Reference } from "../references.ts";
import { wordsOfClash } from "../reserve-user-name.ts";
import { findNameHolder, type NameClaim } from "../store/user-names.ts";
import { decideDesired, runParts } from "../sync-user.ts";
import { findUserSubject, type SubjectApp, type UserSubject } from "../user-subject.ts";
import type { WorkerDeps } from "../worker-deps.ts";
import { type AwaitedBy, awaitedIn, findLeftOut } from "./circles.ts";
import { completionOf } from "./complete-later.ts";

/** People of whom a plan remembers whom they wait for. */
const REMEMBERED_MAX = 10_000;

/** The app that is asked. */
export interface PlanTarget {
  readonly client: ScimClient;
  readonly baseUrl: string;
  readonly signal?: AbortSignal;
  /** Who holds a user name that the subject is to have; unset = each is asked for alone. */
  readonly holderOf?: (claim: NameClaim) => Promise<NameHolder | undefined>;
  /** Whom somebody waits for; unset = each is looked up anew, with the settings that are planned for the subject. */
  readonly awaitedBy?: AwaitedBy;
  /** What those who have an account are to hold; unset = each is computed alone. */
  readonly desiredOf?: DesiredUsers;
}

/** What becomes of the account when the plan is carried out: pushes of groups count on it. */
export interface AccountAfter {
  /** SCIM id, or the placeholder of one that the app is yet to give. */
  readonly externalId: string | null;
  readonly active: boolean;
  readonly userName: string | null;
}

/** A person's plan. */
export interface PlannedUser extends PlanPreview {
  readonly after: AccountAfter;
  /** An account that is there already is taken over. */
  readonly links: boolean;
  /** Attributes of which the app's value is replaced or cleared. */
  readonly overwrites: readonly string[];
  /** Why the app could not be read. */
  readonly failure: FailureOutcome | undefined;
}

/** Plans one person. */
export async function planUserSubject(
  deps: WorkerDeps & Deps,
  stored: UserSubject,
  target: PlanTarget,
): Promise<PlannedUser> {
  const whole = withComingAccounts(stored);
  const subject = await asSentFirst(deps, whole, target);
  const idle = reasonToSendNothing(subject);
  if (idle !== undefined) return blocked(subject, idle);
  const inDoubt = isInDoubt(subject, false);
  const maybeCreated = subject.externalId === null && inDoubt;
  const result = await decideDesired(deps, subject, { ...target, maybeCreated });
  if (!result.ok && "failure" in result) {
    const { kind, detail } = result.failure;
    return { ...blocked(subject, { code: kind, message: detail }), failure: result.failure };
  }
  if (!result.ok) {
    return blocked(subject, { code: "mapping", message: `${result.problem.attribute}: ${result.problem.message}` });
  }
  const clash =
    result.desired.kind === "present"
      ? await clashOf(deps, target, { subject, userName: result.desired.userName })
      : undefined;
  if (clash !== undefined) return blocked(subject, { code: "userNameTaken", message: clash });
  const preview = await previewUser({ ...runParts(deps, subject, result.desired), ...target, inDoubt });
  if (preview.failure !== undefined) {
    const { kind, detail } = preview.failure;
    return { ...blocked(subject, { code: kind, message: detail }), failure: preview.failure };
  }
  const linkedId = linkedIn(preview.reads);
  const foreign = linkedId === undefined ? undefined : await foreignAccount(deps, subject, linkedId);
  if (foreign !== undefined) return blocked(subject, { code: "ambiguousMatch", message: foreign });
  const isIncomplete = subject !== whole;
  const completion = isIncomplete ? completionOf({ sent: subject, whole, now: deps.clock.now() }, preview.actions) : [];
  // With Deactivate Users off an unassigned person's account is left as it is on purpose (judgeUserRun).
  const isLeft = preview.blocked?.code === "featureOff" && result.desired.kind === "absent";
  const userName = result.desired.kind === "present" ? result.desired.userName : subject.userName;
  return {
    reads: preview.reads.map(({ action }) => toPlannedAction(action, target.baseUrl)),
    actions: [...preview.actions, ...completion].map((action) => toPlannedAction(action, target.baseUrl)),
    blocked: isLeft ? null : (preview.blocked ?? null),
    after: accountAfter(subject, preview, { linkedId, userName, present: result.desired.kind === "present" }),
    links: linkedId !== undefined && linkedId !== subject.externalId,
    overwrites: preview.overwrites ?? [],
    failure: undefined,
  };
}

const CREATED_IN_PATH = encodeURIComponent(PLACEHOLDER.createdId);

/** A request as it is shown. Bodies hold placeholders where a secret or an id is filled in at the last moment. */
export function toPlannedAction({ purpose, request, reason }: Action, baseUrl: string): PlannedAction {
  return {
    purpose,
    method: request.method,
    url: `${baseUrl.replace(/\/+$/, "")}${request.path.replaceAll(CREATED_IN_PATH, PLACEHOLDER.createdId)}`,
    body: request.body ?? null,
    reason,
  };
}

/** Stands for the SCIM id of an account that the same plan creates. */
export function placeholderOf(personId: string): string {
  return PLACEHOLDER.createdId.replace("the created resource", `user ${personId}`);
}

/** The subject with a placeholder for each reference to somebody whose account is to come: a run lets that one go first, and then knows the value. */
export function withComingAccounts(subject: UserSubject): UserSubject {
  if (awaitedIn(subject.references).length === 0) return subject;
  const kind = subject.app.dialect.references;
  const references = subject.references.map((reference): Reference => {
    const { personId, value, isComing, isLeftOut } = reference;
    if (!(isComing || isLeftOut) || value !== undefined || personId === undefined) return reference;
    const coming = { id: placeholderOf(personId), userName: userNamePlaceholderOf(personId), externalId: personId };
    return { ...reference, value: coming[kind] };
  });
  return { ...subject, references };
}

/** The subject without what it is completed with later: of people who wait for each other in a circle, one goes before the others. */
async function asSentFirst(deps: Deps, whole: UserSubject, target: PlanTarget): Promise<UserSubject> {
  const { person, app } = whole;
  const isToCome = whole.references.some(({ isComing, isLeftOut }) => isComing || isLeftOut);
  if (whole.externalId !== null || !isToCome) return whole;
  const leftOut = await findLeftOut(person.id, target.awaitedBy ?? awaitedInApp(deps, app));
  if (leftOut.size === 0) return whole;
  const references = whole.references.map((reference) =>
    reference.personId !== undefined && leftOut.has(reference.personId)
      ? { ...reference, value: undefined }
      : reference,
  );
  return { ...whole, references };
}

/** Looks up whom people of an app wait for, with the app's settings as they are planned. Remembers some of them. */
export function awaitedInApp(deps: Deps, app: SubjectApp): AwaitedBy {
  const known = new Map<PersonId, readonly PersonId[]>();
  return async (personId) => {
    const found = known.get(personId);
    if (found !== undefined) return found;
    const subject = await findUserSubject(deps.database.kysely, { appId: app.id, personId }, () => app);
    const awaited = subject?.externalId === null ? awaitedIn(subject.references) : [];
    if (known.size >= REMEMBERED_MAX) known.clear();
    known.set(personId, awaited);
    return awaited;
  };
}

/** Stands for the user name that the same plan gives somebody. */
function userNamePlaceholderOf(personId: string): string {
  return `«user name of user ${personId}»`;
}

/** The people whose accounts have to be there before these requests, by the placeholders that stand for them. */
export function peopleAwaited(actions: readonly PlannedAction[]): readonly string[] {
  // What completes an account comes after everybody.
  const first = actions.filter(({ purpose, url }) => purpose !== "updateUser" || !url.includes(PLACEHOLDER.createdId));
  const found = JSON.stringify(first.map(({ url, body }) => [url, body])).matchAll(/«(?:id|user name) of user (\w+)»/g);
  return [...new Set([...found].map(([, id = ""]) => id))];
}

function linkedIn(reads: readonly Step[]): string | undefined {
  const outcome = reads.findLast((step) => step.outcome.kind === "linked")?.outcome;
  return outcome?.kind === "linked" ? outcome.id : undefined;
}

/** A run speaks for the user name before it sends anything; a plan only looks. */
async function clashOf(
  deps: Deps,
  { holderOf = (one) => findNameHolder(deps, one.subject, one.userName) }: PlanTarget,
  claim: NameClaim,
): Promise<string | undefined> {
  if (claim.subject.reservedUserName === claim.userName) return undefined;
  const holder = await holderOf(claim);
  return holder === undefined ? undefined : wordsOfClash(claim.subject, holder, claim.userName);
}

/** A run ends at the account of another person; so does its plan. */
async function foreignAccount(deps: WorkerDeps, subject: UserSubject, externalId: string): Promise<string | undefined> {
  try {
    await assertOwnAccount(deps, subject, externalId);
    return undefined;
  } catch (error) {
    if (error instanceof ForeignAccountError) return error.message;
    throw error;
  }
}

function accountAfter(
  subject: UserSubject,
  preview: Preview,
  found: { readonly linkedId: string | undefined; readonly userName: string | null; readonly present: boolean },
): AccountAfter {
  const sends = (purpose: string) => preview.actions.some((action) => action.purpose === purpose);
  const isOn = subject.knownActive === true;
  return {
    externalId: sends("createUser") ? placeholderOf(subject.person.id) : (found.linkedId ?? subject.externalId),
    active:
      preview.blocked === undefined
        ? !sends("deactivateUser") && !sends("deleteUser") && (found.present || isOn)
        : isOn,
    userName: found.userName,
  };
}

function blocked(subject: UserSubject, reason: { readonly code: string; readonly message: string }): PlannedUser {
  return {
    reads: [],
    actions: [],
    blocked: { code: reason.code, message: reason.message },
    after: { externalId: subject.externalId, active: subject.knownActive === true, userName: subject.userName },
    links: false,
    overwrites: [],
    failure: undefined,
  };
}
