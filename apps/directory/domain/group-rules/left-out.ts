/** People of whom a rule's condition cannot say anything: what they have through the rule stays, and the System Log names them. */
import { sql } from "kysely";
import { type Act, eventOf, type Trx } from "../act.ts";
import { personTarget } from "../person-row.ts";
import { writeEvents } from "../system-log.ts";
import type { JudgedPerson, Rule } from "./apply-rules.ts";
import { ruleTarget } from "./invalidate-rules.ts";
import type { Grant } from "./store-grants.ts";

/** Somebody, by which rule, and why. */
export interface LeftOut {
  readonly rule: Pick<Rule, "id" | "name">;
  readonly person: JudgedPerson;
  readonly reason: string;
}

/** People that one event names at most. */
const NAMED_MAX = 100;

/** Tells of them, and gives the grants that they keep. */
export async function keepLeftOut(trx: Trx, act: Act, leftOut: readonly LeftOut[]): Promise<readonly Grant[]> {
  if (leftOut.length === 0) return [];
  await writeEvents(
    trx,
    together(leftOut).map(({ rule, people, reason }) =>
      eventOf(act, {
        eventType: "group.user_membership.rule.error",
        displayMessage: "Group rule left people out: its condition fails for them",
        severity: "WARN",
        outcome: { result: "SKIPPED", reason },
        targets: [ruleTarget(rule), ...people.map(({ id, profile }) => personTarget(id, profile))],
      }),
    ),
  );
  const { rows } = await sql<Grant>`
    select held.rule_id as "ruleId", held.group_id as "groupId", held.person_id as "personId"
    from group_member_rule as held
    join unnest(${leftOut.map(({ rule }) => rule.id)}::text[], ${leftOut.map(({ person }) => person.id)}::text[])
      as left_out (rule_id, person_id) on held.rule_id = left_out.rule_id and held.person_id = left_out.person_id`.execute(
    trx,
  );
  return rows;
}

interface Told {
  readonly rule: LeftOut["rule"];
  readonly reason: string;
  readonly people: JudgedPerson[];
}

/** Those of one rule and one reason in one event, up to a hundred. */
function together(leftOut: readonly LeftOut[]): readonly Told[] {
  const told: Told[] = [];
  const open = new Map<string, Told>();
  for (const { rule, person, reason } of leftOut) {
    const key = `${rule.id} ${reason}`;
    const known = open.get(key);
    if (known !== undefined && known.people.length < NAMED_MAX) known.people.push(person);
    else {
      const next = { rule, reason, people: [person] };
      open.set(key, next);
      told.push(next);
    }
  }
  return told;
}
