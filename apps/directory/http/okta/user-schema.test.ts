import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addApp, addPerson, newProfile, startTestDirectory, type TestDirectory } from "../testing/test-directory.ts";

let directory: TestDirectory;
beforeAll(async () => {
  directory = await startTestDirectory();
});
afterAll(() => directory.close());

const PATH = "/api/v1/meta/schemas/user/default";
const validation = { status: 400, code: "E0000001" };

interface Schema {
  readonly definitions: Readonly<
    Record<
      "base" | "custom",
      { readonly properties: Record<string, Record<string, unknown>>; readonly required: readonly string[] }
    >
  >;
  readonly lastUpdated: string;
}

const custom = (properties: Readonly<Record<string, unknown>>) => ({ definitions: { custom: { properties } } });
const base = (properties: Readonly<Record<string, unknown>>) => ({ definitions: { base: { properties } } });
const define = (properties: Readonly<Record<string, unknown>>) =>
  directory.ok<Schema>("POST", PATH, custom(properties));
const refusedTo = (body: unknown) => directory.refused("POST", PATH, { ...validation, body });
/** What is said of a person with this profile; an empty list when the person is created. */
async function causesOf(extra: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const answer = await directory.call<{ errorCauses?: readonly { errorSummary: string }[] }>("POST", "/api/v1/users", {
    profile: newProfile(extra),
  });
  return (answer.body.errorCauses ?? []).map(({ errorSummary }) => errorSummary);
}
const profileOf = async (id: string) =>
  (await directory.ok<{ profile: Record<string, unknown> }>("GET", `/api/v1/users/${id}`)).profile;
const idsBy = async (search: string, rest = "") => {
  const query = `search=${encodeURIComponent(search)}${rest}`;
  return (await directory.ok<readonly { id: string }[]>("GET", `/api/v1/users?${query}`)).map(({ id }) => id);
};

describe("the schema", () => {
  it("shows Okta's object with the base attributes, under its id and under default", async () => {
    const schema = await directory.ok<Schema & Record<string, unknown>>("GET", PATH);
    expect(schema).toMatchObject({
      $schema: "http://json-schema.org/draft-04/schema#",
      name: "user",
      type: "object",
      properties: { profile: { allOf: [{ $ref: "#/definitions/base" }, { $ref: "#/definitions/custom" }] } },
    });
    const { base: baseSchema } = schema.definitions;
    expect(baseSchema.required).toEqual(["login", "email", "firstName", "lastName"]);
    expect(baseSchema.properties["login"]).toMatchObject({
      title: "Username",
      type: "string",
      minLength: 5,
      maxLength: 100,
    });
    expect(Object.keys(baseSchema.properties)).toHaveLength(31);
    const { _links: links } = schema as unknown as { _links: { self: { href: string } } };
    expect(await directory.ok("GET", new URL(links.self.href).pathname)).toEqual(schema);
    await directory.refused("GET", "/api/v1/meta/schemas/user/oscnone", { status: 404, code: "E0000007" });
  });

  it("belongs to the one user type, to which users link", async () => {
    const [type] = await directory.ok<readonly { id: string; _links: { schema: { href: string } } }[]>(
      "GET",
      "/api/v1/meta/types/user",
    );
    expect(type).toMatchObject({ name: "user", default: true });
    expect(await directory.ok("GET", "/api/v1/meta/types/user/default")).toEqual(type);
    const user = await directory.ok<{ type: unknown; _links: Record<string, { href: string }> }>(
      "GET",
      `/api/v1/users/${await addPerson(directory)}`,
    );
    expect(user.type).toEqual({ id: type?.id });
    expect(user._links["schema"]?.href).toBe(type?._links.schema.href);
    expect(await directory.ok("GET", new URL(user._links["type"]?.href ?? "").pathname)).toEqual(type);
    await directory.refused("GET", "/api/v1/meta/types/user/otynone", { status: 404, code: "E0000007" });
  });
});

