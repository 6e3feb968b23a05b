import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addGroup, addPerson, newProfile, startTestDirectory, type TestDirectory } from "../testing/test-directory.ts";

let directory: TestDirectory;
beforeAll(async () => {
  directory = await startTestDirectory();
});
afterAll(() => directory.close());

interface User {
  readonly id: string;
  readonly status: string;
  readonly profile: Readonly<Record<string, string | null>>;
  readonly credentials: Readonly<Record<string, unknown>>;
  readonly activated: string | null;
}

const validation = { status: 400, code: "E0000001" };

describe("POST /api/v1/users", () => {
  it("creates a person with Okta's object, dates with milliseconds and no secret", async () => {
    const profile = newProfile({ title: "Clerk" });
    const user = await directory.ok<User & Record<string, unknown>>("POST", "/api/v1/users", { profile });
    expect(user).toMatchObject({
      status: "PROVISIONED",
      profile: { ...profile, mobilePhone: null, secondEmail: null },
      credentials: { provider: { type: "OKTA", name: "OKTA" } },
      lastLogin: null,
      passwordChanged: null,
      _links: { self: { href: `http://directory.test/api/v1/users/${user.id}` } },
    });
    expect(user.id).toMatch(/^00u[0-9A-Za-z]{17}$/);
    expect(user["created"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(
      await directory.rows(
        "select type from person_group g join group_member m on m.group_id = g.id where m.person_id = $1",
        [user.id],
      ),
    ).toEqual([{ type: "BUILT_IN" }]);
  });

  it.each([
    ["without a password and without activation", "?activate=false", undefined, "STAGED"],
    ["without a password", "", undefined, "PROVISIONED"],
    ["with a password and without activation", "?activate=false", "Strong-Secret-12", "STAGED"],
    ["with a password", "?activate=true", "Strong-Secret-12", "ACTIVE"],
    ["with a password that must be changed", "?nextLogin=changePassword", "Strong-Secret-12", "PASSWORD_EXPIRED"],
  ])("gives a person %s the right status", async (_case, query, password, status) => {
    const credentials = password === undefined ? {} : { credentials: { password: { value: password } } };
    const user = await directory.ok<User>("POST", `/api/v1/users${query}`, { profile: newProfile(), ...credentials });
    expect(user.status).toBe(status);
    expect(user.activated === null).toBe(status === "STAGED");
    expect(user.credentials["password"]).toEqual(password === undefined ? undefined : {});
  });

  it("puts the person into the groups that are named", async () => {
    const groupId = await addGroup(directory, "Named at creation");
    const id = await addPerson(directory, { groupIds: [groupId] });
    const groups = await directory.ok<readonly { id: string }[]>("GET", `/api/v1/users/${id}/groups`);
    expect(groups.map((group) => group.id)).toContain(groupId);
  });

  it.each([
    ["no profile", {}, "login: The field cannot be left blank"],
    [
      "a login that is no address",
      { profile: newProfile({ login: "plain-name" }) },
      "login: Username must be in the form of an email address",
    ],
    ["a bad e-mail", { profile: newProfile({ email: "no-address" }) }, "email: Does not match required pattern"],
    ["a number for a text", { profile: newProfile({ title: 7 }) }, "title: Must be a string, not a number"],
    [
      "an unknown attribute",
      { profile: newProfile({ shoeSize: "44" }) },
      "shoeSize: Property name 'shoeSize' is not a profile attribute",
    ],
    [
      "a prototype key",
      { profile: JSON.parse('{"__proto__":{"login":"a@b.cd"}}') },
      "login: The field cannot be left blank",
    ],
    [
      "a too long name",
      { profile: newProfile({ lastName: "x".repeat(51) }) },
      "lastName: Must be between 1 and 50 characters long",
    ],
    [
      "a NUL character",
      { profile: newProfile({ title: "a\u0000b" }) },
      "profile.title: Contains a character that cannot be stored",
    ],
    [
      "a bad country",
      { profile: newProfile({ countryCode: "Netherlands" }) },
      "countryCode: Must be at most 2 characters long",
    ],
    ["a bad time zone", { profile: newProfile({ timezone: "Mars/Base" }) }, "timezone: Must be an IANA time zone"],
    [
      "a weak password",
      { profile: newProfile(), credentials: { password: { value: "short" } } },
      "password: Password requirements were not met. Password requirements: at least 8 characters",
    ],
    [
      "a hash",
      { profile: newProfile(), credentials: { password: { hash: { algorithm: "MD5" } } } },
      "password: Only a clear value can be set",
    ],
    ["a profile that is a list", { profile: [] }, "profile: Invalid input"],
  ])("refuses %s and stores nothing", async (_case, body, cause) => {
    const before = await directory.rows("select count(*) from person");
    const causes = await directory.refused("POST", "/api/v1/users", { ...validation, body });
    expect(
      causes.some((text) => text.startsWith(cause)),
      causes.join("\n"),
    ).toBe(true);
    expect(await directory.rows("select count(*) from person")).toEqual(before);
  });

  it("refuses a login that another person has in another letter case", async () => {
    const profile = newProfile({ login: "Jane.Doe@corp.example" });
    await directory.ok("POST", "/api/v1/users", { profile });
    const causes = await directory.refused("POST", "/api/v1/users", {
      ...validation,
      body: { profile: newProfile({ login: "JANE.DOE@CORP.EXAMPLE" }) },
    });
    expect(causes).toEqual(["login: An object with this field already exists in the current organization"]);
  });

  it("refuses an unknown group, a built-in one counts as given", async () => {
    await directory.refused("POST", "/api/v1/users", {
      status: 404,
      code: "E0000007",
      body: { profile: newProfile(), groupIds: ["00gnone"] },
    });
    await addPerson(directory, { groupIds: ["00gEveryone000000000"] });
    const tooMany = Array.from({ length: 21 }, (_, index) => `00g${index}`);
    await directory.refused("POST", "/api/v1/users", {
      status: 400,
      code: "E0000093",
      body: { profile: newProfile(), groupIds: tooMany },
    });
  });
});

describe("GET /api/v1/users/{id}", () => {
  it("finds a person by id, by login in any letter case, and by the part before the @ when only one has it", async () => {
    const id = await addPerson(directory, { profile: { login: "unique.name@corp.example" } });
    for (const reference of [id, "unique.name@corp.example", "UNIQUE.name%40corp.example", "unique.name"]) {
      expect((await directory.ok<User>("GET", `/api/v1/users/${reference}`)).id).toBe(id);
    }
    await addPerson(directory, { profile: { login: "unique.name@elsewhere.example" } });
    await directory.refused("GET", "/api/v1/users/unique.name", { status: 404, code: "E0000007" });
  });

  it("names what was not found", async () => {
    const answer = await directory.call<{ errorSummary: string }>("GET", "/api/v1/users/00unobody");
    expect(answer.status).toBe(404);
    expect(answer.body.errorSummary).toBe("Not found: Resource not found: 00unobody (User)");
    expect(answer.headers.get("x-okta-request-id")).toMatch(/^req[0-9A-Za-z]{17}$/);
  });
});

describe("POST and PUT /api/v1/users/{id}", () => {
  it("POST changes only what is given; null clears; a repeated change marks and logs nothing", async () => {
    const id = await addPerson(directory, { profile: { title: "Clerk", city: "Utrecht" } });
    const user = await directory.ok<User>("POST", `/api/v1/users/${id}`, {
      profile: { title: "Director", city: null },
    });
    expect(user.profile).toMatchObject({ title: "Director" });
    expect(user.profile).not.toHaveProperty("city");
    const logged = async () =>
      (await directory.rows("select 1 from system_log where event_type = 'user.account.update_profile'")).length;
    const before = await logged();
    await directory.ok("POST", `/api/v1/users/${id}`, { profile: { title: "Director" } });
    expect(await logged()).toBe(before);
  });

  it("PUT clears what is left out and needs the required attributes", async () => {
    const profile = newProfile({ title: "Clerk" });
    const { id } = await directory.ok<User>("POST", "/api/v1/users", { profile });
    const { title: _title, ...rest } = profile;
    expect((await directory.ok<User>("PUT", `/api/v1/users/${id}`, { profile: rest })).profile).not.toHaveProperty(
      "title",
    );
    const causes = await directory.refused("PUT", `/api/v1/users/${id}`, {
      ...validation,
      body: { profile: { title: "x" } },
    });
    expect(causes).toContain("email: The field cannot be left blank");
    await directory.refused("PUT", `/api/v1/users/${id}`, { ...validation, body: {} });
  });

  it("honours If-Match", async () => {
    const id = await addPerson(directory);
    const etag = (await directory.call("GET", `/api/v1/users/${id}`)).headers.get("etag") ?? "";
    const change = (title: string, tag: string) =>
      directory.call("POST", `/api/v1/users/${id}`, { profile: { title } }, { headers: { "if-match": tag } });
    expect((await change("One", etag)).status).toBe(200);
    const stale = await change("Two", etag);
    expect([stale.status, stale.body["errorCode"]]).toEqual([412, "E0000231"]);
    const malformed = await change("Two", "nonsense");
    expect([malformed.status, malformed.body["errorCode"]]).toEqual([400, "E0000242"]);
  });

  it("does not change a deactivated person", async () => {
    const id = await addPerson(directory);
    await directory.ok("POST", `/api/v1/users/${id}/lifecycle/deactivate`);
    await directory.refused("POST", `/api/v1/users/${id}`, {
      status: 403,
      code: "E0000038",
      body: { profile: { title: "x" } },
    });
  });

  it("keeps the password policy: parts of the login are refused", async () => {
    const id = await addPerson(directory, { profile: { login: "wolfgang@corp.example" } });
    const body = { credentials: { password: { value: "Wolfgang-2026" } } };
    expect(await directory.refused("POST", `/api/v1/users/${id}`, { ...validation, body })).toEqual([
      expect.stringContaining("no parts of your username"),
    ]);
  });
});

describe("lifecycle", () => {
  const move = (id: string, operation: string) => directory.call("POST", `/api/v1/users/${id}/lifecycle/${operation}`);
  const statusOf = async (id: string) => (await directory.ok<User>("GET", `/api/v1/users/${id}`)).status;

  it("moves a person through suspend, unsuspend, deactivate, activate and delete", async () => {
    const id = await addPerson(directory, { credentials: { password: { value: "Strong-Secret-12" } } });
    for (const [operation, status] of [
      ["suspend", "SUSPENDED"],
      ["unsuspend", "ACTIVE"],
      ["deactivate", "DEPROVISIONED"],
      ["activate", "PROVISIONED"],
    ] as const) {
      const answer = await move(id, operation);
      expect([answer.status, answer.body]).toEqual([200, {}]);
      expect(await statusOf(id)).toBe(status);
    }
    expect((await directory.call("DELETE", `/api/v1/users/${id}`)).status).toBe(204);
    expect(await statusOf(id)).toBe("DEPROVISIONED");
    expect((await directory.call("DELETE", `/api/v1/users/${id}`)).status).toBe(204);
    await directory.refused("GET", `/api/v1/users/${id}`, { status: 404, code: "E0000007" });
  });

  it.each([
    ["suspend", "?activate=false", 400, "E0000001", "Cannot suspend a user that is not active"],
    ["unsuspend", "", 400, "E0000001", "Cannot unsuspend a user that is not suspended"],
    ["unlock", "", 403, "E0000032", "Only a locked person can be unlocked."],
    ["expire_password", "", 403, "E0000038", "Only an active person's password can expire."],
    [
      "reactivate",
      "?activate=false",
      403,
      "E0000038",
      "Only a person who has not chosen a password yet can be reactivated.",
    ],
    [
      "reset_password?sendEmail=false",
      "?activate=false",
      403,
      "E0000017",
      "The person's status does not allow a password reset.",
    ],
  ])("refuses %s from the wrong status", async (operation, query, status, code, cause) => {
    const id = await addPerson(directory, {}, query);
    expect(await directory.refused("POST", `/api/v1/users/${id}/lifecycle/${operation}`, { status, code })).toEqual([
      cause,
    ]);
  });

  it("refuses to activate who is active, and an unknown move", async () => {
    const id = await addPerson(directory, { credentials: { password: { value: "Strong-Secret-12" } } });
    await directory.refused("POST", `/api/v1/users/${id}/lifecycle/activate`, { status: 403, code: "E0000016" });
    await directory.refused("POST", `/api/v1/users/${id}/lifecycle/fly`, { status: 404, code: "E0000008" });
    await directory.refused("POST", `/api/v1/users/${id}/lifecycle/reset_password`, { status: 400, code: "E0000028" });
  });

  it("reset_password asks for a new password, which ends it", async () => {
    const id = await addPerson(directory, { credentials: { password: { value: "Strong-Secret-12" } } });
    await move(id, "reset_password?sendEmail=false");
    expect(await statusOf(id)).toBe("RECOVERY");
    await directory.ok("POST", `/api/v1/users/${id}`, { credentials: { password: { value: "Other-Secret-12" } } });
    expect(await statusOf(id)).toBe("ACTIVE");
  });

  it("change_password needs the old password and a strong new one", async () => {
    const id = await addPerson(directory, { credentials: { password: { value: "Strong-Secret-12" } } });
    const path = `/api/v1/users/${id}/credentials/change_password`;
    const body = (oldPassword: string, newPassword: string) => ({
      oldPassword: { value: oldPassword },
      newPassword: { value: newPassword },
    });
    expect(
      await directory.refused("POST", path, { status: 403, code: "E0000014", body: body("wrong", "Other-Secret-12") }),
    ).toEqual(["oldPassword: The credentials provided were incorrect."]);
    await directory.refused("POST", path, { status: 403, code: "E0000014", body: body("Strong-Secret-12", "weak") });
    expect(await directory.ok("POST", path, body("Strong-Secret-12", "Other-Secret-12"))).toMatchObject({
      password: {},
    });
    await directory.refused("POST", path, {
      status: 403,
      code: "E0000014",
      body: body("Strong-Secret-12", "Third-Secret-12"),
    });
    const without = await addPerson(directory);
    await directory.refused("POST", `/api/v1/users/${without}/credentials/change_password`, {
      status: 403,
      code: "E0000035",
      body: body("a", "b"),
    });
  });
});

describe("GET /api/v1/users", () => {
  const ids = async (query: string) =>
    (await directory.ok<readonly User[]>("GET", `/api/v1/users?${query}`)).map((user) => user.id);
  const encode = encodeURIComponent;

  it("pages with Link headers that repeat the query, and every person comes once", async () => {
    for (let index = 0; index < 5; index += 1) await addPerson(directory, { profile: { department: "Paging" } });
    const seen: string[] = [];
    let path: string | undefined = `/api/v1/users?search=${encode('profile.department eq "paging"')}&limit=2`;
    let pages = 0;
    while (path !== undefined) {
      const answer: Awaited<ReturnType<typeof directory.call<readonly User[]>>> = await directory.call<readonly User[]>(
        "GET",
        path,
      );
      seen.push(...answer.body.map((user) => user.id));
      const link = answer.headers.get("link") ?? "";
      expect(link).toContain('rel="self"');
      const next = /<http:\/\/directory\.test([^>]+)>; rel="next"/.exec(link)?.[1];
      expect(next === undefined || (next.includes("search=") && next.includes("limit=2"))).toBe(true);
      path = next;
      pages += 1;
    }
    expect([pages, seen.length, new Set(seen).size]).toEqual([3, 5, 5]);
  });

  it.each([
    ["limit=0", "E0000029"],
    ["limit=many", "E0000029"],
    ["after=altered", "E0000029"],
    [`after=${Buffer.from('["x","y"]').toString("base64url")}`, "E0000029"],
    [`search=${encode('profile.shoeSize eq "44"')}`, "E0000031"],
    [`search=${encode('profile.login eq "unclosed')}`, "E0000031"],
    [`search=${encode('profile.login like "x"')}`, "E0000031"],
    [`search=${encode("(".repeat(60))}`, "E0000031"],
    [`search=${encode('created gt "yesterday"')}`, "E0000030"],
    [`search=${encode("profile.login eq 7")}`, "E0000037"],
    [`search=${encode("status pr")}&filter=${encode("status pr")}`, "E0000033"],
    [`search=${encode("status pr")}&sortBy=shoeSize`, "E0000031"],
  ])("refuses %s", async (query, code) => {
    await directory.refused("GET", `/api/v1/users?${query}`, { status: 400, code });
  });

  it("leaves deactivated people out of plain lists and q, and finds them by search and filter", async () => {
    const id = await addPerson(directory, { profile: { firstName: "Zacharias", login: "gone@corp.example" } });
    await directory.ok("POST", `/api/v1/users/${id}/lifecycle/deactivate`);
    expect(await ids("limit=200")).not.toContain(id);
    expect(await ids("q=zachar")).not.toContain(id);
    expect(await ids(`search=${encode('profile.login eq "GONE@corp.example"')}`)).toEqual([id]);
    expect(await ids(`filter=${encode('profile.login eq "gone@corp.example"')}`)).toEqual([id]);
    expect(await ids(`filter=${encode('profile.login eq "GONE@corp.example"')}`)).toEqual([]);
  });

  it("understands comparisons, and, or, not and parentheses", async () => {
    const a = await addPerson(directory, { profile: { lastName: "Aa", costCenter: "Q1", title: 'The "boss"' } });
    const b = await addPerson(directory, { profile: { lastName: "Bb", costCenter: "Q1" } });
    const search = (text: string) => ids(`search=${encode(text)}`);
    const inQ1 = 'profile.costCenter eq "q1"';
    expect(await search(inQ1)).toEqual([a, b]);
    expect(await search(`${inQ1} and profile.title pr`)).toEqual([a]);
    expect(await search(`${inQ1} and not (profile.title pr)`)).toEqual([b]);
    expect(await search(`${inQ1} and (profile.lastName eq "bb" or profile.lastName sw "zz")`)).toEqual([b]);
    expect(await search(`${inQ1} and profile.lastName gt "aa"`)).toEqual([b]);
    expect(await search('profile.title eq "The \\"boss\\""')).toEqual([a]);
    expect(await search(`${inQ1} and profile.title ne "x"`)).toEqual([a, b]);
    expect(await search(`${inQ1} and created le "2000-01-01T00:00:00.000Z"`)).toEqual([]);
    expect(await search(`${inQ1} AND status EQ"PROVISIONED"`)).toEqual([a, b]);
    expect(await ids(`search=${encode(inQ1)}&sortBy=profile.lastName&sortOrder=desc`)).toEqual([b, a]);
  });

  it("sorted pages meet without gap", async () => {
    for (const lastName of ["Delta", "alpha", "Charlie", "bravo"])
      await addPerson(directory, { profile: { lastName, userType: "sorted" } });
    const first = await directory.call<readonly User[]>(
      "GET",
      `/api/v1/users?search=${encode('profile.userType eq "sorted"')}&sortBy=profile.lastName&limit=2`,
    );
    const next = /<http:\/\/directory\.test([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
    const second = await directory.ok<readonly User[]>("GET", next);
    expect([...first.body, ...second].map((user) => user.profile["lastName"])).toEqual([
      "alpha",
      "bravo",
      "Charlie",
      "Delta",
    ]);
  });

  it("q finds prefixes of names and e-mail", async () => {
    const id = await addPerson(directory, { profile: { firstName: "Xenophon", lastName: "Quill" } });
    expect(await ids("q=xeno")).toEqual([id]);
    expect(await ids("q=Xenophon%20qu")).toEqual([id]);
    expect(await ids("q=nophon")).toEqual([]);
  });
});
