/** Rows of the checklist in which strict and tolerant credentials differ: each is tested from both sides. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Checklist,
  ENTERPRISE_URN,
  expectError,
  query,
  type Resource,
  startChecklist,
} from "../testing/checklist.ts";
import { addUser, patch } from "../testing/people.ts";
import { type Answer, type Client, findInDatabase, GROUP_URN, PATCH_URN, USER_URN } from "../testing/test-service.ts";

let all: Checklist;
/** The profile `generic`, which a credential has unless another is chosen. */
let tolerant: Client;
let strict: Client;
let interop: Client;
let entra: Client;
beforeAll(async () => {
  all = await startChecklist();
  tolerant = all.scim;
  strict = await all.under("rfc");
  interop = await all.under("interop");
  entra = await all.under("entra");
});
afterAll(async () => {
  await all?.test.close();
});

type Operation = { readonly op: unknown; readonly path?: unknown; readonly value?: unknown };

const WORK = { value: "a@work.example", type: "work" };
const HOME = { value: "a@home.example", type: "home" };

/** Patches a new user and gives what is then read. */
async function patched(
  client: Client,
  attributes: Record<string, unknown>,
  ...operations: Operation[]
): Promise<Resource> {
  const { id } = await all.user({ name: undefined, ...attributes });
  const answer = await patch(client, `/Users/${id}`, ...operations);
  expect([answer.text, answer.status]).toEqual([answer.text, 200]);
  return all.read(`/Users/${id}`);
}

/** Expects that a PATCH of a new user is refused and changes nothing. */
async function expectRefused(
  client: Client,
  scimType: string,
  attributes: Record<string, unknown>,
  ...operations: Operation[]
) {
  const before = await all.user({ name: undefined, ...attributes });
  expectError(await patch(client, `/Users/${before.id}`, ...operations), 400, scimType);
  expect(await all.read(`/Users/${before.id}`)).toEqual(before);
}

/** Expects that a create is refused and makes nothing. */
async function expectNotMade(client: Client, scimType: string, body: Record<string, unknown>): Promise<void> {
  const userName = all.name();
  expectError(await client.call("POST", "/Users", { schemas: [USER_URN], userName, ...body }), 400, scimType);
  expect(await all.find("/Users", `userName eq "${userName}"`)).toEqual([]);
}

const ask = (client: Client, filter: string): Promise<Answer> => client.call("GET", `/Users?${query({ filter })}`);
const idsOf = (answer: Answer): string[] => answer.body.Resources.map((user: Resource) => user.id);

describe("Bodies", () => {
  it.each([[undefined], [null], [[]], [[GROUP_URN]], ["text"], [[ENTERPRISE_URN]]])(
    "schemas %j: 400 invalidSyntax for a strict credential [R-02]",
    async (schemas) => {
      await expectNotMade(strict, "invalidSyntax", { schemas });
      await expectNotMade(interop, "invalidSyntax", { schemas });
    },
  );

  it.each([[undefined], [null], [[]], [[ENTERPRISE_URN]]])(
    "schemas %j: inferred for a tolerant one [R-02]",
    async (schemas) => {
      const userName = all.name();
      const answer = await tolerant.call("POST", "/Users", {
        schemas,
        userName,
        [ENTERPRISE_URN]: { department: "D" },
      });
      expect([answer.status, answer.body.schemas]).toEqual([201, [USER_URN, ENTERPRISE_URN]]);
    },
  );

  it.each(["True", "FALSE", "true", "False"])("%s is a boolean for a tolerant credential only [R-06]", async (text) => {
    const made = await addUser(tolerant, all.name(), { active: text, emails: [{ ...WORK, primary: text }] });
    const expected = text.toLowerCase() === "true";
    expect([made.status, made.body.active, made.body.emails[0].primary]).toEqual([201, expected, expected]);
    expect((await all.read(`/Users/${made.body.id}`)).active).toBe(expected);
    await expectNotMade(strict, "invalidValue", { active: text });
    await expectNotMade(strict, "invalidValue", { emails: [{ ...WORK, primary: text }] });
  });

  it("an unknown attribute is ignored by all profiles but interop, which refuses it with 400 invalidSyntax [R-30]", async () => {
    const unknown = { favouriteColour: "unknown4712" };
    for (const client of [tolerant, strict, entra]) {
      const made = await addUser(client, all.name(), unknown);
      expect([made.status, made.text.includes("unknown4712")]).toEqual([201, false]);
    }
    await expectNotMade(interop, "invalidSyntax", unknown);
    await expectNotMade(interop, "invalidSyntax", { name: { colour: "unknown4712" } });
    await expectNotMade(interop, "invalidSyntax", { [ENTERPRISE_URN]: { colour: "unknown4712" } });
    for (const table of ["resource", "event"]) {
      expect(
        (await findInDatabase(all.test.database, "unknown4712")).filter((place) => place.includes(`"${table}"`)),
      ).toEqual([]);
    }
  });
});