describe("custom attributes", () => {
  it.each([
    ["aText", { type: "string", minLength: 2, maxLength: 4 }, "abc", "a", "Must be between 2 and 4 characters long"],
    ["aText2", { type: "string" }, "abc", 7, "Must be a string, not a number"],
    ["aNumber", { type: "number", minimum: 1.5, maximum: 9 }, 2.5, 1, "Must be at least 1.5"],
    ["aNumber2", { type: "number" }, 2.5, "2.5", "Must be a number, not a string"],
    ["anInteger", { type: "integer", maximum: 10 }, 10, 11, "Must be at most 10"],
    ["anInteger2", { type: "integer" }, -3, 1.5, "Must be a whole number of 32 bits, not a number"],
    [
      "anInteger3",
      { type: "integer" },
      2_147_483_647,
      2_147_483_648,
      "Must be a whole number of 32 bits, not a number",
    ],
    ["aBoolean", { type: "boolean" }, false, "false", "Must be true or false, not a string"],
    ["aList", { type: "array", items: { type: "string" } }, ["a", "b"], "a", "Must be an array, not a string"],
    [
      "aList2",
      { type: "array", items: { type: "integer" } },
      [1, 2],
      [1, 2.5],
      "Value 2: Must be a whole number of 32 bits, not a number",
    ],
    [
      "aList3",
      { type: "array", items: { type: "string", enum: ["x", "y"] } },
      ["y"],
      ["z"],
      "Value 1: Must be one of: x, y",
    ],
    ["aChoice", { type: "string", enum: ["S", "M"] }, "M", "L", "Must be one of: S, M"],
    [
      "aChoice2",
      {
        type: "integer",
        oneOf: [
          { const: 1, title: "One" },
          { const: 2, title: "Two" },
        ],
      },
      2,
      3,
      "Must be one of: 1, 2",
    ],
    ["aMail", { type: "string", format: "email" }, "a@b.example", "ab", "Does not match required pattern"],
    [
      "aDate",
      { type: "string", format: "date-time" },
      "2026-03-02T09:15:04Z",
      "2026-03-02",
      "Must be a date with time",
    ],
    ["aLink", { type: "string", format: "uri" }, "https://a.example", "nowhere", "Must be a URL"],
  ])("%s: %j takes %j and refuses %j", async (name, definition, good, bad, message) => {
    const schema = await define({ [name]: { title: name, ...definition } });
    expect(schema.definitions.custom.properties[name]).toMatchObject(definition);
    const id = await addPerson(directory, { profile: { [name]: good } });
    expect((await profileOf(id))[name]).toEqual(good);
    expect(await causesOf({ [name]: bad })).toEqual([expect.stringMatching(`^${name}: ${message}`)]);
    await directory.ok("POST", `/api/v1/users/${id}`, { profile: { [name]: null } });
    expect(await profileOf(id)).not.toHaveProperty(name);
  });

  it("one cause per fault, of the values as of the definitions", async () => {
    await define({ shoeSize: { title: "Shoe size", type: "integer" }, isRemote: { title: "Remote", type: "boolean" } });
    expect(await causesOf({ shoeSize: "44", isRemote: "yes", title: 7 })).toEqual([
      "shoeSize: Must be a whole number of 32 bits, not a string",
      "isRemote: Must be true or false, not a string",
      "title: Must be a string, not a number",
    ]);
    expect(
      await refusedTo(
        custom({
          noTitle: { type: "string" },
          wrongRules: { title: "x", type: "string", minimum: 1, items: { type: "string" } },
          noItems: { title: "x", type: "array" },
          wrongDefault: { title: "x", type: "integer", default: "many" },
        }),
      ),
    ).toEqual([
      "noTitle.title: The field cannot be left blank",
      "wrongRules.items: Only an array has items, not a string",
      "wrongRules.minimum: Only a number or integer has one, not a string",
      "noItems.items: An array needs the type of its items",
      "wrongDefault.default: Must be a whole number of 32 bits, not a string",
    ]);
  });

  it.each([
    ["a name with a blank", { "bad name": { title: "x", type: "string" } }, "bad name: A name begins with a letter"],
    ["a prototype's name", { constructor: { title: "x", type: "string" } }, "constructor: The name is reserved"],
    [
      "a base name in another case",
      { FirstName: { title: "x", type: "string" } },
      "FirstName: The name differs from the attribute firstName by letter case only",
    ],
    [
      "two names by case",
      { twin: { title: "x", type: "string" }, Twin: { title: "x", type: "string" } },
      "twin: The name differs from the attribute Twin",
    ],
    [
      "a pattern",
      { patterned: { title: "x", type: "string", pattern: "a+" } },
      "patterned.pattern: Only the login can have a pattern",
    ],
    [
      "limits the wrong way round",
      { limits: { title: "x", type: "string", minLength: 5, maxLength: 4 } },
      "limits.minLength: Must not be larger than maxLength",
    ],
    [
      "titles for other choices",
      { titled: { title: "x", type: "string", enum: ["a"], oneOf: [{ const: "b", title: "B" }] } },
      "titled.oneOf: Must have the values of enum in the same order",
    ],
    [
      "a choice of another type",
      { choice: { title: "x", type: "string", enum: [1] } },
      "choice.enum: 1 is not of type string",
    ],
    [
      "a unique list",
      { uniqueList: { title: "x", type: "array", items: { type: "string" }, unique: true } },
      "uniqueList.unique: Values of type array cannot be unique",
    ],
    ["an unknown attribute's removal", { nobody: null }, "nobody: There is no custom attribute of this name"],
    ["an unknown type", { typed: { title: "x", type: "date" } }, "definitions.custom.properties.typed.type: "],
    [
      "a hashed format",
      { secret: { title: "x", type: "string", format: "hashed" } },
      "definitions.custom.properties.secret.format: Must be one of",
    ],
  ])("refuses %s", async (_case, properties, cause) => {
    const causes = await refusedTo(custom(properties));
    expect(
      causes.some((text) => text.startsWith(cause)),
      causes.join("\n"),
    ).toBe(true);
  });

  it("a partial update leaves what is not named; the type is fixed", async () => {
    await define({
      partly: { title: "Old", type: "string", maxLength: 5, description: "d" },
      other: { title: "O", type: "string" },
    });
    const schema = await define({ partly: { title: "New", maxLength: 7 } });
    expect(schema.definitions.custom.properties["partly"]).toMatchObject({
      title: "New",
      type: "string",
      maxLength: 7,
      description: "d",
    });
    expect(schema.definitions.custom.properties).toHaveProperty("other");
    expect(await refusedTo(custom({ partly: { type: "integer" } }))).toEqual([
      "partly.type: Cannot be changed from string",
    ]);
  });

  it("permissions, master and scope are kept", async () => {
    const definition = {
      permissions: [{ principal: "SELF", action: "HIDE" }],
      master: { type: "OVERRIDE", priority: [{ type: "APP", value: "0oa1" }] },
      scope: "SELF",
      mutability: "READ_WRITE",
    };
    const schema = await define({ kept: { title: "Kept", type: "string", ...definition } });
    expect(schema.definitions.custom.properties["kept"]).toMatchObject(definition);
  });

  it("a required one must be given, a default is given to new people only", async () => {
    const id = await addPerson(directory);
    const schema = await define({
      mustHave: { title: "Must", type: "string", required: true },
      byDefault: { title: "Default", type: "integer", default: 7 },
    });
    expect(schema.definitions.custom.required).toContain("mustHave");
    expect(await causesOf({})).toEqual(["mustHave: The field cannot be left blank"]);
    const added = await addPerson(directory, { profile: { mustHave: "x" } });
    expect(await profileOf(added)).toMatchObject({ mustHave: "x", byDefault: 7 });
    await directory.ok("POST", `/api/v1/users/${id}`, { profile: { mustHave: "y" } });
    expect(await profileOf(id)).not.toHaveProperty("byDefault");
    await define({ mustHave: null, byDefault: null });
  });

  it("null removes an attribute and everybody's values", async () => {
    await define({ passing: { title: "Passing", type: "string" } });
    const id = await addPerson(directory, { profile: { passing: "here" } });
    const etag = (await directory.call("GET", `/api/v1/users/${id}`)).headers.get("etag");
    const schema = await define({ passing: null });
    expect(schema.definitions.custom.properties).not.toHaveProperty("passing");
    expect(await profileOf(id)).not.toHaveProperty("passing");
    expect((await directory.call("GET", `/api/v1/users/${id}`)).headers.get("etag")).not.toBe(etag);
    expect(await causesOf({ passing: "x" })).toEqual(["passing: Property name 'passing' is not a profile attribute"]);
  });

  it("an attribute that an app uses is not removed", async () => {
    await define({ mapped: { title: "Mapped", type: "string" }, named: { title: "Named", type: "string" } });
    const appId = await addApp(directory, "Uses attributes");
    const item = { attribute: "title", expression: 'user.mapped + "x"', pushStatus: "PUSH" };
    await directory.ok("PUT", `/api/lockstep/v1/apps/${appId}/mappings`, { items: [item] });
    expect(await refusedTo(custom({ mapped: null }))).toEqual([
      "mapped: Used by the mapping of title in the app Uses attributes; remove it there first",
    ]);
    await directory.ok("PUT", `/api/lockstep/v1/apps/${appId}/mappings`, { items: [] });
    await define({ mapped: null });
    await directory.refused("PUT", `/api/lockstep/v1/apps/${appId}/mappings`, {
      ...validation,
      body: { items: [item] },
    });
  });

  it("a mapping may read one, with its type", async () => {
    await define({
      level: { title: "Level", type: "integer" },
      skills: { title: "Skills", type: "array", items: { type: "string" } },
    });
    const appId = await addApp(directory, "Reads attributes");
    const personId = await addPerson(directory, { profile: { level: 4, skills: ["a", "b"] } });
    const valueGiven = async (expression: string) =>
      (
        await directory.ok<{ value: unknown }>("POST", `/api/lockstep/v1/apps/${appId}/mappings/preview`, {
          expression,
          personId,
        })
      ).value;
    expect(await valueGiven("user.level > 3")).toBe(true);
    expect(await valueGiven("user.skills")).toEqual(["a", "b"]);
    expect(await valueGiven('Arrays.contains(user.skills, "b")')).toBe(true);
  });
});

