/** One run for one person in one app: load, decide, run, record. No transaction is open while the app is asked. */
import {
  createPassword,
  type DesiredUser,
  type FailureOutcome,
  type KnownUser,
  previewUser,
  runUser,
  type Step,
  type UserReadsInput,
  type UserRunInput,
} from "@lockstep/engine";
import type { ScimClient } from "@lockstep/scim-client";
import type { Ports } from "../deps.ts";
import { shapeOfApp } from "../domain/app-schema.ts";
import { openSecret, pendingPasswordContext } from "../domain/seal.ts";
import type { Claim } from "./claim.ts";
import { type DesiredUserResult, hasCreateOnlyMappings } from "./desired-user.ts";
import { type DesiredUsers, desiredOfSeveral } from "./desired-users.ts";
import { RunOutdated, type Turn } from "./dispatcher/turns.ts";
import { assertOwnAccount, ForeignAccountError } from "./foreign-account.ts";
import { isInDoubt, reasonToSendNothing } from "./idle-reason.ts";
import { openClient } from "./open-client.ts";
import { judgeRun, type Verdict } from "./outcome-rules.ts";
import { RunStopped } from "./pace-requests.ts";
import { healthReportOf } from "./quarantine.ts";
import { type RecordedRun, recordUser } from "./record-user.ts";
import { reserveUserName } from "./reserve-user-name.ts";
import { createRunTrace } from "./run-trace.ts";
import { managedKnown } from "./subject-values.ts";
import type { UserSubject } from "./user-subject.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/** The app could not be asked what it holds. */
interface LookFailed {
  readonly ok: false;
  readonly failure: FailureOutcome;
  readonly reads: readonly Step[];
}

/** Makes the app equal the directory for one leased app user, and records what became of it. */
export async function syncUser(deps: WorkerDeps, claim: Claim, signal: AbortSignal): Promise<void> {
  await syncAsRead(deps, claim, { signal, isAgain: false });
}

async function syncAsRead(
  deps: WorkerDeps,
  claim: Claim,
  options: { readonly signal: AbortSignal; readonly isAgain: boolean },
): Promise<void> {
  const { turn } = deps;
  turn?.read();
  const subject = await deps.store.loadUser(claim);
  if (subject === undefined) return;
  const { signal, isAgain } = options;
  let recorded: RecordedRun;
  try {
    // Of an app that fails nobody is leased ahead: who waited meanwhile is claimed again by the rules of then.
    recorded =
      (isAgain && subject.app.isTroubled) || isUnjudged(subject, claim)
        ? { kind: "postponed" }
        : await runSubject(deps, subject, { interrupted: claim.interrupted, signal });
  } catch (error) {
    // Only once: the turn has come by now.
    if (error instanceof RunOutdated) return await syncAsRead(deps, claim, { signal, isAgain: true });
    if (!(error instanceof RunStopped)) throw error;
    recorded = turn?.hasBegun() === false ? { kind: "postponed" } : { kind: "postponed", inDoubt: true };
  }
  if (speaksOfApp(recorded)) turn?.endForAll();
  else turn?.end();
  await recordUser(deps, { claim, subject, ...recorded });
}

/**
 * Whether the account may become something else than what was claimed within the budget: the person changed since, or a setting that no
 * sweep has compared yet. Such a person is claimed again, by the rules of then.
 */
function isUnjudged({ app, externalId, assigned, known, version }: UserSubject, claim: Claim): boolean {
  if (externalId === null) return false;
  return version !== claim.version || (app.isUnswept && assigned && known !== null);
}

/** Whether the others of the app wait until this result is stored: it may pause the app, or count for its health. */
function speaksOfApp(recorded: RecordedRun): boolean {
  if (recorded.kind !== "ran" && recorded.kind !== "notRun") return false;
  const { verdict } = recorded;
  return verdict.kind === "appStops" || (healthReportOf(verdict)?.result ?? "well") !== "well";
}

/** What the engine is handed, without what only a real run needs. */
export type UserRunParts = Omit<UserRunInput, "client" | "secret" | "signal" | "onStep">;

/** What a plan is made from, before anything was read. */
export function planParts(subject: UserSubject, desired: DesiredUser): UserReadsInput {
  return {
    desired,
    known: knownOf(subject),
    features: subject.app.features,
    dialect: subject.app.dialect,
    isProtected: subject.isProtected && !subject.approved.includes("protectedPerson"),
    recreateGone: subject.app.goneAccounts === "RECREATE" || subject.approved.includes("accountGone"),
    shape: shapeOfApp(subject.app.customAttributes),
  };
}

/** The input of a run or a preview for a desired state. */
export function runParts(deps: Ports, subject: UserSubject, desired: DesiredUser): UserRunParts {
  return {
    ...planParts(subject, desired),
    passwordRule: subject.app.passwordRule,
    random: deps.random,
    clock: deps.clock,
    traceId: createRunTrace(deps),
  };
}

/**
 * The desired state. Whether create-only mappings count is not known before the app was asked: an account that is found
 * there is linked, and those mappings then stay out. The extra look is made only for apps that have such mappings.
 */
