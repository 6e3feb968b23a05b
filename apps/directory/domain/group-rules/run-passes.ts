/**
 * Passes of group rules over everybody, and the end of deleted rules: a thousand people per transaction. The rule's row is
 * locked meanwhile and its cursor moves with the batch, so that a crash repeats nothing and two workers never do the same.
 */
import type { GroupId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import { type Act, eventOf, nameCause, type Trx } from "../act.ts";
import { notifyWork, reconcileAssignments } from "../dirty.ts";
import { ownCause } from "../own-causes.ts";
import { lockForPeopleChange } from "../people-lock.ts";
import { SYSTEM_ACTOR, writeEvent } from "../system-log.ts";
import { applyRules, followGroups, type JudgedPerson, type Rule } from "./apply-rules.ts";
import { READS_GROUPS } from "./condition.ts";
import { ruleTarget } from "./invalidate-rules.ts";
import { storeGrants } from "./store-grants.ts";

/** People per transaction. */
const BATCH_SIZE = 1000;

interface WaitingRule extends Rule {
  readonly removal: "KEEP_MEMBERS" | "REMOVE_MEMBERS" | null;
  readonly pass_requested: string;
  readonly pass_running: string | null;
  readonly pass_cursor: string;
  readonly pass_people: number;
}

/** Does one batch of one rule that waits and that no other worker has; false when there is none. */
export async function advanceRules(deps: Deps): Promise<boolean> {
  const act: Act = { ...deps, actor: SYSTEM_ACTOR };
  return await deps.database.transaction(async (trx) => {
    await lockForPeopleChange(trx);
    // Not "for update": grants that others store at this moment refer to the rule, and would make it look taken.
    const { rows } = await sql<WaitingRule>`
      select id, name, expression, group_ids, removal, pass_requested, pass_running, pass_cursor, pass_people from group_rule
      where removal is not null or (status = 'ACTIVE' and pass_requested > pass_done)
      order by last_updated_at, id limit 1 for no key update skip locked`.execute(trx);
    const [rule] = rows;
    if (rule === undefined) return false;
    await nameCause(trx, ownCause("rule", rule.id));
    if (rule.removal === null) await advancePass(trx, act, rule);
    else await advanceRemoval(trx, act, rule);
    return true;
  });
}

async function advancePass(trx: Trx, act: Act, waiting: WaitingRule): Promise<void> {
  const rule = waiting.pass_running === waiting.pass_requested ? waiting : await beginPass(trx, waiting);
  const { rows: people } = await sql<JudgedPerson>`
    select id, status, profile from person where id > ${rule.pass_cursor} and status <> 'DEPROVISIONED'
    order by id limit ${BATCH_SIZE} for no key update`.execute(trx);
  const last = people.at(-1);
  if (last === undefined) return await endPass(trx, act, rule);
  const changed = await applyRules(trx, act, { rules: [rule], people });
  await followUp(trx, act, changed);
  await sql`
    update group_rule set pass_cursor = ${last.id}, pass_people = pass_people + ${people.length} where id = ${rule.id}`.execute(
    trx,
  );
}

async function beginPass(trx: Trx, rule: WaitingRule): Promise<WaitingRule> {
  await sql`
    update group_rule set pass_running = pass_requested, pass_cursor = '', pass_people = 0,
      pass_total = (select count(*) from person where status <> 'DEPROVISIONED') where id = ${rule.id}`.execute(trx);
  return { ...rule, pass_running: rule.pass_requested, pass_cursor: "", pass_people: 0 };
}

async function endPass(trx: Trx, act: Act, rule: WaitingRule): Promise<void> {
  await sql`update group_rule set pass_done = pass_running where id = ${rule.id}`.execute(trx);
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: "group.user_membership.rule.evaluation",
      displayMessage: "Group rule was applied to everybody",
      targets: [ruleTarget(rule)],
      debug: { people: rule.pass_people },
    }),
  );
}

/** Its members leave, or count as added by hand; after the last of them the row goes. */
async function advanceRemoval(trx: Trx, act: Act, rule: WaitingRule): Promise<void> {
  const { rows } = await sql<{ id: PersonId }>`
    select id from person where id in (
      select person_id from group_member_rule where rule_id = ${rule.id} order by person_id limit ${BATCH_SIZE})
    order by id for no key update`.execute(trx);
  const personIds = rows.map((row) => row.id);
  if (personIds.length === 0) {
    await trx.deleteFrom("group_rule").where("id", "=", rule.id).execute();
    return;
  }
  if (rule.removal === "KEEP_MEMBERS") await keepMembers(trx, rule.id, personIds);
  const changed = await storeGrants(trx, act, { ruleIds: [rule.id], personIds, wanted: [] });
  await followUp(trx, act, changed);
}

/** Other rules may follow from the groups that changed, and assignments do. */
async function followUp(trx: Trx, act: Act, changed: readonly PersonId[]): Promise<void> {
  const followers = await followGroups(trx, act, changed);
  const personIds = [...new Set([...changed, ...followers])];
  await reconcileAssignments(trx, {
    personIds,
    actor: act.actor,
    traceId: act.traceId,
    now: new Date(act.clock.now()),
  });
}

async function keepMembers(trx: Trx, ruleId: string, personIds: readonly PersonId[]): Promise<void> {
  await sql<{ group_id: GroupId }>`
    update group_member set is_manual = true
    from group_member_rule as held
    where held.rule_id = ${ruleId} and held.person_id = any(${personIds}::text[])
      and group_member.group_id = held.group_id and group_member.person_id = held.person_id
      and not exists (select from group_member_rule as other where other.group_id = held.group_id
        and other.person_id = held.person_id and other.rule_id <> ${ruleId})`.execute(trx);
}

/** Begins new passes of the rules whose conditions ask for groups: a group was renamed or is gone. */
export async function restartGroupReaders(trx: Trx): Promise<void> {
  const { numAffectedRows } = await sql`
    update group_rule set pass_requested = pass_requested + 1
    where status = 'ACTIVE' and removal is null and expression ~ ${READS_GROUPS}`.execute(trx);
  if ((numAffectedRows ?? 0n) > 0n) await notifyWork(trx);
}
