/** Words of an app's Push Groups tab. */
import type { ClashChoice, PushRule, PushRulePreview } from "@lockstep/directory-app/contract";

type Condition = PushRule["conditions"][number];
type Operator = Condition["operator"];

const groups = (count: number) => (count === 1 ? "1 group" : `${count.toLocaleString("en")} groups`);

const operators: Readonly<Record<Operator, string>> = {
  STARTS_WITH: "starts with",
  ENDS_WITH: "ends with",
  CONTAINS: "contains",
  EQUALS: "is",
};
const negated: Readonly<Record<Operator, string>> = {
  STARTS_WITH: "does not start with",
  ENDS_WITH: "does not end with",
  CONTAINS: "does not contain",
  EQUALS: "is not",
};
const attributes: Readonly<Record<Condition["attribute"], string>> = { name: "Name", description: "Description" };
const effects: Readonly<Record<PushRulePreview["items"][number]["effect"], string>> = {
  BEGIN: "will be pushed",
  CLASH: "name is taken in the app",
  PUSHED: "is pushed already",
  EXCLUDED: "excluded by hand",
  END: "no longer matches",
};

export const pushMessages = {
  pushState: {
    active: "Active",
    activeMeaning: "The group in the app follows this one.",
    pending: "Pushing",
    pendingMeaning: "A change waits to be sent.",
    inactive: "Inactive",
    inactiveMeaning: "Changes are not sent.",
    error: "Error",
    errorMeaning: "The last push failed.",
    unlinking: "Unlinking",
    unlinkingMeaning: "It ends as soon as the app was told.",
  },
  pushGroups: {
    title: "Push Groups",
    description: "Groups that stand in the app as well, with the same name and people.",
    push: "Push Groups",
    find: "Find groups by name",
    findByRule: "Find groups by rule",
    views: "Groups or rules",
    viewLabels: { groups: "Groups", rules: "Rules", drift: "Drift" } as const,
    filters: "Find pushed groups",
    search: "Search by group name",
    listFilter: "Which push groups",
    lists: { all: "All", byName: "By name", byRule: "By rule", errors: "Errors", inactive: "Inactive" } as const,
    listCount: (label: string, count: number) => `${label} (${count.toLocaleString("en")})`,
    group: "Group here",
    byName: "by name",
    byRule: (rule: string) => `by the rule ${rule}`,
    target: "Group in the app",
    notThere: "not there yet",
    linkedThere: "linked",
    createdThere: "created by push",
    status: "Push status",
    members: "Members in the app",
    memberCount: (pushed: number, all: number) => `${pushed.toLocaleString("en")} of ${all.toLocaleString("en")}`,
    leftOut: (count: number) => `${count.toLocaleString("en")} left out: why?`,
    membersLater: "Without members until “Push Now”.",
    lastPush: "Last push",
    never: "never",
    pushNow: "Push Now",
    retry: "Retry",
    activate: "Activate group push",
    deactivate: "Deactivate group push",
    unlink: "Unlink pushed group",
    keep: "Do not unlink",
    resolve: "Link, rename or skip…",
    retryAll: (count: number) => (count === 1 ? "Retry 1 group" : `Retry all ${groups(count)}`),
    added: (name: string) => `${name} is on its way to the app`,
    addFailed: (name: string) => `The group ${name} is not pushed`,
    acted: {
      push: (name: string) => `${name} is pushed again as a whole`,
      retry: (name: string) => `${name} is tried again`,
      activate: (name: string) => `The push of ${name} is active`,
      deactivate: (name: string) => `The push of ${name} is inactive`,
      keep: (name: string) => `${name} stays linked`,
    } as const,
    switchFailed: (name: string) => `The push of ${name} was not changed`,
    bulk: {
      PUSH: "Push Now",
      ACTIVATE: "Activate",
      DEACTIVATE: "Deactivate",
      RETRY: "Retry",
      UNLINK: "Unlink",
    } as Readonly<Record<string, string>>,
    bulkDone: (count: number) => `Done for ${groups(count)}`,
    bulkFailed: "The groups were not changed",
    refused: (count: number) => `${groups(count)} could not be changed`,
    refusal: (name: string | null, reason: string | null) => `${name ?? ""}: ${reason ?? ""}`,
    none: "No group is pushed",
    noMatch: "No push group matches",
    noneDetail: "Push groups by name, or by a rule that also takes up groups that come later.",
    settings: "Group Push Settings",
    rename: "Rename app groups to match group name in the directory",
    renameDetail: "Off: renaming a group here stops its push.",
    settingSaved: "The group push settings are saved",
    settingFailed: "The group push settings were not saved",
  },
  addPush: {
    group: "Group to push",
    asking: "Asking the app for groups of this name…",
    askFailed: "The app could not be asked for its groups",
    result: (name: string, count: number, pushedBy: readonly string[]) =>
      count === 0
        ? `No match found: the app has no group named ${name}.`
        : `Match found: the app has ${groups(count)} named ${name}${pushedBy.length > 0 ? `, held by the push of ${pushedBy.join(", ")}` : ""}.`,
    action: "Match result and push action",
    create: "Create Group",
    createDetail: "A new group in the app. A group that has the name already is never taken over.",
    link: "Link Group",
    linkDetail: "The app's group is taken over: from now on its members are those of this group.",
    name: "Name in the app",
    target: "Group in the app",
    now: "Push group memberships immediately",
    assign: "Give the app to the people of the group",
    assignDetail: "Their accounts are made first; only people with an account can be members.",
    saveAndAnother: "Save and add another",
  },
  unlink: {
    title: (names: readonly string[]) =>
      names.length === 1 ? `Unlink the pushed group ${names[0]}?` : `Unlink ${groups(names.length)}?`,
    choice: "What becomes of the group in the app",
    leave: "Leave the group in the target app",
    leaveDetail: "It keeps its members and is no longer changed.",
    delete: "Delete the group in the target app",
    deleteDetail: "Its people keep their accounts.",
    confirmLeave: (count: number) => `Unlink ${groups(count)}`,
    confirmDelete: (count: number) => `Unlink and delete ${groups(count)}`,
  },
  clash: {
    title: (label: string, name: string) => `${label} already has a group named ${name}`,
    description: "Group names are unique. The other group was not touched; choose what should happen.",
    choice: "What should happen",
    choices: {
      RENAME: { label: "Push under another name", detail: "A new group in the app beside the other one." },
      LINK: {
        label: "Link to the group in the app",
        detail: "The other group is taken over: from now on its members are those of our group.",
      },
      SKIP: { label: "Do not push this group", detail: "The push ends; rules leave the group alone." },
    } satisfies Readonly<Record<ClashChoice["choice"], { label: string; detail: string }>>,
    newName: "Name in the app",
    which: "Group to take over",
    confirm: {
      RENAME: "Push under this name",
      LINK: "Take over 1 group",
      SKIP: "Do not push 1 group",
    } satisfies Readonly<Record<ClashChoice["choice"], string>>,
    done: {
      RENAME: (name: string) => `${name} is pushed under its new name`,
      LINK: (name: string) => `${name} is linked to the group in the app`,
      SKIP: (name: string) => `${name} is not pushed`,
    } satisfies Readonly<Record<ClashChoice["choice"], (name: string) => string>>,
  },
  leftOut: {
    title: (name: string) => `Push of ${name}`,
    failed: "The push group could not be loaded",
    list: "Members left out",
    heading: (count: number) =>
      count === 0
        ? "Nobody is left out"
        : `${count === 1 ? "1 member is" : `${count.toLocaleString("en")} members are`} left out; each joins when the reason is gone`,
    cause: "Cause",
    target: "Group in the app",
    reason: "Reason",
    none: "Nobody is left out",
    noneDetail: "All members of the group stand in the app.",
  },
  pushRules: {
    title: "Push rules",
    add: "New push rule",
    edit: (name: string) => `Edit the rule ${name}`,
    create: "Create rule",
    name: "Rule name",
    unnamed: "New rule",
    match: "Groups match when",
    all: "all conditions hold",
    any: "one condition holds",
    condition: (place: number) => `Condition ${place}`,
    attribute: "Attribute",
    attributes,
    operator: "Comparison",
    operators,
    negated,
    text: "Text",
    addCondition: "Add condition",
    removeCondition: (place: number) => `Remove condition ${place}`,
    whenUnmatched: "When a group no longer matches",
    unmatched: {
      KEEP: "It stays pushed",
      UNLINK: "It is unlinked and left in the app",
      DELETE: "It is unlinked and deleted in the app",
    } satisfies Readonly<Record<PushRule["whenUnmatched"], string>>,
    assign: "Give the app to the people of these groups",
    assignDetail:
      "Their accounts are made first, then the groups. A group that no longer matches keeps the app for its people.",
    assignEnds: "From now on no further group gets the app. Groups that have it by this rule keep it.",
    assigns: "The people of its groups get the app.",
    previewAssigns: (count: number) =>
      count === 0
        ? "Everybody in these groups has the app already, or may not get it."
        : `${count === 1 ? "1 person" : `${count.toLocaleString("en")} people`} will get the app and an account in it.`,
    begin: "When it begins",
    beginNow: "Push groups immediately",
    beginLater: "Keep the rule inactive for now",
    previewHint: "Enter a text to see which groups match.",
    previewFailed: "The rule cannot be used like this",
    previewList: "Groups that the rule is about",
    previewWords: ({ matched, begin, clashes, pushed, excluded, end }: PushRulePreview["counts"]) =>
      [
        `${groups(matched)} match`,
        `${begin.toLocaleString("en")} will be pushed`,
        clashes > 0 ? `${clashes.toLocaleString("en")} of them have a name that the app has already` : "",
        pushed > 0 ? `${pushed.toLocaleString("en")} pushed already` : "",
        excluded > 0 ? `${excluded.toLocaleString("en")} excluded by hand` : "",
        end > 0 ? `${end.toLocaleString("en")} no longer match` : "",
      ]
        .filter((part) => part !== "")
        .join(", "),
    nothingMatches: "No group matches.",
    members: "Members",
    effect: "What happens",
    effects,
    saved: (name: string) => `The rule ${name} is saved`,
    saveFailed: "The rule was not saved",
    words: (match: PushRule["match"], conditions: readonly Condition[]) =>
      conditions
        .map(
          ({ attribute, operator, value, not }) =>
            `${attributes[attribute]} ${(not ? negated : operators)[operator]} “${value}”`,
        )
        .join(match === "ALL" ? " and " : " or "),
    statuses: { ACTIVE: "Active", INACTIVE: "Inactive" } satisfies Readonly<Record<PushRule["status"], string>>,
    groups: "Groups",
    activate: "Activate rule",
    deactivate: "Deactivate rule",
    switched: (name: string, isActive: boolean) => `The rule ${name} is ${isActive ? "active" : "inactive"}`,
    switchFailed: (name: string) => `The rule ${name} was not changed`,
    delete: "Delete rule",
    deleteQuestion: (name: string) => `Delete the rule ${name}?`,
    deleteGroups: (count: number) => `What becomes of its ${groups(count)}`,
    deleteChoices: {
      keep: "They stay pushed, as if chosen by name",
      leave: "They are unlinked and left in the app",
      delete: "They are unlinked and deleted in the app",
    } as const,
    deleteConfirm: (count: number, isDeleting: boolean) =>
      isDeleting ? `Delete 1 rule and ${groups(count)} in the app` : "Delete 1 rule",
    none: "No push rules",
    noneDetail: "A rule pushes every group that matches, also those that come later.",
    exclusions: "Excluded from rules",
    exclusionsDetail: "Unlinked by hand: no rule pushes them until you allow it.",
    since: "Since",
    endExclusion: "Allow again",
    endExclusionOf: (name: string) => `Allow again: ${name}`,
    exclusionEnded: (name: string) => `Rules look at ${name} again`,
    exclusionFailed: (name: string) => `The exclusion of ${name} was not ended`,
  },
} as const;
