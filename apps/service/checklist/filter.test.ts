/** Checklist §2.5: lists and filters (RFC 7644 §3.4.2 and §3.4.2.2). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Checklist,
  ENTERPRISE_URN,
  expectError,
  LIST_URN,
  NOBODY,
  query,
  type Resource,
  startChecklist,
} from "../testing/checklist.ts";
import { type Answer, USER_URN } from "../testing/test-service.ts";

let all: Checklist;
/** Ids by nickname of the users that the filters below choose from. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  all = await startChecklist();
  const people: Record<string, Record<string, unknown>> = {
    ann: {
      userName: "Ann@acme.example",
      externalId: "Ext-Ann",
      title: "Engineer",
      userType: "Émployé",
      active: true,
      emails: [
        { value: "ann@work.example", type: "work", primary: true },
        { value: "ann@home.example", type: "home" },
      ],
      [ENTERPRISE_URN]: { department: "Sales", manager: { value: "Boss" } },
    },
    bob: {
      userName: "bob@acme.example",
      externalId: "Ext-Bob",
      title: 'Say "hi" \\ é',
      active: false,
      emails: [
        { value: "bob@home.example", type: "work" },
        { value: "bob@work.example", type: "home" },
      ],
    },
    cas: { userName: "cas@acme.example", title: "engineering manager", name: { familyName: "Cas" } },
    dee: { userName: "dee@acme.example", title: "" },
  };
  for (const [nickName, attributes] of Object.entries(people)) {
    all.test.clock.advance(1_000);
    ids[nickName] = (await all.user({ name: null, ...attributes, nickName })).id;
  }
});
afterAll(async () => {
  await all?.test.close();
});

/** Nicknames of the four people above that a filter selects, in alphabetical order. */
async function chosen(filter: string): Promise<string> {
  const found = await all.find("/Users", `nickName pr and (${filter})`);
  return Object.keys(ids)
    .filter((nickName) => found.includes(ids[nickName] ?? ""))
    .join(" ");
}
const ask = (endpoint: string, filter: string): Promise<Answer> =>
  all.scim.call("GET", `${endpoint}?${query({ filter })}`);

describe("Lists", () => {
  it("are a ListResponse with numbers in it [F-01]", async () => {
    const body = await all.list("/Users", { count: 2 });
    expect(body).toMatchObject({ schemas: [LIST_URN], startIndex: 1, itemsPerPage: 2 });
    expect(Number.isInteger(body.totalResults)).toBe(true);
    expect(body.totalResults).toBeGreaterThan(4);
    expect(body.Resources).toHaveLength(2);
  });

  it("hold an empty array when nothing is there [F-01]", async () => {
    expect(await all.list("/Users", { filter: 'userName eq "nobody"' })).toEqual({
      schemas: [LIST_URN],
      totalResults: 0,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    });
  });

  it.each(["1a2b3c4d-0000-4000-8000-1a2b3c4d5e6f", "does.not.exist@nowhere.example"])(
    "a user name that nobody has, %s, is 200 with nothing [F-02]",
    async (userName) => {
      const answer = await ask("/Users", `userName eq "${userName}"`);
      expect([answer.status, answer.body.totalResults, answer.body.Resources]).toEqual([200, 0, []]);
    },
  );
});