describe("unique attributes", () => {
  const taken = "badge: An object with this field already exists in the current organization";

  it("are refused to a second person in any letter case, on create, update and replace; nulls do not count", async () => {
    const schema = await define({ badge: { title: "Badge", type: "string", unique: true } });
    expect(schema.definitions.custom.properties["badge"]).toMatchObject({ unique: "UNIQUE_VALIDATED" });
    const first = await addPerson(directory, { profile: { badge: "A-1" } });
    const second = await addPerson(directory);
    expect(await causesOf({ badge: "a-1" })).toEqual([taken]);
    const body = { profile: { badge: "A-1" } };
    expect(await directory.refused("POST", `/api/v1/users/${second}`, { ...validation, body })).toEqual([taken]);
    await directory.ok("POST", `/api/v1/users/${first}`, { profile: { badge: "B-2" } });
    await directory.ok("POST", `/api/v1/users/${second}`, body);
    await directory.ok("POST", `/api/v1/users/${second}`, { profile: { badge: "a-1" } });
  });

  it("one of many who ask at the same moment gets the value", async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        directory.call("POST", "/api/v1/users", { profile: newProfile({ badge: "race" }) }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400]);
  });

  it("a deleted person's value is free again", async () => {
    const id = await addPerson(directory, { profile: { badge: "gone" } });
    await directory.ok("DELETE", `/api/v1/users/${id}`);
    await directory.ok("DELETE", `/api/v1/users/${id}`);
    expect(await causesOf({ badge: "gone" })).toEqual([]);
  });

  it("uniqueness is not begun where people share a value, and ends when it is switched off", async () => {
    await define({ shared: { title: "Shared", type: "integer" } });
    const ids = [
      await addPerson(directory, { profile: { shared: 5 } }),
      await addPerson(directory, { profile: { shared: 5 } }),
    ];
    expect(await refusedTo(custom({ shared: { unique: true } }))).toEqual([
      'shared.unique: Several people share one value, such as "5": make them different first',
    ]);
    await directory.ok("POST", `/api/v1/users/${ids[0]}`, { profile: { shared: 6 } });
    await define({ shared: { unique: true } });
    expect(await causesOf({ shared: 6 })).toHaveLength(1);
    await define({ shared: { unique: false } });
    expect(await causesOf({ shared: 6 })).toEqual([]);
  });

  it("there are at most five", async () => {
    const more = Object.fromEntries(
      [1, 2, 3, 4, 5].map((n) => [`unique${n}`, { title: "x", type: "string", unique: true }]),
    );
    expect(await refusedTo(custom(more))).toEqual(["custom: At most 5 attributes can be unique"]);
  });
});

