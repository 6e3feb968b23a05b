import type { PushGroup, PushRule } from "../../contract.ts";
import type { PushGroupRow } from "../../domain/push-groups/list-push-groups.ts";
import { isClash } from "../../domain/push-groups/resolve-clash.ts";
import type { PushRuleRow } from "../../domain/push-rules/rule-row.ts";
import { toInstant, toInstantOrNull } from "./instant.ts";

/** A push group as our own API shows it. */
export function renderPushGroup(row: PushGroupRow): PushGroup {
  const hasError = row.error_summary !== null || row.task_id !== null;
  return {
    id: row.id,
    appId: row.app_id,
    groupId: row.group_id,
    groupName: row.group_name,
    groupDescription: row.group_description,
    members: row.members,
    pushedMembers: row.pushed_members,
    leftOutMembers: row.left_out_members,
    status: row.status,
    pending: row.pending,
    memberships: row.members_wanted ? "NOW" : "LATER",
    targetGroupId: row.external_id,
    targetName: row.target_name,
    linked: row.linked_by_choice,
    rule: row.rule_id === null ? null : { id: row.rule_id, name: row.rule_name ?? "" },
    assigned: row.assigned,
    error: hasError ? { cause: row.error_cause, summary: row.error_summary ?? "", taskId: row.task_id } : null,
    clash: isClash(row),
    lastPush: toInstantOrNull(row.last_push_at),
    created: toInstant(row.created_at),
    lastUpdated: toInstant(row.last_updated_at),
  };
}

/** A push rule as our own API shows it. */
export function renderPushRule(row: PushRuleRow): PushRule {
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    match: row.match,
    conditions: row.conditions,
    memberships: row.push_members ? "NOW" : "LATER",
    whenUnmatched: row.when_unmatched,
    assign: row.assigns,
    groups: row.groups,
    created: toInstant(row.created_at),
    lastUpdated: toInstant(row.last_updated_at),
  };
}
