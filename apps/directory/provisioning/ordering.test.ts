/** One subject, one order (DESIGN §7.1): coming in lifecycle, profile, membership; going out the access first, whatever else fails. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Office, openOffice, tasksBecome } from "./testing/office.ts";
import { until } from "./testing/world.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.end());

async function pushedTeam() {
  const app = await office.connect({ dialect: "rfc" });
  const jane = await office.hire("Jane Doe");
  const { id: group } = await office.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name: "Staff" } });
  await office.api("PUT", `/api/v1/groups/${group}/users/${jane}`);
  await office.api("POST", `/api/v1/apps/${app}/group-push/mappings`, { sourceGroupId: group, status: "ACTIVE" });
  return { app, jane, group };
}

it("switches an account off at once while the removal from its groups fails, and the removal follows", async () => {
  const { app, jane } = await pushedTeam();
  await office.assign(app, jane);
  const worker = await office.worker();
  await office.settled();
  office.target.fault = ({ path, method }) =>
    path.startsWith("/Groups") && method !== "GET"
      ? { kind: "answer", status: 500, detail: "Groups are down." }
      : undefined;
  await office.unassign(app, jane);
  await until(() => expect(office.target.user("jane.doe@example.com")).toMatchObject({ active: false }));
  expect(office.target.group("Staff")?.["members"]).toHaveLength(1);
  await worker.stop();
  office.target.fault = () => undefined;
  office.clock.advance(10 * 60_000);
  await office.worker();
  await office.settled();
  expect(office.target.group("Staff")?.["members"] ?? []).toEqual([]);
});

it.each([
  ["the push is inactive", "deactivate"],
  ["more members would be lost than the budget lets pass", "hold"],
] as const)("switches an account off while %s, and the removal follows when it may", async (_, how) => {
  const { app, jane, group } = await pushedTeam();
  const ann = await office.hire("Ann Lee");
  await office.api("PUT", `/api/v1/groups/${group}/users/${ann}`);
  await office.assign(app, jane, ann);
  await office.worker();
  await office.settled();
  const own = (path: string) => `/api/lockstep/v1/apps/${app}${path}`;
  const { items } = await office.api<{ items: { id: string }[] }>("GET", own("/push-groups"));
  const push = own(`/push-groups/${items[0]?.id}`);
  if (how === "deactivate") await office.api("POST", `${push}/deactivate`);
  else {
    await office.api("PUT", own("/budget"), { membershipRemovals: { percent: null, count: 0 } });
    // A member whose account works leaves the group: that is what the budget holds, and the whole group with it.
    await office.api("DELETE", `/api/v1/groups/${group}/users/${ann}`);
    await tasksBecome(office, ["membershipBudget"]);
  }
  await office.unassign(app, jane);
  await until(() => expect(office.target.user("jane.doe@example.com")).toMatchObject({ active: false }));
  expect(office.target.group("Staff")?.["members"]).toHaveLength(2);
  if (how === "deactivate") await office.api("POST", `${push}/activate`);
  else await office.api("PUT", own("/budget"), { membershipRemovals: { percent: null, count: null } });
  await until(() => expect(office.target.group("Staff")?.["members"] ?? []).toHaveLength(how === "deactivate" ? 1 : 0));
});

it("comes back in order: switched on, then the profile, then the groups", async () => {
  const { app, jane } = await pushedTeam();
  await office.assign(app, jane);
  await office.worker();
  await office.settled();
  await office.unassign(app, jane);
  await office.settled();
  await office.api("POST", `/api/v1/users/${jane}`, { profile: { title: "Back" } });
  office.target.forget();
  await office.assign(app, jane);
  await office.settled();
  const order = office.target.writes().map(({ path, body }) => {
    const text = JSON.stringify(body);
    if (path.startsWith("/Groups")) return "membership";
    return text.includes("password") ? "password" : text.includes('"active"') ? "lifecycle" : "profile";
  });
  expect(order.slice(0, 2)).toEqual(["lifecycle", "profile"]);
  expect(order.at(-1)).toBe("membership");
  expect(new Set(order)).toEqual(new Set(["lifecycle", "profile", "password", "membership"]));
});
