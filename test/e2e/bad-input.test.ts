/** Bad input over the public interfaces: a clear error each time, and nothing changed. */
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { basic, createApi, signIn } from "./support/api.ts";
import {
  addPerson,
  assign,
  type Company,
  PROVISIONING,
  saveConnection,
  scimAs,
  setToApp,
  startCompany,
  userWhen,
} from "./support/company.ts";

let company: Company;
const USER = "urn:ietf:params:scim:schemas:core:2.0:User";

beforeAll(async () => {
  company = await startCompany();
  await saveConnection(company);
  await setToApp(company, {});
});
afterAll(async () => {
  await company?.close();
});

const userCount = async () => (await company.scim.ok<{ totalResults: number }>("GET", "/Users?count=0")).totalResults;
const peopleCount = async () =>
  Number((await company.database.query("select count(*) as count from directory.person")).rows[0].count);

interface ScimFault {
  readonly status: string;
  readonly scimType?: string;
  readonly detail: string;
}

describe("SCIM", () => {
  const cases: readonly {
    name: string;
    method: string;
    path: string;
    body?: unknown;
    status: number;
    scimType?: string;
    detail: RegExp;
  }[] = [
    {
      name: "malformed JSON",
      method: "POST",
      path: "/Users",
      body: '{"userName": ',
      status: 400,
      scimType: "invalidSyntax",
      detail: /JSON/i,
    },
    {
      name: "a body that is no object",
      method: "POST",
      path: "/Users",
      body: "[1]",
      status: 400,
      scimType: "invalidSyntax",
      detail: /object/i,
    },
    {
      name: "a wrong type",
      method: "POST",
      path: "/Users",
      body: { schemas: [USER], userName: 7 },
      status: 400,
      scimType: "invalidValue",
      detail: /userName/,
    },
    {
      name: "a missing user name",
      method: "POST",
      path: "/Users",
      body: { schemas: [USER] },
      status: 400,
      scimType: "invalidValue",
      detail: /userName/,
    },
    {
      name: "a broken filter",
      method: "GET",
      path: "/Users?filter=userName%20eq%20%22a",
      status: 400,
      scimType: "invalidFilter",
      detail: /./,
    },
    {
      name: "an unknown operator",
      method: "GET",
      path: "/Users?filter=userName%20is%20%22a%22",
      status: 400,
      scimType: "invalidFilter",
      detail: /is/,
    },
    {
      name: "an unknown filter attribute",
      method: "GET",
      path: "/Users?filter=shoeSize%20eq%20%2244%22",
      status: 400,
      scimType: "invalidFilter",
      detail: /shoeSize/,
    },
    {
      name: "a page that is no number",
      method: "GET",
      path: "/Users?startIndex=first",
      status: 400,
      scimType: "invalidValue",
      detail: /startIndex/,
    },
    {
      name: "an unknown id",
      method: "GET",
      path: "/Users/00000000-0000-7000-8000-000000000000",
      status: 404,
      detail: /./,
    },
    { name: "an unknown endpoint", method: "GET", path: "/Nothing", status: 404, detail: /./ },
    {
      name: "an unknown PATCH operation",
      method: "PATCH",
      path: "/Users/ID",
      body: { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: [{ op: "move", path: "title" }] },
      status: 400,
      scimType: "invalidSyntax",
      detail: /move|op/,
    },
    {
      name: "a broken PATCH path",
      method: "PATCH",
      path: "/Users/ID",
      body: {
        schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        Operations: [{ op: "replace", path: "emails[", value: "x" }],
      },
      status: 400,
      scimType: "invalidPath",
      detail: /./,
    },
    {
      name: "a required attribute removed",
      method: "PATCH",
      path: "/Users/ID",
      body: {
        schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        Operations: [{ op: "remove", path: "userName" }],
      },
      status: 400,
      scimType: "mutability",
      detail: /userName/,
    },
  ];

  it.each(cases)("$name", async ({ method, path, body, status, scimType, detail }) => {
    const existing = await company.scim.ok<{ Resources: { id: string }[] }>("GET", "/Users?count=1");
    const target = path.replace("ID", existing.Resources[0]?.id ?? "");
    const before = [await userCount(), JSON.stringify(existing)];
    const answer = await company.scim.call<ScimFault>(method, target, body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/scim+json");
    expect(answer.body).toMatchObject({ status: String(status), ...(scimType === undefined ? {} : { scimType }) });
    expect(answer.body.detail).toMatch(detail);
    expect([await userCount(), JSON.stringify(await company.scim.ok("GET", "/Users?count=1"))]).toEqual(before);
  });

  it("a body over the limit of 1 MiB is 413 and names the limit", async () => {
    const before = await userCount();
    const answer = await company.scim.call<ScimFault>("POST", "/Users", {
      schemas: [USER],
      userName: "big@acme.example",
      title: "x".repeat(1_048_577),
    });
    expect(answer.status).toBe(413);
    expect(answer.body.detail).toMatch(/1048576|1 MiB/);
    expect(await userCount()).toBe(before);
  });

  it("a chunked body over the limit is refused as well", async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const url = new URL(company.owner.baseUrl);
      const upload = request(
        {
          host: url.hostname,
          port: url.port,
          method: "POST",
          path: "/SCIM/v2/Users",
          headers: {
            authorization: basic(PROVISIONING.email, PROVISIONING.password),
            "content-type": "application/scim+json",
          },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      upload.on("error", reject);
      for (let chunk = 0; chunk < 20; chunk += 1) upload.write("x".repeat(65_536));
      upload.end();
    });
    expect(status).toBe(413);
  });

  it("a duplicate user name in another letter case is 409 and creates nobody", async () => {
    const body = { schemas: [USER], userName: "twice@acme.example", active: true };
    await company.scim.ok("POST", "/Users", body);
    const before = await userCount();
    const answer = await company.scim.call<ScimFault>("POST", "/Users", { ...body, userName: "TWICE@Acme.Example" });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ status: "409", scimType: "uniqueness" });
    expect(answer.body.detail).toMatch(/userName/);
    expect(await userCount()).toBe(before);
  });

  it("no credential and a wrong one are 401 with a challenge and a SCIM body", async () => {
    for (const api of [
      createApi(`${company.owner.baseUrl}/SCIM/v2`, {}),
      scimAs(company.owner.baseUrl, PROVISIONING.email, "wrong"),
    ]) {
      const answer = await api.call<ScimFault>("GET", "/Users");
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toMatch(/Basic/);
      expect(answer.body.status).toBe("401");
    }
  });
});

