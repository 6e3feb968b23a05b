/** The To App and To Directory pages of an app, as Okta's features USER_PROVISIONING and INBOUND_PROVISIONING (okta-management-api §9.5). */
import type { AppId } from "@lockstep/ports";
import { sql } from "kysely";
import type { InboundProvisioningCapabilities, UserProvisioningCapabilities } from "../contract.ts";
import { type Act, eventOf, type Trx } from "./act.ts";
import { type AppRow, appTarget, lockApp, requireApp } from "./apps.ts";
import { notifyWork, sweepAppUsers } from "./dirty.ts";
import { DirectoryError } from "./error.ts";
import { requireCriteria } from "./match-criteria.ts";
import { writeEvent } from "./system-log.ts";
import type { ImportMatch } from "./tables.ts";

/** What can be set on To App; what is absent stays. */
export interface ToAppChange {
  readonly createUsers?: boolean | undefined;
  readonly updateUserAttributes?: boolean | undefined;
  readonly deactivateUsers?: boolean | undefined;
  readonly syncPassword?: boolean | undefined;
  readonly passwordSeed?: "RANDOM" | "OKTA" | undefined;
  readonly passwordChange?: "CHANGE" | "KEEP_EXISTING" | undefined;
}

/** What can be set on To Directory; what is absent stays. `cron` null: never import by schedule. */
export interface ToDirectoryChange {
  readonly userNameTemplate?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly cron?: string | null | undefined;
  readonly timeZone?: string | undefined;
  readonly incrementalCron?: string | null | undefined;
  readonly incrementalTimeZone?: string | undefined;
  /** Whether imports read the app's groups too. */
  readonly groups?: boolean | undefined;
  readonly match?: Partial<ImportMatch> | undefined;
  readonly sourcing?: Partial<Sourcing> | undefined;
}

/** "Profile & Lifecycle Sourcing" of an app. */
export type Sourcing = InboundProvisioningCapabilities["importRules"]["profileAndLifecycle"];

/** The app's sourcing, as the API shows it. */
export function sourcingOf(app: AppRow): Sourcing {
  return {
    profileSourcing: app.profile_sourcing,
    whenDeactivated: app.on_app_deactivation,
    reactivateSuspended: app.reactivate_suspended,
    reactivateDeactivated: app.reactivate_deactivated,
  };
}

/** Features need a connection (Okta's words). */
export function requireProvisioning(app: AppRow): AppRow {
  if (app.provisioning_enabled) return app;
  throw new DirectoryError("E0000001", {
    summary: "Api validation failed: feature",
    causes: ["Provisioning is not enabled for the app instance."],
  });
}

/** Stores To App. What the app holds is compared anew when updates are switched on. */
export async function updateToApp(act: Act, appId: AppId, change: ToAppChange): Promise<AppRow> {
  return await act.database.transaction(async (trx) => {
    const before = requireProvisioning(await lockApp(trx, appId));
    await sql`
      update app set
        create_users = ${change.createUsers ?? before.create_users},
        update_user_attributes = ${change.updateUserAttributes ?? before.update_user_attributes},
        deactivate_users = ${change.deactivateUsers ?? before.deactivate_users},
        sync_password = ${change.syncPassword ?? before.sync_password},
        password_seed = ${change.passwordSeed ?? before.password_seed},
        password_change = ${change.passwordChange ?? before.password_change},
        last_updated_at = now()
      where id = ${appId}`.execute(trx);
    const after = await requireApp(trx, appId);
    if (after.update_user_attributes && !before.update_user_attributes)
      await sweepAppUsers(trx, appId, new Date(act.clock.now()));
    await dropUndeliverablePasswords(trx, before, after);
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "application.lifecycle.update",
        displayMessage: "Update application: To App",
        targets: [appTarget(after)],
        debug: { changed: Object.keys(change).join(",") },
      }),
    );
    return after;
  });
}