describe("Operators", () => {
  it.each([
    ['title eq "engineer"', "ann"],
    ['title ne "engineer"', "bob cas dee"],
    ['title co "gineer"', "ann cas"],
    ['title sw "engineer"', "ann cas"],
    ['title ew "manager"', "cas"],
    ["title pr", "ann bob cas dee"],
    ["name pr", "cas"],
    ['nickName gt "bob"', "cas dee"],
    ['nickName ge "bob"', "bob cas dee"],
    ['nickName lt "bob"', "ann"],
    ['nickName le "bob"', "ann bob"],
    ["active eq false", "bob"],
    ["active ne false", "ann cas dee"],
  ])("%s selects: %s [F-05]", async (filter, expected) => {
    expect(await chosen(filter)).toBe(expected);
  });

  it.each(["EQ", "Eq", "eQ"])("the operator %s is eq [F-05]", async (operator) => {
    expect(await chosen(`title ${operator} "engineer" AND not (title PR) Or title ${operator} "engineer"`)).toBe("ann");
  });

  it.each([
    ['nickName eq "ann" or nickName eq "bob" and title eq "nothing"', "ann"],
    ['(nickName eq "ann" or nickName eq "bob") and active eq false', "bob"],
    ['nickName eq "bob" and title pr or nickName eq "cas"', "bob cas"],
    ['not (nickName eq "ann") and not (nickName eq "bob")', "cas dee"],
    ['not(nickName eq "ann")', "bob cas dee"],
    ['not (nickName eq "ann" or nickName eq "bob")', "cas dee"],
    ['not (nickName eq "ann") or nickName eq "ann"', "ann bob cas dee"],
    ['not (not (nickName eq "ann"))', "ann"],
    ['((((nickName eq "ann"))))', "ann"],
  ])("%s selects: %s [F-06]", async (filter, expected) => {
    const found = await all.find("/Users", filter);
    const named = Object.keys(ids).filter((nickName) => found.includes(ids[nickName] ?? ""));
    expect(named.join(" ")).toBe(expected);
  });

  it.each([
    ['USERNAME eq "ann@acme.example"', "ann"],
    [`${USER_URN}:userName eq "ann@acme.example"`, "ann"],
    [`${USER_URN.toUpperCase()}:USERNAME eq "ann@acme.example"`, "ann"],
    [`${USER_URN}:name.familyName eq "cas"`, "cas"],
    [`${ENTERPRISE_URN}:department eq "sales"`, "ann"],
    [`${ENTERPRISE_URN.toLowerCase()}:Department eq "sales"`, "ann"],
    [`${ENTERPRISE_URN}:manager.value pr`, "ann"],
    ['eMails[TYPE eq "work" and VALUE ew "work.example"]', "ann"],
  ])("%s finds the attribute: %s [F-07]", async (filter, expected) => {
    expect(await chosen(filter)).toBe(expected);
  });

  it.each([
    ['userName eq "ANN@ACME.example"', "ann"],
    ['userName sw "ANN@"', "ann"],
    ['userName co "NN@a"', "ann"],
    ['userName ew "ACME.EXAMPLE"', "ann bob cas dee"],
    ['userType eq "éMPLOYÉ"', "ann"],
    ['userType co "MPLOYÉ"', "ann"],
    ['userType eq "employe"', ""],
    ['externalId eq "Ext-Ann"', "ann"],
    ['externalId eq "ext-ann"', ""],
    ['externalId sw "ext"', ""],
    ['externalId co "-B"', "bob"],
    ['externalId co "-b"', ""],
    ['externalId ew "ANN"', ""],
    ['userName gt "BOB@acme.example"', "cas dee"],
  ])("letter case counts as caseExact says: %s selects: %s [F-08]", async (filter, expected) => {
    expect(await chosen(filter)).toBe(expected);
  });

  it("ids are compared exactly [F-08]", async () => {
    expect(await chosen(`id eq "${ids["ann"]}"`)).toBe("ann");
    expect(await chosen(`id eq "${ids["ann"]?.toUpperCase()}"`)).toBe("");
  });

  it("times are compared as instants, however they are written [F-09]", async () => {
    const { created } = (await all.read(`/Users/${ids["bob"]}`)).meta;
    const inAmsterdam = `${new Date(Date.parse(created) + 3_600_000).toISOString().replace("Z", "+01:00")}`;
    for (const time of [created, inAmsterdam, created.replace(".000Z", "Z"), created.replace("000Z", "000000+00:00")]) {
      expect([time, await chosen(`meta.created eq "${time}"`)]).toEqual([time, "bob"]);
      expect(await chosen(`meta.created gt "${time}"`)).toBe("cas dee");
      expect(await chosen(`meta.created le "${time}"`)).toBe("ann bob");
    }
  });

  it.each(["gt", "ge", "lt", "le"])(
    "%s on a boolean or binary attribute is 400 invalidFilter [F-10]",
    async (operator) => {
      expectError(await ask("/Users", `active ${operator} true`), 400, "invalidFilter");
      expectError(await ask("/Users", `emails.primary ${operator} true`), 400, "invalidFilter");
      expectError(await ask("/Users", `x509Certificates.value ${operator} "TUlJ"`), 400, "invalidFilter");
      expect((await ask("/Users", `title ${operator} "x"`)).status).toBe(200);
    },
  );

  it.each([
    "",
    " ",
    "title",
    "title eq",
    'title is "x"',
    'eq "x"',
    'title eq "x',
    '(title eq "x"',
    'title eq "x")',
    'title eq "x" and',
    'title eq "x" "y"',
    'title eq "x" or or title pr',
    "not title pr",
    'emails[type eq "work"',
    'emails type eq "work"]',
    "emails[]",
    "()",
    'title eq "\\x"',
    "title.. pr",
    "1title pr",
  ])("%j is 400 invalidFilter [F-11]", async (filter) => {
    expectError(await ask("/Users", filter), 400, "invalidFilter");
    expectError(await ask("/Groups", filter), 400, "invalidFilter");
  });
});