describe("the service's console API", () => {
  it("signs out over a real connection: the session ends on the server", async () => {
    const first = await company.program.firstRun();
    const session = await signIn(first.service.baseUrl, "/api/session", first.service.owner);
    expect((await session.call("GET", "/api/me")).status).toBe(200);
    expect((await session.call("DELETE", "/api/session")).status).toBe(204);
    expect((await session.call("GET", "/api/me")).status).toBe(401);
  });

  it("a key that was made can be revoked, and works no more", async () => {
    const made = await company.owner.ok<{ id: string; key: string }>("POST", "/api/me/api-keys", {
      name: "Short-lived",
    });
    const scim = createApi(`${company.owner.baseUrl}/SCIM/v2`, { authorization: `Bearer ${made.key}` });
    expect((await scim.call("GET", "/Users?count=1")).status).toBe(200);
    expect((await company.owner.call("DELETE", `/api/me/api-keys/${made.id}`)).status).toBe(204);
    expect((await scim.call("GET", "/Users?count=1")).status).toBe(401);
  });

  it.each([
    { name: "malformed JSON", body: "{", status: 400, code: "invalidJson" },
    { name: "a character that cannot be stored", body: { name: "a\u0000b" }, status: 400, code: "invalidBody" },
    { name: "a wrong type", body: { name: 7 }, status: 400, code: "invalidField" },
    { name: "a body over the limit", body: { name: "x".repeat(70_000) }, status: 413, code: "tooLarge" },
  ])("$name is refused in the house shape", async ({ body, status, code }) => {
    const answer = await company.owner.call<{ error: { code: string } }>("POST", "/api/me/api-keys", body);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });
});

