/** The conditions of access, in the order in which a run meets them: pure. Each says what is the case and which one change would help. */
import { desiredUser, isSwitchedOff } from "../desired-user.ts";
import { remedyTold } from "../remedy.ts";
import type { WhyFacts } from "./facts.ts";

/** How a condition turned out. `undefined`: it does not concern this person. */
export type Verdict =
  | { readonly ok: true; readonly detail: string }
  | { readonly ok: false; readonly detail: string; readonly fix: string }
  | undefined;

/** One condition. */
export interface Condition {
  readonly name: string;
  readonly check: (facts: WhyFacts) => Verdict;
}

const yes = (detail: string): Verdict => ({ ok: true, detail });
const no = (detail: string, fix: string): Verdict => ({ ok: false, detail, fix });

/** Whether the account works in the app, by what it confirmed last. */
export function hasAccess({ subject }: WhyFacts): boolean {
  return subject !== undefined && subject.externalId !== null && subject.knownActive === true;
}

/** All conditions. Those after `assigned` are about giving access to who is assigned, and about taking it from who is not. */
export const CONDITIONS: readonly Condition[] = [
  { name: "personExists", check: personExists },
  { name: "personActive", check: personActive },
  { name: "assigned", check: assigned },
  { name: "appActive", check: appActive },
  { name: "provisioningEnabled", check: provisioningEnabled },
  { name: "connectionWorks", check: connectionWorks },
  { name: "notPaused", check: notPaused },
  { name: "provisionRequested", check: provisionRequested },
  { name: "mappingComputes", check: mappingComputes },
  { name: "featureOn", check: featureOn },
  { name: "withinBudget", check: withinBudget },
  { name: "lastOutcome", check: lastOutcome },
  { name: "turn", check: turn },
  { name: "targetState", check: targetState },
];

function personExists({ person, asked, words: { person: w } }: WhyFacts): Verdict {
  return person === undefined
    ? no(w.none(asked), w.create)
    : yes(w.exists(String(person.profile["login"] ?? person.id)));
}

function personActive({ person, subject, words: { person: w } }: WhyFacts): Verdict {
  if (person === undefined) return undefined;
  if (person.status === "STAGED") return no(w.staged, w.activate);
  if (person.status === "DEPROVISIONED") return no(w.deprovisioned, w.activateAgain);
  if (person.status === "SUSPENDED") {
    return no(subject !== undefined && isSwitchedOff(subject) ? w.suspendedOff : w.suspended, w.unsuspend);
  }
  return yes(w.status(person.status));
}

function assigned({ subject, through, appGroups, app, person, words: { assigned: w } }: WhyFacts): Verdict {
  if (person === undefined) return undefined;
  if (subject?.assigned === true) return yes(through.length === 0 ? w.individually : w.through(through));
  return no(w.not(app.label), w.assign(app.label, appGroups));
}

function appActive({ app, words: { app: w } }: WhyFacts): Verdict {
  return app.status === "ACTIVE" ? yes(w.active(app.label)) : no(w.inactive(app.label), w.activate(app.label));
}

function provisioningEnabled({ app, words: { app: w } }: WhyFacts): Verdict {
  return app.provisioning_enabled ? yes(w.enabled) : no(w.notEnabled, w.enable);
}

function connectionWorks({ app, words: { app: w } }: WhyFacts): Verdict {
  if (app.base_url === null) return no(w.noConnection, w.connect);
  if (app.paused_reason === "credential") return no(w.refuses(app.paused_detail ?? ""), w.newCredential);
  return yes(app.connection_tested_at === null ? w.notTested : w.tested(app.connection_tested_at.toISOString()));
}

function notPaused({ app, now, words: { paused: w } }: WhyFacts): Verdict {
  if (app.paused_reason === "quarantine") return no(w.quarantine(app.paused_detail), w.repair);
  if (app.paused_reason === "administrator") return no(app.paused_detail ?? w.byAdministrator, w.resume);
  if (app.paused_reason !== "rateLimit") return app.paused_reason === null ? yes(w.not) : undefined;
  if (app.resume_at === null) return no(w.refusedTooMuch, w.resumeLater);
  return app.resume_at <= now ? yes(w.over) : no(w.asked, w.waitUntil(app.resume_at.toISOString()));
}

function provisionRequested({ subject, words: { requested: w } }: WhyFacts): Verdict {
  if (subject?.assigned !== true || subject.externalId !== null) return undefined;
  return subject.provisionRequested ? yes(w.yes) : no(w.no, w.fix);
}

function mappingComputes({ subject, now, words: { mapping: w } }: WhyFacts): Verdict {
  if (subject?.assigned !== true) return undefined;
  const isNew = subject.externalId === null;
  const result = desiredUser(subject, { isNew, maybeCreated: false, now: now.getTime() });
  if (result.ok) return yes(result.desired.kind === "present" ? w.userName(result.desired.userName) : "");
  return no(w.fails(result.problem.attribute, result.problem.message), w.fix);
}

function featureOn({ subject, app, words: { feature: w } }: WhyFacts): Verdict {
  if (subject === undefined) return undefined;
  if (!subject.assigned) {
    if (subject.externalId === null || subject.knownActive === false) return undefined;
    return app.deactivate_users ? yes(w.deactivateOn) : no(w.deactivateOff, w.deactivateFix);
  }
  if (subject.externalId === null) return app.create_users ? yes(w.createOn) : no(w.createOff, w.createFix);
  if (subject.knownActive === false && !app.create_users && !app.deactivate_users) {
    return no(w.noneActivates, w.activateFix);
  }
  return yes(app.update_user_attributes ? w.updateOn : w.updateOff);
}

function withinBudget({ work, words: { budget: w } }: WhyFacts): Verdict {
  if (work === undefined) return undefined;
  if (work.openHold !== null) return no(w.held, w.decide(work.openHold.id));
  if (work.rejectedHold !== null && !work.isDirty) return no(w.rejected(work.rejectedHold.by), w.again);
  return yes(w.free);
}

function lastOutcome({ subject, work, taskWords, words: { outcome: w } }: WhyFacts): Verdict {
  if (subject === undefined || work === undefined) return undefined;
  if (work.task !== null) return no(work.task.detail, remedyTold(work.task, taskWords));
  if (subject.lastError !== null) return no(subject.lastError, w.triedAgain);
  return yes(work.lastSyncAt === null ? w.nothingSent : w.succeeded(work.lastSyncAt.toISOString()));
}

function turn({ work, now, words: { turn: w, waitAMoment } }: WhyFacts): Verdict {
  if (work === undefined) return undefined;
  if (work.isLeased) return no(w.underWay, waitAMoment);
  if (!work.isDirty) return work.isSweeping ? no(w.comparing, waitAMoment) : yes(w.nothing);
  if (new Date(work.dueAt) > now) return no(w.later, w.waitOrRetry(new Date(work.dueAt).toISOString()));
  return no(w.others(work.ahead), w.wait);
}

function targetState({ subject, app, words: { target: w } }: WhyFacts): Verdict {
  if (subject === undefined) return undefined;
  if (subject.externalId === null) {
    return subject.assigned ? no(w.noAccount(app.label), w.provision) : yes(w.none);
  }
  const state = subject.knownActive === null ? "unknown" : subject.knownActive ? "active" : "inactive";
  const detail = w.account({
    id: subject.externalId,
    origin: w.origins[subject.origin ?? "linked"],
    state: w.states[state],
    app: app.label,
  });
  return subject.assigned === (subject.knownActive === true) ? yes(detail) : no(detail, w.compare);
}
