/** Reading push rules. */
import type { AppId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import { notFound } from "../error.ts";
import type { DirectoryTables } from "../tables.ts";
import type { PushCondition } from "./conditions.ts";

/** A rule as the API shows it. */
export interface PushRuleRow {
  readonly id: string;
  readonly app_id: AppId;
  readonly name: string;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly match: "ALL" | "ANY";
  readonly conditions: readonly PushCondition[];
  readonly push_members: boolean;
  readonly when_unmatched: "KEEP" | "UNLINK" | "DELETE";
  /** Its groups get the app as well. */
  readonly assigns: boolean;
  /** Groups that the rule pushes now. */
  readonly groups: number;
  readonly created_at: Date;
  readonly last_updated_at: Date;
}

const SELECT_RULES = sql<PushRuleRow>`
  select push_rule.*, (select count(*)::int from push_group where push_group.rule_id = push_rule.id and not push_group.removing) as groups
  from push_rule`;

/** The app's rules, by name. There are few of them: `PUSH_RULES_MAX` at most. */
export async function listPushRules(db: Kysely<DirectoryTables>, appId: AppId): Promise<readonly PushRuleRow[]> {
  const { rows } = await sql<PushRuleRow>`
    ${SELECT_RULES} where push_rule.app_id = ${appId} order by lower(push_rule.name)`.execute(db);
  return rows;
}

/** Rules that follow their groups, the oldest first: of two that match a group, the older one pushes it. */
export async function activePushRules(db: Kysely<DirectoryTables>, appId?: AppId): Promise<readonly PushRuleRow[]> {
  const { rows } = await sql<PushRuleRow>`
    select push_rule.*, 0 as groups from push_rule
    where status = 'ACTIVE' and (${appId ?? null}::text is null or app_id = ${appId ?? null})
    order by created_at, id`.execute(db);
  return rows;
}

/** The rule, or 404. */
export async function requirePushRule(
  db: Kysely<DirectoryTables>,
  ids: { readonly appId: AppId; readonly id: string },
): Promise<PushRuleRow> {
  const { rows } = await sql<PushRuleRow>`
    ${SELECT_RULES} where push_rule.app_id = ${ids.appId} and push_rule.id = ${ids.id}`.execute(db);
  if (rows[0] === undefined) throw notFound(ids.id, "GroupPushRule");
  return rows[0];
}
