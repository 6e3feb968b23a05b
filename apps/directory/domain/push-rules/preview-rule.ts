/** What a push rule would do if it were saved: which groups, and what each meets. Nothing is stored. */
import type { AppId, GroupId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import type { PushRulePreview, PushRulePreviewGroup } from "../../contract-push-groups.ts";
import type { DirectoryTables } from "../tables.ts";
import { matchesSelection, type PushSelection } from "./conditions.ts";

/** A group that the rule is about. */
export interface PreviewedGroup {
  readonly group_id: GroupId;
  readonly name: string;
  readonly description: string | null;
  readonly members: number;
  readonly effect: PushRulePreviewGroup["effect"];
  readonly name_key: string;
}

/** The rule as it would be; `ruleId` when it is one that exists. */
export interface PreviewedRule extends PushSelection {
  readonly appId: AppId;
  readonly ruleId: string | undefined;
  readonly whenUnmatched: "KEEP" | "UNLINK" | "DELETE";
  readonly assigns: boolean;
}

/** One page by name and one group more, and all of them counted. */
export async function previewPushRule(
  db: Kysely<DirectoryTables>,
  rule: PreviewedRule,
  page: { readonly limit: number; readonly after: { readonly key: string; readonly id: string } | undefined },
): Promise<{ readonly rows: readonly PreviewedGroup[]; readonly counts: PushRulePreview["counts"] }> {
  const { after } = page;
  const beyond = after === undefined ? sql`true` : sql`(name_key, group_id) > (${after.key}, ${after.id})`;
  const concerned = sql`(${concernedGroups(rule)}) as concerned`;
  const { rows } = await sql<PreviewedGroup>`
    select *, (select count(*)::int from group_member where group_member.group_id = concerned.group_id) as members
      from ${concerned} where ${beyond} order by name_key, group_id limit ${page.limit + 1}`.execute(db);
  const counted = await sql<Omit<PushRulePreview["counts"], "peopleAssigned">>`
    select count(*) filter (where effect <> 'END')::int as matched,
      count(*) filter (where effect in ('BEGIN', 'CLASH'))::int as begin,
      count(*) filter (where effect = 'CLASH')::int as clashes,
      count(*) filter (where effect = 'PUSHED')::int as pushed,
      count(*) filter (where effect = 'EXCLUDED')::int as excluded,
      count(*) filter (where effect = 'END')::int as "end"
    from ${concerned}`.execute(db);
  const none = { matched: 0, begin: 0, clashes: 0, pushed: 0, excluded: 0, end: 0 };
  const peopleAssigned = rule.assigns ? await countAssigned(db, rule) : 0;
  return { rows, counts: { ...(counted.rows[0] ?? none), peopleAssigned } };
}

/** People of groups that begin, or that the rule pushes already, who do not have the app and may get it. */
async function countAssigned(db: Kysely<DirectoryTables>, rule: PreviewedRule): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct person.id)::int as count
      from (${concernedGroups(rule)}) as concerned
        join group_member on group_member.group_id = concerned.group_id
        join person on person.id = group_member.person_id
     where person.status not in ('STAGED', 'DEPROVISIONED', 'SUSPENDED')
       and (concerned.effect in ('BEGIN', 'CLASH') or (concerned.effect = 'PUSHED' and exists (
         select from push_group held where held.app_id = ${rule.appId} and held.group_id = concerned.group_id
           and held.rule_id = ${rule.ruleId ?? ""})))
       and not exists (select from app_user held where held.app_id = ${rule.appId} and held.person_id = person.id and held.assigned)`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

/** Groups that match, and groups that the rule pushes and would no longer. */
function concernedGroups(rule: PreviewedRule) {
  const { appId, ruleId } = rule;
  const matches = matchesSelection(rule);
  const ends = rule.whenUnmatched === "KEEP" ? sql`false` : sql`push_group.rule_id = ${ruleId ?? ""}`;
  return sql`
    select person_group.id as group_id, person_group.name, person_group.description, lower(person_group.name) collate "C" as name_key,
      case when not ${matches} then 'END'
        when push_group.id is not null and not push_group.removing then 'PUSHED'
        when exists (select from push_exclusion where push_exclusion.app_id = ${appId} and push_exclusion.group_id = person_group.id) then 'EXCLUDED'
        when exists (select from app_group where app_group.app_id = ${appId} and lower(app_group.display_name) = lower(person_group.name)) then 'CLASH'
        else 'BEGIN' end as effect
      from person_group left join push_group on push_group.group_id = person_group.id and push_group.app_id = ${appId}
     where ${matches} or (push_group.id is not null and not push_group.removing and ${ends})`;
}
