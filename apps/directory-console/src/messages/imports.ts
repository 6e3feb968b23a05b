/** Words of an app's Import tab. */
import type {
  BulkConfirmResult,
  ConfirmResult,
  ImportRemoval,
  ImportResult,
  ImportRow,
  ImportRun,
  UndoResult,
} from "@lockstep/directory-app/contract";

const people = (count: number) => (count === 1 ? "1 person" : `${count.toLocaleString("en")} people`);
const users = (count: number) => (count === 1 ? "1 user" : `${count.toLocaleString("en")} users`);
const joined = (parts: readonly (readonly [number, string])[]) =>
  parts.flatMap(([count, words]) => (count > 0 ? [`${count.toLocaleString("en")} ${words}`] : [])).join(", ");

const importStates: Readonly<Record<ImportRun["state"], string>> = {
  QUEUED: "Waiting",
  RUNNING: "Running",
  HELD: "Held",
  DONE: "Done",
  FAILED: "Failed",
  CANCELLED: "Cancelled",
};
const modes: Readonly<Record<ImportRun["mode"], string>> = {
  FULL: "Everybody",
  INCREMENTAL: "What changed",
  GROUPS: "Groups",
};
const phases: Readonly<Record<ImportRun["phase"], string>> = {
  USERS: "users read",
  CONFIRMATIONS: "users read, those of the rules are confirmed",
  GROUPS: "groups read",
  REMOVALS: "looked at again",
};
const matches: Readonly<Record<ImportRow["match"], string>> = {
  EXACT: "Exact match",
  PARTIAL: "Partial match",
  NONE: "No match",
  AMBIGUOUS: "Several match",
};
const matchMeanings: Readonly<Record<ImportRow["match"], string>> = {
  EXACT: "The matching rules of To Directory agree.",
  PARTIAL: "First and last name agree; look twice before you link.",
  NONE: "Nobody here matches.",
  AMBIGUOUS: "Several people match, or several accounts mean the same one; choose.",
};
const outcomes: Readonly<Record<ImportResult["outcome"], string>> = {
  CREATED: "Person created",
  LINKED: "Linked",
  WAITING: "Waits for you",
  UPDATED: "Updated",
  REMOVED: "Taken away",
  SKIPPED: "Skipped",
  FAILED: "Failed",
};

const held = ({ affected, population, percent }: NonNullable<ImportRun["hold"]>) =>
  `Would take away ${affected.toLocaleString("en")} of ${population.toLocaleString("en")} accounts; the safeguard allows ${percent} %.`;

