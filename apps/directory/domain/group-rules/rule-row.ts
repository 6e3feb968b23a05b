/** Reading group rules (okta-management-api §8). */
import type { GroupId, PersonId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import { notFound } from "../error.ts";
import type { DirectoryTables } from "../tables.ts";

/** A rule as the API shows it. */
export interface RuleRow {
  readonly id: string;
  readonly name: string;
  readonly status: "INACTIVE" | "ACTIVE" | "INVALID";
  readonly expression: string;
  readonly group_ids: readonly GroupId[];
  readonly excluded: readonly PersonId[];
  readonly invalid_reason: string | null;
  /** A pass over everybody is waiting or running. */
  readonly is_passing: boolean;
  readonly pass_people: number;
  readonly pass_total: number | null;
  readonly created_at: Date;
  readonly last_updated_at: Date;
  readonly created_key: string;
}

/** Columns of `group_rule` that make a `RuleRow`. */
export const RULE_COLUMNS = sql<RuleRow>`
  group_rule.id, group_rule.name, group_rule.status, group_rule.expression, group_rule.group_ids, group_rule.invalid_reason,
  group_rule.pass_requested > group_rule.pass_done as is_passing, group_rule.pass_people, group_rule.pass_total,
  group_rule.created_at, group_rule.last_updated_at,
  array(select person_id from group_rule_exclusion where rule_id = group_rule.id order by person_id) as excluded,
  to_char(group_rule.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_key`;

/** The rule, or 404. A rule that was deleted is gone, also while its memberships are still dealt with. */
export async function requireRule(db: Kysely<DirectoryTables>, id: string): Promise<RuleRow> {
  const { rows } = await sql<RuleRow>`
    select ${RULE_COLUMNS} from group_rule where id = ${id} and removal is null`.execute(db);
  if (rows[0] === undefined) throw notFound(id, "GroupRule");
  return rows[0];
}
