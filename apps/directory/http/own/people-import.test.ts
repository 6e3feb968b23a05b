import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CsvReport } from "../../contract.ts";
import { addApp, appUsersOf, startTestDirectory, type TestDirectory } from "../testing/test-directory.ts";

let directory: TestDirectory;
beforeAll(async () => {
  directory = await startTestDirectory();
});
afterAll(() => directory.close());

const HEADER = "login,email,firstName,lastName";
const row = (name: string, rest = "") => `${name}@corp.example,${name}@mail.example,${name},Tester${rest}`;
const PATH = "/api/lockstep/v1/people/import";

const send = (raw: string | Uint8Array, query = "", headers: Readonly<Record<string, string>> = {}) =>
  directory.call<CsvReport & { report?: CsvReport; errorCode?: string }>("POST", `${PATH}${query}`, undefined, {
    raw,
    headers: { "content-type": "text/csv", ...headers },
  });
const peopleCount = async () =>
  Number((await directory.rows<{ count: string }>("select count(*) from person"))[0]?.count);

/** The errors of a file that is refused; asserts that nothing was stored. */
async function errorsOf(raw: string | Uint8Array) {
  const before = await peopleCount();
  const answer = await send(raw);
  expect([answer.status, answer.body.errorCode], answer.text).toEqual([400, "E0000001"]);
  expect(await peopleCount()).toBe(before);
  return answer.body.report?.errors ?? [];
}

describe("import of people", () => {
  it("creates people, groups and memberships; the same file again changes nothing", async () => {
    const file = [
      `${HEADER},title,groups,manager,password`,
      row("alice", ",Boss,Chiefs;All hands,,Strong-Secret-12"),
      row("bob", ',"Clerk, junior",all HANDS;,ALICE@corp.example,'),
      "",
    ].join("\r\n");
    const first = await send(file);
    expect(first.body).toEqual({ rows: 2, created: 2, updated: 0, unchanged: 0, errors: [], dryRun: false });
    const bob = await directory.ok<{ status: string; profile: Record<string, string> }>(
      "GET",
      "/api/v1/users/bob@corp.example",
    );
    const alice = await directory.ok<{ id: string; status: string }>("GET", "/api/v1/users/alice@corp.example");
    expect(bob).toMatchObject({
      status: "PROVISIONED",
      profile: { title: "Clerk, junior", manager: "alice Tester", managerId: alice.id },
    });
    expect(alice.status).toBe("ACTIVE");
    const groups = await directory.rows(
      "select g.name, count(*)::int as members from person_group g join group_member m on m.group_id = g.id where g.type = 'OKTA_GROUP' group by 1 order by 1",
    );
    expect(groups).toEqual([
      { name: "All hands", members: 2 },
      { name: "Chiefs", members: 1 },
    ]);
    expect((await send(file)).body).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
    expect(await directory.ok("GET", "/api/v1/users/bob@corp.example")).toEqual(bob);
  });

  it("updates what the file speaks of and keeps the rest; an empty cell clears", async () => {
    await send(`${HEADER},title,city\n${row("carol", ",Clerk,Utrecht")}`);
    expect((await send(`${HEADER},title\n${row("carol", ",")}`)).body).toMatchObject({ created: 0, updated: 1 });
    const carol = await directory.ok<{ profile: Record<string, string> }>("GET", "/api/v1/users/carol@corp.example");
    expect(carol.profile).toMatchObject({ city: "Utrecht" });
    expect(carol.profile).not.toHaveProperty("title");
  });

  it("a dry run reports and stores nothing", async () => {
    const before = await peopleCount();
    expect((await send(`${HEADER}\n${row("dryrun")}`, "?dryRun=true")).body).toMatchObject({
      created: 1,
      dryRun: true,
    });
    expect(await peopleCount()).toBe(before);
  });

  it("assigns apps through the groups of the file", async () => {
    const appId = await addApp(directory, "By CSV", true);
    await send(`${HEADER},groups\n${row("erin", ",Csv group")}`);
    const groups = await directory.ok<readonly { id: string }[]>("GET", "/api/v1/groups?q=csv%20group");
    await directory.ok("PUT", `/api/v1/apps/${appId}/groups/${groups[0]?.id}`);
    await send(`${HEADER},groups\n${row("frank", ",csv GROUP")}`);
    expect((await appUsersOf(directory, appId)).size).toBe(2);
  });

  it("accepts a byte order mark and other scripts", async () => {
    const report = await send(`\uFEFF${HEADER}\nzoë@corp.example,zoe@mail.example,Zoë,Ćosić`);
    expect(report.body).toMatchObject({ created: 1 });
    expect(await directory.ok("GET", `/api/v1/users/${encodeURIComponent("zoë@corp.example")}`)).toMatchObject({
      profile: { lastName: "Ćosić" },
    });
  });

  it("ten thousand rows are stored in seconds, with progress as lines", async () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => row(`bulk${index}`, `,Group ${index % 20}`));
    const startedAt = performance.now();
    const answer = await send([`${HEADER},groups`, ...lines].join("\n"), "", { accept: "application/x-ndjson" });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
    const messages = answer.text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string; done?: number; total?: number; report?: CsvReport });
    expect(messages.slice(0, -1).every((message) => message.type === "progress" && message.total === 10_000)).toBe(
      true,
    );
    expect(messages.slice(0, -1).map((message) => message.done)).toEqual(
      Array.from({ length: 10 }, (_, index) => (index + 1) * 1000),
    );
    expect(messages.at(-1)).toEqual({
      type: "report",
      report: { rows: 10_000, created: 10_000, updated: 0, unchanged: 0, errors: [], dryRun: false },
    });
  });

  it("a refused file is an ordinary 400 also when lines were asked for", async () => {
    const answer = await send(`${HEADER}\nx,y,,`, "", { accept: "application/x-ndjson" });
    expect([answer.status, answer.body.report?.errors.length]).toEqual([400, 4]);
  });
});