export const importMessages = {
  imports: {
    title: "Import",
    description: "Reads users and groups from the app and pairs users with people here.",
    now: "Import Now",
    otherWays: "Other imports",
    nowIncremental: "Import what changed",
    nowPreview: "Preview an import",
    isPreview: "preview: nothing was changed",
    nowGroups: "Refresh App Groups",
    started: "The import has started",
    startFailed: "The import was not started",
    cancel: "Cancel",
    cancelFailed: "The import was not cancelled",
    decide: "Decide…",
    results: "Results",
    resultsOf: (when: string) => `Results of the import of ${when}`,
    runs: "Imports",
    startedAt: "Started",
    modes,
    triggers: { MANUAL: "by hand", SCHEDULE: "by schedule" } as const,
    states: importStates,
    result: "Result",
    progress: (phase: ImportRun["phase"], scanned: number, total: number | null) =>
      total === null
        ? `${scanned.toLocaleString("en")} ${phases[phase]} so far`
        : `${scanned.toLocaleString("en")} of ${total.toLocaleString("en")} ${phases[phase]}`,
    pace: (perSecond: number | null, seconds: number | null) =>
      [
        perSecond === null ? "" : `${Math.round(perSecond).toLocaleString("en")} a second`,
        seconds === null
          ? ""
          : `about ${seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`} left`,
      ]
        .filter((part) => part !== "")
        .join(", "),
    held,
    summary: (run: ImportRun) =>
      run.mode === "GROUPS"
        ? groupWords(run)
        : [
            `${users(run.scanned)} read`,
            joined([
              [run.newPeople, "new"],
              [run.matched, "matched"],
              [run.linked, "linked by rule"],
              [run.peopleCreated, "people created"],
              [run.updated, "updated"],
              [run.removed, "taken away"],
              [run.deactivated, "deactivated"],
              [run.suspended, "suspended"],
              [run.kept, "gone but kept"],
              [run.skipped, "skipped"],
              [run.failed, "failed"],
              [run.unchanged, "unchanged"],
            ]),
          ]
            .filter((part) => part !== "")
            .join(": "),
    notes: (run: ImportRun): readonly string[] =>
      [
        run.mode !== "GROUPS" && run.groups.scanned > 0 ? groupWords(run) : "",
        run.complete === false ? (run.incompleteReason ?? "") : "",
        run.note ?? "",
        run.preview && run.hold !== null ? `The safeguard would stop it. ${held(run.hold)}` : "",
        run.groups.problem ?? "",
        run.hookFailures > 0 ? `The hook gave no usable answer ${run.hookFailures.toLocaleString("en")} times.` : "",
      ].filter((note) => note !== ""),
    none: "Nothing has been imported",
    noneDetail: "Import now, or set a schedule under Provisioning › To Directory.",
    views: "Users or groups",
    viewLabels: { users: "Users found", groups: "Groups of the app" } as const,
  },
  heldImport: {
    title: (count: number) => `This import would take away ${people(count)}`,
    consequences: [
      "Go on takes the app from exactly these people, as To Directory says.",
      "Stop ends the import; what was read stays, and nobody is taken away.",
    ],
    list: "Accounts that are gone or inactive in the app",
    cause: "In the app",
    causes: { absent: "gone", inactive: "inactive" } satisfies Readonly<Record<ImportRemoval["cause"], string>>,
    nobody: "Nobody is taken away any more.",
    stop: "Stop the import",
    approve: (count: number) => `Go on and take away ${people(count)}`,
    decided: { approve: "The import goes on", cancel: "The import is stopped" } as const,
  },
  importResults: {
    title: "Results of the import",
    description: "What became of each account.",
    difference: ({ appeared, ended }: { appeared: number; ended: number }) =>
      `Compared with the import before: ${appeared.toLocaleString("en")} appeared, ${ended.toLocaleString("en")} ended.`,
    download: "Download as CSV",
    close: "Close the results",
    filters: "Find results",
    search: "Search by user name",
    outcome: "Result",
    all: "Every result",
    outcomes,
    count: (label: string, count: number | undefined) =>
      count === undefined ? label : `${label} (${count.toLocaleString("en")})`,
    reason: "Why",
    changes: (attributes: readonly string[]) => `Changed: ${attributes.join(", ")}`,
    none: "No results",
    noneDetail: "Change the filters, or the results of this import are not kept any more.",
  },
  importRows: {
    title: "Users found in the app",
    description: "Decide who they are: link to a person, take as a new person, or ignore.",
    filters: "Find imported users",
    search: "Search by name or user name",
    show: "Show",
    states: { UNCONFIRMED: "To be confirmed", CONFIRMED: "Confirmed", IGNORED: "Ignored" } as const,
    match: "Match",
    allMatches: "Every match",
    matchCount: (label: string, count: number | undefined) =>
      count === undefined ? label : `${label} (${count.toLocaleString("en")})`,
    matches,
    matchMeanings,
    keys: { move: "go from row to row" } as const,
    inactive: "inactive in the app",
    decision: "Assignment",
    decisionFor: (name: string) => `Assignment of ${name}`,
    personFor: (name: string) => `Person to link ${name} to`,
    actions: { LINK: "Link to person", NEW: "New person", IGNORE: "Ignore" } as const,
    choosePerson: "Choose a person.",
    bulkLink: "Link",
    bulkNew: "Take as new",
    bulkIgnore: "Ignore",
    confirmedAt: "Confirmed",
    confirmedAs: { LINK: "Linked", NEW: "New person" } as const,
    cannotUndo: "cannot be undone any more",
    activateNew: "Auto-activate users after confirmation",
    confirmCount: (count: number) => `Confirm ${count.toLocaleString("en")}`,
    question: (count: number) =>
      `Confirm ${count === 1 ? "1 assignment" : `${count.toLocaleString("en")} assignments`}?`,
    consequences: (counts: { link: number; create: number; ignore: number }, left: number) => [
      ...(counts.link > 0 ? [`${people(counts.link)} linked to accounts in the app.`] : []),
      ...(counts.create > 0 ? [`${people(counts.create)} created in the directory.`] : []),
      ...(counts.ignore > 0 ? [`${counts.ignore} ignored; they can be taken up later.`] : []),
      ...(left > 0 ? [`${left} left open, because no person is chosen.`] : []),
      "Links and new people can be undone under “Confirmed”.",
    ],
    done: (result: ConfirmResult) => `${result.linked} linked, ${result.created} created, ${result.ignored} ignored`,
    undoCount: (count: number) => `Undo ${count.toLocaleString("en")}`,
    undone: ({ unlinked, deleted, kept }: UndoResult) =>
      [
        `${unlinked.toLocaleString("en")} unlinked`,
        `${people(deleted)} deleted again`,
        kept.length > 0 ? `${kept.length} kept: ${kept[0]?.reason ?? ""}` : "",
      ]
        .filter((part) => part !== "")
        .join(", "),
    unignoreCount: (count: number) => `Take up ${count.toLocaleString("en")} again`,
    unignored: (count: number) => `${users(count)} ${count === 1 ? "waits" : "wait"} to be confirmed again`,
    undoFailed: "Nothing was taken back",
    forAll: "For all users that wait",
    confirmAll: {
      EXACT: (count: number) => `Link all ${count.toLocaleString("en")} exact matches`,
      PARTIAL: (count: number) => `Link all ${count.toLocaleString("en")} partial matches`,
      NONE: (count: number) => `Take all ${count.toLocaleString("en")} without a match as new people`,
      AMBIGUOUS: (count: number) => `${count.toLocaleString("en")} match several people`,
    } satisfies Readonly<Record<ImportRow["match"], (count: number) => string>>,
    allConsequence: {
      EXACT: "Each is linked to the one person that it matches.",
      PARTIAL: "Each is linked to the person of the same name. Names may be shared: look at the list first.",
      NONE: "A person is created in the directory for each of them.",
      AMBIGUOUS: "These are decided one by one.",
    } satisfies Readonly<Record<ImportRow["match"], string>>,
    allProgress: (done: number, total: number) =>
      `${done.toLocaleString("en")} of ${total.toLocaleString("en")} confirmed`,
    allFailed: "Not all were confirmed",
    allDone: ({ linked, created, failed }: BulkConfirmResult) =>
      `${linked.toLocaleString("en")} linked, ${created.toLocaleString("en")} created${failed > 0 ? `, ${failed.toLocaleString("en")} still wait` : ""}`,
    failure: (userName: string, reason: string) => `${userName}: ${reason}`,
    rematch: "Match again",
    rematched: (looked: number, changed: number) =>
      `${users(looked)} compared again, ${changed.toLocaleString("en")} match otherwise now`,
    rematchFailed: "The users were not compared again",
    clear: "Clear Unconfirmed Users",
    clearQuestion: (count: number) => `Clear ${users(count)} that wait?`,
    clearConsequences: ["They appear again with the next import.", "Accounts in the app are not touched."],
    clearConfirm: (count: number) => `Clear ${users(count)}`,
    cleared: (count: number) => `${users(count)} cleared`,
    none: {
      UNCONFIRMED: "Nobody waits to be confirmed",
      CONFIRMED: "Nobody is confirmed yet",
      IGNORED: "Nobody is ignored",
    } as const,
    noneDetail: "Users of the app appear here after an import.",
  },
  appGroupsFound: {
    title: "Groups of the app",
    description: "As the last import found them. They are changed in the app, never here.",
    filters: "Find groups of the app",
    search: "Search by name",
    members: "Members",
    membersUnknown: "Not told by the app",
    memberCount: (count: number) => (count === 1 ? "1 member" : `${count.toLocaleString("en")} members`),
    membersOf: (name: string) => `Members of ${name} in the app`,
    memberCountOf: (count: number, name: string) =>
      `${count === 1 ? "1 member" : `${count.toLocaleString("en")} members`} of ${name} in the app`,
    membersFailed: "The members could not be loaded",
    noMembers: "Nobody is in this group.",
    kind: "Kind",
    kinds: (kind: "USER" | "GROUP", isKnown: boolean) =>
      kind === "GROUP" ? "Group" : isKnown ? "Person here" : "Known in the app only",
    changed: "Changed",
    seen: "Last seen",
    none: "No groups were found",
    noneDetail: "Switch on Import groups under Provisioning › To Directory, then import.",
  },
} as const;

function groupWords({ groups }: ImportRun): string {
  return [
    `${groups.scanned === 1 ? "1 group" : `${groups.scanned.toLocaleString("en")} groups`} read`,
    joined([
      [groups.created, "new"],
      [groups.updated, "changed"],
      [groups.removed, "gone"],
      [groups.unchanged, "unchanged"],
    ]),
  ]
    .filter((part) => part !== "")
    .join(": ");
}
