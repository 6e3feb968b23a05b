/**
 * Push rules follow their groups (ADR 30): what a rule says of groups that came, changed or were chosen anew is stored in the transaction
 * of the change, one statement for all groups that begin to be pushed and one for those that end.
 */
import type { AppId, GroupId } from "@lockstep/ports";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Act, Trx } from "../act.ts";
import { notifyWork } from "../dirty.ts";
import { endPushMappings } from "../push-groups/end-mappings.ts";
import type { DirectoryTables } from "../tables.ts";
import { assignGroupsOf } from "./assign-groups.ts";
import { matchesSelection } from "./conditions.ts";
import { logGroups } from "./log-groups.ts";
import { activePushRules, type PushRuleRow } from "./rule-row.ts";

/** Key of the advisory lock between changes of groups (shared) and of push rules (exclusive). */
const PUSH_RULE_LOCK = 4_710_115;

/** Before groups are created, renamed or described anew: in the transaction, before any row of a group is locked. */
export async function lockForGroupChange(trx: Kysely<DirectoryTables>): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${PUSH_RULE_LOCK})`.execute(trx);
}

/** Before push rules are changed: waits until no change of groups is under way. */
export async function lockPushRules(trx: Kysely<DirectoryTables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${PUSH_RULE_LOCK})`.execute(trx);
}

/** How many groups began to be pushed, how many ended, and how many got the app. */
export interface Followed {
  readonly begun: number;
  readonly ended: number;
  readonly assigned: number;
}

/**
 * Judges groups that were created, renamed or described anew by every active rule of every app. The transaction holds
 * `lockForGroupChange`, or `lockPushRules`. `appId`: the rules of this app alone.
 */
export async function followGroups(
  trx: Trx,
  act: Act,
  of: { readonly groupIds: readonly GroupId[]; readonly appId?: AppId },
): Promise<void> {
  if (of.groupIds.length === 0) return;
  for (const rule of await activePushRules(trx, of.appId)) await applyPushRule(trx, act, rule, of.groupIds);
}

/** Makes the mappings be what the rule says: of these groups, or of all. */
export async function applyPushRule(
  trx: Trx,
  act: Act,
  rule: PushRuleRow,
  groupIds?: readonly GroupId[],
): Promise<Followed> {
  const scope = groupIds === undefined ? sql<boolean>`true` : sql<boolean>`person_group.id = any(${groupIds}::text[])`;
  const ended = await endUnmatched(trx, act, rule, scope);
  const begun = await begin(trx, act, rule, scope);
  return { begun: begun.length, ended, assigned: await assign(trx, act, rule, begun) };
}

/** A push group's id made by the database, for the statement that makes many. */
const PUSH_GROUP_ID = sql`'gPm' || right(replace(gen_random_uuid()::text, '-', ''), 17)`;

async function begin(trx: Trx, act: Act, rule: PushRuleRow, scope: RawBuilder<boolean>): Promise<readonly GroupId[]> {
  const now = new Date(act.clock.now());
  // A mapping that is being unlinked is taken up again: the run that tells the app finds it wanted.
  const { rows } = await sql<{ id: GroupId; name: string }>`
    with begun as (
      insert into push_group as mapping (id, app_id, group_id, status, rule_id, members_wanted, due_at, created_at, last_updated_at)
      select ${PUSH_GROUP_ID}, ${rule.app_id}, person_group.id, 'ACTIVE', ${rule.id}, ${rule.push_members}, ${now}::timestamptz,
          ${now}::timestamptz, ${now}::timestamptz
        from person_group
       where ${scope} and ${matchesSelection(rule)}
         and not exists (select from push_exclusion where push_exclusion.app_id = ${rule.app_id} and push_exclusion.group_id = person_group.id)
       order by person_group.id
      on conflict (app_id, group_id) do update
        set status = 'ACTIVE', rule_id = excluded.rule_id, members_wanted = excluded.members_wanted, removing = false, delete_in_target = false,
            target_name = null, error_summary = null, members_known = false, dirty_version = mapping.dirty_version + 1, whole_version = mapping.dirty_version + 1, attempts = 0,
            due_at = excluded.due_at, last_updated_at = excluded.last_updated_at
        where mapping.removing
      returning group_id)
    select person_group.id, person_group.name from begun join person_group on person_group.id = begun.group_id`.execute(
    trx,
  );
  if (rows.length === 0) return [];
  await notifyWork(trx);
  const words = {
    eventType: "application.provision.group_push.mapping.created",
    displayMessage: "Create group push mapping",
  };
  await logGroups(trx, act, rule, { groups: rows, ...words });
  return rows.map(({ id }) => id);
}

async function assign(trx: Trx, act: Act, rule: PushRuleRow, groupIds: readonly GroupId[]): Promise<number> {
  if (!rule.assigns || groupIds.length === 0) return 0;
  return await assignGroupsOf(trx, act, rule, sql`push_group.group_id = any(${groupIds}::text[])`);
}

/** Mappings of the rule whose groups match no more: another active rule that matches takes them over, else they end as the rule says. */
async function endUnmatched(trx: Trx, act: Act, rule: PushRuleRow, scope: RawBuilder<boolean>): Promise<number> {
  if (rule.when_unmatched === "KEEP") return 0;
  const unmatched = sql<boolean>`push_group.rule_id = ${rule.id} and not push_group.removing
    and exists (select from person_group where person_group.id = push_group.group_id and ${scope} and not ${matchesSelection(rule)})`;
  await handOver(trx, act, rule, unmatched);
  const ended = await endPushMappings(trx, act, {
    appId: rule.app_id,
    which: unmatched,
    deleteTargetGroup: rule.when_unmatched === "DELETE",
  });
  return ended.length;
}

/** Gives mappings of a rule, which it no longer holds, to the other active rules of the app that match their groups. */
export async function handOver(
  trx: Trx,
  act: Act,
  rule: Pick<PushRuleRow, "id" | "app_id">,
  which: RawBuilder<boolean>,
): Promise<void> {
  const others = (await activePushRules(trx, rule.app_id)).filter(({ id }) => id !== rule.id);
  for (const other of others) {
    const { rows } = await sql<{ id: GroupId }>`
      update push_group set rule_id = ${other.id} where id in (
        select push_group.id from push_group join person_group on person_group.id = push_group.group_id
         where ${which} and ${matchesSelection(other)} order by push_group.id for no key update of push_group)
      returning group_id as id`.execute(trx);
    await assign(
      trx,
      act,
      other,
      rows.map(({ id }) => id),
    );
  }
}