describe("base attributes", () => {
  it("first and last name need not be required, the login may have a pattern, and nothing else changes", async () => {
    await directory.ok("POST", PATH, base({ lastName: { required: false }, login: { pattern: "[-a-z0-9]+" } }));
    const { id } = await directory.ok<{ id: string }>("POST", "/api/v1/users", {
      profile: { login: "plain-login", email: "p@corp.example", firstName: "P" },
    });
    expect(await profileOf(id)).toMatchObject({ login: "plain-login" });
    expect(await causesOf({ login: "with@sign.example" })).toEqual([
      "login: Does not match required pattern [-a-z0-9]+",
    ]);
    await directory.ok("POST", PATH, base({ login: { pattern: ".+" } }));
    expect(await causesOf({ login: "x" })).toEqual([]);
    await directory.ok("POST", PATH, base({ login: { pattern: null }, lastName: { required: true } }));
    expect(await causesOf({ login: "another" })).toEqual(["login: Username must be in the form of an email address"]);
  });

  it("what was read can be sent back whole", async () => {
    const schema = await directory.ok<Schema>("GET", PATH);
    const again = await directory.ok<Schema>("POST", PATH, schema);
    expect(again.definitions).toEqual(schema.definitions);
  });

  it.each([
    [{ title: { required: true } }, "title.required: Can be changed on firstName and lastName only"],
    [{ city: { maxLength: 7 } }, "city.maxLength: Cannot be changed on a base attribute"],
    [{ city: null }, "city: A base attribute cannot be removed"],
    [{ cities: { title: "x" } }, "cities: There is no base attribute of this name"],
    [{ login: { pattern: "(a+)+" } }, 'login.pattern: Must be ".+" for anything'],
    [{ email: { pattern: ".+" } }, "email.pattern: Only the login can have a pattern"],
  ])("refuses %j", async (properties, cause) => {
    expect(await refusedTo(base(properties))).toEqual([expect.stringContaining(cause)]);
  });
});

