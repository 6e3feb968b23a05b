/** Judges people by rules and stores the memberships that follow. */
import type { Expression } from "@lockstep/expression";
import type { GroupId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import { type Act, eventOf, type Trx } from "../act.ts";
import { attributeTypes, loadProfileSchema } from "../profile-schema/load-schema.ts";
import { writeEvent } from "../system-log.ts";
import type { Profile } from "../tables.ts";
import { judge, readCondition, readsGroups } from "./condition.ts";
import { type JudgedGroup, readGroupsOf } from "./groups-of.ts";
import { invalidateRule, ruleTarget } from "./invalidate-rules.ts";
import { keepLeftOut, type LeftOut } from "./left-out.ts";
import { type Grant, storeGrants } from "./store-grants.ts";

/** A rule as far as judging needs it. */
export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly expression: string;
  readonly group_ids: readonly GroupId[];
}

/** Memberships that other memberships follow from settle within so many rounds, or the rules contradict each other. */
const ROUNDS_MAX = 5;

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
  const rules = await activeRules(trx);
  if (rules.length === 0 || personIds.length === 0) return [];
  const people = await lockPeople(trx, personIds);
  const changed = await applyRules(trx, act, { rules, people });
  return [...new Set([...changed, ...(await followGroups(trx, act, changed))])];
}

/**
 * Judges people whose groups changed by the rules that ask for groups, until nothing changes any more. Returns those whose
 * memberships changed; as `applyGroupRules` otherwise.
 */
export async function followGroups(trx: Trx, act: Act, personIds: readonly PersonId[]): Promise<readonly PersonId[]> {
  if (personIds.length === 0) return [];
  const rules = (await activeRules(trx)).filter((rule) => readsGroups(rule.expression));
  if (rules.length === 0) return [];
  const changed = new Set<PersonId>();
  let round = personIds;
  for (let rounds = 0; round.length > 0; rounds += 1) {
    if (rounds === ROUNDS_MAX) {
      await warnOfCircle(trx, act, rules);
      break;
    }
    round = await applyRules(trx, act, { rules, people: await lockPeople(trx, round) });
    for (const id of round) changed.add(id);
  }
  return [...changed];
}

async function activeRules(trx: Trx): Promise<readonly Rule[]> {
  const { rows } = await sql<Rule>`
    select id, name, expression, group_ids from group_rule where status = 'ACTIVE' and removal is null order by id`.execute(
    trx,
  );
  return rows;
}

async function lockPeople(trx: Trx, personIds: readonly PersonId[]): Promise<readonly JudgedPerson[]> {
  const { rows } = await sql<JudgedPerson>`
    select id, status, profile from person where id = any(${personIds}::text[]) and status <> 'DEPROVISIONED'
    order by id for no key update`.execute(trx);
  return rows;
}

/** Rules that give and take a membership in turns: what the last round said stays. */
async function warnOfCircle(trx: Trx, act: Act, rules: readonly Rule[]): Promise<void> {
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: "group.user_membership.rule.error",
      displayMessage: "Group rules contradict each other",
      severity: "WARN",
      outcome: {
        result: "FAILURE",
        reason: `The memberships still changed after ${ROUNDS_MAX} rounds: a rule follows from a group that it changes itself.`,
      },
      targets: rules.map(ruleTarget),
    }),
  );
}

/**
 * Judges people by rules. A rule that cannot be read becomes INVALID and changes nothing. Somebody of whom a condition cannot say anything
 * is left out by that rule, as at Okta: what the person has through it stays, and the System Log says why.
 */
export async function applyRules(
  trx: Trx,
  act: Act,
  input: { readonly rules: readonly Rule[]; readonly people: readonly JudgedPerson[] },
): Promise<readonly PersonId[]> {
  if (input.people.length === 0) return [];
  const attributes = attributeTypes(await loadProfileSchema(trx));
  const excluded = await readExclusions(trx, input);
  const needsGroups = input.rules.some((rule) => readsGroups(rule.expression));
  const groups = needsGroups ? await readGroupsOf(trx, input.people) : new Map();
  const wanted: Grant[] = [];
  const judged: string[] = [];
  const leftOut: LeftOut[] = [];
  for (const rule of input.rules) {
    const condition = readCondition(rule.expression, attributes);
    if (!condition.ok) {
      await invalidateRule(trx, act, { rule, reason: condition.problems[0] ?? "" });
      continue;
    }
    judged.push(rule.id);
    const verdicts = verdictsOf(rule, condition.expression, { people: input.people, excluded, groups });
    wanted.push(...verdicts.grants);
    leftOut.push(...verdicts.leftOut);
  }
  if (judged.length === 0) return [];
  const personIds = input.people.map((person) => person.id);
  wanted.push(...(await keepLeftOut(trx, act, leftOut)));
  return await storeGrants(trx, act, { ruleIds: judged, personIds, wanted });
}

function verdictsOf(
  rule: Rule,
  expression: Expression,
  judged: {
    readonly people: readonly JudgedPerson[];
    readonly excluded: ReadonlySet<string>;
    readonly groups: ReadonlyMap<PersonId, readonly JudgedGroup[]>;
  },
): { readonly grants: readonly Grant[]; readonly leftOut: readonly LeftOut[] } {
  const grants: Grant[] = [];
  const leftOut: LeftOut[] = [];
  for (const person of judged.people) {
    const { id, status, profile } = person;
    if (judged.excluded.has(`${rule.id} ${id}`)) continue;
    const scope = { user: profile, internal: { id, status }, groups: () => judged.groups.get(id) ?? [] };
    const verdict = judge(expression, scope);
    if (!verdict.ok) leftOut.push({ rule, person, reason: verdict.reason });
    else if (verdict.holds)
      grants.push(...rule.group_ids.map((groupId) => ({ ruleId: rule.id, groupId, personId: id })));
  }
  return { grants, leftOut };
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
