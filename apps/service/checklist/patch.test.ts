/** Checklist §2.8: what every client may count on in a PATCH (RFC 7644 §3.5.2). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Checklist,
  ENTERPRISE_URN,
  expectError,
  NOBODY,
  type Resource,
  startChecklist,
} from "../testing/checklist.ts";
import { patch } from "../testing/people.ts";
import { type Answer, PATCH_URN, USER_URN } from "../testing/test-service.ts";

let all: Checklist;
beforeAll(async () => {
  all = await startChecklist();
});
afterAll(async () => {
  await all?.test.close();
});

type Operation = { readonly op: unknown; readonly path?: unknown; readonly value?: unknown };

const events = async (): Promise<Resource[]> => (await all.scim.call("GET", "/../../events?limit=1000")).body.items;
const pathOf = (resource: Resource) => `/${resource.meta.resourceType}s/${resource.id}`;

/** Makes a user, patches it, expects 200, and gives what is then read. */
async function patched(attributes: Record<string, unknown>, ...operations: Operation[]): Promise<Resource> {
  const { id } = await all.user({ name: undefined, ...attributes });
  const answer = await patch(all.scim, `/Users/${id}`, ...operations);
  expect([answer.text, answer.status]).toEqual([answer.text, 200]);
  const read = await all.read(`/Users/${id}`);
  expect(answer.body).toEqual(read);
  return read;
}

/** Expects that a PATCH is refused and that nothing came of it: no attribute, no version, no event. */
async function expectRefused(
  before: Resource,
  refused: readonly [number, string?],
  ...operations: Operation[]
): Promise<Answer> {
  const amount = (await events()).length;
  const answer = await patch(all.scim, pathOf(before), ...operations);
  expectError(answer, ...refused);
  expect(await all.read(pathOf(before))).toEqual(before);
  expect((await events()).length).toBe(amount);
  return answer;
}

const WORK = { value: "a@work.example", type: "work" };
const HOME = { value: "a@home.example", type: "home" };

describe("The message", () => {
  it.each([
    ["no Operations", { schemas: [PATCH_URN] }],
    ["empty Operations", { schemas: [PATCH_URN], Operations: [] }],
    ["Operations that are no array", { schemas: [PATCH_URN], Operations: "add" }],
    ["an operation that is no object", { schemas: [PATCH_URN], Operations: ["add"] }],
    ["a list", [{ op: "add", path: "title", value: "x" }]],
    ["null", null],
  ])("%s is 400 invalidSyntax [P-01]", async (_name, body) => {
    const before = await all.user();
    expectError(await all.scim.call("PATCH", `/Users/${before.id}`, body), 400, "invalidSyntax");
    expect(await all.read(`/Users/${before.id}`)).toEqual(before);
  });

  it.each(["add", "Add", "ADD", "replace", "Replace", "RePlAcE"])("op may be written %s [P-02]", async (op) => {
    expect((await patched({}, { op, path: "title", value: "T" })).title).toBe("T");
  });

  it.each(["remove", "Remove", "REMOVE"])("op may be written %s [P-02]", async (op) => {
    expect(await patched({ title: "T" }, { op, path: "title" })).not.toHaveProperty("title");
  });

  it.each([["move"], ["test"], [""], ["copy"], [1], [null], [undefined], [["add"]]])(
    "op %j is 400 invalidSyntax [P-02]",
    async (op) => {
      await expectRefused(await all.user(), [400, "invalidSyntax"], { op, path: "title", value: "T" });
    },
  );

  it("operations work in order, each on the result of the one before [P-03]", async () => {
    const user = await patched(
      { emails: [WORK] },
      { op: "add", path: "title", value: "1" },
      { op: "replace", path: "title", value: "2" },
      { op: "add", path: "emails", value: [HOME] },
      { op: "remove", path: 'emails[type eq "work"]' },
      { op: "replace", path: "emails.display", value: "later" },
      { op: "remove", path: "nickName" },
      { op: "add", path: "nickName", value: "last" },
    );
    expect(user).toMatchObject({ title: "2", emails: [{ ...HOME, display: "later" }], nickName: "last" });
  });

  it("all or nothing: what stands before a failing operation is not kept [P-04]", async () => {
    const member = await all.user();
    const group = await all.group([member.id]);
    const user = await all.user({ title: "T" });
    const good = { op: "replace", path: "title", value: "New" };
    for (const [bad, ...refused] of [
      [{ op: "replace", path: "nothing", value: 1 }, 400, "invalidPath"],
      [{ op: "replace", path: "userName", value: "" }, 400, "invalidValue"],
      [{ op: "replace", path: "userName", value: member.userName }, 409, "uniqueness"],
      [{ op: "remove" }, 400, "noTarget"],
    ] as const) {
      const answer = await expectRefused(user, refused, good, bad);
      if (refused[0] === 400) expect(answer.body.detail).toContain("Operations[1]");
    }
    const rename = { op: "replace", path: "displayName", value: all.name() };
    const add = { op: "add", path: "members", value: [{ value: user.id }, { value: NOBODY }] };
    await expectRefused(group, [400, "invalidValue"], rename, add);
    const empty = { op: "remove", path: "members" };
    await expectRefused(group, [400, "invalidPath"], empty, { op: "add", path: "nothing", value: 1 });
  });

  it("answers 200 with the resource and its ETag [P-05]", async () => {
    const user = await all.user();
    const answer = await patch(all.scim, `/Users/${user.id}`, { op: "add", path: "title", value: "T" });
    expect([answer.status, answer.headers.get("etag")]).toEqual([200, 'W/"2"']);
    expect(answer.body).toEqual({
      ...user,
      title: "T",
      meta: { ...user.meta, version: 'W/"2"', lastModified: answer.body.meta.lastModified },
    });
  });

  it("answers a change of members alone 204 with an ETag, and 200 when attributes are asked for [P-05]", async () => {
    const [one, two] = [await all.user(), await all.user()];
    const group = await all.group();
    const add = (id: string) => ({ op: "add", path: "members", value: [{ value: id }] });
    const silent = await patch(all.scim, `/Groups/${group.id}`, add(one.id));
    expect([silent.status, silent.text, silent.headers.get("etag")]).toEqual([204, "", 'W/"2"']);
    const asked = await patch(all.scim, `/Groups/${group.id}?attributes=members`, add(two.id));
    expect([asked.status, asked.headers.get("etag"), asked.body.members.length]).toEqual([200, 'W/"3"', 2]);
  });

  it("of an unknown resource is 404 [P-05]", async () => {
    expectError(await patch(all.scim, `/Users/${NOBODY}`, { op: "add", path: "title", value: "T" }), 404);
  });
});

