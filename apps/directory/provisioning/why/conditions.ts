/** The conditions of access, in the order in which a run meets them: pure. Each says what is the case and which one change would help. */
import { desiredUser, isSwitchedOff } from "../desired-user.ts";
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

function personExists({ person, asked }: WhyFacts): Verdict {
  return person === undefined
    ? no(`No person is called "${asked}".`, "Check the login, or create the person.")
    : yes(`${person.profile["login"] ?? person.id} is in the directory.`);
}

function personActive({ person, subject }: WhyFacts): Verdict {
  if (person === undefined) return undefined;
  if (person.status === "STAGED") return no("The person is not activated yet.", "Activate the person.");
  if (person.status === "DEPROVISIONED") return no("The person is deactivated.", "Activate the person again.");
  if (person.status === "SUSPENDED") {
    if (subject !== undefined && isSwitchedOff(subject)) {
      return no("The person is suspended, and the app switches such accounts off.", "Unsuspend the person.");
    }
    return no("The person is suspended: nothing is sent, and the account stays as it is.", "Unsuspend the person.");
  }
  return yes(`The person is ${person.status}.`);
}

function assigned({ subject, through, appGroups, app, person }: WhyFacts): Verdict {
  if (person === undefined) return undefined;
  if (subject?.assigned === true) {
    return yes(
      through.length === 0
        ? "The person has the app individually."
        : `The person has the app through ${through.map((name) => `"${name}"`).join(", ")}.`,
    );
  }
  const groups =
    appGroups.length === 0 ? "" : `, or add the person to ${appGroups.map((name) => `"${name}"`).join(" or ")}`;
  return no(`The person is not assigned to ${app.label}.`, `Assign the person to ${app.label}${groups}.`);
}

function appActive({ app }: WhyFacts): Verdict {
  return app.status === "ACTIVE"
    ? yes(`${app.label} is active.`)
    : no(`${app.label} is inactive.`, `Activate ${app.label}.`);
}

function provisioningEnabled({ app }: WhyFacts): Verdict {
  return app.provisioning_enabled
    ? yes("API integration is enabled.")
    : no("API integration is not enabled.", "Enable API integration under Provisioning, Integration.");
}

function connectionWorks({ app }: WhyFacts): Verdict {
  if (app.base_url === null) {
    return no("The app has no connection.", "Enter and test the connection under Provisioning, Integration.");
  }
  if (app.paused_reason === "credential") {
    return no(
      `The app refuses the connection's credential: ${app.paused_detail ?? ""}`,
      "Enter a credential that works under Provisioning, Integration, test and save; what waits is then sent by itself.",
    );
  }
  return yes(
    app.connection_tested_at === null
      ? "The connection was not tested yet."
      : `The connection passed its test on ${app.connection_tested_at.toISOString()}.`,
  );
}

function notPaused({ app, now }: WhyFacts): Verdict {
  if (app.paused_reason === "quarantine") {
    return no(
      `The app is in quarantine: ${app.paused_detail ?? "it fails for everybody."}`,
      "Repair the app, or resume it: one person or group is tried at a time until one passes.",
    );
  }
  if (app.paused_reason === "administrator") return no(app.paused_detail ?? "The app is paused.", "Resume the app.");
  if (app.paused_reason !== "rateLimit") return app.paused_reason === null ? yes("The app is not paused.") : undefined;
  if (app.resume_at === null)
    return no("The app refused too many requests in a row.", "Resume the app when its limit is free again.");
  return app.resume_at <= now
    ? yes("The pause that the app asked for is over.")
    : no("The app asked for a pause.", `Wait until ${app.resume_at.toISOString()}: it goes on by itself.`);
}

function provisionRequested({ subject }: WhyFacts): Verdict {
  if (subject?.assigned !== true || subject.externalId !== null) return undefined;
  return subject.provisionRequested
    ? yes("An account was asked for.")
    : no("The person was assigned while accounts were not created.", 'Choose "Provision user" for the person.');
}

