/**
 * Runs one person in one app: look, plan, send. Each step may be the last before a crash; a new run looks again and ends
 * in the same state. A write whose answer is lost is never repeated blindly: the target is asked first.
 */
import type { JsonObject } from "@lockstep/scim";
import type { Dialect } from "../dialect.ts";
import { createPassword, type PasswordRule } from "../password.ts";
import { overwrittenAttributes } from "../plan/overwrites.ts";
import { planUser, type UserReadsInput, wantedAttributes } from "../plan/user.ts";
import type {
  Action,
  FailureOutcome,
  KnownUser,
  ObservedUser,
  Outcome,
  Plan,
  Preview,
  Step,
  UserRun,
} from "../types.ts";
import { learnUser, mayHaveArrived, readId } from "./learn-user.ts";
import { observeUser, type UserLooker } from "./observe-user.ts";
import { createSender, type PlaceholderValues, type SenderOptions } from "./sender.ts";

/** What a user's run needs. */
export interface UserRunInput extends UserReadsInput, SenderOptions {
  /** How the placeholder of a new account is made. */
  readonly passwordRule?: PasswordRule;
  /** The pending password, asked for at most once and only right before it is sent; undefined = there is none after all. */
  readonly secret: () => Promise<string | undefined>;
  /**
   * An earlier run of this person may have ended without its result being recorded (an expired lease). A linked account
   * is then read although nothing seems to have changed, and an unlinked one is looked for by `externalId` before the
   * name, since the name may have changed meanwhile.
   */
  readonly inDoubt?: boolean;
  /** Called after each answer with what is then known: a worker stores the link before the next request leaves. */
  readonly onStep?: (step: Step, known: KnownUser) => Promise<void> | void;
}

/** Rounds of look and plan in one run: the first, one after a conflict, one after a loss, one after a disappearance. */
const ROUNDS_MAX = 4;

/** Brings one account into its desired state as far as the target lets it. Never rejects for what the target does. */
export async function runUser(input: UserRunInput): Promise<UserRun> {
  const run = createRun(input);
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const before = run.known;
    const look = await observeUser(run.looker, run.lookOptions());
    if (look.kind === "failed") return run.end(look.failure);
    // Nothing but a look ends a doubt.
    if (look.observed.kind !== "notRead")
      run.isDoubtful = run.afterCreate !== undefined && look.observed.kind === "none";
    if (look.observed.kind === "hidden") run.known = { ...before, active: false };
    if (look.observed.kind === "none" && run.afterCreate !== undefined) return run.end(run.afterCreate);
    const plan = planUser({ ...input, known: run.known, observed: look.observed });
    // What is not created again stays linked, so that its return is not taken for a new person's.
    if (plan.blocked?.code === "accountGone") run.known = before;
    run.learnUnchanged(look.observed, plan);
    const verdict = await carryOut(run, plan.actions);
    // An account that hid is read once it is switched on; its profile could not be compared before.
    if (verdict.kind === "ended" && look.observed.kind === "hidden" && verdict.failure === undefined) {
      if (plan.blocked === undefined) continue;
    }
    if (verdict.kind === "ended") return run.end(verdict.failure, plan.blocked);
  }
  return run.end(
    run.afterCreate ?? { kind: "failed", status: undefined, detail: "The account keeps changing in the app." },
  );
}

/** What would be sent now. Reads are made, nothing is written. */
export async function previewUser(input: Omit<UserRunInput, "secret" | "onStep">): Promise<Preview> {
  const run = createRun({ ...input, secret: () => Promise.resolve(undefined) });
  const look = await observeUser(run.looker, run.lookOptions());
  if (look.kind === "failed") return { actions: [], reads: run.steps, failure: look.failure };
  const plan = planUser({ ...input, known: run.known, observed: look.observed });
  return {
    ...plan,
    reads: run.steps,
    overwrites: overwrittenBy(plan, input, { known: run.known, observed: look.observed }),
  };
}

