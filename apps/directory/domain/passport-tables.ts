/** The tables of measurings, as Kysely types. */
import type { AppId } from "@lockstep/ports";
import type { Passport } from "@lockstep/scim-client";
import type { Generated } from "kysely";
import type { Instant, InstantOrNull, Nullable } from "./column-types.ts";

/** One measuring of a target. */
export interface PassportRunTable {
  id: string;
  app_id: AppId;
  base_url: string;
  state: "RUNNING" | "CANCELLING" | "DONE" | "FAILED" | "CANCELLED";
  step: Generated<string>;
  steps_done: Generated<number>;
  steps_total: Generated<number>;
  passport: Nullable<Passport>;
  error: Nullable<string>;
  started_by: string;
  lease_expires_at: Instant;
  created_at: Instant;
  finished_at: InstantOrNull;
}

/** What a measuring makes in a target, as long as it may be there. */
interface PassportTraceTable {
  id: string;
  run_id: string;
  app_id: AppId;
  collection: "Users" | "Groups";
  name: string;
  external_id: string;
  remote_id: Nullable<string>;
  created_at: Instant;
}

/** Measurings and what they may have left in targets. */
export interface PassportTables {
  passport_run: PassportRunTable;
  passport_trace: PassportTraceTable;
}
