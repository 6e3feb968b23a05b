/** Checklist §2.3: how resources look and which values they hold (RFC 7643 §2, §3 and §4, RFC 7644 §5). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Checklist, ENTERPRISE_URN, expectError, NOBODY, startChecklist } from "../testing/checklist.ts";
import { addGroup, addUser, patch } from "../testing/people.ts";
import { findInDatabase, GROUP_URN, ORGANISATION_URN, USER_URN } from "../testing/test-service.ts";

let all: Checklist;
beforeAll(async () => {
  all = await startChecklist();
});
afterAll(async () => {
  await all?.test.close();
});

const create = (body: Record<string, unknown>) => all.scim.call("POST", "/Users", { schemas: [USER_URN], ...body });
const replace = (id: string, body: Record<string, unknown>) =>
  all.scim.call("PUT", `/Users/${id}`, { schemas: [USER_URN], ...body });

/** Expects that a body is refused as a create and as a replace, and that neither leaves anything behind. */
async function expectRefused(attributes: Record<string, unknown>, scimType = "invalidValue"): Promise<void> {
  const userName = all.name();
  expectError(await create({ userName, ...attributes }), 400, scimType);
  expect(await all.find("/Users", `userName eq "${userName}"`)).toEqual([]);
  const before = await all.user();
  expectError(await replace(before.id, { userName: before.userName, ...attributes }), 400, scimType);
  expect(await all.read(`/Users/${before.id}`)).toEqual(before);
}

describe("schemas", () => {
  it("name the core and exactly the extensions that have values, each once [R-01]", async () => {
    const bare = await all.user();
    expect(bare.schemas).toEqual([USER_URN]);
    const both = await all.user({
      schemas: [ENTERPRISE_URN, USER_URN, ENTERPRISE_URN],
      [ENTERPRISE_URN]: { department: "Sales" },
    });
    expect([...both.schemas].sort()).toEqual([USER_URN, ENTERPRISE_URN].sort());
    expect((await all.group()).schemas).toEqual([GROUP_URN]);
  });

  it("leave out an extension that is announced without a value, and take in one that is not announced [R-01]", async () => {
    const announced = await all.user({ schemas: [USER_URN, ENTERPRISE_URN], [ENTERPRISE_URN]: {} });
    expect(announced.schemas).toEqual([USER_URN]);
    const silent = await all.user({ schemas: [USER_URN], [ENTERPRISE_URN]: { department: "Sales" } });
    expect(silent.schemas).toEqual([USER_URN, ENTERPRISE_URN]);
  });

  it("follow the values when these go [R-01]", async () => {
    const { id } = await all.user({ [ENTERPRISE_URN]: { department: "Sales" } });
    await patch(all.scim, `/Users/${id}`, { op: "remove", path: `${ENTERPRISE_URN}:department` });
    expect((await all.read(`/Users/${id}`)).schemas).toEqual([USER_URN]);
  });

  it.each([[[1]], [{}], [5]])("%j cannot be the schemas of a user [R-02]", async (schemas) => {
    const userName = all.name();
    const answer = await all.scim.call("POST", "/Users", { schemas, userName });
    expectError(answer, 400, "invalidSyntax");
    expect(await all.find("/Users", `userName eq "${userName}"`)).toEqual([]);
  });
});

