/** Checklist §2.7: replace (RFC 7644 §3.5.1). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Checklist,
  ENTERPRISE_URN,
  expectError,
  NOBODY,
  type Resource,
  startChecklist,
} from "../testing/checklist.ts";
import { type Answer, GROUP_URN, USER_URN } from "../testing/test-service.ts";

let all: Checklist;
beforeAll(async () => {
  all = await startChecklist();
});
afterAll(async () => {
  await all?.test.close();
});

function put(path: string, body: Record<string, unknown>): Promise<Answer> {
  return all.scim.call("PUT", path, { schemas: [path.startsWith("/Groups") ? GROUP_URN : USER_URN], ...body });
}
const events = async (): Promise<Resource[]> => (await all.scim.call("GET", "/../../events?limit=1000")).body.items;

/** Expects that a replace is refused and that the resource stands as it was. */
async function expectUnchanged(before: Resource, answer: Answer, status: number, scimType?: string): Promise<void> {
  expectError(answer, status, scimType);
  expect(await all.read(`/${before.meta.resourceType}s/${before.id}`)).toEqual(before);
}

const FULL = {
  externalId: "put-1",
  title: "T",
  name: { givenName: "Jane", familyName: "Doe" },
  emails: [{ value: "a@x.example", type: "work" }],
  [ENTERPRISE_URN]: { department: "D", manager: { value: "boss" } },
};

