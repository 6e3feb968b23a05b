/** Apps: integration instances with their settings. Connections, features, mappings and assignments have files of their own. */
import { violationOf } from "@lockstep/database";
import { DIALECTS } from "@lockstep/engine";
import type { AppId } from "@lockstep/ports";
import { type Kysely, type Selectable, sql, type Updateable } from "kysely";
import { type Act, eventOf, type Trx } from "./act.ts";
import { findAppTemplate } from "./app-templates.ts";
import { DEFAULT_IMPORT_MAPPINGS } from "./default-import-mappings.ts";
import { DEFAULT_MAPPINGS } from "./default-mappings.ts";
import { markAppDirty, sweepAppUsers } from "./dirty.ts";
import { DirectoryError, invalidField, notFound } from "./error.ts";
import { createId } from "./ids.ts";
import { writeEvent } from "./system-log.ts";
import type { AppTable, DirectoryTables, LogParty } from "./tables.ts";
import { requireUserNameFormat } from "./user-name-format.ts";

/** An app as it is stored, with the order key of lists. */
export type AppRow = Selectable<AppTable> & { readonly created_key: string };

/** Columns of `app` that make an `AppRow`. */
export const APP_COLUMNS = sql<AppRow>`
  app.*, to_char(app.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_key`;

/** The dialects that an app can speak to its target. */
export const DIALECT_NAMES: readonly string[] = Object.keys(DIALECTS);

/** What can be set on an app; what is absent stays (or gets its default on create). */
export interface AppSettings {
  readonly label?: string | undefined;
  readonly userName?:
    | {
        readonly type: "BUILT_IN" | "CUSTOM" | "NONE";
        readonly template: string;
        readonly push?: "PUSH" | "DONT_PUSH" | undefined;
        readonly suffix?: string | null | undefined;
      }
    | undefined;
  readonly dialect?: string | undefined;
  readonly renameAppGroups?: boolean | undefined;
  readonly visibility?: AppVisibility | undefined;
}

/** *Application visibility* of Okta's General page; what is absent stays. */
export interface AppVisibility {
  /** The icon is not shown to people on their home page. */
  readonly hideWeb?: boolean | undefined;
  /** Nor in the mobile app. */
  readonly hideIos?: boolean | undefined;
  readonly autoSubmitToolbar?: boolean | undefined;
}

/** Creates an app with the settings and mappings of its template; a name that is no template's gets those of the guide. */
export async function createApp(
  act: Act,
  input: AppSettings & {
    readonly label: string;
    readonly name?: string | undefined;
    readonly activate?: boolean | undefined;
  },
): Promise<AppRow> {
  const id = createId(act.random, "app");
  const template = input.name === undefined ? undefined : findAppTemplate(input.name);
  const byDefault = template?.userNameTemplate ?? `\${source.login}`;
  const format = requireUserNameFormat(input.userName ?? { type: "BUILT_IN", template: byDefault });
  const push = input.userName?.push ?? template?.userNamePush;
  const suffix = input.userName?.suffix;
  const values = {
    id,
    name: input.name ?? `lockstep_${slugOf(input.label)}_1`,
    label: input.label,
    status: input.activate === false ? ("INACTIVE" as const) : ("ACTIVE" as const),
    user_name_type: format.type,
    user_name_template: format.template,
    ...(push === undefined ? {} : { user_name_push: push }),
    ...(suffix === undefined ? {} : { user_name_suffix: suffix }),
    dialect: requireDialect(input.dialect ?? template?.dialect ?? "okta-catalogue"),
    ...(input.renameAppGroups === undefined ? {} : { rename_app_groups: input.renameAppGroups }),
    ...visibilityColumns(input.visibility),
  };
  return await refusingTakenLabel(() =>
    act.database.transaction(async (trx) => {
      await trx.insertInto("app").values(values).execute();
      const mappings = (template?.mappings ?? DEFAULT_MAPPINGS).map((mapping, position) => ({
        app_id: id,
        attribute: mapping.attribute,
        expression: mapping.expression,
        push_status: mapping.pushStatus,
        position,
      }));
      await trx.insertInto("app_mapping").values(mappings).execute();
      await trx
        .insertInto("import_mapping")
        .values(DEFAULT_IMPORT_MAPPINGS.map((mapping, position) => ({ app_id: id, ...mapping, position })))
        .execute();
      await writeEvent(
        trx,
        eventOf(act, {
          eventType: "application.lifecycle.create",
          displayMessage: "Create application",
          targets: [appTarget(values)],
        }),
      );
      return await requireApp(trx, id);
    }),
  );
}

/** Changes an app. A new username format reaches the app's users when it is applied on updates too. */
export async function updateApp(act: Act, id: AppId, settings: AppSettings): Promise<AppRow> {
  return await refusingTakenLabel(() =>
    act.database.transaction(async (trx) => {
      const before = await lockApp(trx, id);
      const changes = changesOf(before, settings);
      if (Object.keys(changes).length === 0) return before;
      await trx.updateTable("app").set(changes).where("id", "=", id).execute();
      await sql`update app set last_updated_at = now() where id = ${id}`.execute(trx);
      const after = await requireApp(trx, id);
      if (after.user_name_push === "PUSH" && isFormatChanged(before, after))
        await sweepAppUsers(trx, id, new Date(act.clock.now()));
      if (before.dialect !== after.dialect) await markAppDirty(trx, id, new Date(act.clock.now()));
      await writeEvent(
        trx,
        eventOf(act, {
          eventType: "application.lifecycle.update",
          displayMessage: "Update application",
          targets: [appTarget(after)],
          debug: { changed: Object.keys(changes).join(",") },
        }),
      );
      return after;
    }),
  );
}

