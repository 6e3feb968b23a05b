/** Words of budgets, holds, protected people, pace and policies. */
import type { BudgetDirection, BudgetHoldSubject, Protection } from "@lockstep/directory-app/contract";

const people = (count: number) => (count === 1 ? "1 person" : `${count.toLocaleString("en")} people`);
const counted = (count: number, one: string, many: string) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
const memberships = (count: number) => counted(count, "membership", "memberships");

export const safeguardMessages = {
  budget: {
    title: "Budgets",
    description:
      "How much may be taken away without asking you. What is due and what was done within the hours is counted together.",
    loadFailed: "The budgets could not be loaded",
    directions: {
      deactivations: "Deactivated accounts",
      membershipRemovals: "Removed memberships",
      attributeOverwrites: "Overwritten accounts",
    } satisfies Readonly<Record<BudgetDirection, string>>,
    percent: "At most this share",
    from: "where there are at least",
    count: "and at most this number",
    noLimit: "No limit",
    window: "Counted over hours",
    windowDetail: "Changes that trickle in count as one.",
    useDefault: "Use the directory's default",
    saved: (label: string) => `The budgets of ${label} are saved`,
    saveFailed: (label: string) => `The budgets of ${label} were not saved`,
  },
  holds: {
    title: {
      deactivations: (count: number) => `${people(count)} would be deactivated: waiting for you`,
      membershipRemovals: (count: number) => `${memberships(count)} would be removed: waiting for you`,
      attributeOverwrites: (count: number) => `Values of ${people(count)} would be overwritten: waiting for you`,
    } satisfies Readonly<Record<BudgetDirection, (count: number) => string>>,
    look: "Look at the list and decide",
    close: "Close without deciding",
    consequences: [
      "Approve lets exactly this list pass, once. Who changed meanwhile is judged anew.",
      "Reject drops the work until something changes. Assignments stay as they are.",
    ],
    list: "Who is held",
    who: "Person or group",
    note: "Note",
    noteOf: (kind: BudgetHoldSubject["kind"], amount: number, moved: boolean) =>
      [kind === "pushGroup" ? memberships(amount) : "", moved ? "changed meanwhile: left out" : ""]
        .filter((part) => part !== "")
        .join(", "),
    nobody: "Nobody is held any more.",
    approve: {
      deactivations: (count: number) => `Deactivate ${people(count)}`,
      membershipRemovals: (count: number) => `Remove ${memberships(count)}`,
      attributeOverwrites: (count: number) => `Overwrite ${people(count)}`,
    } satisfies Readonly<Record<BudgetDirection, (count: number) => string>>,
    reject: (count: number) => `Reject ${count.toLocaleString("en")}`,
    failed: "The decision was not stored",
    decided: {
      approve: (count: number, left: number) =>
        `${counted(count, "subject passes", "subjects pass")}${left > 0 ? `, ${left} changed meanwhile` : ""}`,
      reject: (count: number, left: number) =>
        `${counted(count, "subject is", "subjects are")} left as they are${left > 0 ? `, ${left} changed meanwhile` : ""}`,
    } as const,
  },
  protectedPeople: {
    title: "Protected people",
    description: "Their accounts are not deactivated, in no app, before you approve the task. Holds for all apps.",
    add: "Protect",
    name: "Who",
    reason: "Reason",
    reasonDetail: "Whoever decides about the task reads it.",
    since: "Since",
    kinds: { PERSON: "person", GROUP: "group", ADMINISTRATORS: "role" } satisfies Readonly<
      Record<Protection["kind"], string>
    >,
    who: "Whom to protect",
    choices: {
      PERSON: "One person",
      GROUP: "Everybody in a group",
      ADMINISTRATORS: "The administrators of this directory",
    } satisfies Readonly<Record<Protection["kind"], string>>,
    findPerson: "Find a person",
    findGroup: "Find a group",
    added: (name: string) => `${name} is protected`,
    failed: "The protection was not added",
    end: "End the protection",
    endLabel: (name: string) => `End the protection of ${name}`,
    endQuestion: (name: string) => `End the protection of ${name}?`,
    endConsequences: [
      "From now on their accounts are deactivated like anybody's.",
      "What waits as a task goes on waiting.",
    ],
    endConfirm: "End 1 protection",
    none: "Nobody is protected",
    noneDetail:
      "Protect people without whom nobody could work on: administrators, service desks, break-glass accounts.",
  },
  engine: {
    title: "Pace and policies",
    description: "How the app is worked, and what unusual states mean.",
    loadFailed: "Pace and policies could not be loaded",
    suspended: "When a person is suspended in the directory",
    suspendedChoices: {
      IGNORE: { label: "Leave the account", detail: "As Okta does: suspending sends nothing." },
      DEACTIVATE: { label: "Deactivate the account", detail: "It is activated again when the suspension ends." },
    } as const,
    gone: "When an account vanished from the app",
    goneChoices: {
      RECREATE: { label: "Create it again", detail: "With the next change, by itself." },
      ASK: { label: "Ask first", detail: "A task waits for your approval." },
    } as const,
    passwordLength: "Length of random passwords",
    passwordAlphabet: "Characters of random passwords",
    requests: "Requests at most",
    per: "in each",
    periods: { SECOND: "second", MINUTE: "minute", HOUR: "hour" } as const,
    noLimit: "As many as the app takes",
    concurrency: "People and groups at once",
    workersLimit: "The workers' own limit",
    saved: (label: string) => `Pace and policies of ${label} are saved`,
    saveFailed: (label: string) => `Pace and policies of ${label} were not saved`,
  },
} as const;