describe("Names and order", () => {
  it("names and URNs are read in any letter case and answered as the schema spells them [R-03]", async () => {
    const userName = all.name();
    const made = await all.scim.call("POST", "/Users", {
      SCHEMAS: [USER_URN.toUpperCase(), ENTERPRISE_URN.toLowerCase()],
      USERNAME: userName,
      Name: { FAMILYNAME: "Doe", givenname: "Jane" },
      EMAILS: [{ VALUE: "jane@work.example", Type: "work" }],
      [ENTERPRISE_URN.toUpperCase()]: { DEPARTMENT: "Sales" },
    });
    expect(made.status).toBe(201);
    expect(await all.read(`/Users/${made.body.id}`)).toMatchObject({
      schemas: [USER_URN, ENTERPRISE_URN],
      userName,
      name: { familyName: "Doe", givenName: "Jane" },
      emails: [{ value: "jane@work.example", type: "work" }],
      [ENTERPRISE_URN]: { department: "Sales" },
    });
  });

  it("one name in two spellings contradicts itself [R-03]", async () => {
    await expectRefused({ title: "a", TITLE: "b" }, "invalidSyntax");
  });

  it("another order of attributes and of values is the same resource [R-04]", async () => {
    const emails = [
      { value: "a@x.example", type: "work" },
      { value: "b@x.example", type: "home" },
    ];
    const made = await all.user({ title: "T", emails });
    const { userName, name, active } = made;
    const shuffled = { emails: emails.map(({ value, type }) => ({ type, value })).reverse(), active, name, title: "T" };
    const put = await all.scim.call("PUT", `/Users/${made.id}`, { ...shuffled, userName, schemas: made.schemas });
    expect([put.status, put.body.meta.version]).toEqual([200, made.meta.version]);
  });
});

describe("Unassigned", () => {
  const EMPTY = { title: null, emails: [], name: { givenName: null }, addresses: null, [ENTERPRISE_URN]: null };

  it("null, an empty array and an empty complex value are left out, like what was never sent [R-05]", async () => {
    const { body } = await create({ userName: all.name(), ...EMPTY });
    const read = await all.read(`/Users/${body.id}`);
    expect(Object.keys(read).sort()).toEqual(["active", "id", "meta", "schemas", "userName"]);
    expect(read.schemas).toEqual([USER_URN]);
  });

  it("a replace that says so in another way changes nothing [R-05]", async () => {
    const userName = all.name();
    const { body } = await create({ userName });
    const put = await replace(body.id, { userName, ...EMPTY });
    expect([put.status, put.body.meta.version]).toEqual([200, body.meta.version]);
  });

  it("filters see one state, however it was written [R-05]", async () => {
    const ids: string[] = [];
    for (const value of [null, undefined]) {
      ids.push((await all.user({ nickName: "R05", title: value, emails: value === null ? [] : undefined })).id);
    }
    const assigned = await all.user({ nickName: "R05", title: "x", emails: [{ value: "r05@x.example" }] });
    expect(await all.find("/Users", 'nickName eq "R05" and not (title pr) and not (emails pr)')).toEqual(ids);
    expect(await all.find("/Users", 'nickName eq "R05" and title eq null')).toEqual(ids);
    expect(await all.find("/Users", 'nickName eq "R05" and title pr')).toEqual([assigned.id]);
  });
});