describe("The path", () => {
  it.each([
    ["title", { title: "v" }],
    ["TITLE", { title: "v" }],
    ["name.familyName", { name: { familyName: "v" } }],
    ['emails[type eq "work"].display', { emails: [{ ...WORK, display: "v" }] }],
    [`${USER_URN}:title`, { title: "v" }],
    [`${USER_URN.toUpperCase()}:name.familyName`, { name: { familyName: "v" } }],
    [`${USER_URN}:emails[type eq "work"].display`, { emails: [{ ...WORK, display: "v" }] }],
    [`${ENTERPRISE_URN}:department`, { [ENTERPRISE_URN]: { department: "v" } }],
    [`${ENTERPRISE_URN}:manager.value`, { [ENTERPRISE_URN]: { manager: { value: "v" } } }],
    [`${ENTERPRISE_URN}:manager.$ref`, { [ENTERPRISE_URN]: { manager: { $ref: "v" } } }],
  ])("%s is found [P-06] [F-27]", async (path, expected) => {
    expect(await patched({ emails: [WORK] }, { op: "replace", path, value: "v" })).toMatchObject(expected);
  });

  it("attr[filter] means the whole value [P-06]", async () => {
    const user = await patched(
      { emails: [WORK, HOME] },
      { op: "replace", path: 'emails[type eq "home"]', value: { value: "new@x.example" } },
    );
    expect(user.emails).toEqual([WORK, { value: "new@x.example" }]);
  });

  it.each([
    "",
    "name.",
    ".name",
    "name..familyName",
    "1name",
    "a b",
    "emails[",
    "emails[]x",
    "emails]",
    'emails[type eq "work"',
    'emails[type eq "work"]value',
    'emails.value[type eq "work"]',
    'title[value eq "x"]',
    "na me",
    'emails[type eq "work"].value.x',
    5,
  ])("%j is 400 invalidPath [P-06]", async (path) => {
    const answer = await patch(all.scim, pathOf(await all.user({ emails: [WORK] })), {
      op: "replace",
      path,
      value: "x",
    });
    expect([path, answer.status]).toEqual([path, 400]);
    expect(["invalidPath", ...(path === "emails[]x" ? ["invalidFilter"] : [])]).toContain(answer.body.scimType);
  });

  it.each([
    "emails[]",
    "emails[type]",
    'emails[type is "x"]',
    'emails[nothing eq "x"]',
    "emails[type eq 5]",
    "emails[primary gt true]",
    'emails[(type eq "x"]',
    'emails[type eq "x" and]',
  ])("a bad filter in it is 400 invalidFilter: %s [P-06]", async (path) => {
    await expectRefused(await all.user({ emails: [WORK] }), [400, "invalidFilter"], {
      op: "replace",
      path,
      value: { value: "x" },
    });
  });

  it.each([
    "nothing",
    "name.nothing",
    "emails.nothing",
    'emails[type eq "work"].nothing',
    `${ENTERPRISE_URN}:nothing`,
    "urn:example:Unknown:x",
  ])("an unknown attribute is 400 invalidPath, which names it: %s [P-07]", async (path) => {
    const answer = await expectRefused(await all.user({ emails: [WORK] }), [400, "invalidPath"], {
      op: "replace",
      path,
      value: "x",
    });
    expect(answer.body.detail).toMatch(/nothing|:x/);
  });

  it.each(["id", "meta", "meta.created", "schemas", "groups", "groups.value", `${ENTERPRISE_URN}:manager.displayName`])(
    "what is read-only is 400 mutability: %s [P-08]",
    async (path) => {
      const before = await all.user();
      for (const op of ["add", "replace"]) await expectRefused(before, [400, "mutability"], { op, path, value: "x" });
      await expectRefused(before, [400, "mutability"], { op: "replace", value: { groups: [{ value: "x" }] } });
    },
  );

  it("letter case in a filter counts as caseExact says [P-34]", async () => {
    const user = await patched(
      { emails: [WORK, HOME] },
      { op: "replace", path: 'emails[TYPE eq "WORK"].value', value: "b@x.example" },
    );
    expect(user.emails).toEqual([{ ...WORK, value: "b@x.example" }, HOME]);
    const removed = await patched(
      { emails: [WORK, HOME] },
      { op: "remove", path: 'emails[value eq "A@WORK.example"]' },
    );
    expect(removed.emails).toEqual([HOME]);
    const certificate = "TUlJRA==";
    const left = await patched(
      { x509Certificates: [{ value: certificate }] },
      { op: "remove", path: `x509Certificates[value eq "${certificate.toLowerCase()}"]` },
    );
    expect(left.x509Certificates).toHaveLength(1);
  });
});