describe("Filters", () => {
  it("a boolean as text is read for a tolerant credential, and 400 invalidFilter for a strict one [F-18]", async () => {
    const { id } = await all.user({ nickName: "F-18", emails: [{ ...WORK, primary: true }] });
    for (const filter of [
      'nickName eq "F-18" and active eq "True"',
      'nickName eq "F-18" and emails[primary eq "TRUE"]',
    ]) {
      expect(idsOf(await ask(tolerant, filter))).toEqual([id]);
      expectError(await ask(strict, filter), 400, "invalidFilter");
    }
    expect(idsOf(await ask(tolerant, 'nickName eq "F-18" and active eq "False"'))).toEqual([]);
    expectError(await ask(tolerant, 'active eq "yes"'), 400, "invalidFilter");
  });

  it("extra blanks are read for a tolerant credential, and 400 invalidFilter for a strict one [F-22]", async () => {
    const { id } = await all.user({ nickName: "F-22" });
    for (const filter of ['nickName  eq "F-22"', ' nickName eq "F-22" ', '\tnickName eq\t"F-22"']) {
      expect(idsOf(await ask(tolerant, filter))).toEqual([id]);
      expectError(await ask(strict, filter), 400, "invalidFilter");
    }
    const inText = await all.user({ nickName: "F  22" });
    expect(idsOf(await ask(strict, 'nickName eq "F  22"'))).toEqual([inText.id]);
  });

  it("quotes may be left out by a tolerant credential only [F-23]", async () => {
    const { id } = await all.user({ externalId: "jyoung" });
    expect(idsOf(await ask(tolerant, "externalId eq jyoung"))).toEqual([id]);
    expect(idsOf(await ask(tolerant, "externalId eq jyoun"))).toEqual([]);
    expect(idsOf(await ask(tolerant, "externalId eq jyoung and meta.resourceType eq User"))).toEqual([id]);
    expectError(await ask(strict, "externalId eq jyoung"), 400, "invalidFilter");
  });

  it("a sub-attribute may stand behind brackets for a tolerant credential only [F-24]", async () => {
    const { id } = await all.user({ nickName: "F-24", emails: [WORK, HOME] });
    const filter = (type: string) => `nickName eq "F-24" and emails[type eq "${type}"].value eq "${WORK.value}"`;
    expect(idsOf(await ask(tolerant, filter("work")))).toEqual([id]);
    expect(idsOf(await ask(tolerant, filter("home")))).toEqual([]);
    expectError(await ask(strict, filter("work")), 400, "invalidFilter");
  });
});

describe("Attributes that no schema has", () => {
  let known: Resource;
  beforeAll(async () => {
    known = await all.user({ nickName: "F-26", title: "Engineer" });
  });
  const both = (filter: string) => `nickName eq "F-26" and (${filter})`;

  it.each([
    ['favouriteColour eq "blue"', false],
    ["favouriteColour pr", false],
    ["not (favouriteColour pr)", true],
    ['favouriteColour ne "blue"', true],
    ["favouriteColour eq null", true],
    ['favouriteColour eq "blue" or title eq "engineer"', true],
    ['favouriteColour eq "blue" and title eq "engineer"', false],
    ['urn:example:Unknown:colour eq "blue"', false],
    ['colours[type eq "x"]', false],
  ])(
    "count as absent in a filter of a client that is known, and are 400 invalidFilter for others: %s [F-26]",
    async (filter, isFound) => {
      expect(idsOf(await ask(entra, both(filter)))).toEqual(isFound ? [known.id] : []);
      for (const client of [tolerant, strict, interop])
        expectError(await ask(client, both(filter)), 400, "invalidFilter");
    },
  );

  it("do not hide what may not be asked [F-26] [F-25]", async () => {
    for (const filter of ["favouriteColour pr and password pr", "favouriteColour pr or active gt true"]) {
      expectError(await ask(entra, filter), 400, "invalidFilter");
    }
  });
});