describe("Types", () => {
  it.each(["yes", "", 1, 0, {}])("active %j is no boolean [R-06]", async (active) => {
    await expectRefused({ active });
  });

  it.each([true, false])("active %j is kept as it is [R-06]", async (active) => {
    expect((await all.user({ active })).active).toBe(active);
  });

  it("base64 is kept as sent and compared with its letter case [R-09]", async () => {
    const value = "MIIDQzCCAqygAwIBAgICEAAwDQ==";
    const { id } = await all.user({ x509Certificates: [{ value }] });
    expect((await all.read(`/Users/${id}`)).x509Certificates).toEqual([{ value }]);
    expect(await all.find("/Users", `x509Certificates.value eq "${value}"`)).toEqual([id]);
    expect(await all.find("/Users", `x509Certificates.value eq "${value.toLowerCase()}"`)).toEqual([]);
    expect(await all.find("/Users", `x509Certificates.value sw "miid"`)).toEqual([]);
  });

  it.each(["no base64!", "abc", "ab=c", "_-_-"])("%j is no base64 [R-09]", async (value) => {
    await expectRefused({ x509Certificates: [{ value }] });
  });

  it.each(["https://jane.example/me?x=1#y", "urn:example:jane", "../Users/1", "/relative"])(
    "the reference %s is kept as it is [R-10]",
    async (profileUrl) => {
      expect((await all.user({ profileUrl })).profileUrl).toBe(profileUrl);
    },
  );

  it.each(["has blanks", "<html>", 'quo"te', 7])("the reference %j is refused [R-10]", async (profileUrl) => {
    await expectRefused({ profileUrl });
  });

  it("a relative reference leads on from the base URI to the resource, and so do our own [R-10]", async () => {
    const boss = await all.user();
    const group = await all.group([boss.id]);
    const manager = { value: boss.id, $ref: `Users/${boss.id}` };
    const jane = await all.user({ [ENTERPRISE_URN]: { manager } });
    const base = "http://service.test/SCIM/v2/";
    const references: [string, string][] = [
      [jane[ENTERPRISE_URN].manager.$ref, boss.id],
      [group.members[0].$ref, boss.id],
      [(await all.read(`/Users/${boss.id}`)).groups[0].$ref, group.id],
    ];
    for (const [reference, id] of references) {
      const { href } = new URL(reference, base);
      expect(href.startsWith(base)).toBe(true);
      expect((await all.read(href.slice(base.length - 1))).id).toBe(id);
    }
  });
});

describe("Several values", () => {
  const primary = (value: string, isPrimary: boolean) => ({ value, primary: isPrimary });

  it("one primary is kept [R-12]", async () => {
    const emails = [primary("a@x.example", true), primary("b@x.example", false)];
    expect((await all.user({ emails })).emails).toEqual(emails);
  });

  it("two primaries in one request are 400 invalidValue [R-12]", async () => {
    await expectRefused({ emails: [primary("a@x.example", true), primary("b@x.example", true)] });
    const { id, meta } = await all.user();
    const value = [primary("a@x.example", true), primary("b@x.example", true)];
    expectError(await patch(all.scim, `/Users/${id}`, { op: "add", path: "emails", value }), 400, "invalidValue");
    expect(await all.read(`/Users/${id}`)).toMatchObject({ meta });
  });

  it("the same value and type come back once [R-13]", async () => {
    const email = { value: "Same@x.example", type: "work" };
    const emails = [email, { ...email, display: "again" }, { ...email, type: "home" }];
    const made = await all.user({ emails });
    const pairs = made.emails.map(({ value, type }: typeof email) => `${value} ${type}`);
    expect(pairs.sort()).toEqual(["Same@x.example home", "Same@x.example work"]);
    await patch(all.scim, `/Users/${made.id}`, { op: "add", path: "emails", value: [{ ...email, type: "WORK" }] });
    expect((await all.read(`/Users/${made.id}`)).emails).toHaveLength(2);
  });
});