describe("add", () => {
  it("without a path adds each attribute by its own rule [P-09]", async () => {
    const user = await patched(
      { title: "old", name: { givenName: "Jane" }, emails: [WORK], [ENTERPRISE_URN]: { division: "V" } },
      {
        op: "add",
        value: { title: "new", name: { familyName: "Doe" }, emails: [HOME], [ENTERPRISE_URN]: { department: "D" } },
      },
    );
    expect(user).toMatchObject({
      title: "new",
      name: { givenName: "Jane", familyName: "Doe" },
      emails: [WORK, HOME],
      [ENTERPRISE_URN]: { division: "V", department: "D" },
    });
  });

  it.each([["text"], [["title"]], [5], [null]])("without a path, the value %j is refused [P-09]", async (value) => {
    await expectRefused(await all.user(), [400, "invalidValue"], { op: "add", value });
  });

  it("to several values appends [P-10]", async () => {
    expect((await patched({ emails: [WORK] }, { op: "add", path: "emails", value: [HOME] })).emails).toEqual([
      WORK,
      HOME,
    ]);
  });

  it("of a value that is there adds nothing, and leaves version, time and feed alone [P-10] [P-37]", async () => {
    const user = await all.user({ emails: [WORK, HOME], title: "T" });
    const group = await all.group([user.id]);
    const read = await all.read(`/Users/${user.id}`);
    const amount = (await events()).length;
    all.test.clock.advance(5_000);
    for (const operation of [
      { op: "add", path: "emails", value: [WORK] },
      { op: "add", path: "emails", value: [{ ...HOME }, { ...WORK }] },
      { op: "add", path: "title", value: "T" },
      { op: "replace", path: "emails", value: [HOME, WORK] },
      { op: "replace", value: { title: "T", active: true } },
    ]) {
      const answer = await patch(all.scim, `/Users/${user.id}`, operation);
      expect([answer.status, answer.body]).toEqual([200, read]);
    }
    const add = { op: "add", path: "members", value: [{ value: user.id }] };
    expect((await patch(all.scim, `/Groups/${group.id}`, add)).status).toBe(204);
    expect(await all.read(`/Groups/${group.id}`)).toEqual(group);
    expect((await events()).length).toBe(amount);
  });

  it("to one value replaces it, to a complex one merges [P-11]", async () => {
    const user = await patched(
      { title: "old", name: { givenName: "Jane", familyName: "Doe" } },
      { op: "add", path: "title", value: "new" },
      { op: "add", path: "name", value: { familyName: "Roe", middleName: "M" } },
    );
    expect(user).toMatchObject({ title: "new", name: { givenName: "Jane", familyName: "Roe", middleName: "M" } });
  });

  it("of a new primary turns the old one off [P-12]", async () => {
    const user = await patched(
      { emails: [{ ...WORK, primary: true }] },
      { op: "add", path: "emails", value: [{ ...HOME, primary: true }] },
    );
    expect(user.emails).toEqual([
      { ...WORK, primary: false },
      { ...HOME, primary: true },
    ]);
    const set = await patched(
      { emails: [{ ...WORK, primary: true }, HOME] },
      { op: "replace", path: 'emails[type eq "home"].primary', value: true },
    );
    expect(set.emails).toEqual([
      { ...WORK, primary: false },
      { ...HOME, primary: true },
    ]);
  });

  it("of two primaries in one request is 400 invalidValue [P-12]", async () => {
    const value = [
      { ...WORK, primary: true },
      { ...HOME, primary: true },
    ];
    await expectRefused(await all.user(), [400, "invalidValue"], { op: "add", path: "emails", value });
    const both = { op: "replace", path: "emails.primary", value: true };
    await expectRefused(await all.user({ emails: [WORK, HOME] }), [400, "invalidValue"], both);
  });

  it.each([
    ["by path", { path: `${ENTERPRISE_URN}:department`, value: "D" }],
    ["by the URN as path", { path: ENTERPRISE_URN, value: { department: "D" } }],
    ["by the URN as key", { value: { [ENTERPRISE_URN]: { department: "D" } } }],
  ])("of an extension attribute %s adds its URN to schemas [P-13]", async (_how, operation) => {
    const user = await patched({}, { op: "add", ...operation });
    expect(user.schemas).toEqual([USER_URN, ENTERPRISE_URN]);
    expect(user[ENTERPRISE_URN]).toEqual({ department: "D" });
  });

  it.each([`${ENTERPRISE_URN}:department`, ENTERPRISE_URN])(
    "removing the last extension attribute by %s drops the URN [P-13]",
    async (path) => {
      const user = await patched({ [ENTERPRISE_URN]: { department: "D" } }, { op: "remove", path });
      expect(user.schemas).toEqual([USER_URN]);
      expect(user).not.toHaveProperty([ENTERPRISE_URN]);
    },
  );
});

