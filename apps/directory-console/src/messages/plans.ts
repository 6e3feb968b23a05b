/** Words of plans: what a change would do before it is saved. */
import type { PlannedSubject, PlanRun } from "@lockstep/directory-app/contract";

type Summary = PlanRun["summary"];

const people = (count: number) => (count === 1 ? "1 person" : `${count.toLocaleString("en")} people`);
const counted = (count: number, one: string, many: string) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
const touched = (summary: Summary) =>
  summary.create + summary.link + summary.update + summary.reactivate + summary.deactivate + summary.password > 0 ||
  summary.groupCreate + summary.groupRename + summary.groupDelete > 0 ||
  summary.membershipAdds + summary.membershipRemovals > 0;
const saveLabel = (what: string) => (summary: Summary) =>
  touched(summary) ? `Save and send ${counted(summary.requests, "request", "requests")}` : `Save ${what}`;

const purposes: Readonly<Record<string, string>> = {
  createUser: "is created",
  updateUser: "changes",
  activateUser: "is activated again",
  deactivateUser: "is deactivated",
  deleteUser: "is deleted in the app",
  setPassword: "gets a password",
  createGroup: "is created",
  renameGroup: "is renamed",
  deleteGroup: "is deleted in the app",
};

export const planMessages = {
  planReview: {
    title: {
      features: "What the new To App settings would do",
      mappings: "What the new mappings would do",
      target: "What the new target settings would do",
      nothing: "What a sync would send",
    } as const,
    apply: {
      features: saveLabel("To App"),
      mappings: saveLabel("the mappings"),
      target: saveLabel("the target settings"),
      nothing: (summary: Summary) =>
        touched(summary) ? `Send ${counted(summary.requests, "request", "requests")}` : "Sync without a request",
    } as const,
    keep: "Do not save",
    close: "Close the plan without saving",
    failed: "The plan could not be loaded",
    gone: "This plan is not kept any more",
    goneHint: "The last ten plans of an app are kept. Save again to make a new one.",
    progress: (scanned: number, total: number | null) =>
      total === null
        ? "Comparing people and groups with the app…"
        : `${scanned.toLocaleString("en")} of ${total.toLocaleString("en")} people and groups compared`,
    progressDetail: "The app is read, nothing is written. You may leave this page; the plan goes on.",
    states: {
      QUEUED: "The plan waits for its turn",
      RUNNING: "The plan is being made",
      DONE: "The plan is made",
      FAILED: "The plan could not be made",
      CANCELLED: "The plan was cancelled",
    } satisfies Readonly<Record<PlanRun["state"], string>>,
    parts: (summary: Summary): readonly string[] =>
      [
        [summary.create, `${people(summary.create)} get${summary.create === 1 ? "s" : ""} an account`],
        [
          summary.link,
          `${people(summary.link)} ${summary.link === 1 ? "is" : "are"} linked to an account that is there`,
        ],
        [summary.update, `${people(summary.update)} change${summary.update === 1 ? "s" : ""}`],
        [
          summary.reactivate,
          `${people(summary.reactivate)} ${summary.reactivate === 1 ? "is" : "are"} activated again`,
        ],
        [summary.deactivate, `${people(summary.deactivate)} ${summary.deactivate === 1 ? "is" : "are"} deactivated`],
        [summary.password, `${people(summary.password)} get${summary.password === 1 ? "s" : ""} a new password`],
        [summary.groupCreate, `${counted(summary.groupCreate, "group is", "groups are")} created`],
        [summary.groupRename, `${counted(summary.groupRename, "group is", "groups are")} renamed`],
        [summary.groupDelete, `${counted(summary.groupDelete, "group is", "groups are")} deleted`],
        [summary.membershipAdds, `${counted(summary.membershipAdds, "membership is", "memberships are")} added`],
        [
          summary.membershipRemovals,
          `${counted(summary.membershipRemovals, "membership is", "memberships are")} removed`,
        ],
      ].flatMap(([count, words]) => (Number(count) > 0 ? [String(words)] : [])),
    sentence: (parts: readonly string[]) => `${parts.join(", ")}.`,
    nothing: "Nothing would be sent.",
    unchanged: (count: number) =>
      count === 0
        ? "Everybody in the app is affected."
        : `${counted(count, "person or group stays as it is", "people and groups stay as they are")}.`,
    overwrites: ({ overwrites, overwrittenPeople }: Summary) =>
      `Values that the app holds are replaced for ${people(overwrittenPeople)}: ${Object.entries(overwrites)
        .map(([attribute, count]) => `${attribute} (${count.toLocaleString("en")})`)
        .join(", ")}.`,
    blocked: "Some cannot be sent",
    blockedBy: (cause: string, count: number) => `${people(count)}: ${cause}`,
    overBudget: "More than the budget allows",
    approve: "Let exactly this plan pass",
    notApplied: "The plan was not applied, and nothing was saved",
    subjects: "Who is affected, with the exact requests",
    subjectsFailed: "The people of the plan could not be loaded",
    more: "Show more",
    leftOut: "Left out: something changed since the plan was made.",
    purposes: (actions: PlannedSubject["actions"]) => {
      const known = [...new Set(actions.map(({ purpose }) => purposes[purpose] ?? "members change"))].join(", ");
      return `${known} · ${counted(actions.length, "request", "requests")}`;
    },
    waitsFor: (names: readonly string[], more: number) =>
      `Sent after the account${names.length + more === 1 ? "" : "s"} of ${names.join(", ")}${more > 0 ? ` and ${counted(more, "other", "others")}` : ""}, which ${names.length + more === 1 ? "is" : "are"} made first.`,
    applied: (applied: number) =>
      applied === 0
        ? "Saved. Nothing had to be sent"
        : `Saved. ${counted(applied, "change is", "changes are")} on the way`,
    appliedLeftOut: (names: readonly string[], count: number) =>
      `${counted(count, "person or group", "people and groups")} changed meanwhile and ${count === 1 ? "was" : "were"} left out: ${names.slice(0, 5).join(", ")}${count > 5 ? ", …" : ""}`,
    startFailed: "The plan could not be started",
  },
} as const;
