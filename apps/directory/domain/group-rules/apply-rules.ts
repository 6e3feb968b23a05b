/** Judges people by rules and stores the memberships that follow. */
import type { Expression } from "@lockstep/expression";
import type { GroupId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { Act, Trx } from "../act.ts";
import { attributeNames, loadProfileSchema } from "../profile-schema/load-schema.ts";
import type { Profile } from "../tables.ts";
import { judge, readCondition } from "./condition.ts";
import { invalidateRule } from "./invalidate-rules.ts";
import { type Grant, storeGrants } from "./store-grants.ts";

/** A rule as far as judging needs it. */
export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly expression: string;
  readonly group_ids: readonly GroupId[];
}

/** Somebody who is judged; the row is locked. */
export interface JudgedPerson {
  readonly id: PersonId;
  readonly status: string;
  readonly profile: Profile;
}

/**
 * Judges people whose profile, status or groups changed by every active rule, in the transaction of the change, which holds
 * `lockForPeopleChange` and their rows. Returns those whose memberships changed: the caller reconciles their assignments.
 * Who is deactivated keeps the memberships of before.
 */
export async function applyGroupRules(
  trx: Trx,
  act: Act,
  personIds: readonly PersonId[],
): Promise<readonly PersonId[]> {
  const rules = await sql<Rule>`
    select id, name, expression, group_ids from group_rule where status = 'ACTIVE' and removal is null order by id`.execute(
    trx,
  );
  if (rules.rows.length === 0 || personIds.length === 0) return [];
  const people = await sql<JudgedPerson>`
    select id, status, profile from person where id = any(${personIds}::text[]) and status <> 'DEPROVISIONED'
    order by id for no key update`.execute(trx);
  return await applyRules(trx, act, { rules: rules.rows, people: people.rows });
}

/** Judges people by rules. A rule that cannot be evaluated becomes INVALID and changes nothing. */
export async function applyRules(
  trx: Trx,
  act: Act,
  input: { readonly rules: readonly Rule[]; readonly people: readonly JudgedPerson[] },
): Promise<readonly PersonId[]> {
  if (input.people.length === 0) return [];
  const names = attributeNames(await loadProfileSchema(trx));
  const excluded = await readExclusions(trx, input);
  const wanted: Grant[] = [];
  const judged: string[] = [];
  for (const rule of input.rules) {
    const condition = readCondition(rule.expression, names);
    const result = condition.ok
      ? grantsOf(rule, condition.expression, { people: input.people, excluded })
      : { ok: false as const, reason: condition.problems[0] ?? "" };
    if (result.ok) {
      judged.push(rule.id);
      wanted.push(...result.grants);
    } else {
      await invalidateRule(trx, act, { rule, reason: result.reason });
    }
  }
  const personIds = input.people.map((person) => person.id);
  return judged.length === 0 ? [] : await storeGrants(trx, act, { ruleIds: judged, personIds, wanted });
}

type GrantsResult =
  | { readonly ok: true; readonly grants: readonly Grant[] }
  | { readonly ok: false; readonly reason: string };

function grantsOf(
  rule: Rule,
  expression: Expression,
  { people, excluded }: { readonly people: readonly JudgedPerson[]; readonly excluded: ReadonlySet<string> },
): GrantsResult {
  const grants: Grant[] = [];
  for (const { id, status, profile } of people) {
    if (excluded.has(`${rule.id} ${id}`)) continue;
    const verdict = judge(expression, { user: profile, internal: { id, status } });
    if (!verdict.ok) return { ok: false, reason: `${verdict.reason} Seen with the user ${id}.` };
    if (verdict.holds) grants.push(...rule.group_ids.map((groupId) => ({ ruleId: rule.id, groupId, personId: id })));
  }
  return { ok: true, grants };
}

async function readExclusions(
  trx: Trx,
  { rules, people }: { readonly rules: readonly Rule[]; readonly people: readonly JudgedPerson[] },
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ rule_id: string; person_id: string }>`
    select rule_id, person_id from group_rule_exclusion
    where rule_id = any(${rules.map((rule) => rule.id)}::text[]) and person_id = any(${people.map((person) => person.id)}::text[])`.execute(
    trx,
  );
  return new Set(rows.map((row) => `${row.rule_id} ${row.person_id}`));
}
