import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWorld, type World } from "../../provisioning/testing/world.ts";
import { createGroup } from "../groups.ts";
import { activateRule, createRule, deleteRule } from "./change-rules.ts";
import { requireRule } from "./rule-row.ts";
import { advanceRules } from "./run-passes.ts";

/** More than three batches. */
const PEOPLE = 3_500;
const SALES = PEOPLE / 2;

let world: World;
beforeEach(async () => {
  world = await createWorld();
  await sql`
    insert into person (id, status, profile, source)
    select '00u' || lpad(n::text, 17, '0'), 'ACTIVE', jsonb_build_object('login', 'p' || n || '@corp.example', 'email', 'p' || n || '@corp.example',
      'firstName', 'F' || n, 'lastName', 'L' || n, 'department', case when n % 2 = 0 then 'Sales' else 'Other' end), 'csv'
    from generate_series(1, ${PEOPLE}) as n`.execute(world.database.kysely);
});
afterEach(() => world.end());

async function activeRule(): Promise<{ readonly ruleId: string; readonly groupId: string }> {
  const group = await createGroup(world.act, { name: "Sales" });
  const input = { name: "Sales", expression: 'user.department=="Sales"', groupIds: [group.id], excluded: [] };
  const rule = await createRule(world.act, input);
  await activateRule(world.act, rule.id);
  return { ruleId: rule.id, groupId: group.id };
}

const count = async (table: "group_member" | "group_member_rule" | "group_rule") =>
  (await sql<{ count: number }>`select count(*)::int as count from ${sql.table(table)}`.execute(world.database.kysely))
    .rows[0]?.count;
const eventsOf = async (type: string) =>
  (
    await sql<{ count: number; people: number }>`
      select count(*)::int as count, count(distinct targets->0->>'id')::int as people from system_log where event_type = ${type}`.execute(
      world.database.kysely,
    )
  ).rows[0];

async function runAll(): Promise<number> {
  let batches = 0;
  while (await advanceRules(world.act)) batches += 1;
  return batches;
}

describe("passes over everybody", () => {
  it("go in batches and tell how far they are", async () => {
    const { ruleId } = await activeRule();
    await advanceRules(world.act);
    expect(await requireRule(world.database.kysely, ruleId)).toMatchObject({
      is_passing: true,
      pass_people: 1000,
      pass_total: PEOPLE,
    });
    expect(await runAll()).toBe(4);
    expect(await requireRule(world.database.kysely, ruleId)).toMatchObject({ is_passing: false, pass_people: PEOPLE });
    expect(await count("group_member")).toBe(SALES);
  });

  it("by several workers at once make every membership and its event once", async () => {
    await activeRule();
    await Promise.all([runAll(), runAll(), runAll()]);
    await runAll();
    expect(await count("group_member")).toBe(SALES);
    expect(await eventsOf("group.user_membership.add")).toEqual({ count: SALES, people: SALES });
    expect(await eventsOf("group.user_membership.rule.evaluation")).toMatchObject({ count: 1 });
  });

  it("after a crash in the middle of a batch go on where the last one ended", async () => {
    await activeRule();
    await advanceRules(world.act);
    const { database } = world;
    const dying: typeof database = {
      ...database,
      kysely: database.kysely,
      transaction: (work) =>
        database.transaction(async (trx) => {
          await work(trx);
          throw new Error("The process dies before the commit.");
        }),
    };
    await expect(advanceRules({ ...world.act, database: dying })).rejects.toThrow("dies");
    expect(await count("group_member")).toBe(500);
    expect(await runAll()).toBe(4);
    expect(await eventsOf("group.user_membership.add")).toEqual({ count: SALES, people: SALES });
  });

  it("a rule that is switched off and on again begins anew, and a second pass writes nothing", async () => {
    const { ruleId } = await activeRule();
    await runAll();
    await sql`update group_rule set pass_requested = pass_requested + 1`.execute(world.database.kysely);
    await runAll();
    expect((await requireRule(world.database.kysely, ruleId)).pass_people).toBe(PEOPLE);
    expect(await eventsOf("group.user_membership.add")).toMatchObject({ count: SALES });
  });

  it.each([
    [true, 0],
    [false, SALES],
  ])("a deleted rule with removeUsers=%s is taken apart in batches", async (removeUsers, left) => {
    const { ruleId } = await activeRule();
    await runAll();
    await deleteRule(world.act, ruleId, { removeUsers });
    expect(await runAll()).toBe(3);
    expect([await count("group_member"), await count("group_member_rule"), await count("group_rule")]).toEqual([
      left,
      0,
      0,
    ]);
  });
});
