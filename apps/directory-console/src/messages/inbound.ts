/** Words of what comes in from an app: safeguard, import mappings, hook. */
import type { SafeguardLimit } from "@lockstep/directory-app/contract";

export const inboundMessages = {
  importSafeguard: {
    title: "Import safeguard",
    description: "An import that would take away more stops before the first removal, and waits for you.",
    loadFailed: "The import safeguard could not be loaded",
    enabled: "Stop imports that would take away too many people",
    percent: "At most this share of the accounts",
    from: "where there are at least",
    inherited: "This is the directory's default for every app.",
    own: "This app has a limit of its own.",
    directory: ({ status, percent, from }: SafeguardLimit) =>
      status === "ENABLED"
        ? `Over all apps together ${percent} % from ${from.toLocaleString("en")} accounts on.`
        : "There is no limit over all apps together.",
    saved: "The import safeguard is saved",
    saveFailed: "The import safeguard was not saved",
  },
  importMappings: {
    title: "Attribute mappings to the directory",
    description:
      "Which attribute of a person is filled from which of the app's (appuser.…), when an import makes or sources the person.",
    loadFailed: "The mappings could not be loaded",
    none: "Nothing is mapped: imported people have a login and nothing else.",
    add: "Add an attribute",
    removeLabel: (title: string) => `Remove the mapping of ${title}`,
    saved: "The mappings to the directory are saved",
    saveFailed: "The mappings were not saved",
  },
  importHook: {
    title: "Inline hook",
    description: "A program of yours that is asked about each imported account, and may change what becomes of it.",
    loadFailed: "The hook could not be loaded",
    failed: "The hook was not changed",
    url: "Address",
    urlDetail:
      "Asked by POST, with a signature. Without a usable answer in three seconds the import goes on as without it.",
    enabled: "Ask it during imports",
    saved: "The hook is saved",
    secret: "The secret for its signature, shown this once",
    secretLabel: "Secret",
    test: "Test",
    works: (ms: number) => `It answers as it should, in ${Math.round(ms)} ms`,
    question: "What it was asked",
    answer: (status: number | null) => (status === null ? "It gave no answer" : `What it answered (status ${status})`),
    renew: "New secret",
    remove: "Remove",
    removeQuestion: "Remove the hook?",
    removeConsequences: ["Imports go on without it from the next account on."],
    removeConfirm: "Remove 1 hook",
  },
} as const;
