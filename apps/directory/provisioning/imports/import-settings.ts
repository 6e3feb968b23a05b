/** What decides about an app's imported accounts, read in the transaction that applies it. */
import type { AppId } from "@lockstep/ports";
import { sql } from "kysely";
import type { Trx } from "../../domain/act.ts";
import { listImportMappings } from "../../domain/import-mappings.ts";
import { loadProfileSchema } from "../../domain/profile-schema/load-schema.ts";
import type { CustomAttribute, ImportMatch } from "../../domain/tables.ts";
import type { ImportMapper } from "./imported-profile.ts";

/** Settings of one app. */
export interface ImportSettings {
  readonly appId: AppId;
  readonly label: string;
  readonly rules: ImportMatch;
  readonly mapper: ImportMapper;
  readonly isSource: boolean;
  readonly reactivateSuspended: boolean;
  readonly reactivateDeactivated: boolean;
}

interface SettingsRow {
  readonly label: string;
  readonly name: string;
  readonly userNameSuffix: string | null;
  readonly userNameTemplate: string;
  readonly customAttributes: readonly CustomAttribute[];
  readonly rules: ImportMatch;
  readonly isSource: boolean;
  readonly reactivateSuspended: boolean;
  readonly reactivateDeactivated: boolean;
}

/** The settings of an app that exists; `now` in milliseconds since 1970. */
export async function loadImportSettings(trx: Trx, appId: AppId, now: number): Promise<ImportSettings> {
  const app = sql<SettingsRow>`
    select label, name, user_name_suffix as "userNameSuffix", import_user_name_template as "userNameTemplate",
      custom_attributes as "customAttributes", import_match as rules, profile_sourcing as "isSource",
      reactivate_suspended as "reactivateSuspended", reactivate_deactivated as "reactivateDeactivated"
    from app where id = ${appId}`.execute(trx);
  const [{ rows }, mappings, schema] = await Promise.all([app, listImportMappings(trx, appId), loadProfileSchema(trx)]);
  const [row] = rows;
  if (row === undefined) throw new Error(`No app ${appId}`);
  const { label, rules, isSource, reactivateSuspended, reactivateDeactivated } = row;
  return {
    appId,
    label,
    rules,
    isSource,
    reactivateSuspended,
    reactivateDeactivated,
    mapper: {
      mappings,
      userNameTemplate: row.userNameTemplate,
      customAttributes: row.customAttributes,
      schema,
      app: { label, name: row.name, userNameSuffix: row.userNameSuffix },
      now,
    },
  };
}
