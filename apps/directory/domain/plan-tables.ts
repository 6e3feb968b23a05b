/** Tables of plans and budgets (migrations/0008-plans-and-budgets.sql, 0033-writes-in-doubt.sql), as Kysely types. */
import type { AppId, PersonId } from "@lockstep/ports";
import type { ColumnType, Generated } from "kysely";
import type { Big, Instant, InstantOrNull, Jsonb, JsonbByDefault, Nullable } from "./column-types.ts";
import type { LogParty } from "./tables.ts";

/** The directions that a budget counts. */
export type BudgetDirection = "deactivations" | "membershipRemovals" | "attributeOverwrites";

interface BudgetUseTable {
  app_id: AppId;
  direction: BudgetDirection;
  amount: number;
  used_at: Instant;
  in_doubt: Nullable<string>;
  version: ColumnType<string | null, string | null | undefined, string | null>;
}

interface BudgetHoldTable {
  id: string;
  app_id: AppId;
  direction: BudgetDirection;
  state: Generated<"OPEN" | "APPROVED" | "REJECTED" | "LAPSED">;
  affected: number;
  done: number;
  population: number;
  allowance: number;
  created_at: Instant;
  decided_at: InstantOrNull;
  decided_by: ColumnType<LogParty | null, string | null | undefined, string | null>;
}

interface BudgetHoldSubjectTable {
  hold_id: string;
  subject_id: string;
  version: Big;
  amount: Generated<number>;
}

interface PlanRunTable {
  id: string;
  app_id: AppId;
  person_ids: ColumnType<readonly PersonId[] | null, string | null | undefined, string | null>;
  proposal: ColumnType<unknown, string | null | undefined, string | null>;
  state: Generated<"QUEUED" | "RUNNING" | "DONE" | "FAILED" | "CANCELLED">;
  total: Nullable<number>;
  scanned: Generated<number>;
  summary: JsonbByDefault<unknown>;
  error: Nullable<string>;
  position: Generated<string>;
  settings_digest: string;
  lease_owner: Nullable<string>;
  lease_expires_at: InstantOrNull;
  created_by: Jsonb<LogParty>;
  created_at: Instant;
  started_at: InstantOrNull;
  finished_at: InstantOrNull;
  applied_at: InstantOrNull;
}

interface PlanSubjectTable {
  plan_id: string;
  seq: ColumnType<string, never, never>;
  kind: "appUser" | "pushGroup";
  subject_id: string;
  source_id: string;
  name: string;
  version: Big;
  known_digest: string;
  becomes: JsonbByDefault<unknown>;
  actions: Jsonb<readonly unknown[]>;
  blocked: ColumnType<unknown, string | null | undefined, string | null>;
  applied: Nullable<boolean>;
}

/** The part of the directory's schema that plans and budgets need. */
export interface PlanTables {
  budget_use: BudgetUseTable;
  budget_hold: BudgetHoldTable;
  budget_hold_subject: BudgetHoldSubjectTable;
  plan_run: PlanRunTable;
  plan_subject: PlanSubjectTable;
}
