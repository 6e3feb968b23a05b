/** `lockstep people import` as a person types it: the built program against a running directory. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Company, startCompany } from "./support/company.ts";
import { ROOT } from "./support/program.ts";

const HEAD = "login,email,firstName,lastName,manager,groups\n";
let company: Company;
let folder: string;
let token: string;

beforeAll(async () => {
  [company, folder] = await Promise.all([startCompany(), mkdtemp(join(tmpdir(), "lockstep-csv-"))]);
  token = (await company.directory.ok<{ token: string }>("POST", "/api/lockstep/v1/api-tokens", { name: "CLI" })).token;
});
afterAll(async () => {
  await company?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

/** Runs the command line; what it says on both streams, and its exit code. */
function lockstep(...words: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(ROOT, "apps/cli/bin/lockstep.mjs"), ...words], {
      cwd: folder,
      env: {
        PATH: process.env["PATH"] ?? "",
        LOCKSTEP_DIRECTORY_URL: company.directory.baseUrl,
        LOCKSTEP_API_TOKEN: token,
      },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString("utf8");
      });
    }
    child.once("close", (code) => resolve({ code, output }));
  });
}

async function csv(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content);
  return name;
}

const readPerson = (login: string) =>
  company.directory.call<{ profile: { manager?: string; managerId?: string }; status: string }>(
    "GET",
    `/api/v1/users/${login}`,
  );

it("creates people with groups and managers, shows how far it is, and changes nothing the second time", async () => {
  const rows = Array.from(
    { length: 250 },
    (_, row) =>
      `p${row}@cli.example,p${row}@cli.example,First${row},Last${row},${row === 0 ? "" : "p0@cli.example"},Imported\n`,
  );
  const file = await csv("people.csv", HEAD + rows.join(""));
  const dry = await lockstep("people", "import", file, "--dry-run");
  expect(dry).toMatchObject({ code: 0, output: expect.stringContaining("250 would be created") });
  expect((await readPerson("p1@cli.example")).status).toBe(404);
  const first = await lockstep("people", "import", file);
  expect(first).toMatchObject({
    code: 0,
    output: expect.stringContaining("250 rows; 250 were created, 0 updated, 0 unchanged."),
  });
  expect(first.output).toMatch(/Importing people \[#*·*\] \d+\/250/);
  const person = await readPerson("p1@cli.example");
  expect(person.status).toBe(200);
  const groups = await company.directory.ok<{ id: string; profile: { name: string } }[]>(
    "GET",
    "/api/v1/groups?q=Imported",
  );
  expect(await company.directory.ok<unknown[]>("GET", `/api/v1/groups/${groups[0]?.id}/users?limit=1000`)).toHaveLength(
    250,
  );
  const second = await lockstep("people", "import", file, "--json");
  expect(JSON.parse(second.output)).toMatchObject({ created: 0, updated: 0, unchanged: 250, errors: [] });
});

it("names each bad row and its column, exits with 1, and creates nobody", async () => {
  const file = await csv(
    "bad.csv",
    `${HEAD}good@cli.example,good@cli.example,A,B,,\nbad@cli.example,no-address,C,D,,\nGOOD@cli.example,other@cli.example,E,F,,\n`,
  );
  const refused = await lockstep("people", "import", file);
  expect(refused.code).toBe(1);
  expect(refused.output).toContain("nothing was imported, 2 problems in 3 rows");
  expect(refused.output).toMatch(/^3\s+email\s/m);
  expect(refused.output).toMatch(/^4\s+login\s/m);
  expect((await readPerson("good@cli.example")).status).toBe(404);
});

it.each([
  {
    name: "missing columns",
    content: "login,firstName\na@b.example,A\n",
    says: /column email is missing[\s\S]*column lastName is missing/,
  },
  { name: "a wrong encoding", content: new Uint8Array([...Buffer.from(HEAD), 0x52, 0xe9, 0x6e, 0x0a]), says: /UTF-8/ },
  { name: "an empty file", content: "", says: /empty|header|column/i },
])("$name: one clear report", async ({ content, says }) => {
  const refused = await lockstep("people", "import", await csv("fault.csv", content));
  expect(refused.code).toBe(1);
  expect(refused.output).toMatch(says);
});

it("says what to do about a file that is not there, a refused token and a directory that does not answer", async () => {
  expect(await lockstep("people", "import", "nowhere.csv")).toMatchObject({
    code: 1,
    output: expect.stringContaining("does not exist: check the path"),
  });
  const file = await csv("one.csv", `${HEAD}one@cli.example,one@cli.example,A,B,,\n`);
  expect((await lockstep("people", "import", file, "--token", "wrong")).output).toMatch(/API token.*--token/);
  expect((await lockstep("people", "import", file, "--url", "http://127.0.0.1:9")).output).toMatch(
    /does not answer.*--url/,
  );
  expect((await lockstep("people", "import", "--help")).output).toContain("--dry-run");
});