/** Passwords that wait for an app which no longer takes them are erased. */
async function dropUndeliverablePasswords(trx: Trx, before: AppRow, after: AppRow): Promise<void> {
  const takesDirectoryPassword = after.sync_password && after.password_seed === "OKTA";
  if (!after.sync_password) {
    await sql`
      update app_user set password_pending = false, password_sealed = null, password_sealed_at = null
      where app_id = ${after.id} and (password_pending or password_sealed is not null)`.execute(trx);
  } else if (!takesDirectoryPassword && before.password_seed === "OKTA") {
    await sql`
      update app_user set password_sealed = null, password_sealed_at = null
      where app_id = ${after.id} and password_sealed is not null`.execute(trx);
  }
  if (takesDirectoryPassword) return;
  await sql`
    update person set password_sealed = null, password_sealed_at = null
    where password_sealed is not null
      and not exists (select 1 from app where provisioning_enabled and sync_password and password_seed = 'OKTA')`.execute(
    trx,
  );
}

/** Stores To Directory; `dueAt` is when the schedule next asks for an import. */
export async function updateToDirectory(
  act: Act,
  appId: AppId,
  step: {
    readonly change: ToDirectoryChange;
    readonly dueAt: (schedule: ScheduleTimes) => Date | null;
  },
): Promise<AppRow> {
  const { change } = step;
  return await act.database.transaction(async (trx) => {
    const before = requireProvisioning(await lockApp(trx, appId));
    if (change.match?.exactMatchCriteria !== undefined) await requireCriteria(trx, change.match.exactMatchCriteria);
    const sourcing = { ...sourcingOf(before), ...change.sourcing };
    const old = schedulesOf(before);
    const { enabled, full, incremental } = changedSchedules(before, change);
    const dueOf = (kind: "full" | "incremental", next: ScheduleTimes) =>
      enabled && old.enabled && isSame(old[kind], next) && old[kind].dueAt !== null
        ? old[kind].dueAt
        : enabled && next.cron !== null
          ? step.dueAt(next)
          : null;
    const isSameSchedule = enabled === old.enabled && isSame(old.full, full) && isSame(old.incremental, incremental);
    await sql`
      update app set
        import_enabled = ${enabled}, import_cron = ${full.cron}, import_time_zone = ${full.timeZone}, import_due_at = ${dueOf("full", full)},
        import_incremental_cron = ${incremental.cron}, import_incremental_time_zone = ${incremental.timeZone},
        import_incremental_due_at = ${dueOf("incremental", incremental)}, import_groups = ${change.groups ?? before.import_groups},
        import_user_name_template = ${change.userNameTemplate ?? before.import_user_name_template},
        import_match = ${JSON.stringify({ ...before.import_match, ...change.match })}::jsonb,
        profile_sourcing = ${sourcing.profileSourcing}, on_app_deactivation = ${sourcing.whenDeactivated},
        reactivate_suspended = ${sourcing.reactivateSuspended}, reactivate_deactivated = ${sourcing.reactivateDeactivated},
        last_updated_at = now()
      where id = ${appId}`.execute(trx);
    // What the app masters is not sent to it: who was compared with it is compared anew.
    if (sourcing.profileSourcing !== before.profile_sourcing)
      await sweepAppUsers(trx, appId, new Date(act.clock.now()));
    // A worker sleeps until the next due moment that it knows of.
    if (!isSameSchedule) await notifyWork(trx);
    const after = await requireApp(trx, appId);
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: isSameSchedule ? "application.lifecycle.update" : "system.import.schedule",
        displayMessage: "Update application: To Directory",
        targets: [appTarget(after)],
        debug: { enabled, full, incremental },
      }),
    );
    return after;
  });
}

/** When a kind of import comes. `cron` null = never. */
export interface ScheduleTimes {
  readonly cron: string | null;
  readonly timeZone: string;
}

function schedulesOf(app: AppRow) {
  return {
    enabled: app.import_enabled,
    full: { cron: app.import_cron, timeZone: app.import_time_zone, dueAt: app.import_due_at },
    incremental: {
      cron: app.import_incremental_cron,
      timeZone: app.import_incremental_time_zone,
      dueAt: app.import_incremental_due_at,
    },
  };
}

