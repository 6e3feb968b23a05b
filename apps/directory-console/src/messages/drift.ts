/** Words of drift: whether the app's groups are what was pushed. */
import type { DriftCheck, DriftFindingView, DriftRepair } from "@lockstep/directory-app/contract";

const groups = (count: number) => (count === 1 ? "1 group" : `${count.toLocaleString("en")} groups`);
const states: Readonly<Record<DriftFindingView["state"], string>> = {
  IN_SYNC: "As pushed",
  DRIFTED: "Changed in the app",
  DELETED: "Deleted in the app",
  RECREATED: "Made anew in the app",
  UNKNOWN: "Could not be compared",
};
const kinds: Readonly<Record<DriftRepair["kind"], string>> = {
  NOTHING: "The group is as it was pushed; nothing would be sent.",
  CHANGE: "The app's group is put right.",
  CREATE: "The group is made again in the app.",
  LINK: "The push is linked to the group that bears the name now.",
};

export const driftMessages = {
  drift: {
    title: "Drift of pushed groups",
    check: "Compare with the app now",
    checkFailed: "The groups were not compared",
    progress: ({ state, checked, total, drifted }: DriftCheck) =>
      state === "QUEUED" || state === "RUNNING"
        ? `${checked.toLocaleString("en")} of ${total === null ? "?" : total.toLocaleString("en")} groups compared`
        : `${groups(checked)} compared, ${drifted.toLocaleString("en")} changed in the app`,
    found: "Found",
    states,
    members: "Members",
    difference: (missing: number, extra: number) =>
      missing + extra === 0 ? "–" : `${missing.toLocaleString("en")} missing, ${extra.toLocaleString("en")} too many`,
    checked: "Compared",
    repair: "Repair",
    repairOf: (name: string) => `Repair ${name}`,
    planFailed: "The repair could not be planned",
    kinds,
    confirm: "Repair 1 group",
    repaired: (name: string) => `${name} is being put right`,
    notRepaired: "The group was not repaired",
    none: "Nothing was compared yet",
    noneDetail: "Compare now, to see whether somebody changed pushed groups in the app.",
  },
  driftSettings: {
    title: "Comparison with the app",
    description:
      "Pushed groups are read in the app and compared. A comparison changes nothing; you repair what it finds.",
    loadFailed: "The settings of the comparison could not be loaded",
    schedule: "Compare automatically",
    schedules: {
      NEVER: "Never",
      HOURLY: "Every hour",
      DAILY: "Every day at 03:23",
      WEEKLY: "Every Sunday at 03:23",
      cron: "Cron expression",
    } as const,
    never: "Groups are compared only when somebody asks for it.",
    next: "Next comparison:",
    foreign: "When a group is repaired, members that the directory does not know",
    foreignChoices: {
      KEEP: { label: "stay in the group", detail: "Only what this directory put in or left out is put right." },
      REMOVE: { label: "are removed from the group", detail: "The repair lists each of them before anything is sent." },
    } as const,
    saved: "The comparison with the app is saved",
    saveFailed: "The comparison with the app was not saved",
  },
} as const;
