/** Pushes beside other changes: nobody is lost or left behind, and no decision of an administrator is overwritten. */
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { markMembersDirty } from "../domain/dirty.ts";
import { lockForPeopleChange } from "../domain/people-lock.ts";
import { during, untilWaiting } from "./testing/meanwhile.ts";
import { type Office, openOffice, tasksBecome } from "./testing/office.ts";
import { until } from "./testing/world.ts";

let office: Office;
let app: string;
let ann: string;
let bob: string;
let group: string;
beforeEach(async () => {
  office = await openOffice();
  app = await office.connect({ renameAppGroups: false });
  [ann, bob] = [await office.hire("Ann A"), await office.hire("Bob B")];
  ({ id: group } = await office.api<{ id: string }>("POST", "/api/v1/groups", { profile: { name: "Staff" } }));
  await office.assign(app, ann, bob);
  await join(ann);
  await office.worker();
  await office.settled();
});
afterEach(() => office.end());

const join = (person: string) => office.api("PUT", `/api/v1/groups/${group}/users/${person}`);
const pushes = () => `/api/lockstep/v1/apps/${app}/push-groups`;

function membersOf(name: string): readonly string[] {
  const members = (office.target.group(name)?.["members"] ?? []) as readonly { readonly value: string }[];
  const users = office.target.users();
  return members.map(({ value }) => String(users.find(({ id }) => id === value)?.["userName"])).sort();
}

describe("a member who joins by a transaction that is under way", () => {
  /** Bob joins; the transaction ends only after the push has begun, or while its beginning waits. */
  const joinWhile = (begin: () => Promise<unknown>) =>
    during(
      office.database,
      async (trx) => {
        await lockForPeopleChange(trx);
        await sql`insert into group_member (group_id, person_id) values (${group}, ${bob})`.execute(trx);
        await markMembersDirty(trx, [{ groupId: group as never, personId: bob as never }], new Date());
      },
      async (release) => {
        const begun = begin().then(() => office.settled());
        await untilWaiting(office.database, 1, begun);
        release();
        await begun;
      },
    );

  it("is not lost when the group begins to be pushed by name", async () => {
    await joinWhile(() => office.api("POST", pushes(), { groupId: group }));
    await office.settled();
    expect(membersOf("Staff")).toEqual(["ann.a@example.com", "bob.b@example.com"]);
  });

  it("is not lost when the group begins to be pushed by a rule", async () => {
    await joinWhile(() =>
      office.api("POST", `/api/lockstep/v1/apps/${app}/push-rules`, {
        name: "Staff",
        conditions: [{ attribute: "name", operator: "STARTS_WITH", value: "Staff" }],
      }),
    );
    await office.settled();
    expect(membersOf("Staff")).toEqual(["ann.a@example.com", "bob.b@example.com"]);
  });

  it("is not lost when the push is activated again", async () => {
    const { id } = await office.api<{ id: string }>("POST", pushes(), { groupId: group });
    await office.settled();
    await office.api("POST", `${pushes()}/${id}/deactivate`);
    await joinWhile(() => office.api("POST", `${pushes()}/${id}/activate`));
    await office.settled();
    expect(membersOf("Staff")).toEqual(["ann.a@example.com", "bob.b@example.com"]);
  });
});

it("the group that an administrator links to while a push is under way is the one that is linked", async () => {
  const [taken, chosen] = ["Staff", "Our staff"].map((displayName) => office.target.put("Groups", { displayName }));
  const { id } = await office.api<{ id: string }>("POST", pushes(), { groupId: group });
  await tasksBecome(office, ["groupNameTaken"]);
  await office.settled();
  const answered = Promise.withResolvers<void>();
  let isAsked = false;
  office.target.fault = ({ method, path }) => {
    if (method !== "GET" || !path.startsWith("/Groups")) return undefined;
    isAsked = true;
    return { kind: "carryOutAndWait", until: answered.promise };
  };
  await join(bob);
  await until(async () => {
    if (!isAsked) throw new Error("not asked yet");
  });
  await office.api("POST", `${pushes()}/${id}/resolve`, { choice: "LINK", targetGroupId: chosen });
  office.target.fault = () => undefined;
  answered.resolve();
  await office.settled();
  const membersIn = (group: string | undefined) =>
    office.target.groups().find((row) => row["id"] === group)?.["members"] ?? [];
  expect(membersIn(taken)).toEqual([]);
  expect(membersIn(chosen)).toHaveLength(2);
});

it("who leaves while the push to a chosen group is inactive is taken out of it; members of others stay", async () => {
  const other = office.target.put("Users", { userName: "other@example.com", active: true });
  const chosen = office.target.put("Groups", { displayName: "Staff", members: [{ value: other }] });
  await join(bob);
  const { id } = await office.api<{ id: string }>("POST", pushes(), {
    groupId: group,
    action: "LINK",
    targetGroupId: chosen,
  });
  await office.settled();
  expect(membersOf("Staff")).toEqual(["ann.a@example.com", "bob.b@example.com", "other@example.com"]);
  await office.api("POST", `${pushes()}/${id}/deactivate`);
  await office.api("DELETE", `/api/v1/groups/${group}/users/${bob}`);
  await office.api("POST", `${pushes()}/${id}/activate`);
  await office.settled();
  expect(membersOf("Staff")).toEqual(["ann.a@example.com", "other@example.com"]);
});