type AppChanges = Pick<
  Updateable<AppTable>,
  | "label"
  | "user_name_type"
  | "user_name_template"
  | "user_name_push"
  | "user_name_suffix"
  | "dialect"
  | "rename_app_groups"
  | "hide_web"
  | "hide_ios"
  | "auto_submit_toolbar"
>;

function visibilityColumns({
  hideWeb,
  hideIos,
  autoSubmitToolbar,
}: AppVisibility = {}): Pick<AppChanges, "hide_web" | "hide_ios" | "auto_submit_toolbar"> {
  return {
    ...(hideWeb === undefined ? {} : { hide_web: hideWeb }),
    ...(hideIos === undefined ? {} : { hide_ios: hideIos }),
    ...(autoSubmitToolbar === undefined ? {} : { auto_submit_toolbar: autoSubmitToolbar }),
  };
}

function changesOf(before: AppRow, settings: AppSettings): AppChanges {
  const format = settings.userName === undefined ? undefined : requireUserNameFormat(settings.userName);
  const wanted: AppChanges = {
    ...(settings.label === undefined ? {} : { label: settings.label }),
    ...(format === undefined ? {} : { user_name_type: format.type, user_name_template: format.template }),
    ...(settings.userName?.push === undefined ? {} : { user_name_push: settings.userName.push }),
    ...(settings.userName?.suffix === undefined ? {} : { user_name_suffix: settings.userName.suffix }),
    ...(settings.dialect === undefined ? {} : { dialect: requireDialect(settings.dialect) }),
    ...(settings.renameAppGroups === undefined ? {} : { rename_app_groups: settings.renameAppGroups }),
    ...visibilityColumns(settings.visibility),
  };
  const changed = Object.entries(wanted).filter(([column, value]) => before[column as keyof AppRow] !== value);
  return Object.fromEntries(changed);
}

function isFormatChanged(before: AppRow, after: AppRow): boolean {
  return (
    before.user_name_type !== after.user_name_type ||
    before.user_name_template !== after.user_name_template ||
    before.user_name_suffix !== after.user_name_suffix ||
    before.user_name_push !== after.user_name_push
  );
}

/** Switches an app on or off. Off, it sends nothing; what changed meanwhile is sent once it is on again. */
export async function setAppStatus(act: Act, id: AppId, status: "ACTIVE" | "INACTIVE"): Promise<void> {
  await act.database.transaction(async (trx) => {
    const app = await lockApp(trx, id);
    if (app.status === status) return;
    await sql`update app set status = ${status}, last_updated_at = now() where id = ${id}`.execute(trx);
    if (status === "ACTIVE") await markAppDirty(trx, id, new Date(act.clock.now()));
    const isOn = status === "ACTIVE";
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: `application.lifecycle.${isOn ? "activate" : "deactivate"}`,
        displayMessage: `${isOn ? "Activate" : "Deactivate"} application`,
        targets: [appTarget(app)],
      }),
    );
  });
}

/** Deletes an app that is inactive, with all that is known of its accounts. Nothing is sent to it. */
export async function deleteApp(act: Act, id: AppId): Promise<void> {
  await act.database.transaction(async (trx) => {
    const app = await lockApp(trx, id);
    if (app.status !== "INACTIVE") {
      throw new DirectoryError("E0000056", { causes: ["The application must be deactivated before deletion."] });
    }
    await trx.deleteFrom("app").where("id", "=", id).execute();
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "application.lifecycle.delete",
        displayMessage: "Delete application",
        targets: [appTarget(app)],
      }),
    );
  });
}

async function refusingTakenLabel<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (violationOf(error)?.constraint !== "app_label_unique") throw error;
    throw new DirectoryError("E0000040", { causes: ["label: Another application has this label"], cause: error });
  }
}

function requireDialect(name: string): string {
  if (DIALECT_NAMES.some((known) => known === name)) return name;
  throw invalidField("dialect", `'${name}' is not a dialect; choose one of ${DIALECT_NAMES.join(", ")}`);
}

function slugOf(label: string): string {
  const slug = label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "")
    .slice(0, 40);
  return slug === "" ? "app" : slug;
}

/** The app, or 404. */
export async function requireApp(db: Kysely<DirectoryTables>, id: AppId): Promise<AppRow> {
  const { rows } = await sql<AppRow>`select ${APP_COLUMNS} from app where id = ${id}`.execute(db);
  if (rows[0] === undefined) throw notFound(id, "AppInstance");
  return rows[0];
}

/** The app under a row lock until the transaction ends, or 404. */
export async function lockApp(trx: Trx, id: AppId): Promise<AppRow> {
  const { rows } = await sql<AppRow>`select ${APP_COLUMNS} from app where id = ${id} for no key update`.execute(trx);
  if (rows[0] === undefined) throw notFound(id, "AppInstance");
  return rows[0];
}

/** An app as a target of an event. */
export function appTarget(app: { readonly id: AppId; readonly label: string }): LogParty {
  return { id: app.id, type: "AppInstance", alternateId: app.label, displayName: app.label };
}