/** The schedules that a change leads to. */
export function changedSchedules(
  app: AppRow,
  change: ToDirectoryChange,
): { readonly enabled: boolean; readonly full: ScheduleTimes; readonly incremental: ScheduleTimes } {
  const { enabled, full, incremental } = schedulesOf(app);
  return {
    enabled: change.enabled ?? enabled,
    full: { cron: change.cron === undefined ? full.cron : change.cron, timeZone: change.timeZone ?? full.timeZone },
    incremental: {
      cron: change.incrementalCron === undefined ? incremental.cron : change.incrementalCron,
      timeZone: change.incrementalTimeZone ?? incremental.timeZone,
    },
  };
}

const isSame = (a: ScheduleTimes, b: ScheduleTimes) => a.cron === b.cron && a.timeZone === b.timeZone;

const toggle = (isOn: boolean) => (isOn ? ("ENABLED" as const) : ("DISABLED" as const));

/** USER_PROVISIONING as the API shows it. */
export function toAppCapabilities(app: AppRow): UserProvisioningCapabilities {
  return {
    create: { lifecycleCreate: { status: toggle(app.create_users) } },
    update: {
      profile: { status: toggle(app.update_user_attributes) },
      lifecycleDeactivate: { status: toggle(app.deactivate_users) },
      password: { status: toggle(app.sync_password), seed: app.password_seed, change: app.password_change },
    },
  };
}

/** The template of imported people's user names when nothing else is asked for: their e-mail. */
export const IMPORT_EMAIL_TEMPLATE = `\${source.email}`;

/** INBOUND_PROVISIONING as the API shows it. */
export function toDirectoryCapabilities(app: AppRow): InboundProvisioningCapabilities {
  const isEmail = app.import_user_name_template === IMPORT_EMAIL_TEMPLATE;
  return {
    importSettings: {
      username: isEmail
        ? { usernameFormat: "EMAIL" }
        : { usernameFormat: "CUSTOM", userNameExpression: app.import_user_name_template },
      schedule: {
        status: toggle(app.import_enabled),
        fullImport: { expression: app.import_cron, timezone: app.import_time_zone },
        incrementalImport: { expression: app.import_incremental_cron, timezone: app.import_incremental_time_zone },
      },
      groups: toggle(app.import_groups),
      changes: changesOf(app),
    },
    importRules: {
      userCreateAndMatch: { ...app.import_match, exactMatchCriteria: criteriaOf(app.import_match) },
      profileAndLifecycle: sourcingOf(app),
    },
  };
}

/** What was tried counts for the app's present base URL only. */
function changesOf(app: AppRow): InboundProvisioningCapabilities["importSettings"]["changes"] {
  const known = app.import_changes?.baseUrl === app.base_url ? app.import_changes : null;
  return { works: known?.works ?? null, detail: known?.detail ?? "", since: known?.since ?? null };
}

/** Okta knows one criterion, as a text; several are ours. */
function criteriaOf(match: ImportMatch): string | readonly string[] {
  const [first, ...others] = match.exactMatchCriteria;
  return first !== undefined && others.length === 0 ? first : match.exactMatchCriteria;
}

/** Okta's names for what an app can do, derived from its settings. */
export function featureNamesOf(app: AppRow): readonly string[] {
  if (!app.provisioning_enabled) return [];
  return [
    "SCIM_PROVISIONING",
    "GROUP_PUSH",
    "IMPORT_NEW_USERS",
    "IMPORT_PROFILE_UPDATES",
    ...(app.create_users ? ["PUSH_NEW_USERS"] : []),
    ...(app.update_user_attributes ? ["PUSH_PROFILE_UPDATES"] : []),
    ...(app.deactivate_users ? ["PUSH_USER_DEACTIVATION", "REACTIVATE_USERS"] : []),
    ...(app.sync_password ? ["PUSH_PASSWORD_UPDATES"] : []),
  ];
}