describe("PATCH messages", () => {
  const operation = { op: "replace", path: "title", value: "T" };

  it.each([
    ["no schemas", { Operations: [operation] }],
    ["another schema", { schemas: [USER_URN], Operations: [operation] }],
    ["operations in lower case", { schemas: [PATCH_URN], operations: [operation] }],
  ])("with %s: read for a tolerant credential, 400 invalidSyntax for a strict one [P-01]", async (_name, body) => {
    const before = await all.user();
    expectError(await strict.call("PATCH", `/Users/${before.id}`, body), 400, "invalidSyntax");
    expect(await all.read(`/Users/${before.id}`)).toEqual(before);
    expect((await tolerant.call("PATCH", `/Users/${before.id}`, body)).status).toBe(200);
    expect((await all.read(`/Users/${before.id}`)).title).toBe("T");
  });

  it.each([
    ["add", "P-14"],
    ["replace", "P-26"],
  ])(
    "%s under a filter that matches nothing: the value is made for a tolerant credential, 400 noTarget for a strict one [P-14] [P-26]",
    async (op) => {
      const path = 'emails[type eq "work"].value';
      expect((await patched(tolerant, {}, { op, path, value: WORK.value })).emails).toEqual([WORK]);
      expect((await patched(entra, { emails: [HOME] }, { op, path, value: WORK.value })).emails).toEqual([HOME, WORK]);
      await expectRefused(strict, "noTarget", {}, { op, path, value: WORK.value });
      await expectRefused(strict, "noTarget", { emails: [HOME] }, { op, path, value: WORK.value });
      await expectRefused(interop, "noTarget", { emails: [HOME] }, { op, path, value: WORK.value });
    },
  );

  it("a filter that does not say what to make is 400 noTarget for everybody [P-14] [P-26]", async () => {
    for (const filter of [
      'type eq "work" or type eq "home"',
      'type sw "wor"',
      'type eq "work" and locality pr and primary eq false',
    ]) {
      const user = { op: "replace", path: `addresses[${filter}].locality`, value: "X" };
      const before = await all.user();
      const answer = await patch(tolerant, `/Users/${before.id}`, user);
      expect([filter, answer.status, answer.body.scimType]).toEqual([filter, 400, "noTarget"]);
      expect(await all.read(`/Users/${before.id}`)).toEqual(before);
    }
  });

  it("several operations on one absent value make one value [P-15]", async () => {
    const at = (sub: string, value: string) => ({ op: "Add", path: `addresses[type eq "work"].${sub}`, value });
    const user = await patched(entra, {}, at("streetAddress", "1 Road"), at("locality", "Town"), at("country", "NL"));
    expect(user.addresses).toEqual([{ type: "work", streetAddress: "1 Road", locality: "Town", country: "NL" }]);
  });

  it("replace of a complex value is whole under interop, and merges for all others [P-24]", async () => {
    const name = { givenName: "J", familyName: "D" };
    const operation = { op: "replace", path: "name", value: { givenName: "K" } };
    expect((await patched(interop, { name }, operation)).name).toEqual({ givenName: "K" });
    for (const client of [tolerant, strict, entra]) {
      expect((await patched(client, { name }, operation)).name).toEqual({ givenName: "K", familyName: "D" });
    }
  });

  it("dotted and URN-prefixed keys are paths for a tolerant credential; a strict one does not know them [P-29]", async () => {
    const value = {
      "name.givenName": "Jane",
      [`${USER_URN}:title`]: "T",
      [`${ENTERPRISE_URN}:department`]: "D",
      'emails[type eq "work"].value': WORK.value,
    };
    const user = await patched(tolerant, {}, { op: "replace", value });
    expect(user).toMatchObject({
      name: { givenName: "Jane" },
      title: "T",
      [ENTERPRISE_URN]: { department: "D" },
      emails: [WORK],
    });
    const ignored = await patched(strict, {}, { op: "replace", value: { "name.givenName": "Jane", nickName: "N" } });
    expect([ignored.name, ignored.nickName]).toEqual([undefined, "N"]);
  });

  it.each([["False"], ["false"], [[false]], [["False"]]])(
    "active %j deactivates for a tolerant credential, 400 invalidValue for a strict one [P-31]",
    async (value) => {
      for (const op of [
        { op: "Replace", path: "active", value },
        { op: "replace", value: { active: value } },
      ]) {
        expect((await patched(tolerant, {}, op)).active).toBe(false);
        await expectRefused(strict, "invalidValue", {}, op);
      }
    },
  );

  it("one value for an array, and an array of one for a value, are lifted for a tolerant credential [P-32]", async () => {
    expect((await patched(tolerant, {}, { op: "replace", path: "emails", value: WORK })).emails).toEqual([WORK]);
    expect((await patched(tolerant, {}, { op: "add", path: "title", value: ["T"] })).title).toBe("T");
    const made = await addUser(tolerant, all.name(), { emails: WORK, title: ["T"] });
    expect([made.status, made.body.emails, made.body.title]).toEqual([201, [WORK], "T"]);
    await expectRefused(strict, "invalidValue", {}, { op: "replace", path: "emails", value: WORK });
    await expectRefused(strict, "invalidValue", {}, { op: "add", path: "title", value: ["T"] });
    await expectNotMade(strict, "invalidValue", { emails: WORK });
    const group = await all.group();
    const member = await all.user();
    await patch(tolerant, `/Groups/${group.id}`, { op: "add", path: "members", value: { value: member.id } });
    expect((await all.read(`/Groups/${group.id}`)).members).toMatchObject([{ value: member.id }]);
  });

  it.each([["boss-1"], [{ value: "boss-1" }], [[{ value: "boss-1" }]]])(
    "the manager %j is set by a tolerant credential [P-33]",
    async (value) => {
      const path = `${ENTERPRISE_URN}:manager`;
      for (const operation of [
        { op: "Add", path, value },
        { op: "Replace", value: { [path]: value } },
      ]) {
        expect((await patched(entra, {}, operation))[ENTERPRISE_URN]).toEqual({ manager: { value: "boss-1" } });
      }
      expect((await patched(tolerant, {}, { op: "add", path, value }))[ENTERPRISE_URN]).toEqual({
        manager: { value: "boss-1" },
      });
      if (typeof value === "string") await expectRefused(strict, "invalidValue", {}, { op: "add", path, value });
    },
  );

  it.each([[""], [null], [{ value: null }], [[]]])(
    "the manager %j is cleared by a tolerant credential [P-33]",
    async (value) => {
      const path = `${ENTERPRISE_URN}:manager`;
      const before = { [ENTERPRISE_URN]: { department: "D", manager: { value: "boss-1" } } };
      expect((await patched(entra, before, { op: "Replace", path, value }))[ENTERPRISE_URN]).toEqual({
        department: "D",
      });
    },
  );

  it("an operation without a path is 400 invalidSyntax under interop [P-22]", async () => {
    await expectRefused(interop, "invalidSyntax", {}, { op: "replace", value: { title: "T" } });
    expect((await patched(interop, {}, { op: "replace", path: "title", value: "T" })).title).toBe("T");
  });
});

describe("Discovery", () => {
  it("tells whether the credential's client is held to the interop profile [N-06]", async () => {
    const told = async (client: Client) =>
      (await client.call("GET", "/ServiceProviderConfig")).body.interopProfileConformant;
    expect(await told(interop)).toBe(true);
    for (const client of [tolerant, strict, entra]) expect(await told(client)).not.toBe(true);
  });
});
