/** *To Directory* as the form holds it, from and to the API's shape. */
import type { InboundProvisioningCapabilities } from "@lockstep/directory-app/contract";
import { readSchedule, type Schedule, writeSchedule } from "./schedule.ts";

export type MatchingRules = InboundProvisioningCapabilities["importRules"]["userCreateAndMatch"];
export type Sourcing = InboundProvisioningCapabilities["importRules"]["profileAndLifecycle"];
type ImportSettings = InboundProvisioningCapabilities["importSettings"];

interface Timetable {
  readonly schedule: Schedule;
  readonly timezone: string;
}

/** Values as the form holds them. */
export interface ToDirectoryValues {
  readonly full: Timetable;
  readonly incremental: Timetable;
  readonly groups: ImportSettings["groups"];
  readonly userName: ImportSettings["username"];
  readonly rules: MatchingRules;
  readonly sourcing: Sourcing;
}

/** The form of what is saved. */
export function valuesOf(saved: InboundProvisioningCapabilities): ToDirectoryValues {
  const { schedule, username, groups } = saved.importSettings;
  const timetable = ({ expression, timezone }: ImportSettings["schedule"]["fullImport"]): Timetable => ({
    schedule: readSchedule(schedule.status === "ENABLED" ? expression : null),
    timezone,
  });
  return {
    full: timetable(schedule.fullImport),
    incremental: timetable(schedule.incrementalImport),
    groups,
    userName: username,
    rules: saved.importRules.userCreateAndMatch,
    sourcing: saved.importRules.profileAndLifecycle,
  };
}

/** What the form says, over what it has no field for. */
export function capabilitiesOf(
  values: ToDirectoryValues,
  saved: InboundProvisioningCapabilities,
): InboundProvisioningCapabilities {
  const cron = ({ schedule, timezone }: Timetable) => ({ expression: writeSchedule(schedule), timezone });
  const fullImport = cron(values.full);
  const incrementalImport = cron(values.incremental);
  const isScheduled = fullImport.expression !== null || incrementalImport.expression !== null;
  return {
    importSettings: {
      ...saved.importSettings,
      username: values.userName,
      groups: values.groups,
      schedule: { status: isScheduled ? "ENABLED" : "DISABLED", fullImport, incrementalImport },
    },
    importRules: { userCreateAndMatch: values.rules, profileAndLifecycle: values.sourcing },
  };
}