describe("remove", () => {
  it("without a path is 400 noTarget [P-16]", async () => {
    const before = await all.user({ title: "T" });
    await expectRefused(before, [400, "noTarget"], { op: "remove" });
    await expectRefused(before, [400, "noTarget"], { op: "remove", value: { title: "T" } });
  });

  it.each(["userName", "id", "meta", "groups", "schemas", "meta.version"])(
    "of %s, required or read-only, is 400 mutability [P-17]",
    async (path) => {
      await expectRefused(await all.user(), [400, "mutability"], { op: "remove", path });
    },
  );

  it("of a group's name is 400 mutability [P-17]", async () => {
    await expectRefused(await all.group(), [400, "mutability"], { op: "remove", path: "displayName" });
  });

  it("without a filter takes all values, with one those it selects [P-18]", async () => {
    expect(await patched({ emails: [WORK, HOME] }, { op: "remove", path: "emails" })).not.toHaveProperty("emails");
    const some = await patched({ emails: [WORK, HOME] }, { op: "remove", path: 'emails[type eq "work"]' });
    expect(some.emails).toEqual([HOME]);
  });

  it("of the last value leaves the attribute unassigned [P-18]", async () => {
    const user = await patched({ emails: [WORK] }, { op: "remove", path: 'emails[type eq "work"]' });
    expect(user).not.toHaveProperty("emails");
    expect(await all.find("/Users", `id eq "${user.id}" and not (emails pr)`)).toEqual([user.id]);
  });

  it("of a sub-attribute under a filter takes only that [P-19]", async () => {
    const user = await patched(
      {
        emails: [
          { ...WORK, display: "W" },
          { ...HOME, display: "H" },
        ],
      },
      { op: "remove", path: 'emails[type eq "work"].display' },
    );
    expect(user.emails).toEqual([WORK, { ...HOME, display: "H" }]);
    const name = await patched({ name: { givenName: "J", familyName: "D" } }, { op: "remove", path: "name.givenName" });
    expect(name.name).toEqual({ familyName: "D" });
  });

  it("of what is absent succeeds and changes nothing [P-20] [P-37]", async () => {
    const user = await all.user({ name: undefined, emails: [WORK] });
    const amount = (await events()).length;
    all.test.clock.advance(5_000);
    for (const path of [
      "title",
      "name.givenName",
      'emails[type eq "home"]',
      "emails.display",
      "addresses",
      ENTERPRISE_URN,
      `${ENTERPRISE_URN}:manager`,
    ]) {
      const answer = await patch(all.scim, `/Users/${user.id}`, { op: "remove", path });
      expect([path, answer.status, answer.body]).toEqual([path, 200, user]);
    }
    expect((await events()).length).toBe(amount);
  });

  it("with a list takes only those of another attribute as well [P-21]", async () => {
    const user = await patched(
      { emails: [WORK, HOME] },
      { op: "remove", path: "emails", value: [{ value: WORK.value }] },
    );
    expect(user.emails).toEqual([HOME]);
    expect((await patched({ emails: [WORK] }, { op: "remove", path: "emails", value: [] })).emails).toEqual([WORK]);
  });
});

