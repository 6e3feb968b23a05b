/**
 * All settings of an app as one document: exported without secrets in a stable order, compared in words, applied as a whole. What only
 * makes sense with a secret (the connection) and what is data (people, groups, their assignments) is not applied.
 */
import type { AppAttributeSettings, AppSettingsFile, Mapping, SettingsChange } from "../contract.ts";
import { engineSettings } from "./app-engine.ts";
import type { AppRow } from "./apps.ts";
import { sourcingOf } from "./features.ts";

/** The version of the document that this program writes and reads. */
export const SETTINGS_VERSION = 1;

/** The document of an app. Two apps with the same settings give the same text but for name, label and connection. */
export function settingsOf(app: AppRow, mappings: readonly Mapping[]): AppSettingsFile {
  const {
    exactMatchCriteria,
    allowPartialMatch,
    autoConfirmExactMatch,
    autoConfirmPartialMatch,
    autoConfirmNewUsers,
    autoActivateNewUsers,
    showInactiveUsers,
  } = app.import_match;
  return {
    kind: "lockstep.app",
    version: SETTINGS_VERSION,
    name: app.name,
    label: app.label,
    visibility: { hideWeb: app.hide_web, hideIos: app.hide_ios, autoSubmitToolbar: app.auto_submit_toolbar },
    connection: { baseUrl: app.base_url, authScheme: app.auth_scheme, dialect: app.dialect },
    signOn: {
      type: app.user_name_type,
      template: app.user_name_template,
      push: app.user_name_push,
      userSuffix: app.user_name_suffix,
    },
    toApp: {
      createUsers: app.create_users,
      updateUserAttributes: app.update_user_attributes,
      deactivateUsers: app.deactivate_users,
      syncPassword: app.sync_password,
      passwordSeed: app.password_seed,
      passwordChange: app.password_change,
    },
    toDirectory: {
      schedule: {
        enabled: app.import_enabled,
        cron: app.import_cron,
        timeZone: app.import_time_zone,
        incrementalCron: app.import_incremental_cron,
        incrementalTimeZone: app.import_incremental_time_zone,
      },
      groups: app.import_groups,
      userNameTemplate: app.import_user_name_template,
      match: {
        exactMatchCriteria,
        allowPartialMatch,
        autoConfirmExactMatch,
        autoConfirmPartialMatch,
        autoConfirmNewUsers,
        autoActivateNewUsers,
        showInactiveUsers,
      },
      sourcing: sourcingOf(app),
    },
    pushGroups: { renameAppGroups: app.rename_app_groups },
    engine: { ...engineSettings(app), switches: sorted({ ...app.target_switches }) },
    attributes: app.custom_attributes,
    mappings,
  };
}

function sorted(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).sort(([left], [right]) => (left < right ? -1 : 1)));
}

const TITLES: Readonly<Record<string, string>> = {
  label: "Label",
  "visibility.hideWeb": "General, do not display the icon to users",
  "visibility.hideIos": "General, do not display the icon in the mobile app",
  "visibility.autoSubmitToolbar": "General, sign in automatically",
  "connection.dialect": "Dialect",
  "signOn.type": "Sign On, kind of user name format",
  "signOn.template": "Sign On, user name format",
  "signOn.push": "Sign On, update application username on",
  "signOn.userSuffix": "Sign On, user name suffix",
  "toApp.createUsers": "To App, Create Users",
  "toApp.updateUserAttributes": "To App, Update User Attributes",
  "toApp.deactivateUsers": "To App, Deactivate Users",
  "toApp.syncPassword": "To App, Sync Password",
  "toApp.passwordSeed": "To App, which password",
  "toApp.passwordChange": "To App, new password when the directory password changes",
  "toDirectory.schedule.enabled": "To Directory, scheduled import",
  "toDirectory.schedule.cron": "To Directory, schedule",
  "toDirectory.schedule.timeZone": "To Directory, time zone",
  "toDirectory.schedule.incrementalCron": "To Directory, incremental schedule",
  "toDirectory.schedule.incrementalTimeZone": "To Directory, time zone of the incremental schedule",
  "toDirectory.groups": "To Directory, import groups",
  "toDirectory.userNameTemplate": "To Directory, user name format",
  "pushGroups.renameAppGroups": "Push Groups, rename app groups",
  "engine.suspendedPeople": "Engine, accounts of suspended people",
  "engine.goneAccounts": "Engine, accounts that vanished from the app",
  "engine.rate": "Engine, rate",
  "engine.concurrencyMax": "Engine, people and groups at once",
  "engine.password.length": "Engine, length of random passwords",
  "engine.password.alphabet": "Engine, characters of random passwords",
  "engine.switches": "Engine, switches of the target",
};