describe("Several values", () => {
  it.each([
    ['emails.value eq "ann@home.example"', "ann"],
    ['emails.type eq "home"', "ann bob"],
    ['emails.value ew "work.example"', "ann bob"],
    ['emails.type ne "work"', "ann bob cas dee"],
    ['not (emails.type eq "work")', "cas dee"],
    ['emails.value ne "nobody@x.example"', "ann bob cas dee"],
  ])("any value counts, also for ne: %s selects: %s [F-12]", async (filter, expected) => {
    expect(await chosen(filter)).toBe(expected);
  });

  it.each([
    ['emails eq "ANN@work.example"', "ann"],
    ['emails co "@home"', "ann bob"],
    ['emails sw "bob@"', "bob"],
    ['emails.value eq "bob@work.example"', "bob"],
    ['emails.type eq "WORK"', "ann bob"],
    ["emails pr", "ann bob"],
  ])("an attribute of several values means its value: %s selects: %s [F-13]", async (filter, expected) => {
    expect(await chosen(filter)).toBe(expected);
  });

  it.each([
    ['emails[type eq "work" and value co "@work"]', "ann"],
    ['emails.type eq "work" and emails.value co "@work"', "ann bob"],
    ['emails[type eq "home" and value co "@work"]', "bob"],
    ['emails[not (type eq "work") and value co "ann"]', "ann"],
    ['emails[type eq "work" and (value co "@work" or value co "bob")]', "ann bob"],
    ['emails[primary eq true and type eq "home"]', ""],
    ['emails[primary eq true] and title eq "Engineer"', "ann"],
    ['not (emails[type eq "work" and value co "@work"])', "bob cas dee"],
  ])("brackets bind all conditions to one value: %s selects: %s [F-14]", async (filter, expected) => {
    expect(await chosen(filter)).toBe(expected);
  });

  it.each([
    ["a value path in a value path", 'emails[addresses[type eq "work"]]'],
    ["brackets behind a sub-attribute", 'emails.value[type eq "work"]'],
    ["a dotted name in brackets", 'emails[value.x eq "y"]'],
    ["5,000 parentheses", `${"(".repeat(5_000)}title pr${")".repeat(5_000)}`],
    ["33 parentheses", `${"(".repeat(33)}title pr${")".repeat(33)}`],
    ["200 nots", `${"not (".repeat(200)}title pr${")".repeat(200)}`],
    ["201 conditions", Array(201).fill("title pr").join(" or ")],
    ["20,000 characters", `title eq "${"x".repeat(20_000)}"`],
  ])("%s: 400 invalidFilter in no time [F-15]", async (_name, filter) => {
    const startedAt = performance.now();
    expectError(await ask("/Users", filter), 400, "invalidFilter");
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it.each([
    ["32 parentheses", `${"(".repeat(32)}title eq "engineer"${")".repeat(32)}`],
    ["200 conditions", Array(200).fill('title eq "engineer"').join(" or ")],
    ["14 pairs of or, joined by and", Array(14).fill('(title eq "engineer" or title eq "x")').join(" and ")],
  ])("%s are read [F-15]", async (_name, filter) => {
    expect(await all.find("/Users", filter)).toEqual([ids["ann"]]);
  });
});

describe("Values", () => {
  it.each([
    ["title pr", "ann bob cas dee"],
    ["userType pr", "ann"],
    ["name pr", "cas"],
    ["name.familyName pr", "cas"],
    ["name.givenName pr", ""],
    ["emails pr", "ann bob"],
    ["emails.primary pr", "ann"],
    ["addresses pr", ""],
    [`${ENTERPRISE_URN}:manager pr`, "ann"],
    ['title eq ""', "dee"],
  ])("pr is true for what is assigned, an empty string included: %s selects: %s [F-16]", async (filter, expected) => {
    expect(await chosen(filter)).toBe(expected);
  });

  it.each([
    ["userType eq null", "bob cas dee"],
    ["userType ne null", "ann"],
    ["emails eq null", "cas dee"],
    ["emails ne null", "ann bob"],
    ["name eq null", "ann bob dee"],
    [`${ENTERPRISE_URN}:manager ne null`, "ann"],
    ['title eq null or nickName eq "ann"', "ann"],
  ])("null means unassigned: %s selects: %s [F-17]", async (filter, expected) => {
    expect(await chosen(filter)).toBe(expected);
  });

  it("null has no order and no parts [F-17]", async () => {
    for (const operator of ["gt", "le", "co", "sw"]) {
      expectError(await ask("/Users", `title ${operator} null`), 400, "invalidFilter");
    }
  });

  it.each(["title eq 5", "title eq true", "active eq 1", 'meta.created gt "yesterday"', "userName eq null true"])(
    "a value of another type is 400 invalidFilter: %s [F-18]",
    async (filter) => {
      expectError(await ask("/Users", filter), 400, "invalidFilter");
    },
  );

  it("schemas can be asked for, core and extension, in any letter case [F-19]", async () => {
    expect(await chosen(`schemas eq "${ENTERPRISE_URN}"`)).toBe("ann");
    expect(await chosen(`schemas eq "${ENTERPRISE_URN.toUpperCase()}"`)).toBe("ann");
    expect(await chosen(`schemas eq "${USER_URN}"`)).toBe("ann bob cas dee");
    expect(await chosen('schemas eq "urn:example:Unknown"')).toBe("");
    expect(await all.find("/Groups", `schemas eq "${USER_URN}"`)).toEqual([]);
  });

  it("meta.lastModified ge finds what changed since [F-20]", async () => {
    all.test.clock.advance(60_000);
    const since = new Date(all.test.clock.now()).toISOString();
    expect(await all.find("/Users", `meta.lastModified ge "${since}"`)).toEqual([]);
    const later = await all.user();
    expect(await all.find("/Users", `meta.lastModified ge "${since}"`)).toEqual([later.id]);
    await all.scim.call("DELETE", `/Users/${later.id}`);
  });

  it.each([
    String.raw`title eq "Say \"hi\" \\ \u00e9"`,
    String.raw`title eq "SAY \u0022hi\u0022 \u005C é"`,
    String.raw`title co "\"hi\""`,
    String.raw`title ew "\\ é"`,
  ])("escapes are those of JSON: %s [F-21]", async (filter) => {
    expect(await chosen(filter)).toBe("bob");
  });

  it("plus and %20 are both blanks in a query [F-21]", async () => {
    for (const filter of ["nickName+eq+%22ann%22", "nickName%20eq%20%22ann%22", "nickName+eq%20%22a%6En%22"]) {
      const answer = await all.scim.call("GET", `/Users?filter=${filter}`);
      expect(answer.body.Resources.map((user: Resource) => user.id)).toEqual([ids["ann"]]);
    }
    const plus = await all.user({ userName: "a+b@acme.example" });
    const found = await all.scim.call("GET", "/Users?filter=userName+eq+%22a%2Bb@acme.example%22");
    expect(found.body.Resources.map((user: Resource) => user.id)).toEqual([plus.id]);
  });

  it.each([
    '  nickName  eq   "ann"  ',
    '\tnickName\teq\t"ann"\t',
    '( nickName eq "ann" )',
    'emails[ value  eq  "ann@work.example" ]',
    'nickName eq "ann"\n',
  ])("blanks do not count: %j [F-22]", async (filter) => {
    expect(await all.find("/Users", filter)).toEqual([ids["ann"]]);
  });
});

describe("What a filter may not do", () => {
  it.each(["password pr", 'password eq "x"', 'not (password eq "x")', 'title pr or password sw "a"', "PASSWORD pr"])(
    "%s is refused, whether or not anybody has a password [F-25]",
    async (filter) => {
      const { id } = await all.user({ password: "a password of hers" });
      const answer = await ask("/Users", filter);
      expectError(answer, 400, "invalidFilter");
      await all.scim.call("DELETE", `/Users/${id}`);
      expect((await ask("/Users", filter)).text).toBe(answer.text);
      expectError(
        await ask("/Users", `${USER_URN}:${filter.split(" ").at(-1) === "pr" ? "password pr" : filter}`),
        400,
        "invalidFilter",
      );
    },
  );
});

describe("Members", () => {
  it("$ref is an attribute name like others [F-27]", async () => {
    const manager = { $ref: "../Users/F-27" };
    const { id } = await all.user({ [ENTERPRISE_URN]: { manager } });
    expect(await all.find("/Users", `${ENTERPRISE_URN}:manager.$ref eq "../Users/F-27"`)).toEqual([id]);
    expect(await all.find("/Users", `${ENTERPRISE_URN}:manager.$REF ew "F-27"`)).toEqual([id]);
  });

  it("groups are found by their members, users by their groups [F-28]", async () => {
    const [one, two] = [await all.user(), await all.user()];
    const [both, first, none] = [await all.group([one.id, two.id]), await all.group([one.id]), await all.group()];
    for (const filter of [`members[value eq "${one.id}"]`, `members.value eq "${one.id}"`, `members eq "${one.id}"`]) {
      expect(await all.find("/Groups", filter)).toEqual([both.id, first.id]);
    }
    expect(await all.find("/Groups", `id eq "${first.id}" and members eq "${two.id}"`)).toEqual([]);
    expect(await all.find("/Groups", `id eq "${both.id}" and members eq "${two.id}"`)).toEqual([both.id]);
    expect(await all.find("/Groups", `not (members pr) and id eq "${none.id}"`)).toEqual([none.id]);
    expect(await all.find("/Users", `groups.value eq "${both.id}"`)).toEqual([one.id, two.id]);
    expect(await all.find("/Users", `groups[value eq "${first.id}"]`)).toEqual([one.id]);
    expect(await all.find("/Users", `groups eq "${NOBODY}"`)).toEqual([]);
    expect(await all.find("/Groups", `members[type eq "User" and display eq "${one.userName}"]`)).toEqual([
      both.id,
      first.id,
    ]);
  });

  it("a user made without `active` is found as the active one that is returned [F-29]", async () => {
    const made = await all.user({ active: undefined });
    expect(made.active).toBe(true);
    expect(await all.find("/Users", `id eq "${made.id}" and active eq true`)).toEqual([made.id]);
    expect(await all.find("/Users", `id eq "${made.id}" and not (active pr)`)).toEqual([]);
  });
});

describe("Another account", () => {
  it("no filter reaches its rows [F-30]", async () => {
    const { apiKey } = await all.test.seed({
      name: "Other",
      organisations: [{ code: "OTHER", name: "Other Limited", parentCode: null }],
      owner: { email: "owner@other.example", password: "owner password 2" },
      provisioning: { email: "provisioning@other.example", password: "provisioning password 2" },
    });
    const theirs = all.test.scim(`Bearer ${apiKey}`);
    const ann = await theirs.call("POST", "/Users", {
      schemas: [USER_URN],
      userName: "ann@acme.example",
      nickName: "ann",
    });
    const total = (await all.list("/Users", { count: 0 })).totalResults;
    const everything = [
      `id eq "${ann.body.id}" or id pr`,
      "userName pr or not (userName pr)",
      `not (id eq "${NOBODY}")`,
      'nickName eq "x" or (id pr and meta.created lt "2999-01-01T00:00:00Z")',
    ];
    for (const filter of everything) {
      const body = await all.list("/Users", { filter, count: 1_000, attributes: "userName" });
      expect(body.totalResults).toBe(total);
      expect(JSON.stringify(body)).not.toContain(ann.body.id);
    }
    expect(await all.find("/Users", `id eq "${ann.body.id}"`)).toEqual([]);
    expect(await all.find("/Users", 'nickName eq "ann"')).toEqual([ids["ann"]]);
    expect(await all.find("/Groups", `members.value eq "${ann.body.id}"`)).toEqual([]);
    expect((await theirs.call("GET", '/Users?filter=nickName+eq+"ann"')).body.totalResults).toBe(1);
  });
});
