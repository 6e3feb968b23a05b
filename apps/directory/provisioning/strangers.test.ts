/** Only accounts and groups that were created, linked or confirmed are ever touched: everything else stays byte for byte. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Office, openOffice } from "./testing/office.ts";
import { until } from "./testing/world.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.end());

it.each(["okta-catalogue", "okta-wizard", "rfc", "aws", "github"])(
  "leaves strangers alone, whatever is done (%s)",
  async (dialect) => {
    const { target } = office;
    // Strangers that resemble: another tenant's Jane, a namesake by e-mail, a group of the same name, one who bears our id.
    const strangers = [
      target.put("Users", {
        userName: "jane.doe",
        active: true,
        emails: [{ value: "jane.doe@example.com", type: "work" }],
      }),
      target.put("Users", { userName: "jane.doe@example.com.evil", active: true, displayName: "Jane Doe" }),
      target.put("Users", { userName: "inactive@example.com", active: false }),
    ];
    const member = strangers[0] ?? "";
    const foreign = target.put("Groups", { displayName: "Staff", members: [{ value: member }] });
    const snapshot = () =>
      JSON.stringify(
        [...target.users(), ...target.groups()].filter(({ id }) => [...strangers, foreign].includes(String(id))),
      );
    const before = snapshot();

    const app = await office.connect({ dialect });
    const jane = await office.hire("Jane Doe");
    const bob = await office.hire("Bob Roe");
    const groupOf = async (name: string) =>
      (await office.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name } })).id;
    const [taken, own] = [await groupOf("Staff"), await groupOf("Own")];
    for (const group of [taken, own]) {
      for (const id of [jane, bob]) await office.api("PUT", `/api/v1/groups/${group}/users/${id}`);
    }
    await office.worker();
    await office.assign(app, jane, bob);
    await office.settled();
    const pushed: string[] = [];
    for (const group of [taken, own]) {
      const mapping = await office.api<{ id: string }>("POST", `/api/v1/apps/${app}/group-push/mappings`, {
        sourceGroupId: group,
        status: "ACTIVE",
      });
      pushed.push(mapping.id);
    }
    await office.settled();
    await office.api("POST", `/api/v1/users/${jane}`, { profile: { title: "Boss", lastName: "Moved" } });
    await office.api("POST", `/api/lockstep/v1/apps/${app}/force-sync`);
    await office.api("POST", `/api/lockstep/v1/apps/${app}/reset-passwords`);
    await office.settled();
    for (const id of pushed) await office.api("POST", `/api/lockstep/v1/apps/${app}/group-push/mappings/${id}/push`);
    await office.settled();
    await office.unassign(app, bob);
    await office.api("POST", `/api/v1/users/${jane}/lifecycle/deactivate`);
    await office.settled();
    for (const id of pushed) {
      await office.api("PATCH", `/api/v1/apps/${app}/group-push/mappings/${id}`, { status: "INACTIVE" });
      await office.api("DELETE", `/api/v1/apps/${app}/group-push/mappings/${id}?deleteTargetGroup=true`);
    }
    await office.settled();

    expect(snapshot()).toBe(before);
    const named = target.writes().filter(({ path }) => [...strangers, foreign].some((id) => path.endsWith(`/${id}`)));
    expect(named).toEqual([]);
    await until(() => expect(target.group("Own")).toBeUndefined());
    expect(target.user("jane.doe@example.com")).toMatchObject({ active: false });
  },
);
