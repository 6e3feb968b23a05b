/** Applies a settings file to an app: everything or nothing, and nothing at all when nothing differs. */
import type { Json } from "@lockstep/scim";
import type { AppSettingsFile, SettingsReport } from "../contract.ts";
import { type Act, actInside, type Trx } from "./act.ts";
import { replaceSwitches, updateEngine } from "./app-engine.ts";
import { settingsChanges, settingsOf } from "./app-settings-file.ts";
import { type AppRow, lockApp, requireApp, updateApp } from "./apps.ts";
import { requireCustomAttributes, storeCustomAttributes } from "./custom-attributes.ts";
import { expressionNames } from "./expression-names.ts";
import { type ScheduleTimes, updateToApp, updateToDirectory } from "./features.ts";
import { byPath, mappingFaults, refuseFaults } from "./mapping-rules.ts";
import { listMappings, replaceMappings } from "./mappings.ts";
import { requireUserNameFormat } from "./user-name-format.ts";

/** What applying needs besides the file. */
export interface ApplyOptions {
  readonly isDryRun: boolean;
  /** Checks the import schedule; throws E0000001. */
  readonly checkSchedule: (app: AppRow, schedule: AppSettingsFile["toDirectory"]["schedule"]) => void;
  readonly dueAt: (schedule: ScheduleTimes) => Date | null;
}

/** What differs, and whether it was stored. */
export type AppliedSettings = Omit<SettingsReport, "overBudget">;

/** Undoes the transaction of a dry run; never leaves this file. */
class DryRun extends Error {
  readonly report: AppliedSettings;

  constructor(report: AppliedSettings) {
    super("A dry run stores nothing.");
    this.report = report;
  }
}

/**
 * Compares and applies in one transaction. A dry run does the same and takes it back, so that it refuses what applying would refuse.
 * E0000001 names each fault with its place; nothing is stored then.
 */
export async function applySettings(
  act: Act,
  appId: AppRow["id"],
  input: { readonly file: AppSettingsFile; readonly options: ApplyOptions },
): Promise<AppliedSettings> {
  try {
    return await act.database.transaction(async (trx) => {
      const report = await applyInside(trx, act, { ...input, app: await lockApp(trx, appId) });
      if (input.options.isDryRun) throw new DryRun(report);
      return report;
    });
  } catch (error) {
    if (error instanceof DryRun) return error.report;
    throw error;
  }
}

async function applyInside(
  trx: Trx,
  act: Act,
  { app, file, options }: { readonly app: AppRow; readonly file: AppSettingsFile; readonly options: ApplyOptions },
): Promise<AppliedSettings> {
  const before = settingsOf(app, await listMappings(trx, app.id));
  const after = normalisedSettings(file);
  const changes = settingsChanges(before, app.provisioning_enabled ? after : withoutFeatures(before, after));
  const warnings = warningsOf(app, before, after);
  if (changes.length === 0) return { changes, warnings, applied: false };
  const inside = actInside(act, trx);
  requireCustomAttributes(after.attributes, app.custom_attributes);
  await storeCustomAttributes(trx, act, { app, attributes: after.attributes });
  const extended = await requireApp(trx, app.id);
  const names = await expressionNames(trx, extended);
  refuseFaults(mappingFaults(after.mappings, { custom: after.attributes, names }));
  await replaceMappings(inside, app.id, after.mappings);
  await applyApp(inside, app, after);
  await applyEngine(inside, app, { before, after });
  await applyFeatures(inside, app, { before, after, options });
  return { changes, warnings, applied: !options.isDryRun };
}

/** The file as it will be stored: formats in their own spelling, attributes by path. E0000001 when its user name format is none. */
export function normalisedSettings(file: AppSettingsFile): AppSettingsFile {
  const format = requireUserNameFormat(file.signOn);
  return { ...file, signOn: { ...file.signOn, ...format }, mappings: byPath(file.mappings, file.attributes) };
}

/** What is stored of a file while the app has no connection. */
function withoutFeatures({ toApp, toDirectory }: AppSettingsFile, after: AppSettingsFile): AppSettingsFile {
  return { ...after, toApp, toDirectory };
}

async function applyApp(
  act: Act,
  app: AppRow,
  { label, visibility, signOn, connection, pushGroups }: AppSettingsFile,
): Promise<void> {
  await updateApp(act, app.id, {
    label,
    visibility,
    userName: { type: signOn.type, template: signOn.template, push: signOn.push, suffix: signOn.userSuffix },
    dialect: connection.dialect,
    renameAppGroups: pushGroups.renameAppGroups,
  });
}

async function applyEngine(
  act: Act,
  app: AppRow,
  { before, after }: { readonly before: AppSettingsFile; readonly after: AppSettingsFile },
): Promise<void> {
  const { switches, ...engine } = after.engine;
  const { switches: _, ...held } = before.engine;
  if (JSON.stringify(engine) !== JSON.stringify(held)) await updateEngine(act, app.id, engine);
  await replaceSwitches(act, app.id, switches as Json);
}

/** To App and To Directory are settings of a connected app; without a connection they are left for later. */
async function applyFeatures(
  act: Act,
  app: AppRow,
  {
    before,
    after,
    options,
  }: { readonly before: AppSettingsFile; readonly after: AppSettingsFile; readonly options: ApplyOptions },
): Promise<void> {
  if (!app.provisioning_enabled) return;
  if (JSON.stringify(before.toApp) !== JSON.stringify(after.toApp)) await updateToApp(act, app.id, after.toApp);
  if (JSON.stringify(before.toDirectory) === JSON.stringify(after.toDirectory)) return;
  const { schedule, groups, userNameTemplate, match, sourcing } = after.toDirectory;
  options.checkSchedule(app, schedule);
  const template = requireUserNameFormat({ type: "CUSTOM", template: userNameTemplate }).template;
  await updateToDirectory(act, app.id, {
    change: {
      userNameTemplate: template,
      match,
      sourcing,
      groups,
      ...schedule,
    },
    dueAt: options.dueAt,
  });
}

/** What the file says and applying does not do, each with the remedy. */
function warningsOf(app: AppRow, before: AppSettingsFile, after: AppSettingsFile): readonly string[] {
  const warnings: string[] = [];
  const { connection } = after;
  if (connection.baseUrl !== null && connection.baseUrl !== before.connection.baseUrl) {
    warnings.push(
      `The connection is not changed by a file: save ${connection.baseUrl} with its secret under Provisioning, Integration.`,
    );
  }
  const differs = ["toApp", "toDirectory"].some(
    (part) => JSON.stringify(before[part as "toApp"]) !== JSON.stringify(after[part as "toApp"]),
  );
  if (!app.provisioning_enabled && differs) {
    warnings.push(
      "To App and To Directory are left as they are until the connection is saved: enable API integration, then apply the file again.",
    );
  }
  if (before.name !== after.name)
    warnings.push(`The file was made for ${after.name}, and this app is ${before.name}; its name stays.`);
  return warnings;
}