/** Attributes that the target holds otherwise, and that the plan's update replaces or clears. */
function overwrittenBy(
  plan: Plan,
  input: Pick<UserRunInput, "desired" | "dialect">,
  seen: { readonly known: KnownUser; readonly observed: ObservedUser },
): readonly string[] {
  const { desired } = input;
  const { known, observed } = seen;
  const updates = plan.actions.some(({ purpose }) => purpose === "updateUser");
  if (!updates || desired.kind === "absent" || observed.kind !== "one") return [];
  return overwrittenAttributes(observed.resource, wantedAttributes(input.dialect, desired), known.attributes);
}

type Verdict =
  | { readonly kind: "ended"; readonly failure: FailureOutcome | undefined }
  | { readonly kind: "lookAgain" };

async function carryOut(run: Run, actions: readonly Action[]): Promise<Verdict> {
  let refused: FailureOutcome | undefined;
  for (const action of actions) {
    const values = await run.valuesFor(action);
    if (values === undefined) continue;
    const outcome = await run.perform(action, { values });
    const next = judge(run, action, outcome);
    if (next === "lookAgain") return { kind: "lookAgain" };
    // A refused profile does not hold up the password; it stays the reason why the run is not complete.
    if (typeof next === "object" && next.kind === "refused") refused ??= next.failure;
    else if (next !== "next") return { kind: "ended", failure: refused ?? next };
  }
  return { kind: "ended", failure: refused };
}

interface Refusal {
  readonly kind: "refused";
  readonly failure: FailureOutcome;
}
type Judgement = "next" | "lookAgain" | Refusal | FailureOutcome | undefined;

/** What comes after an outcome: the next action, another look, or the end (undefined = all is as desired). */
function judge(run: Run, action: Action, outcome: Outcome): Judgement {
  const isCreate = action.purpose === "createUser";
  switch (outcome.kind) {
    case "unchanged":
    case "linked":
      return "next";
    case "done":
      return isCreate && run.known.externalId === undefined ? run.afterLostCreate(emptyAnswer(outcome.status)) : "next";
    case "unknown":
      if (isCreate) return run.afterLostCreate(outcome);
      return action.purpose !== "setPassword" && run.lookOnce("loss") ? "lookAgain" : outcome;
    case "rejected":
      if (isCreate && run.isConflict(outcome)) return run.afterLostCreate(outcome);
      return action.purpose === "updateUser" ? { kind: "refused", failure: outcome } : outcome;
    case "gone":
      if (run.isAbsent) return undefined;
      return run.lookOnce("disappearance") ? "lookAgain" : outcome;
    case "retryAfter":
    case "failed":
    case "stopped":
      return outcome;
  }
}

function emptyAnswer(status: number): FailureOutcome {
  return {
    kind: "rejected",
    status,
    scimType: undefined,
    detail: "The app said that it created the account, but returned no id, and the account cannot be found.",
  };
}

interface Run {
  readonly looker: UserLooker;
  readonly steps: readonly Step[];
  readonly isAbsent: boolean;
  /** Whether an account may exist that nobody knows the id of. */
  isDoubtful: boolean;
  known: KnownUser;
  /** Whether a refused create says that somebody has the name. */
  isConflict(outcome: Extract<Outcome, { kind: "rejected" }>): boolean;
  /** Set when a create was sent without a usable answer: the end of the run if the account cannot be found. */
  afterCreate: FailureOutcome | undefined;
  lookOptions(): { readonly inDoubt: boolean; readonly mustRead: boolean };
  lookOnce(cause: "loss" | "disappearance"): boolean;
  afterLostCreate(failure: FailureOutcome): "lookAgain" | FailureOutcome;
  learnUnchanged(observed: ObservedUser, plan: Plan): void;
  /** What fills the placeholders of an action; undefined = there is nothing to send. */
  valuesFor(action: Action): Promise<PlaceholderValues | undefined>;
  perform(
    action: Action,
    options: { readonly values?: PlaceholderValues; readonly refine?: (outcome: Outcome) => Outcome },
  ): Promise<Outcome>;
  end(failure: FailureOutcome | undefined, blocked?: Plan["blocked"]): UserRun;
}

