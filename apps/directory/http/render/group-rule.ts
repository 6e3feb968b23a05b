/** A group rule as Okta's object (okta-management-api §8). */
import type { GroupRule } from "../../contract.ts";
import type { RuleRow } from "../../domain/group-rules/rule-row.ts";
import { toInstant } from "./instant.ts";

/** Okta's rule; `invalidReason` and `progress` are ours. `names` when `expand=groupIdToGroupNameMap` asked for them. */
export function renderRule(
  rule: RuleRow,
  publicBaseUrl: string,
  names?: ReadonlyMap<string, string>,
): GroupRule & Readonly<Record<string, unknown>> {
  const embedded = names && Object.fromEntries(rule.group_ids.flatMap((id) => entryOf(id, names.get(id))));
  return {
    type: "group_rule",
    id: rule.id,
    status: rule.status,
    name: rule.name,
    created: toInstant(rule.created_at),
    lastUpdated: toInstant(rule.last_updated_at),
    conditions: {
      people: { users: { exclude: rule.excluded }, groups: { exclude: [] } },
      expression: { type: "urn:okta:expression:1.0", value: rule.expression },
    },
    actions: { assignUserToGroups: { groupIds: rule.group_ids } },
    invalidReason: rule.invalid_reason,
    progress: { running: rule.is_passing, people: rule.pass_people, total: rule.pass_total },
    _links: { self: { href: `${publicBaseUrl}/api/v1/groups/rules/${rule.id}` } },
    ...(embedded === undefined ? {} : { _embedded: { groupIdToGroupNameMap: embedded } }),
  };
}

function entryOf(id: string, name: string | undefined): readonly (readonly [string, string])[] {
  return name === undefined ? [] : [[id, name]];
}
