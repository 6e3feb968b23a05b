/** Tables of group rules. */
import type { GroupId, PersonId } from "@lockstep/ports";
import type { ColumnType, Generated } from "kysely";
import type { Big, InstantByDefault, Nullable } from "../column-types.ts";

interface GroupRuleTable {
  id: string;
  name: string;
  status: Generated<"INACTIVE" | "ACTIVE" | "INVALID">;
  expression: string;
  group_ids: readonly GroupId[];
  invalid_reason: Nullable<string>;
  removal: Nullable<"KEEP_MEMBERS" | "REMOVE_MEMBERS">;
  pass_requested: Big;
  pass_done: Big;
  pass_running: ColumnType<string | null, string | null | undefined, string | null>;
  pass_cursor: Generated<string>;
  pass_people: Generated<number>;
  pass_total: Nullable<number>;
  created_at: InstantByDefault;
  last_updated_at: InstantByDefault;
}

interface GroupRuleExclusionTable {
  rule_id: string;
  person_id: PersonId;
}

interface GroupMemberRuleTable {
  group_id: GroupId;
  person_id: PersonId;
  rule_id: string;
}

/** Their names. */
export interface GroupRuleTables {
  group_rule: GroupRuleTable;
  group_rule_exclusion: GroupRuleExclusionTable;
  group_member_rule: GroupMemberRuleTable;
}
