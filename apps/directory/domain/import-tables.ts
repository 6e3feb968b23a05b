/**
 * Tables of what becomes of imported accounts (migrations/0010-matching-and-sourcing.sql, 0015-unchanged-imports.sql,
 * 0018-imports-decided-after-the-list.sql, 0028-accounts-as-they-were.sql, 0029-imported-accounts-as-they-came.sql,
 * 0034-what-was-told-of-waiting-accounts.sql, 0036-waiting-accounts-tell-of-themselves.sql, `import_row` of 0001-directory.sql).
 */
import type { AppId, PersonId } from "@lockstep/ports";
import type { Generated } from "kysely";
import type { ImportResult, ImportRow } from "../contract-import-rows.ts";
import type { InstantByDefault, InstantOrNull, Jsonb, JsonbOrNull, Nullable } from "./column-types.ts";
import type { Profile } from "./tables.ts";

export interface ImportRowTable {
  app_id: AppId;
  external_id: string;
  user_name: string;
  active: boolean;
  profile: Jsonb<Profile>;
  match: ImportRow["match"];
  person_id: Nullable<PersonId>;
  state: Generated<ImportRow["state"]>;
  resource: JsonbOrNull<Readonly<Record<string, unknown>>>;
  reason: Nullable<string>;
  refusal: Nullable<string>;
  readonly claims: Generated<string | null>;
  confirmed_as: Nullable<"LINK" | "NEW">;
  confirmed_at: InstantOrNull;
  before: JsonbOrNull<Readonly<Record<string, unknown>>>;
  digest: Nullable<string>;
  source: Nullable<string>;
  keys: Nullable<readonly string[]>;
  /** The run that made the row and tells of it by nothing else. */
  told_in: Nullable<string>;
  last_updated_at: InstantByDefault;
}

export interface ImportMappingTable {
  app_id: AppId;
  attribute: string;
  expression: string;
  position: number;
}

export interface ImportResultTable {
  import_run_id: string;
  external_id: string;
  user_name: string;
  outcome: ImportResult["outcome"];
  match: Nullable<ImportRow["match"]>;
  person_id: Nullable<PersonId>;
  reason: Generated<string>;
  changes: Generated<readonly string[]>;
}

/** Accounts of which a run tells what an earlier one told already. */
export interface ImportResultKeptTable {
  import_run_id: string;
  told_in: string;
  external_ids: readonly string[];
}

export interface ImportHookTable {
  app_id: AppId;
  url: string;
  secret_sealed: Buffer;
  enabled: Generated<boolean>;
  created_at: InstantByDefault;
  last_updated_at: InstantByDefault;
}

/** What the hook said last of an account. */
export interface ImportHookAnswerTable {
  app_id: AppId;
  external_id: string;
  asked: string;
  answer: Jsonb<Readonly<Record<string, unknown>>>;
}

/** View: which app has the last word on which attribute of which person. */
export interface PersonSourceView {
  person_id: PersonId;
  attribute: string;
  app_id: AppId;
}

export interface ImportTables {
  import_row: ImportRowTable;
  import_mapping: ImportMappingTable;
  import_result: ImportResultTable;
  import_result_kept: ImportResultKeptTable;
  /** View: the rows of a run with those that it keeps from earlier ones. */
  import_result_told: ImportResultTable;
  import_hook: ImportHookTable;
  import_hook_answer: ImportHookAnswerTable;
  person_source: PersonSourceView;
  lifecycle_source: Omit<PersonSourceView, "attribute">;
}
