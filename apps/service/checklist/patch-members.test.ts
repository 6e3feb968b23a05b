/** Checklist §2.8: members of groups under PATCH (RFC 7644 §3.5.2). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Checklist, NOBODY, type Resource, startChecklist } from "../testing/checklist.ts";
import { patch } from "../testing/people.ts";

let all: Checklist;
beforeAll(async () => {
  all = await startChecklist();
});
afterAll(async () => {
  await all?.test.close();
});

describe("A PATCH of members", () => {
  it("remove takes all, by filter some [P-18]", async () => {
    const users = [await all.user(), await all.user(), await all.user()];
    const group = await all.group(users.map((user) => user.id));
    const some = { op: "remove", path: `members[value eq "${users[0].id}" or value eq "${users[1].id}"]` };
    expect((await patch(all.scim, `/Groups/${group.id}`, some)).status).toBe(204);
    expect((await all.read(`/Groups/${group.id}`)).members).toMatchObject([{ value: users[2].id }]);
    await patch(all.scim, `/Groups/${group.id}`, { op: "remove", path: "members" });
    expect(await all.read(`/Groups/${group.id}`)).not.toHaveProperty("members");
  });

  it("remove of somebody who is no member succeeds and changes nothing [P-20]", async () => {
    const group = await all.group([(await all.user()).id]);
    for (const id of [(await all.user()).id, NOBODY, "no-id"]) {
      for (const operation of [{ path: `members[value eq "${id}"]` }, { path: "members", value: [{ value: id }] }]) {
        expect((await patch(all.scim, `/Groups/${group.id}`, { op: "remove", ...operation })).status).toBe(204);
      }
    }
    expect(await all.read(`/Groups/${group.id}`)).toEqual(group);
  });

  it.each([
    ["some", 1, 2],
    ["none", 0, 3],
    ["all", 3, 0],
  ])("remove with a list of %s of the members takes only those [P-21]", async (_how, listed, left) => {
    const users = [await all.user(), await all.user(), await all.user()];
    const group = await all.group(users.map((user) => user.id));
    const value = users.slice(0, listed).map(({ id }) => ({ value: id }));
    expect([200, 204]).toContain(
      (await patch(all.scim, `/Groups/${group.id}`, { op: "Remove", path: "members", value })).status,
    );
    const members = (await all.read(`/Groups/${group.id}`)).members ?? [];
    expect(members.map((member: Resource) => member.value).sort()).toEqual(
      users
        .slice(listed)
        .map((user) => user.id)
        .sort(),
    );
    expect(members).toHaveLength(left);
  });

  it("replace sets the membership exactly, and [] empties it [P-27]", async () => {
    const users = [await all.user(), await all.user(), await all.user()];
    const [one, two, three] = users.map((user) => user.id as string);
    const group = await all.group([one ?? "", two ?? ""]);
    const swap = { op: "replace", path: "members", value: [{ value: two }, { value: three }] };
    expect((await patch(all.scim, `/Groups/${group.id}`, swap)).status).toBe(204);
    const members = (await all.read(`/Groups/${group.id}`)).members.map((member: Resource) => member.value);
    expect(members.sort()).toEqual([two, three].sort());
    const pathless = { op: "replace", value: { members: [{ value: one }] } };
    await patch(all.scim, `/Groups/${group.id}`, pathless);
    expect((await all.read(`/Groups/${group.id}`)).members).toMatchObject([{ value: one }]);
    await patch(all.scim, `/Groups/${group.id}`, { op: "replace", path: "members", value: [] });
    expect(await all.read(`/Groups/${group.id}`)).not.toHaveProperty("members");
  });

  it("replace without a path and without members leaves the membership alone [P-28]", async () => {
    const group = await all.group([(await all.user()).id]);
    const displayName = all.name();
    const rename = { op: "replace", value: { id: group.id, displayName } };
    expect((await patch(all.scim, `/Groups/${group.id}`, rename)).status).toBe(200);
    expect(await all.read(`/Groups/${group.id}`)).toMatchObject({ displayName, members: group.members });
  });
});

describe("Large and concurrent changes of members", () => {
  const MEMBERS = 1_000;
  let members: readonly string[] = [];
  beforeAll(async () => {
    const rows = await all.test.database.asOwner(
      `insert into resource (account_id, id, type, doc, created_at, modified_at)
       select account_id, gen_random_uuid(), type, jsonb_build_object('userName', 'm' || n), now(), now()
       from (select account_id, type from resource where type = 'User' limit 1) one, generate_series(1, $1::int) n returning id`,
      [MEMBERS],
    );
    members = rows.map((row) => String(row["id"]));
  });

  it.each([
    [
      "in one operation",
      (ids: readonly string[]) => [{ op: "add", path: "members", value: ids.map((value) => ({ value })) }],
    ],
    [
      "one by one",
      (ids: readonly string[]) => ids.map((value) => ({ op: "Add", path: "members", value: [{ value }] })),
    ],
  ])("1,000 members added %s arrive in time [P-36]", async (_how, toOperations) => {
    const group = await all.group();
    const startedAt = performance.now();
    const answer = await patch(all.scim, `/Groups/${group.id}`, ...toOperations(members));
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(answer.status).toBe(204);
    const read = (await all.read(`/Groups/${group.id}`)).members.map((member: Resource) => member.value);
    expect(read.sort()).toEqual([...members].sort());
  });

  it("sixteen PATCHes of one group at the same moment lose nothing [P-36]", async () => {
    const keep = members.slice(0, 16);
    const gone = members.slice(16, 24);
    const group = await all.group(gone);
    const answers = await Promise.all([
      ...keep.map((value) =>
        patch(all.scim, `/Groups/${group.id}`, { op: "add", path: "members", value: [{ value }] }),
      ),
      ...gone.map((id) => patch(all.scim, `/Groups/${group.id}`, { op: "remove", path: `members[value eq "${id}"]` })),
    ]);
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([204]));
    const read = await all.read(`/Groups/${group.id}`);
    expect(read.members.map((member: Resource) => member.value).sort()).toEqual([...keep].sort());
    expect(read.meta.version).toBe(`W/"${1 + keep.length + gone.length}"`);
  });
});
