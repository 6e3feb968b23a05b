/** The budget of removals, when many push groups are unlinked and deleted at once. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BudgetHold, PushGroup } from "../../contract.ts";
import { type Office, openOffice } from "../testing/office.ts";
import { until } from "../testing/world.ts";

let office: Office;
let app = "";
beforeEach(async () => {
  office = await openOffice();
  app = await office.connect();
  const people = [await office.hire("Ann A"), await office.hire("Bob B")];
  await office.assign(app, ...people);
  for (const name of ["Team A", "Team B"]) {
    const { id } = await office.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name } });
    for (const person of people) await office.api("PUT", `/api/v1/groups/${id}/users/${person}`);
  }
  await office.api("PUT", own("/budget"), { membershipRemovals: { percent: null, count: 2 } });
  await office.worker();
});
afterEach(() => office.end());

const own = (path: string) => `/api/lockstep/v1/apps/${app}${path}`;
const statuses = async () => {
  const { items } = await office.api<{ items: readonly PushGroup[] }>("GET", own("/push-groups"));
  return items.map(({ status }) => status);
};

async function theHold(): Promise<BudgetHold> {
  let found: BudgetHold | undefined;
  await until(async () => {
    const holds = await office.api<{ items: readonly BudgetHold[] }>("GET", "/api/lockstep/v1/budget/holds?state=OPEN");
    [found] = holds.items;
    expect(found).toBeDefined();
  });
  return found as BudgetHold;
}

async function pushByRule(): Promise<string> {
  const conditions = [{ attribute: "name", operator: "STARTS_WITH", value: "Team" }];
  const { id } = await office.api<{ id: string }>("POST", own("/push-rules"), { name: "Teams", conditions });
  await office.settled();
  expect(office.target.groups()).toHaveLength(2);
  office.target.forget();
  return id;
}

describe("groups that are deleted in the app with all their members", () => {
  it("are held when many are unlinked at once; rejected, they are pushed no more and nothing is deleted", async () => {
    await pushByRule();
    const report = await office.api("POST", own("/push-groups/bulk"), {
      action: "UNLINK",
      deleteTargetGroup: true,
      filter: {},
    });
    expect(report).toMatchObject({ done: 2, refused: 0 });
    const hold = await theHold();
    expect(hold).toMatchObject({ direction: "membershipRemovals", affected: 4 });
    expect(await statuses()).toEqual(["UNLINKING", "UNLINKING"]);
    await office.api("POST", `/api/lockstep/v1/budget/holds/${hold.id}/reject`);
    await office.settled();
    expect(await statuses()).toEqual(["INACTIVE", "INACTIVE"]);
    expect(office.target.writes()).toEqual([]);
    await office.api("POST", own("/push-groups/bulk"), { action: "ACTIVATE", filter: {} });
    await office.settled();
    expect(await statuses()).toEqual(["ACTIVE", "ACTIVE"]);
    expect(office.target.groups()).toHaveLength(2);
  });

  it("are held when their rule is deleted with them, and go once that is approved", async () => {
    const id = await pushByRule();
    await office.api("DELETE", own(`/push-rules/${id}?groups=delete`));
    const hold = await theHold();
    expect(office.target.writes()).toEqual([]);
    await office.api("POST", `/api/lockstep/v1/budget/holds/${hold.id}/approve`);
    await office.settled();
    expect(await statuses()).toEqual([]);
    expect(office.target.groups()).toEqual([]);
  });

  it("take nobody away when the app refuses, and are counted once when the answer got lost", async () => {
    await pushByRule();
    const { items } = await office.api<{ items: readonly PushGroup[] }>("GET", own("/push-groups"));
    const unlink = (index: number) =>
      office.api("POST", own(`/push-groups/${items[index]?.id}/unlink`), { deleteTargetGroup: true });
    office.target.fault = ({ method }) =>
      method === "DELETE" ? { kind: "answer", status: 403, detail: "Groups stay." } : undefined;
    await unlink(0);
    await office.settled();
    let isLost = false;
    office.target.fault = ({ method }) => {
      if (method !== "DELETE" || isLost) return undefined;
      isLost = true;
      return { kind: "carryOutAndCut" };
    };
    // Two removals are allowed: what was refused took none of them.
    await unlink(1);
    await office.settled();
    expect(office.target.groups()).toHaveLength(1);
    const used = await office.database.kysely.selectFrom("budget_use").select("amount").execute();
    expect(used).toEqual([{ amount: 2 }]);
  });
});
