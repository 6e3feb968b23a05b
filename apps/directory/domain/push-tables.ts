/** Tables of Push Groups. */
import type { AppId, GroupId, PersonId } from "@lockstep/ports";
import type { Generated } from "kysely";
import type { Big, InstantByDefault, InstantOrNull, Jsonb, Nullable, WorkColumns } from "./column-types.ts";
import type { PushCondition } from "./push-rules/conditions.ts";

interface PushGroupTable extends WorkColumns {
  id: string;
  app_id: AppId;
  group_id: GroupId;
  status: Generated<"ACTIVE" | "INACTIVE" | "ERROR">;
  error_summary: Nullable<string>;
  linked_by_choice: Generated<boolean>;
  removing: Generated<boolean>;
  delete_in_target: Generated<boolean>;
  external_id: Nullable<string>;
  known_display_name: Nullable<string>;
  members_known: Generated<boolean>;
  last_push_at: InstantOrNull;
  approved_version: Big;
  rule_id: Nullable<string>;
  target_name: Nullable<string>;
  members_wanted: Generated<boolean>;
  whole_version: Big;
  compared_version: Big;
  held_count: Generated<number>;
  causes: Generated<readonly string[]>;
  created_at: InstantByDefault;
  last_updated_at: InstantByDefault;
}

interface PushGroupMemberTable {
  push_group_id: string;
  external_id: string;
}

interface PushGroupSentTable {
  push_group_id: string;
  external_id: string;
}

interface PushGroupPendingTable {
  id: Generated<string>;
  push_group_id: string;
  person_id: PersonId;
  external_id: Nullable<string>;
  causes: Generated<readonly string[]>;
}

interface PushGroupLeftOutTable {
  push_group_id: string;
  person_id: PersonId;
  reason: string;
  refused: Generated<boolean>;
}

interface PushRuleTable {
  id: string;
  app_id: AppId;
  name: string;
  status: Generated<"ACTIVE" | "INACTIVE">;
  match: Generated<"ALL" | "ANY">;
  conditions: Jsonb<readonly PushCondition[]>;
  push_members: Generated<boolean>;
  when_unmatched: Generated<"KEEP" | "UNLINK" | "DELETE">;
  assigns: Generated<boolean>;
  created_at: InstantByDefault;
  last_updated_at: InstantByDefault;
}

interface PushExclusionTable {
  app_id: AppId;
  group_id: GroupId;
  created_at: InstantByDefault;
}

/** Their names. */
export interface PushTables {
  push_group: PushGroupTable;
  push_group_member: PushGroupMemberTable;
  push_group_sent: PushGroupSentTable;
  push_group_pending: PushGroupPendingTable;
  push_group_left_out: PushGroupLeftOutTable;
  push_rule: PushRuleTable;
  push_exclusion: PushExclusionTable;
}
