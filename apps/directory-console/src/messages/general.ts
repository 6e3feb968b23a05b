import type { Progress } from "@lockstep/directory-app/contract";

/** Words of the frame, of sign-in and of the overview. */
export const generalMessages = {
  product: "Directory",
  loading: "Loading",
  actions: {
    showPassword: "Show or hide the password",
    save: "Save",
    cancel: "Cancel",
    edit: "Edit",
    clearFilters: "Clear the filters",
  },
  picker: {
    person: "Name, e-mail or login",
    noPerson: "Nobody matches",
    noGroup: "No group matches",
  },
  root: {
    failed: "This page could not be shown",
    notFound: "There is no page at this address",
    notFoundDetail: "The link may be old, or the object was removed.",
    toStart: "Go to the overview",
  },
  signIn: {
    title: "Sign in",
    description: "For administrators of the directory.",
    login: "Login",
    loginMissing: "Enter your login.",
    password: "Password",
    passwordMissing: "Enter your password.",
    submit: "Sign in",
    failed: "You are not signed in",
    ended: "Your session has ended",
    goesOn: "Sign in to go on to the page that you asked for.",
  },
  frame: {
    signOutFailed: "You are still signed in",
    support: "Contact support",
    pricing: "Pricing and plans",
    overview: "Overview",
    guide: "Set-up guide",
    directory: "Directory",
    people: "People",
    groups: "Groups",
    provisioning: "Provisioning",
    applications: "Applications",
    tasks: "Tasks",
    openTasks: "open tasks",
    records: "Records",
    administration: "Administration",
    systemLog: "System Log",
    apiTokens: "API tokens",
  },
  overview: {
    title: "Overview",
    welcome: (name: string) => `Signed in as ${name}. The numbers refresh by themselves.`,
    failed: "The overview could not be loaded",
    people: "People",
    activePeople: (count: number) => `${count.toLocaleString("en")} active`,
    groups: "Groups",
    groupsDetail: "To assign and to push",
    applications: "Applications",
    pendingWork: (count: number) =>
      count === 0
        ? "Everything is sent"
        : `${count.toLocaleString("en")} ${count === 1 ? "change" : "changes"} on the way`,
    openTasks: "Open tasks",
    tasksDetail: (count: number) => (count === 0 ? "Nothing waits for you" : "Waiting for you"),
    appsTitle: "Provisioning",
    allApps: "All applications",
    appProgress: ({ assigned, synchronized, pending, failed, pushGroups }: Progress) =>
      [
        `${synchronized.toLocaleString("en")} of ${assigned.toLocaleString("en")} people in step`,
        pending > 0 ? `${pending.toLocaleString("en")} on the way` : "",
        failed > 0 ? `${failed.toLocaleString("en")} failed` : "",
        pushGroups.total > 0 ? `${pushGroups.total.toLocaleString("en")} groups pushed` : "",
      ]
        .filter((part) => part !== "")
        .join(" · "),
    appsFailed: "The applications could not be loaded",
    recent: "Recent events",
    wholeLog: "Open the System Log",
    nothing: "Nothing has happened yet",
    nothingDetail: "What administrators and the engine do is written down here.",
    start: "Connect your first application",
    startDetail: "Bring your people in, add the application, then walk the set-up guide from top to bottom.",
    addApplication: "Add an application",
    importPeople: "Import people from a CSV file",
  },
} as const;