function createRun(input: UserRunInput): Run {
  const send = createSender(input);
  const { desired, features } = input;
  const steps: Step[] = [];
  const looked = new Set<string>();
  const password = createSecretOnce(input);
  let delivered = false;
  const run: Run = {
    steps,
    isAbsent: desired.kind === "absent",
    isDoubtful: input.inDoubt === true,
    known: startingPoint(input),
    afterCreate: undefined,
    isConflict: ({ status, scimType }) =>
      status === 409 || scimType === "uniqueness" || status === input.dialect.conflictStatus,
    looker: {
      get input() {
        return run.afterCreate === undefined ? input : { ...input, dialect: afterConflict(input.dialect) };
      },
      known: () => run.known,
      perform: (action, refine) => run.perform(action, refine ? { refine } : {}),
    },
    lookOptions: () => ({
      inDoubt: input.inDoubt === true || run.afterCreate !== undefined,
      mustRead: looked.has("loss") || input.inDoubt === true,
    }),
    lookOnce(cause) {
      if (looked.has(cause)) return false;
      looked.add(cause);
      return true;
    },
    afterLostCreate(failure) {
      if (run.afterCreate !== undefined) return run.afterCreate;
      run.afterCreate = failure;
      return "lookAgain";
    },
    learnUnchanged(observed, plan) {
      const updates = plan.actions.some(({ purpose }) => purpose === "updateUser");
      if (desired.kind !== "present" || observed.kind !== "one" || !features.updateUserAttributes || updates) return;
      run.known = { ...run.known, attributes: wantedAttributes(input.dialect, desired) };
    },
    valuesFor: (action) => password.valuesFor(action),
    async perform(action, options) {
      const step = await send(action, options);
      steps.push(step);
      run.known = learnUser(run.known, input, { purpose: action.purpose, outcome: step.outcome });
      if (action.purpose === "createUser" && mayHaveArrived(step.outcome)) run.isDoubtful = true;
      if (step.outcome.kind === "done" && password.isDeliveredBy(action))
        delivered ||= readDelivery(action, step.outcome);
      await input.onStep?.(step, run.known);
      return step.outcome;
    },
    end: (failure, blocked) => ({
      steps,
      known: run.known,
      passwordDelivered: delivered,
      complete: failure === undefined && blocked === undefined,
      ...(blocked === undefined ? {} : { blocked }),
      ...(failure === undefined ? {} : { failure }),
      ...(run.isDoubtful && run.known.externalId === undefined ? { inDoubt: true } : {}),
    }),
  };
  return run;
}

/** What a filter may have missed by its letter case is found in the whole list. */
function afterConflict(dialect: Dialect): Dialect {
  return dialect.filterCase === "EXACT" ? { ...dialect, lookupBy: "LIST" } : dialect;
}

/** In doubt nothing is taken for confirmed; should the run fail before it has read, that stays recorded. */
function startingPoint({ known, inDoubt }: UserRunInput): KnownUser {
  return inDoubt === true && known.externalId !== undefined ? { ...known, active: undefined } : known;
}

/** A create counts only with an id: without one nobody can say which account holds the password. */
function readDelivery(action: Action, outcome: { readonly resource: JsonObject | undefined }): boolean {
  return action.purpose === "setPassword" || readId(outcome.resource) !== undefined;
}

interface SecretOnce {
  valuesFor(action: Action): Promise<PlaceholderValues | undefined>;
  isDeliveredBy(action: Action): boolean;
}

/** Asks for the pending password once and only when it is about to be sent. */
function createSecretOnce(input: UserRunInput): SecretOnce {
  let asked: Promise<string | undefined> | undefined;
  let secret: string | undefined;
  const isDue = input.desired.kind === "present" && input.desired.passwordPending && input.features.syncPassword;
  const ask = async () => {
    asked ??= input.secret();
    secret = await asked;
    return secret;
  };
  return {
    async valuesFor(action) {
      if (action.purpose === "setPassword") {
        const password = await ask();
        return password === undefined ? undefined : { password };
      }
      if (action.purpose !== "createUser") return {};
      return { password: (isDue ? await ask() : undefined) ?? createPassword(input.random, input.passwordRule) };
    },
    isDeliveredBy: (action) =>
      secret !== undefined && (action.purpose === "setPassword" || action.purpose === "createUser"),
  };
}
