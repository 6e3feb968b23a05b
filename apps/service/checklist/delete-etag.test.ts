/** Checklist §2.9: DELETE and versions (RFC 7644 §3.6 and §3.14). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Checklist, expectError, NOBODY, type Resource, startChecklist } from "../testing/checklist.ts";
import { addGroup, addUser, patch } from "../testing/people.ts";
import { type Answer, PATCH_URN, USER_URN } from "../testing/test-service.ts";

let all: Checklist;
beforeAll(async () => {
  all = await startChecklist();
});
afterAll(async () => {
  await all?.test.close();
});

const remove = (path: string, headers = {}) => all.scim.call("DELETE", path, undefined, headers);
const put = (user: Resource, change: Record<string, unknown>, headers = {}) =>
  all.scim.call("PUT", `/Users/${user.id}`, { schemas: [USER_URN], userName: user.userName, ...change }, headers);
const patchIf = (path: string, headers: Record<string, string>, ...Operations: unknown[]) =>
  all.scim.call("PATCH", path, { schemas: [PATCH_URN], Operations }, headers);
const titled = (value: string) => ({ op: "replace", path: "title", value });

describe("DELETE", () => {
  it("answers 204 without a body; a second one 404 [X-01]", async () => {
    for (const path of [`/Users/${(await all.user()).id}`, `/Groups/${(await all.group()).id}`]) {
      const first = await remove(path);
      expect([first.status, first.text, first.headers.get("content-type")]).toEqual([204, "", null]);
      expectError(await remove(path), 404);
    }
    expectError(await remove(`/Users/${NOBODY}`), 404);
  });

  it("of another type's id is 404 and leaves the resource [X-01]", async () => {
    const user = await all.user();
    expectError(await remove(`/Groups/${user.id}`), 404);
    expect(await all.read(`/Users/${user.id}`)).toEqual(user);
  });

  it("makes the resource unknown to every method and query [X-02]", async () => {
    const user = await all.user({ externalId: "X-02" });
    const total = (await all.list("/Users", { count: 0 })).totalResults;
    await remove(`/Users/${user.id}`);
    const answers = [
      await all.scim.call("GET", `/Users/${user.id}`),
      await put(user, {}),
      await patch(all.scim, `/Users/${user.id}`, titled("T")),
      await remove(`/Users/${user.id}`),
    ];
    for (const answer of answers) expectError(answer, 404);
    expect(await all.find("/Users", `id eq "${user.id}" or externalId eq "X-02"`)).toEqual([]);
    expect(await all.find("/Users", `userName eq "${user.userName}"`)).toEqual([]);
    expect((await all.list("/Users", { count: 1 })).totalResults).toBe(total - 1);
    expectError(await addGroup(all.scim, all.name(), [user.id]), 400, "invalidValue");
  });

  it("frees its unique values at once [X-02]", async () => {
    const [user, group] = [await all.user(), await all.group()];
    await remove(`/Users/${user.id}`);
    await remove(`/Groups/${group.id}`);
    const again = await addUser(all.scim, user.userName.toUpperCase());
    expect(again.status).toBe(201);
    expect(again.body.id).not.toBe(user.id);
    expect((await addGroup(all.scim, group.displayName)).status).toBe(201);
  });

  it("of a user takes it out of every group [X-03]", async () => {
    const [gone, stays] = [await all.user(), await all.user()];
    const [both, alone] = [await all.group([gone.id, stays.id]), await all.group([gone.id])];
    await remove(`/Users/${gone.id}`);
    expect((await all.read(`/Groups/${both.id}`)).members).toMatchObject([{ value: stays.id }]);
    expect(await all.read(`/Groups/${alone.id}`)).not.toHaveProperty("members");
    expect(await all.find("/Groups", `members.value eq "${gone.id}"`)).toEqual([]);
  });

  it("of a group takes it from its users and never the users [X-03]", async () => {
    const user = await all.user();
    const [gone, stays] = [await all.group([user.id]), await all.group([user.id])];
    await remove(`/Groups/${gone.id}`);
    expect((await all.read(`/Users/${user.id}`)).groups).toMatchObject([{ value: stays.id }]);
    await remove(`/Groups/${stays.id}`);
    expect(await all.read(`/Users/${user.id}`)).not.toHaveProperty("groups");
  });

  it("under If-Match goes only while the version holds [X-04]", async () => {
    const user = await all.user();
    await put(user, { title: "T" });
    expectError(await remove(`/Users/${user.id}`, { "if-match": 'W/"1"' }), 412);
    expect((await all.read(`/Users/${user.id}`)).title).toBe("T");
    expect((await remove(`/Users/${user.id}`, { "if-match": 'W/"2"' })).status).toBe(204);
    const other = await all.user();
    expect((await remove(`/Users/${other.id}`, { "if-match": "*" })).status).toBe(204);
  });
});

describe("Versions", () => {
  it("the ETag of one resource is weak and equal to meta.version, whatever the method [E-01]", async () => {
    const made = await addUser(all.scim, all.name());
    const user = made.body;
    const answers: Answer[] = [
      made,
      await all.scim.call("GET", `/Users/${user.id}`),
      await put(user, { title: "1" }),
      await patch(all.scim, `/Users/${user.id}`, titled("2")),
      await addGroup(all.scim, all.name()),
    ];
    for (const answer of answers) {
      expect(answer.headers.get("etag")).toMatch(/^W\/"\d+"$/);
      expect(answer.headers.get("etag")).toBe(answer.body.meta.version);
    }
    const bare = await all.scim.call("GET", `/Users/${user.id}?attributes=userName`);
    expect(bare.headers.get("etag")).toBe('W/"3"');
    expect((await all.scim.call("GET", "/Users")).headers.get("etag")).toBeNull();
  });

  it("GET with the tag that is known is 304 without a body [E-02]", async () => {
    const { id, meta } = await all.user();
    for (const tag of [meta.version, `W/"9", ${meta.version}`, "*"]) {
      const answer = await all.scim.call("GET", `/Users/${id}`, undefined, { "if-none-match": tag });
      expect([tag, answer.status, answer.text]).toEqual([tag, 304, ""]);
      expect(answer.headers.get("etag")).toBe(meta.version);
    }
  });

  it("GET with another tag, or after a change, is 200 with the body [E-02]", async () => {
    const user = await all.user();
    await put(user, { title: "T" });
    for (const tag of [user.meta.version, 'W/"99"', '"x"', ""]) {
      const answer = await all.scim.call("GET", `/Users/${user.id}`, undefined, { "if-none-match": tag });
      expect([tag, answer.status, answer.body.title]).toEqual([tag, 200, "T"]);
    }
  });

  it.each(['W/"1"', '"x"', 'W/"99", W/"98"'])(
    "a write under the stale tag %s is 412 and changes nothing [E-03]",
    async (tag) => {
      const user = await all.user();
      const { body: before } = await put(user, { title: "T" });
      const headers = { "if-match": tag };
      expectError(await put(user, { title: "New" }, headers), 412);
      expectError(await patchIf(`/Users/${user.id}`, headers, titled("New")), 412);
      expectError(await remove(`/Users/${user.id}`, headers), 412);
      expect(await all.read(`/Users/${user.id}`)).toEqual(before);
      expectError(await put({ ...user, id: NOBODY }, {}, headers), 404);
    },
  );

  it.each(['W/"1"', "*", 'W/"7", W/"1"', 'W/"1" , "x"', '"1"'])("a write under %s goes through [E-03]", async (tag) => {
    const [one, two, three] = [await all.user(), await all.user(), await all.user()];
    const headers = { "if-match": tag };
    expect((await put(one, { title: "New" }, headers)).body.title).toBe("New");
    expect((await patchIf(`/Users/${two.id}`, headers, titled("New"))).body.title).toBe("New");
    expect((await remove(`/Users/${three.id}`, headers)).status).toBe(204);
  });

  it("a change of members under a stale tag is 412 and changes nobody [E-03]", async () => {
    const user = await all.user();
    const group = await all.group();
    await patch(all.scim, `/Groups/${group.id}`, { op: "replace", path: "displayName", value: all.name() });
    const add = { op: "add", path: "members", value: [{ value: user.id }] };
    expectError(await patchIf(`/Groups/${group.id}`, { "if-match": group.meta.version }, add), 412);
    expect(await all.read(`/Groups/${group.id}`)).not.toHaveProperty("members");
  });

  it("the version grows by each effective write and by no other [E-04]", async () => {
    const user = await all.user();
    const versions: string[] = [];
    const seen = async () => versions.push((await all.read(`/Users/${user.id}`)).meta.version);
    await put(user, { title: "T" });
    await seen();
    await put(user, { title: "T" });
    await patch(all.scim, `/Users/${user.id}`, titled("T"));
    await patch(all.scim, `/Users/${user.id}`, { op: "remove", path: "nickName" });
    await patch(all.scim, `/Users/${user.id}`, { op: "remove", path: "userName" });
    await put(user, { userName: "" });
    await seen();
    await patch(all.scim, `/Users/${user.id}`, titled("New"));
    await seen();
    expect(versions).toEqual(['W/"2"', 'W/"2"', 'W/"3"']);
  });

  it("a change of members is a new version of the group, not of the user [E-04]", async () => {
    const user = await all.user();
    const group = await all.group();
    const add = { op: "add", path: "members", value: [{ value: user.id }] };
    await patch(all.scim, `/Groups/${group.id}`, add);
    await patch(all.scim, `/Groups/${group.id}`, add);
    expect((await all.read(`/Groups/${group.id}`)).meta.version).toBe('W/"2"');
    await patch(all.scim, `/Groups/${group.id}`, { op: "remove", path: `members[value eq "${user.id}"]` });
    expect((await all.read(`/Groups/${group.id}`)).meta.version).toBe('W/"3"');
    expect((await all.read(`/Users/${user.id}`)).meta).toEqual(user.meta);
  });

  it("of eight writes under one tag at the same moment one goes through [E-05]", async () => {
    const user = await all.user();
    const headers = { "if-match": user.meta.version };
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, place) =>
        place % 2
          ? put(user, { title: `${place}` }, headers)
          : patchIf(`/Users/${user.id}`, headers, titled(`${place}`)),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, ...Array(7).fill(412)]);
    const winner = answers.find((answer) => answer.status === 200);
    expect(await all.read(`/Users/${user.id}`)).toEqual(winner?.body);
    expect(winner?.body.meta.version).toBe('W/"2"');
  });

  it("eight PATCHes of different attributes at the same moment are all there [E-05]", async () => {
    const user = await all.user({ name: undefined });
    const paths = [
      "title",
      "nickName",
      "locale",
      "timezone",
      "name.givenName",
      "name.familyName",
      "userType",
      "displayName",
    ];
    await Promise.all(paths.map((path) => patch(all.scim, `/Users/${user.id}`, { op: "add", path, value: path })));
    expect(await all.read(`/Users/${user.id}`)).toMatchObject({
      ...Object.fromEntries(paths.filter((path) => !path.includes(".")).map((path) => [path, path])),
      name: { givenName: "name.givenName", familyName: "name.familyName" },
      meta: { version: 'W/"9"' },
    });
  });
});