describe("search by custom attributes", () => {
  it("compares numbers as numbers, truth values, and any element of a list", async () => {
    await define({
      rank: { title: "Rank", type: "number" },
      isAway: { title: "Away", type: "boolean" },
      tags: { title: "Tags", type: "array", items: { type: "string" } },
      years: { title: "Years", type: "array", items: { type: "integer" } },
    });
    const nine = await addPerson(directory, {
      profile: { rank: 9, isAway: true, tags: ["Red", "blue"], years: [9, 2024] },
    });
    const ten = await addPerson(directory, { profile: { rank: 10, isAway: false, tags: ["green"], years: [2025] } });
    expect(await idsBy("profile.rank eq 9")).toEqual([nine]);
    expect(await idsBy("profile.rank gt 9.5")).toEqual([ten]);
    expect(await idsBy('profile.rank le "9"')).toEqual([nine]);
    expect(await idsBy("profile.isAway eq true")).toEqual([nine]);
    expect(await idsBy('profile.isAway eq "false"')).toEqual([ten]);
    expect(await idsBy('profile.tags eq "red"')).toEqual([nine]);
    expect(await idsBy('profile.tags sw "gr"')).toEqual([ten]);
    expect(await idsBy("profile.years gt 2024")).toEqual([ten]);
    expect(await idsBy("profile.years pr")).toEqual([nine, ten]);
    expect(await idsBy("profile.rank pr", "&sortBy=profile.rank&sortOrder=desc")).toEqual([ten, nine]);
    expect(await idsBy("profile.rank pr", "&sortBy=profile.rank")).toEqual([nine, ten]);
    const page = await directory.call(
      "GET",
      `/api/v1/users?search=${encodeURIComponent("profile.rank pr")}&sortBy=profile.rank&limit=1`,
    );
    const next = /<http:\/\/directory\.test([^>]+)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1] ?? "";
    expect((await directory.ok<readonly { id: string }[]>("GET", next)).map(({ id }) => id)).toEqual([ten]);
  });

  it.each([
    ['profile.rank eq "many"', "E0000037"],
    ["profile.rank sw 1", "E0000031"],
    ["profile.isAway gt true", "E0000031"],
    ['profile.isAway eq "maybe"', "E0000037"],
    ['profile.nothing eq "x"', "E0000031"],
  ])("refuses %s", async (search, code) => {
    await directory.refused("GET", `/api/v1/users?search=${encodeURIComponent(search)}`, { status: 400, code });
  });
});