/** What applying the file would change, in the order of the document. Name and connection are compared elsewhere. */
export function settingsChanges(before: AppSettingsFile, after: AppSettingsFile): readonly SettingsChange[] {
  return [
    ...plainChanges(before, after),
    ...listChanges({
      path: "attributes",
      noun: "Attribute",
      before: before.attributes,
      after: after.attributes,
      keyOf: ({ name }) => name,
      textOf: attributeText,
    }),
    ...listChanges({
      path: "mappings",
      noun: "Mapping",
      before: before.mappings,
      after: after.mappings,
      keyOf: ({ attribute }) => attribute,
      textOf: mappingText,
    }),
    ...orderChange(before, after),
  ];
}

function plainChanges(before: AppSettingsFile, after: AppSettingsFile): readonly SettingsChange[] {
  const old = leaves(before);
  return [...leaves(after)].flatMap(([path, value]) => {
    const held = old.get(path);
    if (JSON.stringify(held) === JSON.stringify(value)) return [];
    const title =
      TITLES[path] ??
      path
        .replace(/^toDirectory\.match\./, "To Directory, matching, ")
        .replace(/^toDirectory\.sourcing\./, "To Directory, sourcing, ");
    return [{ path, before: held ?? null, after: value, words: `${title}: ${shown(held)} becomes ${shown(value)}.` }];
  });
}

/** Settings that are compared as one, though they have parts. */
const WHOLE = ["engine.rate", "engine.switches"];

/** Every setting that is compared as one value, by path. */
function leaves({
  label,
  visibility,
  connection,
  signOn,
  toApp,
  toDirectory,
  pushGroups,
  engine,
}: AppSettingsFile): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  const visit = (path: string, value: unknown) => {
    if (typeof value !== "object" || value === null || Array.isArray(value) || WHOLE.includes(path))
      found.set(path, value);
    else for (const [key, inner] of Object.entries(value)) visit(`${path}.${key}`, inner);
  };
  const compared = { ...engine, switches: sorted(engine.switches) };
  const parts = {
    label,
    visibility,
    connection: { dialect: connection.dialect },
    signOn,
    toApp,
    toDirectory,
    pushGroups,
    engine: compared,
  };
  for (const [key, value] of Object.entries(parts)) visit(key, value);
  return found;
}

interface ListPair<Item> {
  readonly path: string;
  readonly noun: string;
  readonly before: readonly Item[];
  readonly after: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly textOf: (item: Item) => string;
}

function listChanges<Item>({ path, noun, before, after, keyOf, textOf }: ListPair<Item>): readonly SettingsChange[] {
  const old = new Map(before.map((item) => [keyOf(item), item]));
  const current = new Map(after.map((item) => [keyOf(item), item]));
  const change = (key: string, was: Item | undefined, is: Item | undefined): readonly SettingsChange[] => {
    const [from, to] = [was === undefined ? undefined : textOf(was), is === undefined ? undefined : textOf(is)];
    if (from === to) return [];
    const words =
      from === undefined
        ? `${noun} ${key} is added: ${to}.`
        : to === undefined
          ? `${noun} ${key} is removed (it is ${from}).`
          : `${noun} ${key}: ${from} becomes ${to}.`;
    return [{ path: `${path}.${key}`, before: was ?? null, after: is ?? null, words }];
  };
  const removed = before
    .filter((item) => !current.has(keyOf(item)))
    .flatMap((item) => change(keyOf(item), item, undefined));
  return [...removed, ...after.flatMap((item) => change(keyOf(item), old.get(keyOf(item)), item))];
}

function orderChange(before: AppSettingsFile, after: AppSettingsFile): readonly SettingsChange[] {
  const order = ({ mappings }: AppSettingsFile, others: readonly Mapping[]) => {
    const known = new Set(others.map(({ attribute }) => attribute));
    return mappings.map(({ attribute }) => attribute).filter((attribute) => known.has(attribute));
  };
  const [old, current] = [order(before, after.mappings), order(after, before.mappings)];
  if (old.join("\n") === current.join("\n")) return [];
  return [{ path: "mappings", before: old, after: current, words: "The mappings are put in another order." }];
}

function mappingText({ expression, pushStatus, source = "EXPRESSION" }: Mapping): string {
  const value =
    source === "GROUP" ? "values of groups" : source === "CONSTANT" ? `"${expression}" for all` : expression;
  return `${value} (${pushStatus === "PUSH" ? "create and update" : "create only"})`;
}

function attributeText({ name: _, ...attribute }: AppAttributeSettings): string {
  const type = attribute.items === null ? attribute.type : `${attribute.type} of ${attribute.items}`;
  const { externalNamespace, externalName, title, type: __, items: ___, ...rest } = attribute;
  const rules = Object.entries(rest).filter(([, value]) => value !== null && value !== false);
  return [
    `${type} "${title}" at ${externalNamespace}:${externalName}`,
    ...rules.map(([key, value]) => `${key} ${JSON.stringify(value)}`),
  ].join(", ");
}

function shown(value: unknown): string {
  if (value === true) return "on";
  if (value === false) return "off";
  return value === null || value === undefined || value === ""
    ? "nothing"
    : typeof value === "string"
      ? value
      : JSON.stringify(value);
}