function mappingComputes({ subject, now }: WhyFacts): Verdict {
  if (subject?.assigned !== true) return undefined;
  const isNew = subject.externalId === null;
  const result = desiredUser(subject, { isNew, maybeCreated: false, now: now.getTime() });
  if (result.ok) return yes(result.desired.kind === "present" ? `The user name is ${result.desired.userName}.` : "");
  return no(
    `"${result.problem.attribute}" cannot be computed: ${result.problem.message}`,
    "Correct the mapping or the user name format, or the person's profile that it reads.",
  );
}

function featureOn({ subject, app }: WhyFacts): Verdict {
  if (subject === undefined) return undefined;
  if (!subject.assigned) {
    if (subject.externalId === null || subject.knownActive === false) return undefined;
    return app.deactivate_users
      ? yes('"Deactivate Users" is on.')
      : no(
          '"Deactivate Users" is off: the account stays as it is.',
          'Switch "Deactivate Users" on under Provisioning, To App, and choose Force Sync.',
        );
  }
  if (subject.externalId === null) {
    return app.create_users
      ? yes('"Create Users" is on.')
      : no(
          '"Create Users" is off: an account that exists is linked, none is created.',
          'Switch "Create Users" on under Provisioning, To App.',
        );
  }
  if (subject.knownActive === false && !app.create_users && !app.deactivate_users) {
    return no(
      "The account is inactive in the app, and no feature may activate it.",
      'Switch "Create Users" or "Deactivate Users" on.',
    );
  }
  return app.update_user_attributes
    ? yes('"Update User Attributes" is on.')
    : yes('"Update User Attributes" is off: the profile in the app is left as it is.');
}

function withinBudget({ work }: WhyFacts): Verdict {
  if (work === undefined) return undefined;
  if (work.openHold !== null) {
    return no(
      "The change is part of one that exceeds the app's budget, and waits for a person.",
      `Approve or reject it: lockstep budget approve ${work.openHold.id}.`,
    );
  }
  if (work.rejectedHold !== null && !work.isDirty) {
    return no(
      `${work.rejectedHold.by ?? "An administrator"} rejected the change: it was dropped.`,
      "Change the person or the assignment, or plan and apply it.",
    );
  }
  return yes("The budget holds nothing of this person.");
}

function lastOutcome({ subject, work }: WhyFacts): Verdict {
  if (subject === undefined || work === undefined) return undefined;
  if (work.task !== null) return no(work.task.detail, work.task.remedy);
  if (subject.lastError !== null) return no(subject.lastError, "It is tried again by itself.");
  return yes(
    work.lastSyncAt === null
      ? "Nothing was sent yet."
      : `The last request succeeded on ${work.lastSyncAt.toISOString()}.`,
  );
}

function turn({ work, now }: WhyFacts): Verdict {
  if (work === undefined) return undefined;
  if (work.isLeased) return no("A request is under way.", "Wait: it takes a moment.");
  if (!work.isDirty)
    return work.isSweeping
      ? no("A change of the app's settings is being compared.", "Wait: it takes a moment.")
      : yes("Nothing waits to be sent.");
  if (new Date(work.dueAt) > now)
    return no("The next attempt is to come.", `Wait until ${new Date(work.dueAt).toISOString()}, or retry now.`);
  return no(`${work.ahead} others are due before.`, "Wait: it is sent by itself.");
}

function targetState({ subject, app }: WhyFacts): Verdict {
  if (subject === undefined) return undefined;
  if (subject.externalId === null) {
    return subject.assigned
      ? no(`${app.label} has no account of the person that is known.`, 'Choose "Provision user".')
      : yes("No account is known.");
  }
  const state = subject.knownActive === true ? "active" : subject.knownActive === false ? "inactive" : "not confirmed";
  const detail = `The account ${subject.externalId} (${subject.origin ?? "linked"}) is ${state} in ${app.label}.`;
  return subject.assigned === (subject.knownActive === true)
    ? yes(detail)
    : no(detail, "Choose Force Sync to have it compared with the app.");
}