describe("the directory's API", () => {
  it("malformed JSON, wrong types and missing fields have Okta's error shape and change nothing", async () => {
    const before = await peopleCount();
    const malformed = await company.directory.call<{ errorCode: string }>("POST", "/api/v1/users", "{");
    expect([malformed.status, malformed.body.errorCode]).toEqual([400, "E0000003"]);
    for (const profile of [
      { login: 7 },
      { login: "no-mail@acme.example" },
      { login: "x@acme.example", email: "not an address", firstName: "A", lastName: "B" },
    ]) {
      const answer = await company.directory.call<{ errorCode: string; errorCauses: unknown[] }>(
        "POST",
        "/api/v1/users",
        { profile },
      );
      expect([answer.status, answer.body.errorCode]).toEqual([400, "E0000001"]);
      expect(answer.body.errorCauses.length).toBeGreaterThan(0);
    }
    expect(await peopleCount()).toBe(before);
  });

  it("a login that exists in another letter case is refused", async () => {
    const person = await addPerson(company, "Double");
    const answer = await company.directory.call<{ errorCauses: { errorSummary: string }[] }>("POST", "/api/v1/users", {
      profile: { login: person.login.toUpperCase(), email: person.email, firstName: "A", lastName: "B" },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errorCauses[0]?.errorSummary).toMatch(/login: An object with this field already exists/);
  });

  it("nothing is answered without a token", async () => {
    const anonymous = createApi(company.directory.baseUrl, {});
    for (const path of [
      "/api/v1/users",
      "/api/v1/groups",
      "/api/v1/apps",
      "/api/v1/logs",
      "/api/lockstep/v1/overview",
    ]) {
      expect([401, 403]).toContain((await anonymous.call("GET", path)).status);
    }
  });
});

describe("CSV of people", () => {
  const HEAD = "login,email,firstName,lastName,title\n";
  const send = async (content: string | Uint8Array) => {
    const response = await fetch(`${company.directory.baseUrl}/api/lockstep/v1/people/import`, {
      method: "POST",
      headers: { authorization: await token(), "content-type": "text/csv" },
      body: typeof content === "string" ? content : new Uint8Array(content),
    });
    return { status: response.status, text: await response.text() };
  };
  const token = async () => {
    const first = await company.program.firstRun();
    const console_ = await createApi(first.directory.baseUrl, { "x-lockstep": "1" }).call(
      "POST",
      "/api/lockstep/v1/session",
      first.directory.admin,
    );
    const cookie = console_.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    const made = await createApi(first.directory.baseUrl, { cookie, "x-lockstep": "1" }).ok<{ token: string }>(
      "POST",
      "/api/lockstep/v1/api-tokens",
      { name: "CSV" },
    );
    return `SSWS ${made.token}`;
  };

  it.each([
    { name: "missing columns", content: "login,firstName\na@acme.example,A\n", says: /email.*lastName|columns?/i },
    {
      name: "a wrong encoding",
      content: new Uint8Array([
        ...Buffer.from(`${HEAD}a@acme.example,a@acme.example,Ren`),
        0xe9,
        ...Buffer.from(",B,\n"),
      ]),
      says: /UTF-8/,
    },
    {
      name: "duplicate logins in another letter case",
      content: `${HEAD}dup@acme.example,dup@acme.example,A,B,\nDUP@acme.example,dup2@acme.example,C,D,\n`,
      says: /login.*(twice|duplicate|already)|row 2/i,
    },
    {
      name: "one bad row among good ones",
      content: `${HEAD}good@acme.example,good@acme.example,A,B,\nbad,not-an-address,C,D,\n`,
      says: /email|login/,
    },
  ])("$name: every fault is named by row, and nobody is created", async ({ content, says }) => {
    const before = await peopleCount();
    const answer = await send(content);
    expect(answer.status).toBe(400);
    expect(answer.text).toMatch(says);
    expect(await peopleCount()).toBe(before);
  });

  it("the same file twice changes nothing the second time", async () => {
    const content = `${HEAD}csv@acme.example,csv@acme.example,Csv,Person,Clerk\n`;
    expect(JSON.parse((await send(content)).text)).toMatchObject({ created: 1 });
    expect(JSON.parse((await send(content)).text)).toMatchObject({ created: 0, unchanged: 1 });
  });

  it("a person from the outside world is provisioned like any other", async () => {
    const person = await addPerson(company, "Zoë");
    await assign(company, person);
    expect((await userWhen(company, person)).name).toMatchObject({ givenName: "Zoë" });
  });
});