describe("id, externalId and meta", () => {
  it("the id is ours: what the client sends counts for nothing [R-14]", async () => {
    const { id } = await all.user({ id: "bulkId" });
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/);
    const userName = all.name();
    const put = await replace(id, { userName, id: NOBODY });
    expect(put.body).toMatchObject({ id, userName });
    expectError(await all.scim.call("GET", "/Users/bulkId"), 404);
  });

  it("an id belongs to one resource of one type, and stays [R-14]", async () => {
    const [user, group] = [await all.user(), await all.group()];
    expect(user.id).not.toBe(group.id);
    expectError(await all.scim.call("GET", `/Groups/${user.id}`), 404);
    expectError(await all.scim.call("GET", `/Users/${group.id}`), 404);
    await patch(all.scim, `/Users/${user.id}`, { op: "replace", path: "userName", value: all.name() });
    expect((await all.read(`/Users/${user.id}`)).id).toBe(user.id);
  });

  it("externalId is the client's: kept exactly, compared exactly, absent unless sent [R-15]", async () => {
    const externalId = `Ext-${all.name()}`;
    const made = await all.user({ externalId });
    expect(made.externalId).toBe(externalId);
    expect(await all.find("/Users", `externalId eq "${externalId}"`)).toEqual([made.id]);
    expect(await all.find("/Users", `externalId eq "${externalId.toLowerCase()}"`)).toEqual([]);
    expect(await all.user()).not.toHaveProperty("externalId");
    await replace(made.id, { userName: made.userName });
    expect(await all.read(`/Users/${made.id}`)).not.toHaveProperty("externalId");
  });

  it("meta from the client counts for nothing; at first both times are one [R-16]", async () => {
    const meta = { resourceType: "X", created: "2001-01-01T00:00:00Z", location: "http://evil.example", version: "9" };
    const made = await all.user({ meta });
    const now = new Date(all.test.clock.now()).toISOString();
    expect(made.meta).toEqual({
      resourceType: "User",
      created: now,
      lastModified: now,
      location: `http://service.test/SCIM/v2/Users/${made.id}`,
      version: 'W/"1"',
    });
    all.test.clock.advance(5_000);
    const put = await replace(made.id, { userName: made.userName, title: "T", meta });
    const later = new Date(all.test.clock.now()).toISOString();
    expect(put.body.meta).toEqual({ ...made.meta, lastModified: later, version: 'W/"2"' });
  });

  it("meta.location is the Location header and leads to the resource [R-17]", async () => {
    const answer = await addUser(all.scim, all.name());
    const { location } = answer.body.meta;
    expect(answer.headers.get("location")).toBe(location);
    const read = await all.read(location.replace("http://service.test/SCIM/v2", ""));
    expect(read).toEqual(answer.body);
    const group = await all.group();
    expect(group.meta.location).toBe(`http://service.test/SCIM/v2/Groups/${group.id}`);
  });

  it("no header of a request gets into a location [R-17]", async () => {
    const response = await all.test.service.fetch(
      new Request("http://evil.example/SCIM/v2/Users?count=1", {
        headers: {
          authorization: `Bearer ${all.apiKey}`,
          host: "evil.example",
          forwarded: "host=evil.example;proto=https",
          "x-forwarded-host": "evil.example",
          "x-forwarded-proto": "https",
        },
      }),
    );
    const text = await response.text();
    expect(text).toContain("http://service.test/SCIM/v2/Users/");
    expect(text).not.toContain("evil.example");
  });

  it("meta.version is the ETag of each answer [R-18]", async () => {
    const made = await addUser(all.scim, all.name());
    const { id, userName } = made.body;
    const answers = [
      made,
      await all.scim.call("GET", `/Users/${id}`),
      await replace(id, { userName, title: "1" }),
      await patch(all.scim, `/Users/${id}`, { op: "add", path: "title", value: "2" }),
    ];
    const tags = answers.map((answer) => [answer.headers.get("etag"), answer.body.meta.version]);
    expect(tags).toEqual(['W/"1"', 'W/"1"', 'W/"2"', 'W/"3"'].map((tag) => [tag, tag]));
  });
});