describe("CSV files", () => {
  const importFile = (raw: string) =>
    directory.call<{ created: number; errorCauses?: readonly { errorSummary: string }[] }>(
      "POST",
      "/api/lockstep/v1/people/import",
      undefined,
      { raw, headers: { "content-type": "text/csv" } },
    );

  it("have custom columns with their types, which the description of columns names", async () => {
    await define({
      desk: { title: "Desk", type: "integer" },
      onSite: { title: "On site", type: "boolean" },
      keys: { title: "Keys", type: "array", items: { type: "string" }, description: "Keys handed out" },
    });
    const { columns } = await directory.ok<{ columns: readonly unknown[] }>("GET", "/api/lockstep/v1/people/schema");
    expect(columns).toContainEqual({ name: "desk", required: false, type: "integer", description: "Desk" });
    expect(columns).toContainEqual({
      name: "keys",
      required: false,
      type: "string array",
      description: "Keys handed out",
    });
    const head = "login,email,firstName,lastName,desk,onSite,keys";
    const file = `${head}\ncustom@corp.example,c@corp.example,Cus,Tom,12,TRUE,front; back\n`;
    expect((await importFile(file)).body).toMatchObject({ created: 1 });
    const found = await directory.ok<{ id: string; profile: unknown }>("GET", "/api/v1/users/custom@corp.example");
    expect(found.profile).toMatchObject({ desk: 12, onSite: true, keys: ["front", "back"] });
    expect((await importFile(file)).body).toMatchObject({ created: 0, updated: 0, unchanged: 1 });
    await importFile(`${head}\ncustom@corp.example,c@corp.example,Cus,Tom,,,\n`);
    expect(await profileOf(found.id)).not.toHaveProperty("desk");
  });

  it("with wrong values are refused with row and column, and with values that others have", async () => {
    const head = "login,email,firstName,lastName,desk,badge";
    const wrong = await importFile(`${head}\nw@corp.example,w@corp.example,W,W,many,\n`);
    expect(wrong.body.errorCauses).toEqual([
      { errorSummary: "row 2, desk: Must be a whole number of 32 bits, not a string" },
    ]);
    const twice = `${head}\nx@corp.example,x@corp.example,X,X,1,same\ny@corp.example,y@corp.example,Y,Y,1,SAME\n`;
    expect((await importFile(twice)).body.errorCauses).toEqual([
      { errorSummary: expect.stringContaining("badge: An object with this field already exists") },
    ]);
    await directory.refused("GET", "/api/v1/users/x@corp.example", { status: 404, code: "E0000007" });
  });
});