describe("replace", () => {
  it("without a path replaces each attribute by its own rule [P-22]", async () => {
    const user = await patched(
      { title: "old", nickName: "stays", name: { givenName: "J", familyName: "D" }, emails: [WORK] },
      {
        op: "replace",
        value: { title: "new", name: { givenName: "K" }, emails: [HOME], [ENTERPRISE_URN]: { department: "D" } },
      },
    );
    expect(user).toMatchObject({
      title: "new",
      nickName: "stays",
      name: { givenName: "K", familyName: "D" },
      emails: [HOME],
      [ENTERPRISE_URN]: { department: "D" },
    });
  });

  it("of what is unassigned adds it [P-23]", async () => {
    const user = await patched(
      {},
      { op: "replace", path: "title", value: "T" },
      { op: "replace", path: "name", value: { givenName: "J" } },
      { op: "replace", path: "emails", value: [WORK] },
      { op: "replace", path: "name.familyName", value: "D" },
    );
    expect(user).toMatchObject({ title: "T", name: { givenName: "J", familyName: "D" }, emails: [WORK] });
  });

  it("of a complex value sets what it names and leaves the rest [P-24]", async () => {
    const user = await patched(
      { name: { givenName: "J", familyName: "D" } },
      { op: "replace", path: "name", value: { givenName: "K" } },
    );
    expect(user.name).toEqual({ givenName: "K", familyName: "D" });
    const manager = await patched(
      { [ENTERPRISE_URN]: { department: "D", manager: { value: "1", $ref: "r" } } },
      { op: "replace", path: `${ENTERPRISE_URN}:manager`, value: { value: "2" } },
    );
    expect(manager[ENTERPRISE_URN]).toEqual({ department: "D", manager: { value: "2", $ref: "r" } });
  });

  it("of several values swaps all; with filter and sub-attribute it changes that one in each match [P-25]", async () => {
    const other = { value: "c@x.example", type: "other" };
    const swapped = await patched({ emails: [WORK, HOME] }, { op: "replace", path: "emails", value: [other] });
    expect(swapped.emails).toEqual([other]);
    const both = await patched(
      { emails: [WORK, HOME, other] },
      { op: "replace", path: 'emails[type eq "work" or type eq "home"].display', value: "D" },
    );
    expect(both.emails).toEqual([{ ...WORK, display: "D" }, { ...HOME, display: "D" }, other]);
  });

  it("without a path may repeat the id and schemas, but not bring another id [P-30]", async () => {
    const user = await all.user();
    const value = { id: user.id, schemas: [USER_URN], title: "T" };
    const answer = await patch(all.scim, `/Users/${user.id}`, { op: "replace", value });
    expect([answer.status, answer.body.title]).toEqual([200, "T"]);
    const other = { op: "replace", value: { id: NOBODY, title: "X" } };
    await expectRefused(answer.body, [400, "mutability"], other);
    const group = await all.group();
    await expectRefused(group, [400, "mutability"], { op: "replace", value: { id: NOBODY, displayName: "X" } });
  });

  it.each([null, "", undefined])("a required attribute cannot become %j: 400 invalidValue [P-35]", async (value) => {
    const [user, group] = [await all.user(), await all.group()];
    for (const op of ["add", "replace"]) {
      await expectRefused(user, [400, "invalidValue"], { op, path: "userName", value });
      await expectRefused(group, [400, "invalidValue"], { op, path: "displayName", value });
    }
    if (value !== undefined)
      await expectRefused(user, [400, "invalidValue"], { op: "replace", value: { userName: value } });
  });
});