describe("Extensions and required attributes", () => {
  it("an extension's attributes lie under its URN and nowhere else [R-19]", async () => {
    const made = await all.user({ department: "Core", [ENTERPRISE_URN]: { department: "Sales", userType: "no" } });
    expect(made[ENTERPRISE_URN]).toEqual({ department: "Sales" });
    expect(made.schemas).toContain(ENTERPRISE_URN);
    expect(made).not.toHaveProperty("department");
    const placed = await all.user({ [ORGANISATION_URN]: { organisation: "NORTH" } });
    expect(placed.schemas).toEqual([USER_URN, ORGANISATION_URN]);
  });

  it.each([[undefined], [null], [""], ["  "], [[]]])(
    "the user name %j is 400 invalidValue [R-21]",
    async (userName) => {
      expectError(await create({ userName, title: "R-21" }), 400, "invalidValue");
      expect(await all.find("/Users", 'title eq "R-21"')).toEqual([]);
      const before = await all.user();
      expectError(await replace(before.id, { userName }), 400, "invalidValue");
      expect(await all.read(`/Users/${before.id}`)).toEqual(before);
    },
  );

  it("a user name is taken in any letter case, and kept in the one sent [R-21]", async () => {
    const made = await all.user({ userName: "Mixed.Case@Acme.example" });
    expect((await all.read(`/Users/${made.id}`)).userName).toBe("Mixed.Case@Acme.example");
    expectError(await addUser(all.scim, "mixed.case@acme.EXAMPLE"), 409, "uniqueness");
    expect(await all.find("/Users", 'userName eq "MIXED.case@acme.example"')).toEqual([made.id]);
  });

  it.each([undefined, null, "", " "])("a group named %j is 400 invalidValue [R-25]", async (displayName) => {
    const before = (await all.list("/Groups", { count: 0 })).totalResults;
    const answer = await all.scim.call("POST", "/Groups", { schemas: [GROUP_URN], displayName });
    expectError(answer, 400, "invalidValue");
    expect((await all.list("/Groups", { count: 0 })).totalResults).toBe(before);
  });
});

