/** Tables of looks at pushed groups in the app, as Kysely types. */
import type { AppId, PersonId } from "@lockstep/ports";
import type { Generated } from "kysely";
import type { Instant, InstantOrNull, JsonbByDefault, Nullable } from "./column-types.ts";
import type { LogParty } from "./tables.ts";

interface DriftCheckTable {
  id: string;
  app_id: AppId;
  push_group_id: Nullable<string>;
  trigger: "MANUAL" | "SCHEDULE";
  state: Generated<"QUEUED" | "RUNNING" | "DONE" | "FAILED" | "CANCELLED">;
  requests_max: number;
  requests: Generated<number>;
  total: Nullable<number>;
  checked: Generated<number>;
  drifted: Generated<number>;
  error: Nullable<string>;
  position: Generated<string>;
  lease_owner: Nullable<string>;
  lease_expires_at: InstantOrNull;
  created_by: JsonbByDefault<LogParty>;
  created_at: Instant;
  started_at: InstantOrNull;
  finished_at: InstantOrNull;
}

/** A member that differs: its SCIM id, and the person as far as there is one. */
export interface DriftMember {
  readonly value: string;
  readonly personId: PersonId | null;
  readonly name: string | null;
}

interface DriftFindingTable {
  push_group_id: string;
  check_id: string;
  checked_at: Instant;
  method: "DIGEST" | "MEMBERS" | "NAME";
  state: "IN_SYNC" | "DRIFTED" | "DELETED" | "RECREATED" | "UNKNOWN";
  target_name: Nullable<string>;
  target_id: Nullable<string>;
  missing_count: Generated<number>;
  extra_count: Generated<number>;
  missing: JsonbByDefault<readonly DriftMember[]>;
  extra: JsonbByDefault<readonly DriftMember[]>;
  detail: Nullable<string>;
}

/** Their names. */
export interface DriftTables {
  drift_check: DriftCheckTable;
  drift_finding: DriftFindingTable;
}