describe("a file that is refused", () => {
  it.each([
    ["is empty", "", { row: 1, column: null, message: "The file is empty: the first row names the columns" }],
    ["has no rows", HEADER, { row: 2, column: null, message: "The file has a header and no rows" }],
    [
      "lacks a column",
      "login,email,firstName\na@b.example,a@b.example,A",
      { row: 1, column: "lastName", message: "The column lastName is missing" },
    ],
    [
      "spells a column otherwise",
      `login,email,firstname,lastName\n${row("x")}`,
      { row: 1, column: "firstName", message: "The column firstName is missing: the file spells it firstname" },
    ],
    [
      "has an unknown column",
      `${HEADER},shoeSize\n${row("x", ",44")}`,
      { row: 1, column: "shoeSize", message: "The column shoeSize is not known; leave it out" },
    ],
    [
      "has a column twice",
      `${HEADER},email\n${row("x", ",a@b.example")}`,
      { row: 1, column: "email", message: "The column email occurs twice" },
    ],
    [
      "is separated by semicolons",
      `${HEADER.replaceAll(",", ";")}\na;b;c;d`,
      { row: 1, column: null, message: "The columns must be separated by commas; this file uses semicolons or tabs" },
    ],
    [
      "has a login twice",
      `${HEADER}\n${row("twice")}\nTWICE@corp.example,t@mail.example,T,T`,
      {
        row: 3,
        column: "login",
        message: "The login TWICE@corp.example stands in row 2 already (letter case and diacritics do not count)",
      },
    ],
    [
      "has too few values",
      `${HEADER}\na@b.example,a@b.example`,
      { row: 2, column: null, message: "The row has 2 values, the header 4 columns: is a comma unquoted?" },
    ],
    [
      "has a bad e-mail",
      `${HEADER}\nbad@corp.example,nowhere,B,B`,
      { row: 2, column: "email", message: "Does not match required pattern" },
    ],
    [
      "has a blank name",
      `${HEADER}\nbad@corp.example,b@b.example,,B`,
      { row: 2, column: "firstName", message: "The field cannot be left blank" },
    ],
    [
      "names an unknown manager",
      `${HEADER},manager\n${row("x", ",nobody@corp.example")}`,
      {
        row: 2,
        column: "manager",
        message: "Nobody in the directory or in this file has the login nobody@corp.example",
      },
    ],
    [
      "has a weak password",
      `${HEADER},password\n${row("x", ",weak")}`,
      { row: 2, column: "password", message: expect.stringContaining("Password requirements were not met") },
    ],
  ])("%s", async (_case, file, error) => {
    expect(await errorsOf(file)).toContainEqual(error);
  });

  it("holds a NUL character", async () => {
    const [error] = await errorsOf(`${HEADER},groups\n${row("nul", ",a\u0000b")}`);
    expect(error).toEqual({ row: 2, column: null, message: "The row holds a NUL character: is the file really text?" });
  });

  it("has an unclosed quote", async () => {
    const [error] = await errorsOf(`${HEADER}\n"a@b.example,a@b.example,A,A`);
    expect(error?.message).toContain("The row cannot be read as CSV: Quote Not Closed");
  });

  it("is Latin-1: the offset of the byte is named, and what to do", async () => {
    const bytes = Buffer.from(`${HEADER}\nrene@corp.example,rene@mail.example,René,Tester`, "latin1");
    const offset = bytes.indexOf(0xe9);
    expect(await errorsOf(bytes)).toEqual([
      {
        row: 2,
        column: null,
        message: `The byte 0xe9 at offset ${offset} (line 2) is not UTF-8. Save the file as UTF-8 (in Excel: "CSV UTF-8 (comma delimited)") and try again.`,
      },
    ]);
  });

  it("is UTF-16, or cut off inside a character", async () => {
    const [wide] = await errorsOf(Buffer.from(`\uFEFF${HEADER}`, "utf16le"));
    expect(wide?.message).toMatch(/^The file is UTF-16\. Save the file as UTF-8/);
    const whole = Buffer.from(`${HEADER}\nx@corp.example,x@mail.example,X,é`, "utf8");
    const [cut] = await errorsOf(whole.subarray(0, -1));
    expect(cut?.message).toContain(`The byte 0xc3 at offset ${whole.length - 2}`);
  });

  it("holds many wrong rows: each is named", async () => {
    const errors = await errorsOf([HEADER, "a,b,c,d", row("good"), "e,f,g,h"].join("\n"));
    expect(errors.map((error) => [error.row, error.column])).toEqual([
      [2, "login"],
      [2, "email"],
      [4, "login"],
      [4, "email"],
    ]);
  });

  it("speaks of a deactivated person with other values; unchanged it is left alone", async () => {
    await send(`${HEADER}\n${row("gone")}`);
    await directory.ok("POST", "/api/v1/users/gone@corp.example/lifecycle/deactivate");
    expect((await send(`${HEADER}\n${row("gone")}`)).body).toMatchObject({ unchanged: 1 });
    const [error] = await errorsOf(`${HEADER},title\n${row("gone", ",Boss")}`);
    expect(error?.message).toContain("The person is deactivated");
  });

  it("is larger than 16 MiB, is no CSV by its type, or names another encoding", async () => {
    expect((await send(new Uint8Array(16 * 1024 * 1024 + 1))).status).toBe(413);
    expect((await send("{}", "", { "content-type": "application/json" })).body.errorCode).toBe("E0000021");
    expect((await send(HEADER, "", { "content-type": "text/csv; charset=iso-8859-1" })).body.errorCode).toBe(
      "E0000021",
    );
  });
});

it("the columns are described", async () => {
  const { columns } = await directory.ok<{ columns: readonly { name: string; required: boolean }[] }>(
    "GET",
    "/api/lockstep/v1/people/schema",
  );
  expect(columns.filter((column) => column.required).map((column) => column.name)).toEqual([
    "login",
    "email",
    "firstName",
    "lastName",
  ]);
  expect(columns.map((column) => column.name)).toEqual(
    expect.arrayContaining(["groups", "manager", "password", "title"]),
  );
});
