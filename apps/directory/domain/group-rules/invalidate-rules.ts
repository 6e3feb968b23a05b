/** Rules whose group or attribute vanished become INVALID, with the reason; their members stay (okta-management-api §8). */
import type { GroupId } from "@lockstep/ports";
import { sql } from "kysely";
import { type Act, eventOf, type Trx } from "../act.ts";
import type { ProfileSchema } from "../profile-schema/attribute.ts";
import { attributeTypes } from "../profile-schema/load-schema.ts";
import { writeEvent } from "../system-log.ts";
import type { LogParty } from "../tables.ts";
import { readCondition } from "./condition.ts";

/** What vanished: attributes (the schema is what is left), or a group. */
export type Vanished =
  | { readonly schema: ProfileSchema }
  | { readonly group: { readonly id: GroupId; readonly name: string } };

/** Invalidates every rule that needs what vanished. */
export async function invalidateRules(trx: Trx, act: Act, vanished: Vanished): Promise<void> {
  const { rows } = await sql<{ id: string; name: string; expression: string; group_ids: readonly GroupId[] }>`
    select id, name, expression, group_ids from group_rule where status <> 'INVALID' and removal is null order by id`.execute(
    trx,
  );
  for (const rule of rows) {
    const reason = reasonFor(rule, vanished);
    if (reason !== undefined) await invalidateRule(trx, act, { rule, reason });
  }
}

function reasonFor(
  rule: { readonly expression: string; readonly group_ids: readonly GroupId[] },
  vanished: Vanished,
): string | undefined {
  if ("group" in vanished) {
    const { id, name } = vanished.group;
    return rule.group_ids.includes(id) ? `The group "${name}" (${id}) was deleted.` : undefined;
  }
  const condition = readCondition(rule.expression, attributeTypes(vanished.schema));
  return condition.ok ? undefined : condition.problems[0];
}

/** Makes one rule INVALID and tells why. */
export async function invalidateRule(
  trx: Trx,
  act: Act,
  input: { readonly rule: { readonly id: string; readonly name: string }; readonly reason: string },
): Promise<void> {
  const { rule, reason } = input;
  await sql`
    update group_rule set status = 'INVALID', invalid_reason = ${reason}, pass_done = pass_requested, last_updated_at = now()
    where id = ${rule.id} and removal is null`.execute(trx);
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: "group.user_membership.rule.invalidate",
      displayMessage: "Group rule became invalid",
      severity: "WARN",
      outcome: { result: "FAILURE", reason },
      targets: [ruleTarget(rule)],
    }),
  );
}

/** A rule as a target of an event. */
export function ruleTarget(rule: { readonly id: string; readonly name: string }): LogParty {
  return { id: rule.id, type: "GroupRule", alternateId: rule.name, displayName: rule.name };
}
