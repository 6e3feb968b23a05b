/** What the System Log says of groups for which a push rule did something. */
import type { GroupId } from "@lockstep/ports";
import { sql } from "kysely";
import { type Act, eventOf, type Trx } from "../act.ts";
import { appTarget } from "../apps.ts";
import { groupTarget } from "../group-target.ts";
import { writeEvents } from "../system-log.ts";
import type { PushRuleRow } from "./rule-row.ts";

/** One entry for each group, with the group, the rule's app and the rule. */
export async function logGroups(
  trx: Trx,
  act: Act,
  rule: PushRuleRow,
  entry: {
    readonly groups: readonly { readonly id: GroupId; readonly name: string }[];
    readonly eventType: string;
    readonly displayMessage: string;
  },
): Promise<void> {
  const { groups, eventType, displayMessage } = entry;
  const { rows } = await sql<{ label: string }>`select label from app where id = ${rule.app_id}`.execute(trx);
  const app = appTarget({ id: rule.app_id, label: rows[0]?.label ?? "" });
  const debug = { rule: rule.name, ruleId: rule.id };
  await writeEvents(
    trx,
    groups.map((group) => eventOf(act, { eventType, displayMessage, targets: [groupTarget(group), app], debug })),
  );
}