describe("PUT", () => {
  it("answers 200 with the whole new resource, which is what is read [U-01]", async () => {
    const { id, meta } = await all.user(FULL);
    all.test.clock.advance(1_000);
    const userName = all.name();
    const answer = await put(`/Users/${id}`, { userName, title: "New", emails: [{ value: "b@x.example" }] });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ id, userName, title: "New", emails: [{ value: "b@x.example" }] });
    expect(answer.body.meta).toMatchObject({ created: meta.created, location: meta.location, version: 'W/"2"' });
    expect(answer.body.meta.lastModified > meta.lastModified).toBe(true);
    expect(await all.read(`/Users/${id}`)).toEqual(answer.body);
  });

  it.each([NOBODY, "no-id", "new"])("to the unknown id %s is 404 and makes nothing [U-02]", async (id) => {
    const userName = all.name();
    expectError(await put(`/Users/${id}`, { userName }), 404);
    expectError(await put(`/Groups/${id}`, { displayName: userName }), 404);
    expect(await all.find("/Users", `userName eq "${userName}"`)).toEqual([]);
    expect(await all.find("/Groups", `displayName eq "${userName}"`)).toEqual([]);
  });

  it("to the id of another type is 404 [U-02]", async () => {
    const group = await all.group();
    await expectUnchanged(group, await put(`/Users/${group.id}`, { userName: all.name() }), 404);
  });

  it("clears what is left out, extensions too [U-03]", async () => {
    const { id, userName } = await all.user(FULL);
    const answer = await put(`/Users/${id}`, { userName });
    expect(answer.status).toBe(200);
    expect(Object.keys(await all.read(`/Users/${id}`)).sort()).toEqual(["active", "id", "meta", "schemas", "userName"]);
    expect(answer.body.schemas).toEqual([USER_URN]);
  });

  it("replaces a complex value whole: sub-attributes left out are cleared [U-03]", async () => {
    const { id, userName } = await all.user(FULL);
    await put(`/Users/${id}`, { userName, name: { familyName: "Roe" }, [ENTERPRISE_URN]: { division: "V" } });
    expect(await all.read(`/Users/${id}`)).toMatchObject({
      name: { familyName: "Roe" },
      [ENTERPRISE_URN]: { division: "V" },
    });
    const read = await all.read(`/Users/${id}`);
    expect([read.name.givenName, read[ENTERPRISE_URN].department]).toEqual([undefined, undefined]);
  });

  it("keeps the password when none is sent, and changes it when one is [U-03]", async () => {
    const { id, userName } = await all.user({ password: "the first password" });
    await put(`/Users/${id}`, { userName, title: "T" });
    await all.test.signedIn(userName, "the first password");
    await put(`/Users/${id}`, { userName, title: "T", password: "the second password" });
    await all.test.signedIn(userName, "the second password");
    const old = await all.test
      .browser()
      .call("POST", "/api/session", { email: userName, password: "the first password" });
    expect(old.status).toBe(401);
  });

  it.each([
    ["null", { title: null, emails: null, name: null, [ENTERPRISE_URN]: null }],
    ["[] and {}", { title: null, emails: [], name: {}, [ENTERPRISE_URN]: {} }],
    [
      "null within",
      { emails: [null], name: { givenName: null, familyName: null }, [ENTERPRISE_URN]: { manager: null } },
    ],
  ])("%s clears [U-04]", async (_how, values) => {
    const { id, userName } = await all.user(FULL);
    expect((await put(`/Users/${id}`, { userName, ...values })).status).toBe(200);
    const read = await all.read(`/Users/${id}`);
    expect(Object.keys(read).sort()).toEqual(["active", "id", "meta", "schemas", "userName"]);
    expect(await all.find("/Users", `id eq "${id}" and not (emails pr or name pr or title pr)`)).toEqual([id]);
  });

  it("ignores read-only values: an echo of the whole resource changes nothing [U-05]", async () => {
    const user = await all.user(FULL);
    await all.group([user.id]);
    const read = await all.read(`/Users/${user.id}`);
    const echo = await put(`/Users/${user.id}`, read);
    expect([echo.status, echo.body]).toEqual([200, read]);
    const wrong = { ...read, id: NOBODY, groups: [], meta: { version: 'W/"9"', created: "2001-01-01T00:00:00Z" } };
    expect((await put(`/Users/${user.id}`, wrong)).body).toEqual(read);
    const group = await all.read(`/Groups/${read.groups[0].value}`);
    expect((await put(`/Groups/${group.id}`, group)).body).toEqual(group);
  });

  it.each([undefined, null, ""])(
    "without userName (%j) is 400 invalidValue and changes nothing [U-07]",
    async (userName) => {
      const before = await all.user(FULL);
      await expectUnchanged(before, await put(`/Users/${before.id}`, { userName, title: "New" }), 400, "invalidValue");
    },
  );

  it("without displayName is 400 invalidValue and leaves the members alone [U-07]", async () => {
    const before = await all.group([(await all.user()).id]);
    await expectUnchanged(before, await put(`/Groups/${before.id}`, { members: [] }), 400, "invalidValue");
  });

  it("with a name that another has is 409 uniqueness and changes nothing [U-08]", async () => {
    const [taken, before] = [await all.user(), await all.user(FULL)];
    const amount = (await events()).length;
    const body = { userName: taken.userName.toUpperCase(), title: "New", password: "another password 1" };
    await expectUnchanged(before, await put(`/Users/${before.id}`, body), 409, "uniqueness");
    const [group, other] = [await all.group(), await all.group([before.id])];
    const answer = await put(`/Groups/${other.id}`, { displayName: group.displayName, members: [] });
    await expectUnchanged(other, answer, 409, "uniqueness");
    expect((await events()).length).toBe(amount + 2);
  });

  it("with one's own name in another letter case is no clash [U-08]", async () => {
    const { id, userName } = await all.user();
    const answer = await put(`/Users/${id}`, { userName: userName.toUpperCase() });
    expect([answer.status, answer.body.userName]).toEqual([200, userName.toUpperCase()]);
  });

  it.each([true, false])("without `active` keeps %s: nobody is enabled by omission [U-09]", async (active) => {
    const { id, userName } = await all.user({ active });
    for (const value of [undefined, null]) {
      const answer = await put(`/Users/${id}`, { userName, title: `${value}`, active: value });
      expect([answer.status, answer.body.active]).toEqual([200, active]);
    }
    expect((await all.read(`/Users/${id}`)).active).toBe(active);
    expect((await put(`/Users/${id}`, { userName, active: !active })).body.active).toBe(!active);
  });

  it("of a group with its members sets the membership exactly [U-10]", async () => {
    const [one, two, three] = [await all.user(), await all.user(), await all.user()];
    const group = await all.group([one.id, two.id]);
    const members = [{ value: two.id }, { value: three.id }];
    const answer = await put(`/Groups/${group.id}`, { displayName: group.displayName, members });
    expect(answer.status).toBe(200);
    const ids = (await all.read(`/Groups/${group.id}`)).members.map((member: Resource) => member.value);
    expect(ids.sort()).toEqual([two.id, three.id].sort());
    expect((await all.read(`/Users/${one.id}`)).groups).toBeUndefined();
    expect((await all.read(`/Users/${three.id}`)).groups).toMatchObject([{ value: group.id }]);
  });

  it.each([[undefined], [null], [[]]])("of a group with members %j empties it [U-10]", async (members) => {
    const group = await all.group([(await all.user()).id]);
    const answer = await put(`/Groups/${group.id}`, { displayName: group.displayName, members });
    expect([answer.status, answer.body.members]).toEqual([200, undefined]);
    expect(await all.read(`/Groups/${group.id}`)).not.toHaveProperty("members");
  });

  it("that changes nothing leaves version, time and feed alone [U-11]", async () => {
    const before = await all.user(FULL);
    const group = await all.group([before.id]);
    const read = await all.read(`/Users/${before.id}`);
    const amount = (await events()).length;
    all.test.clock.advance(5_000);
    const { userName } = before;
    expect((await put(`/Users/${before.id}`, { ...FULL, userName })).body).toEqual(read);
    const same = { displayName: group.displayName, members: [{ value: before.id }, { value: before.id }] };
    expect((await put(`/Groups/${group.id}`, same)).body.meta).toEqual(group.meta);
    expect((await events()).length).toBe(amount);
  });
});
