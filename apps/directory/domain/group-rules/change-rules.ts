/** Group rules: create, change, switch on and off, delete (okta-management-api §8). People are judged by passes in the background. */
import { violationOf } from "@lockstep/database";
import type { GroupId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import { type Act, eventOf, type Trx } from "../act.ts";
import { notifyWork } from "../dirty.ts";
import { DirectoryError, invalid, invalidField } from "../error.ts";
import { createId } from "../ids.ts";
import { lockPeopleRules } from "../people-lock.ts";
import { attributeTypes, loadProfileSchema } from "../profile-schema/load-schema.ts";
import { writeEvent } from "../system-log.ts";
import { readCondition } from "./condition.ts";
import { ruleTarget } from "./invalidate-rules.ts";
import { type RuleRow, requireRule } from "./rule-row.ts";

/** What a rule says. */
export interface RuleInput {
  readonly name: string;
  readonly expression: string;
  readonly groupIds: readonly GroupId[];
  readonly excluded: readonly PersonId[];
}

/** Okta: rules of an organisation at most. */
const RULES_MAX = 2000;

/** Creates a rule; it is INACTIVE. E0000001 with a cause per fault. */
export async function createRule(act: Act, input: RuleInput): Promise<RuleRow> {
  const id = createId(act.random, "groupRule");
  return await refusingTakenName(() =>
    act.database.transaction(async (trx) => {
      await assertSayable(trx, input);
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from group_rule where removal is null`.execute(trx);
      if ((rows[0]?.count ?? 0) >= RULES_MAX)
        throw invalidField("rule", `There are ${RULES_MAX} rules already; delete one first`);
      await sql`
        insert into group_rule (id, name, expression, group_ids)
        values (${id}, ${input.name}, ${input.expression}, ${input.groupIds}::text[])`.execute(trx);
      await storeExclusions(trx, id, input.excluded);
      await tell(trx, act, {
        rule: { id, name: input.name },
        eventType: "group.user_membership.rule.add",
        message: "Create group rule",
      });
      return await requireRule(trx, id);
    }),
  );
}

/** Replaces what a rule says. Only while it is not ACTIVE (E0000107); an INVALID one becomes INACTIVE. */
export async function updateRule(act: Act, id: string, input: RuleInput): Promise<RuleRow> {
  return await refusingTakenName(() =>
    act.database.transaction(async (trx) => {
      const rule = await lockRule(trx, id);
      if (rule.status === "ACTIVE") throw wrongStatus("An active rule cannot be changed: deactivate it first.");
      await assertSayable(trx, input);
      await sql`
        update group_rule set name = ${input.name}, expression = ${input.expression}, group_ids = ${input.groupIds}::text[],
          status = 'INACTIVE', invalid_reason = null, last_updated_at = now() where id = ${id}`.execute(trx);
      await trx.deleteFrom("group_rule_exclusion").where("rule_id", "=", id).execute();
      await storeExclusions(trx, id, input.excluded);
      await tell(trx, act, {
        rule: { id, name: input.name },
        eventType: "group.user_membership.rule.update",
        message: "Update group rule",
      });
      return await requireRule(trx, id);
    }),
  );
}

/** Switches a rule on: changes of people follow it at once, and a pass over everybody begins. */
export async function activateRule(act: Act, id: string): Promise<void> {
  await act.database.transaction(async (trx) => {
    await lockPeopleRules(trx);
    const rule = await lockRule(trx, id);
    if (rule.status === "ACTIVE") throw wrongStatus("The rule is active already.");
    if (rule.status === "INVALID")
      throw wrongStatus(`The rule is invalid: ${rule.invalid_reason ?? ""} Correct it first.`);
    await assertSayable(trx, {
      name: rule.name,
      expression: rule.expression,
      groupIds: rule.group_ids,
      excluded: rule.excluded,
    });
    await sql`
      update group_rule set status = 'ACTIVE', pass_requested = pass_requested + 1, last_updated_at = now() where id = ${id}`.execute(
      trx,
    );
    await notifyWork(trx);
    await tell(trx, act, { rule, eventType: "group.user_membership.rule.trigger", message: "Activate group rule" });
  });
}

/** Switches a rule off, a running pass with it. Its members stay. */
export async function deactivateRule(act: Act, id: string): Promise<void> {
  await act.database.transaction(async (trx) => {
    await lockPeopleRules(trx);
    const rule = await lockRule(trx, id);
    if (rule.status === "INACTIVE") throw wrongStatus("The rule is inactive already.");
    await sql`
      update group_rule set status = 'INACTIVE', invalid_reason = null, pass_done = pass_requested, last_updated_at = now()
      where id = ${id}`.execute(trx);
    await tell(trx, act, {
      rule,
      eventType: "group.user_membership.rule.deactivated",
      message: "Deactivate group rule",
    });
  });
}

/** Deletes a rule at once; its members leave, or count as added by hand, in the background. */
export async function deleteRule(act: Act, id: string, options: { readonly removeUsers: boolean }): Promise<void> {
  await act.database.transaction(async (trx) => {
    await lockPeopleRules(trx);
    const rule = await lockRule(trx, id);
    await sql`
      update group_rule set status = 'INACTIVE', pass_done = pass_requested, last_updated_at = now(),
        removal = ${options.removeUsers ? "REMOVE_MEMBERS" : "KEEP_MEMBERS"} where id = ${id}`.execute(trx);
    await notifyWork(trx);
    await tell(trx, act, { rule, eventType: "group.user_membership.rule.delete", message: "Delete group rule" });
  });
}

async function lockRule(trx: Trx, id: string): Promise<RuleRow> {
  await sql`select from group_rule where id = ${id} for no key update`.execute(trx);
  return await requireRule(trx, id);
}

function wrongStatus(cause: string): DirectoryError {
  return new DirectoryError("E0000107", { causes: [cause] });
}

/** Every fault of what a rule says, one cause each. */
async function assertSayable(trx: Trx, input: RuleInput): Promise<void> {
  const causes: string[] = [];
  const condition = readCondition(input.expression, attributeTypes(await loadProfileSchema(trx)));
  if (!condition.ok) causes.push(...condition.problems.map((problem) => `conditions.expression.value: ${problem}`));
  causes.push(...(await groupProblems(trx, input.groupIds)), ...(await exclusionProblems(trx, input.excluded)));
  const [first] = causes;
  if (first !== undefined) throw invalid(first.split(": ")[0] ?? "rule", causes);
}

async function groupProblems(trx: Trx, groupIds: readonly GroupId[]): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string; type: string }>`
    select id, type from person_group where id = any(${groupIds}::text[])`.execute(trx);
  const types = new Map(rows.map((row) => [row.id, row.type]));
  return groupIds.flatMap((id) => {
    const type = types.get(id);
    if (type === undefined) return [`actions.assignUserToGroups.groupIds: There is no group ${id}`];
    return type === "OKTA_GROUP"
      ? []
      : [`actions.assignUserToGroups.groupIds: The members of group ${id} are not managed here`];
  });
}

async function exclusionProblems(trx: Trx, personIds: readonly PersonId[]): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select id from person where id = any(${personIds}::text[])`.execute(trx);
  const known = new Set(rows.map((row) => row.id));
  return personIds
    .filter((id) => !known.has(id))
    .map((id) => `conditions.people.users.exclude: There is no user ${id}`);
}

async function storeExclusions(trx: Trx, id: string, personIds: readonly PersonId[]): Promise<void> {
  await sql`
    insert into group_rule_exclusion (rule_id, person_id) select ${id}, unnest(${personIds}::text[]) on conflict do nothing`.execute(
    trx,
  );
}

async function tell(
  trx: Trx,
  act: Act,
  event: { readonly rule: Pick<RuleRow, "id" | "name">; readonly eventType: string; readonly message: string },
): Promise<void> {
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: event.eventType,
      displayMessage: event.message,
      targets: [ruleTarget(event.rule)],
    }),
  );
}

async function refusingTakenName<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (violationOf(error)?.constraint !== "group_rule_name_unique") throw error;
    throw new DirectoryError("E0000001", {
      summary: "Api validation failed: name",
      causes: ["name: An object with this field already exists in the current organization"],
      cause: error,
    });
  }
}
