import type { PersonId } from "@lockstep/ports";
import type { Act, Trx } from "./act.ts";
import { reconcileAssignments } from "./dirty.ts";
import { applyGroupRules } from "./group-rules/apply-rules.ts";

/** What follows from a person's new status or profile: memberships by rule, and the assignments that change with them. The transaction holds `lockForPeopleChange`. */
export async function followRules(trx: Trx, act: Act, personId: PersonId): Promise<void> {
  const personIds = await applyGroupRules(trx, act, [personId]);
  await reconcileAssignments(trx, {
    personIds,
    actor: act.actor,
    traceId: act.traceId,
    now: new Date(act.clock.now()),
  });
}
