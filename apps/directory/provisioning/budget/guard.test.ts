import type { AppId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, it } from "vitest";
import { unassignPerson } from "../../domain/app-users.ts";
import { insertLinked } from "../testing/populate.ts";
import { connectedApp, createWorld, type World } from "../testing/world.ts";
import { guardBudget } from "./guard.ts";

let world: World;
let appId: AppId;
beforeEach(async () => {
  world = await createWorld();
  appId = await connectedApp(world, { syncPassword: false });
});
afterEach(async () => {
  await world.end();
});

const unassign = async (people: readonly PersonId[]) => {
  for (const personId of people) await unassignPerson(world.act, { appId, personId });
};

/** How many people a claim could take when `meanwhile` is committed between the guard's look and the claim's statement. */
async function claimable(meanwhile: () => Promise<void>): Promise<number> {
  return await world.database.transaction(async (trx) => {
    const held = await guardBudget(trx, { appId, now: new Date(world.act.clock.now()), suspendedPeople: "IGNORE" });
    await meanwhile();
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from app_user u
       where u.app_id = ${appId} and u.dirty_version > u.clean_version and not ${held.people}`.execute(trx);
    return rows[0]?.count ?? 0;
  });
}

it.each([
  { before: 0, meanwhile: 1, taken: 0 },
  { before: 0, meanwhile: 30, taken: 0 },
  { before: 5, meanwhile: 15, taken: 20 },
  { before: 5, meanwhile: 16, taken: 0 },
])(
  "$before are due when the guard looks, $meanwhile more when work is claimed: $taken of 100 may be taken",
  async (due) => {
    const people = await insertLinked(world, appId, 100);
    await unassign(people.slice(0, due.before));
    const others = people.slice(due.before, due.before + due.meanwhile);
    expect(await claimable(() => unassign(others))).toBe(due.taken);
  },
);

it("counts what was done in the window with what becomes due meanwhile", async () => {
  const people = await insertLinked(world, appId, 100);
  await unassign(people.slice(0, 1));
  await sql`insert into budget_use (app_id, direction, amount, used_at)
    values (${appId}, 'deactivations', 15, ${new Date(world.act.clock.now())})`.execute(world.database.kysely);
  expect(await claimable(() => unassign(people.slice(1, 5)))).toBe(5);
  expect(await claimable(() => unassign(people.slice(5, 6)))).toBe(0);
});
