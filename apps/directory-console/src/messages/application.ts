/** Words of the list of applications and of an app's General and Sign On tabs. */
import type { Progress } from "@lockstep/directory-app/contract";

export const applicationMessages = {
  appState: {
    inactive: "Inactive",
    inactiveMeaning: "Nothing is sent before the app is activated.",
    paused: "Paused",
    notConnected: "Not connected",
    notConnectedMeaning: "API integration is not enabled.",
    connected: "Connected",
    connectedMeaning: "API integration is enabled; changes are sent within seconds.",
  },
  applications: {
    title: "Applications",
    description: "The apps into which the directory provisions people and groups.",
    add: "Add application",
    name: "Application",
    status: "Integration",
    people: "People",
    updated: "Settings changed",
    inStep: (synchronized: number, assigned: number) =>
      assigned === 0
        ? "Nobody assigned"
        : `${synchronized.toLocaleString("en")} of ${assigned.toLocaleString("en")} in step`,
    open: (pending: number, failed: number) =>
      [pending > 0 ? `${pending} on the way` : "", failed > 0 ? `${failed} failed` : ""]
        .filter((part) => part !== "")
        .join(", "),
    none: "No applications yet",
    noneDetail: "Add the application that should get your people, such as the expense service.",
  },
  applicationNew: {
    title: "Add application",
    description: "Any application that speaks SCIM 2.0.",
    template: "Kind of application",
    templatesFailed: "The kinds of applications could not be loaded",
    label: "Application label",
    labelDetail: "The name by which you know it.",
    labelMissing: "Enter a label.",
    placeholder: "Expenses",
    submit: "Add and connect",
    failed: "The application was not added",
    done: (label: string) => `${label} is added`,
  },
  application: {
    title: "Application",
    failed: "The application could not be loaded",
    guide: "Set-up guide",
    logs: "View Logs",
    tabs: {
      general: "General",
      "sign-on": "Sign On",
      provisioning: "Provisioning",
      import: "Import",
      assignments: "Assignments",
      "push-groups": "Push Groups",
      tasks: "Tasks",
      timeline: "Timeline",
    } as const,
  },
  paused: {
    title: (label: string) => `Nothing is sent to ${label} now`,
    reasons: {
      credential: "The app refused the credentials.",
      rateLimit: "The app asked for a pause.",
      administrator: "An administrator has paused it.",
      quarantine: "It fails too often and is in quarantine: one person or group is tried at a time, until that passes.",
    } as Readonly<Record<string, string>>,
    since: "Since",
    goesOn: "goes on by itself at",
    toIntegration: "Check the credentials",
    resume: "Resume now",
    resumed: (label: string) => `${label} is resumed; what had waited is sent now`,
    resumeFailed: (label: string) => `${label} was not resumed`,
  },
  general: {
    assigned: "Assigned",
    assignedDetail: "Should have the app",
    inStep: "In step",
    inStepDetail: "App and directory agree",
    pending: "On the way",
    pendingDetail: "Being sent",
    failed: "Failed",
    failedDetail: "See the tasks",
    settings: "App settings",
    visibility: "Application visibility",
    visibilityDetail: "Whether people see the app among theirs. Accounts and provisioning stay as they are.",
    hideWeb: "Do not display application icon to users",
    hideIos: "Do not display application icon in the mobile app",
    template: "Made from",
    pushGroups: "Push groups",
    pushGroupCounts: ({ total, pending, failed }: Progress["pushGroups"]) =>
      `${total} in all, ${pending} on the way, ${failed} failed`,
    saved: (label: string) => `The settings of ${label} are saved`,
    saveFailed: (label: string) => `The settings of ${label} were not saved`,
  },
  settingsFile: {
    title: "Settings as a file",
    description:
      "Everything that is set up for this app, in one file without secrets: to keep, to compare, to use elsewhere.",
    download: "Download settings",
    upload: "Apply a file…",
    notRead: "The file cannot be applied",
    noJson: "This is no settings file: it is not JSON. Choose a file that was downloaded here.",
    question: (label: string) => `Apply this file to ${label}?`,
    count: (count: number) =>
      count === 0
        ? "The file says what is set up already."
        : count === 1
          ? "1 setting changes:"
          : `${count} settings change:`,
    apply: (count: number) => (count === 1 ? "Change 1 setting" : `Change ${count} settings`),
    applied: (count: number) => (count === 1 ? "1 setting is changed" : `${count} settings are changed`),
    notApplied: "Nothing was changed",
  },
  appDanger: {
    title: "Switch off",
    activate: "Activate",
    activated: (label: string) => `${label} is active`,
    activateFailed: (label: string) => `${label} was not activated`,
    deleted: (label: string) => `${label} is deleted`,
    pause: {
      label: "Pause provisioning",
      question: (label: string) => `Pause provisioning to ${label}?`,
      consequences: ["Nothing is sent until you resume.", "Changes are kept, and the latest state is sent then."],
    },
    deactivate: {
      label: "Deactivate the app",
      question: (label: string) => `Deactivate ${label}?`,
      consequences: ["Nothing is sent and nothing is imported.", "Settings and assignments are kept."],
    },
    delete: {
      label: "Delete the app",
      question: (label: string) => `Delete ${label}?`,
      consequences: [
        "Settings, assignments, mappings and links to accounts are removed and cannot be brought back.",
        "Accounts and groups in the app itself stay as they are.",
      ],
    },
  },
  userNameFormats: {
    login: "Directory username (default; “Okta username” in the guide)",
    loginPrefix: "Directory username prefix",
    email: "Email",
    emailLower: "Email (lowercase)",
    emailPrefix: "Email prefix",
    employeeId: "AD Employee ID",
    sam: "AD SAM Account Name",
    samLower: "AD SAM Account Name (lowercase)",
    upn: "AD User Principal Name",
    upnPrefix: "AD User Principal Name prefix",
    ldap: "LDAP UID + custom suffix",
    custom: "Custom",
    none: "(None): entered for each assignment",
  },
  signOn: {
    title: "Credentials details",
    description: "Which name people have in the app.",
    format: "Application username format",
    formatDetail: "Many services show this name as the person's e-mail address.",
    expression: "Expression",
    expressionDetail: "For example: String.toLowerCase(user.email)",
    updateOn: "Update application username on",
    createAndUpdate: "Create and update",
    createAndUpdateDetail: "A changed name is sent to the app.",
    createOnly: "Create only",
    createOnlyDetail: "Names that the app already has stay as they are.",
    tip: "Choose “Email” if the app shows the username as an e-mail address",
    tipDetail:
      "Otherwise people see their directory username where the app displays their e-mail address. The preview below shows both.",
    chooseEmail: "Choose Email",
    suffix: "Custom suffix",
    suffixDetail: "Put after the name, for example @corp.example.",
    review: "Review and save",
    loadFailed: "The username format could not be loaded",
    plan: {
      title: "What the new format would do",
      changed: (count: number, people: number) =>
        count === 0
          ? `No name of the ${people.toLocaleString("en")} people who have the app changes.`
          : `${count.toLocaleString("en")} of ${people.toLocaleString("en")} people who have the app get another name.`,
      createOnly: "“Create only” is chosen: names that the app already has stay as they are.",
      before: "Name now",
      after: "Name then",
      person: "Person",
      examples: "People whose name changes",
      empty: (count: number, logins: readonly string[]) =>
        `${count === 1 ? "1 person gets" : `${count.toLocaleString("en")} people get`} no name and cannot be sent: ${logins.join(", ")}${count > logins.length ? ", …" : ""}`,
      clashes: (count: number) =>
        count === 1
          ? "1 name would be given to several people"
          : `${count.toLocaleString("en")} names would be given to several people`,
      clash: (userName: string, logins: readonly string[]) => `${userName}: ${logins.join(", ")}`,
      overBudget: "More than the budget allows: nothing of it is sent until you approve it in Tasks",
      clashDetail: "Only one of them gets it; the others wait as a task until their names differ.",
      save: (changed: number) =>
        changed === 0
          ? "Save the format"
          : `Save and change ${changed.toLocaleString("en")} ${changed === 1 ? "name" : "names"}`,
    },
    saved: (label: string) => `The username format of ${label} is saved`,
    failed: (label: string) => `The username format of ${label} was not saved`,
  },
  userNamePreview: {
    title: "Preview",
    description: "What the format gives for five people of the directory.",
    login: "Directory username",
    userName: "Name in the app",
    notComputed: "cannot be computed: an attribute is missing",
    none: "Nobody to show",
    noneDetail: "Add people to the directory first.",
  },
} as const;