describe("password", () => {
  const PASSWORD = "tell Nobody 4711";

  it("is in no answer, no event, no log and no table [R-22]", async () => {
    const made = await addUser(all.scim, all.name(), { password: PASSWORD, nickName: "R22" });
    const { id, userName } = made.body;
    const answers = [
      made,
      await all.scim.call("GET", `/Users/${id}?attributes=password,userName`),
      await all.scim.call("GET", '/Users?filter=nickName+eq+"R22"&attributes=password'),
      await patch(all.scim, `/Users/${id}?attributes=password`, { op: "replace", path: "password", value: PASSWORD }),
      await replace(id, { userName, password: PASSWORD, title: "T", nickName: "R22" }),
      await all.test.scim(`Bearer ${all.apiKey}`).call("GET", "/../../events?limit=1000"),
      await create({ userName: all.name(), password: PASSWORD, active: "no" }),
      await patch(all.scim, `/Users/${id}`, { op: "replace", path: "password.x", value: PASSWORD }),
      await all.scim.call("POST", "/Users", `{"password": "${PASSWORD}", }`),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([201, 200, 200, 200, 200, 200, 400, 400, 400]);
    for (const answer of answers) expect(answer.text).not.toMatch(/tell Nobody|"password"\s*:/);
    expect(all.test.log.join("\n")).not.toContain("tell Nobody");
    // The request log is written behind the answers.
    const logged = () => all.test.database.asOwner("select 1 from request_log where path like $1", [`%${id}%`]);
    await expect.poll(async () => (await logged()).length).toBeGreaterThanOrEqual(4);
    expect(await findInDatabase(all.test.database, "tell Nobody")).toEqual([]);
  });

  it("cannot be asked for in a filter or sort key [R-22]", async () => {
    await all.user({ password: PASSWORD });
    for (const filter of ["password pr", `password eq "${PASSWORD}"`, 'not (password sw "a")']) {
      expectError(await all.scim.call("GET", `/Users?filter=${encodeURIComponent(filter)}`), 400, "invalidFilter");
    }
    expectError(await all.scim.call("GET", "/Users?sortBy=password"), 400, "invalidValue");
  });

  it("is what the user signs in with, in any composition of its letters [R-22] [R-31]", async () => {
    const { userName } = await all.user({ password: "cafe\u0301\u00a0au lait" });
    await all.test.signedIn(userName, "caf\u00e9 au lait");
    const wrong = await all.test.browser().call("POST", "/api/session", { email: userName, password: "cafe au lait" });
    expect(wrong.status).toBe(401);
  });
});

describe("Values are the client's", () => {
  it("countries are kept as a code or as a name [R-23]", async () => {
    const addresses = ["NL", "Netherlands", "Nederland (nl)"].map((country, place) => ({
      country,
      locality: `${place}`,
    }));
    expect((await all.user({ addresses })).addresses).toEqual(addresses);
  });

  it("nothing that a client sends comes back in another form [R-28]", async () => {
    const sent = {
      userName: "Jane.DOE+x@Acme.EXAMPLE",
      displayName: " two  blanks ",
      preferredLanguage: "en_us",
      timezone: "europe/amsterdam",
      profileUrl: "HTTP://Jane.example:80/%7ejane",
      emails: [{ value: "JANE@X.example", type: "WORK", primary: true }],
      phoneNumbers: [{ value: "+31 (0)20-123 45 67", type: "mobile" }],
      name: { formatted: "Ms. Jane  Doe", familyName: "Ångstro\u0308m" },
      [ENTERPRISE_URN]: { employeeNumber: "007" },
    };
    const { id } = await all.user(sent);
    expect(await all.read(`/Users/${id}`)).toMatchObject(sent);
  });

  it("strings that are not case exact are compared folded and kept as sent [R-29]", async () => {
    const { id } = await all.user({ title: "Vice PRESIDENT of R29" });
    expect(await all.find("/Users", 'title eq "vice president OF r29"')).toEqual([id]);
    expect((await all.read(`/Users/${id}`)).title).toBe("Vice PRESIDENT of R29");
    const same = await patch(all.scim, `/Users/${id}`, {
      op: "replace",
      path: "title",
      value: "Vice President of R29",
    });
    expect(same.body.title).toBe("Vice President of R29");
  });

  it("strings that are case exact are compared and kept exactly [R-29]", async () => {
    const profileUrl = "https://example.com/R29/Jane";
    const { id } = await all.user({ profileUrl });
    expect(await all.find("/Users", `profileUrl eq "${profileUrl}"`)).toEqual([id]);
    expect(await all.find("/Users", `profileUrl eq "${profileUrl.toLowerCase()}"`)).toEqual([]);
    expect(await all.find("/Users", 'profileUrl co "r29"')).toEqual([]);
  });

  it("unknown attributes are ignored and not kept anywhere [R-30]", async () => {
    const made = await create({
      userName: all.name(),
      favouriteColour: "unknown4711",
      name: { nickname: "unknown4711", givenName: "Jane" },
      emails: [{ value: "a@x.example", colour: "unknown4711" }],
      [ENTERPRISE_URN]: { colour: "unknown4711" },
      "urn:example:Unknown": { colour: "unknown4711" },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: { givenName: "Jane" }, emails: [{ value: "a@x.example" }] });
    expect(made.text).not.toContain("unknown4711");
    // The request log may keep what was sent, for whoever wants to know what was ignored.
    const places = await findInDatabase(all.test.database, "unknown4711");
    expect(places.filter((place) => !place.includes("request_log"))).toEqual([]);
  });
});

describe("User names under PRECIS (RFC 8265 §3.3)", () => {
  it.each([
    ["letter case", "ÅSA.Ωmega@acme.example", "åsa.ωMEGA@acme.example"],
    ["composition", "ame\u0301lie@acme.example", "am\u00e9lie@acme.example"],
    ["width", "ｗｉｄｅ＠acme.example", "wide@acme.example"],
    ["final sigma", "οδυσσεύς@acme.example", "ΟΔΥΣΣΕΎΣ@acme.example"],
  ])("%s makes no other name [R-31]", async (_name, first, second) => {
    const made = await all.user({ userName: first, password: "the same password" });
    expect(made.userName).toBe(first);
    expectError(await addUser(all.scim, second), 409, "uniqueness");
    expect(await all.find("/Users", `userName eq "${second}"`)).toEqual([made.id]);
    expect(await all.find("/Users", `userName sw "${second.slice(0, 3)}"`)).toContain(made.id);
    await all.test.signedIn(second, "the same password");
  });

  it("letters that only look alike do make another name [R-31]", async () => {
    await all.user({ userName: "strasse@acme.example" });
    await all.user({ userName: "straße@acme.example" });
    await all.user({ userName: "strásse@acme.example" });
    expect(await all.find("/Users", 'userName eq "STRASSE@acme.example"')).toHaveLength(1);
  });
});

describe("Groups and managers", () => {
  it("User.groups is computed: id, name, $ref and direct membership [R-24]", async () => {
    const user = await all.user({ groups: [{ value: NOBODY, display: "Admins" }] });
    expect(user).not.toHaveProperty("groups");
    const group = await all.group([user.id]);
    await all.group([group.id]);
    const expected = [{ value: group.id, display: group.displayName, type: "direct", $ref: group.meta.location }];
    expect((await all.read(`/Users/${user.id}`)).groups).toEqual(expected);
    await replace(user.id, { userName: user.userName, groups: [] });
    expect((await all.read(`/Users/${user.id}`)).groups).toEqual(expected);
    const taken = await patch(all.scim, `/Users/${user.id}`, { op: "remove", path: "groups" });
    expectError(taken, 400, "mutability");
    expect((await all.read(`/Users/${user.id}`)).groups).toEqual(expected);
  });

  it("a member's value, $ref and type cannot be changed in place [R-26]", async () => {
    const [one, two] = [await all.user(), await all.user()];
    const group = await all.group([one.id]);
    for (const [sub, value] of [
      ["value", two.id],
      ["$ref", two.meta.location],
      ["type", "Group"],
    ]) {
      const path = `members[value eq "${one.id}"].${sub}`;
      expectError(await patch(all.scim, `/Groups/${group.id}`, { op: "replace", path, value }), 400, "mutability");
    }
    expect((await all.read(`/Groups/${group.id}`)).members).toEqual(group.members);
    await patch(
      all.scim,
      `/Groups/${group.id}`,
      { op: "remove", path: `members[value eq "${one.id}"]` },
      { op: "add", path: "members", value: [{ value: two.id }] },
    );
    expect((await all.read(`/Groups/${group.id}`)).members).toMatchObject([
      { value: two.id, type: "User", $ref: two.meta.location },
    ]);
  });

  it.each([NOBODY, "no-id", ""])("the unknown member %j is 400 invalidValue and changes nothing [R-26]", async (id) => {
    const user = await all.user();
    const displayName = all.name();
    expectError(await addGroup(all.scim, displayName, [user.id, id]), 400, "invalidValue");
    expect(await all.find("/Groups", `displayName eq "${displayName}"`)).toEqual([]);
    const group = await all.group([user.id]);
    const add = { op: "add", path: "members", value: [{ value: id }] };
    expectError(await patch(all.scim, `/Groups/${group.id}`, add), 400, "invalidValue");
    expect(await all.read(`/Groups/${group.id}`)).toEqual(group);
  });

  it("manager.displayName is not the client's to set; manager.value may name somebody who comes later [R-27]", async () => {
    const made = await all.user({ [ENTERPRISE_URN]: { manager: { value: "later-1", displayName: "Boss" } } });
    expect((await all.read(`/Users/${made.id}`))[ENTERPRISE_URN]).toEqual({ manager: { value: "later-1" } });
    const path = `${ENTERPRISE_URN}:manager.displayName`;
    const renamed = await patch(all.scim, `/Users/${made.id}`, { op: "replace", path, value: "Boss" });
    expectError(renamed, 400, "mutability");
    expect((await all.read(`/Users/${made.id}`)).meta).toEqual(made.meta);
  });

  it("manager.value is compared with its letter case [R-27]", async () => {
    const { id } = await all.user({ [ENTERPRISE_URN]: { manager: { value: "Boss-R27" } } });
    const path = `${ENTERPRISE_URN}:manager.value`;
    expect(await all.find("/Users", `${path} eq "Boss-R27"`)).toEqual([id]);
    expect(await all.find("/Users", `${path} eq "boss-r27"`)).toEqual([]);
  });
});