export async function decideDesired(
  deps: Ports,
  subject: UserSubject,
  options: {
    readonly client: ScimClient;
    readonly maybeCreated: boolean;
    readonly signal?: AbortSignal;
    /** What those who have an account are to hold, where it is asked for many of them. */
    readonly desiredOf?: DesiredUsers;
  },
): Promise<DesiredUserResult | LookFailed> {
  const { maybeCreated, desiredOf } = options;
  const isNew = subject.externalId === null;
  const now = deps.clock.now();
  const isOfMany = desiredOf !== undefined && !isNew && !maybeCreated;
  const result = isOfMany ? desiredOf(subject) : desiredOfSeveral(subject, { isNew, maybeCreated, now });
  if (!result.ok || !isNew || result.desired.kind === "absent") return result;
  if (!hasCreateOnlyMappings(subject) || !subject.app.features.createUsers) return result;
  const preview = await previewUser({
    ...runParts(deps, subject, result.desired),
    client: options.client,
    inDoubt: maybeCreated,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const { failure, reads } = preview;
  // An app that could not be asked is not asked a second time: its 429, for instance, is meant for the whole app.
  if (failure !== undefined) return { ok: false, failure, reads };
  const creates = preview.actions.some((action) => action.purpose === "createUser");
  return creates ? result : desiredOfSeveral(subject, { isNew: false, maybeCreated, now });
}

async function runSubject(
  deps: WorkerDeps,
  subject: UserSubject,
  options: { readonly interrupted: boolean; readonly signal: AbortSignal },
): Promise<RecordedRun> {
  // The app may have been paused since the claim, by another subject's answer.
  if (!subject.app.canSend) return { kind: "postponed" };
  const idle = reasonToSendNothing(subject);
  if (idle !== undefined) return { kind: "nothingToSend", syncState: idle.syncState };
  // Whoever the person refers to goes first; where an earlier request may have arrived, nothing is put off.
  const mayYield = subject.externalId === null && !options.interrupted && subject.attempts === 0;
  if (mayYield && subject.references.some(({ isComing }) => isComing)) return { kind: "yields" };
  const opened = openClient(deps, subject.app);
  if (!opened.ok)
    return failedBefore({
      kind: "appStops",
      cause: "credential",
      status: undefined,
      detail: opened.message,
      step: undefined,
    });
  const client = inTurn(opened.client, deps.turn);
  const inDoubt = isInDoubt(subject, options.interrupted);
  const maybeCreated = subject.externalId === null && inDoubt;
  const result = await decideDesired(deps, subject, { client, maybeCreated, signal: options.signal });
  if (!result.ok && "failure" in result)
    return failedBefore(judgeRun({ steps: result.reads, complete: false, failure: result.failure }));
  if (!result.ok) {
    const detail = `${result.problem.attribute}: ${result.problem.message}`;
    return failedBefore({ kind: "waits", cause: "mapping", status: undefined, detail, step: undefined });
  }
  if (result.desired.kind === "present") {
    const taken = await reserveUserName(deps, subject, result.desired.userName);
    if (taken !== undefined) return failedBefore(taken);
  } else {
    await deps.store.wakeNamesakes(subject, new Date(deps.clock.now()));
  }
  try {
    const run = await runUser({
      ...runParts(deps, subject, result.desired),
      client,
      inDoubt,
      secret: async () => secretOf(deps, subject),
      signal: options.signal,
      onStep: (step) => (step.outcome.kind === "linked" ? assertOwnAccount(deps, subject, step.outcome.id) : undefined),
    });
    return { kind: "ran", run, desired: result.desired, verdict: judgeUserRun(run, result.desired) };
  } catch (error) {
    if (!(error instanceof ForeignAccountError)) throw error;
    return failedBefore(error.verdict);
  }
}

/** The client, whose first request waits for the run's turn. */
function inTurn(client: ScimClient, turn: Turn | undefined): ScimClient {
  if (turn === undefined) return client;
  return {
    send: async (request, options) => {
      await turn.begin();
      return await client.send(request, options);
    },
  };
}

/** With Deactivate Users off an unassigned person's account is left as it is on purpose: nothing waits. */
function judgeUserRun(run: Parameters<typeof judgeRun>[0], desired: DesiredUser): Verdict {
  const verdict = judgeRun(run);
  return verdict.kind === "waits" && verdict.cause === "featureOff" && desired.kind === "absent"
    ? { kind: "complete" }
    : verdict;
}

function failedBefore(verdict: Verdict): RecordedRun {
  return { kind: "notRun", verdict };
}

function knownOf(subject: UserSubject): KnownUser {
  return {
    externalId: subject.externalId ?? undefined,
    attributes: managedKnown(subject),
    active: subject.knownActive ?? undefined,
  };
}

/** The password to be sent: the directory's own, opened only now, or a random one made only now. Neither is kept. */
function secretOf(deps: Ports, subject: UserSubject): string {
  if (subject.app.passwordSeed === "OKTA" && subject.passwordSealed !== null) {
    return openSecret(deps.masterKey, pendingPasswordContext(subject.person.id), subject.passwordSealed);
  }
  return createPassword(deps.random, subject.app.passwordRule);
}
