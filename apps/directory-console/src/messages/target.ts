/** Words of the passport (what a target can do) and of the switches in which it differs from its dialect. */
import type { PassportView } from "@lockstep/directory-app/contract";

type Measured = NonNullable<PassportView["passport"]>;
type Traits = Measured["traits"];
type UsedBy = Measured["uses"][keyof Measured["uses"]]["usedBy"];

const deletes: Readonly<Record<Traits["user"]["delete"], string>> = {
  removed: "the account is gone",
  deactivated: "the account is deactivated",
  ignored: "nothing happens",
  refused: "it is refused",
};
const usedBy: Readonly<Record<UsedBy, string>> = {
  PLAN: "In plans:",
  RUN: "While sending:",
  IMPORT: "In imports:",
  SHOWN: "Shown only:",
};
const runStates: Readonly<Record<NonNullable<PassportView["run"]>["state"], string>> = {
  RUNNING: "Measuring",
  CANCELLING: "Ending; what was made in the app is removed first",
  DONE: "Measured, with something left to tell",
  FAILED: "The measuring failed",
  CANCELLED: "The measuring was cancelled",
};

export const targetMessages = {
  passport: {
    title: "What the app can do",
    description: "Measured on the app itself, not read from its manual.",
    loadFailed: "The measurements could not be loaded",
    measuredAt: "Measured",
    measure: "Measure now",
    measureAgain: "Measure again",
    none: "Not measured yet",
    noneDetail: "Measuring finds out which requests the app understands, and how large they may be.",
    question: "Measure what the app can do?",
    consequences: [
      "A few test users and test groups are made in the app, changed, and removed again.",
      "They are named Lockstep passport; no other account is touched.",
      "It takes about a minute and can be cancelled.",
    ],
    progress: (done: number, total: number) => `Measuring: step ${Math.min(done + 1, total)} of ${total}`,
    cancelFailed: "The measuring was not cancelled",
    states: runStates,
    leftovers: (count: number) =>
      count === 1 ? "1 test resource may still be in the app" : `${count} test resources may still be in the app`,
    cleanUp: "Remove them",
    cleaned: (removed: number, left: number) => `${removed} removed${left > 0 ? `, ${left} could not be removed` : ""}`,
    cleanFailed: "The test resources were not removed",
    yes: "Yes",
    no: "No",
    unknown: "Could not be measured",
    noBound: "no limit found",
    twin: "a second account is made",
    status: (status: number) => `refused with ${status}`,
    deletes,
    latency: (median: number, slowest: number) => `${median} ms, one in a hundred over ${slowest} ms`,
    usedBy,
    traits: {
      put: "Takes the whole user (PUT)",
      patch: "Takes single changes (PATCH)",
      valuePath: "Understands filters in paths",
      inactiveFound: "Finds inactive accounts by name",
      delete: "When an account is deleted",
      conflict: "When a user name is taken",
      filter: "Finds people by user name",
      externalId: "Finds people by external id",
      groups: "Has groups",
      addMembers: "Adds single members",
      removeMembers: "Removes single members",
      chunk: "Members in one request",
      pageSize: "Users on one page",
      cursor: "Pages with cursors",
      etag: "Checks versions (If-Match)",
      latency: "Answers within",
    },
    changed: "Different from the time before",
    difference: (trait: string, before: string, after: string) => `${trait}: ${before} before, ${after} now`,
  },
  switches: {
    title: "How the app is spoken to",
    description: "The dialect decides which requests are sent. Switches are for apps that need something else.",
    loadFailed: "The target settings could not be loaded",
    dialect: "Dialect",
    dialectDetail: "Which requests the app understands best.",
    dialectDetails: {
      "okta-catalogue": "PUT for profiles, PATCH for everything else.",
      "okta-wizard": "PUT for people and groups.",
      rfc: "The smallest PATCH.",
      aws: "",
      github: "",
    } as Readonly<Record<string, string>>,
    dialects: {
      "okta-catalogue": "Okta catalogue app",
      "okta-wizard": "Okta wizard app",
      rfc: "RFC 7644",
      aws: "AWS IAM Identity Center",
      github: "GitHub enterprise with managed users",
    } as const,
    show: "Show switches",
    hide: "Hide switches",
    count: (count: number) =>
      count === 0
        ? "None differs from the dialect."
        : `${count === 1 ? "1 differs" : `${count} differ`} from the dialect.`,
    byDialect: "As the dialect and the measurements say",
    inherited: (word: string) => `By default: ${word}`,
    yes: "yes",
    no: "no",
    none: "none",
    clear: "Clear",
    saved: (label: string) => `The target settings of ${label} are saved`,
    saveFailed: (label: string) => `The target settings of ${label} were not saved`,
  },
} as const;
