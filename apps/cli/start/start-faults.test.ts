import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { migrate } from "@lockstep/database";
import { silentLogger } from "@lockstep/ports";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../../packages/database/testing/index.ts";
import { INSTALLATION } from "./database.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "lockstep-fault-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Runs the program from its sources until it ends; what it says on standard error, and its exit code. */
function run(environment: Record<string, string>, command = "start"): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ["--conditions=source", "--no-warnings", MAIN, command], {
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      PATH: process.env.PATH ?? "",
      LOCKSTEP_HOME: home,
      LOCKSTEP_DIRECTORY_PORT: "0",
      LOCKSTEP_SERVICE_PORT: "0",
      ...environment,
    },
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, said })));
}

async function withPort<Result>(work: (port: number) => Promise<Result>): Promise<Result> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

describe("a start-up fault is one sentence on standard error and exit code 1", () => {
  test("a variable that cannot be read", async () => {
    expect(await run({ LOCKSTEP_SAMPLE: "perhaps" })).toEqual({
      code: 1,
      said: "The variable LOCKSTEP_SAMPLE cannot be read: it has to be on or off.\n",
    });
  });

  test("a port in use, before any work begins", async () => {
    await withPort(async (port) => {
      expect(await run({ LOCKSTEP_SERVICE_PORT: String(port) })).toEqual({
        code: 1,
        said: `Port ${port} on 127.0.0.1, meant for the service, is in use: stop the program that uses it, or set LOCKSTEP_SERVICE_PORT to another port.\n`,
      });
      expect(await run({ LOCKSTEP_DIRECTORY_PORT: String(port) }, "directory")).toMatchObject({
        code: 1,
        said: expect.stringContaining("LOCKSTEP_DIRECTORY_PORT"),
      });
    });
  });

  test("an address that is not of this machine", async () => {
    expect(await run({ LOCKSTEP_HOST: "203.0.113.7" })).toEqual({
      code: 1,
      said: "The directory cannot listen on 203.0.113.7:0 (EADDRNOTAVAIL): set LOCKSTEP_HOST to an address of this machine, such as 127.0.0.1 or 0.0.0.0.\n",
    });
  });

  test("plain HTTP for other machines, before any work begins [H-12]", async () => {
    expect(await run({ LOCKSTEP_HOST: "0.0.0.0" })).toEqual({
      code: 1,
      said: expect.stringMatching(
        /^On 0\.0\.0\.0, the directory would serve .+ set LOCKSTEP_DIRECTORY_URL to its https .+\.\n$/,
      ),
    });
    const halfway = await run({ LOCKSTEP_HOST: "0.0.0.0", LOCKSTEP_DIRECTORY_URL: "https://directory.example.com" });
    expect([halfway.code, halfway.said]).toEqual([1, expect.stringContaining("LOCKSTEP_SERVICE_URL")]);
    // What is refused next shows that this is not: there is no database server at that port.
    const trusting = {
      LOCKSTEP_HOST: "0.0.0.0",
      LOCKSTEP_TRUST_PROXY: "on",
      DATABASE_URL: "postgres://x@127.0.0.1:1/x",
    };
    expect((await run(trusting)).said).toContain("No database server answers");
  });

  test("a data directory in use, which comes before the ports that are taken for the same reason", async () => {
    writeFileSync(join(home, "lockstep.lock"), JSON.stringify({ pid: process.pid, birth: "", token: "other" }));
    await withPort(async (port) => {
      const { code, said } = await run({ LOCKSTEP_SERVICE_PORT: String(port) });
      expect(code).toBe(1);
      expect(said).toMatch(
        /^The data directory \S+ is in use by another Lockstep \(process \d+\): stop that one, .+\.\n$/,
      );
    });
  });

  test("a data directory that cannot be one", async () => {
    writeFileSync(join(home, "file"), "");
    const { code, said } = await run({ LOCKSTEP_HOME: join(home, "file", "inside") });
    expect(code).toBe(1);
    expect(said).toMatch(
      /^The data directory \S+ cannot be used \(ENOTDIR: .+ or set LOCKSTEP_HOME to another folder\)\.\n$/,
    );
  });

  test("a database that is not there", async () => {
    await withPort(async (port) => port).then(async (port) => {
      expect(await run({ DATABASE_URL: `postgres://user:hush@127.0.0.1:${port}/x` })).toEqual({
        code: 1,
        said: `No database server answers at 127.0.0.1:${port} (connection refused): start it, or correct host and port in DATABASE_URL.\n`,
      });
    });
  });

  test("a data directory of a newer PostgreSQL", async () => {
    mkdirSync(join(home, "postgres", "data"), { recursive: true });
    writeFileSync(join(home, "postgres", "data", "PG_VERSION"), "99\n");
    const { code, said } = await run({});
    expect(code).toBe(1);
    expect(said).toMatch(
      /^The data directory \S+ was made by PostgreSQL 99 and this Lockstep brings 18: start the newer Lockstep/,
    );
  });

  test("a faulty SCIM definition, in the named folder or in that of the data directory [T-01]", async () => {
    const database = await createTestDatabase(INSTALLATION);
    const file = join(home, "scim", "device.json");
    mkdirSync(join(home, "scim"));
    writeFileSync(
      file,
      '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"], "id": "urn:x:Y", "attributes": []}',
    );
    try {
      const said = `The file ${file} cannot be used: "urn:x:Y", attributes must list at least one attribute.\n`;
      expect(await run({ DATABASE_URL: database.ownerUrl }, "service")).toEqual({ code: 1, said });
      const named = { DATABASE_URL: database.ownerUrl, LOCKSTEP_SCIM_DEFINITIONS: join(home, "nowhere") };
      expect(await run(named, "service")).toMatchObject({
        code: 1,
        said: expect.stringMatching(/^The folder of SCIM definitions \S+nowhere cannot be read \(ENOENT.+\n$/),
      });
    } finally {
      await database.drop();
    }
  });

  test("data of a newer Lockstep, and a master key that is not theirs", async () => {
    const database = await createTestDatabase(INSTALLATION);
    try {
      await migrate({ ...INSTALLATION, ownerUrl: database.ownerUrl, logger: silentLogger });
      await database.asOwner("insert into installation (key_check, has_sample) values ('\\x00', false)");
      const wrongKey = await run({ DATABASE_URL: database.ownerUrl }, "worker");
      expect(wrongKey.code).toBe(1);
      expect(wrongKey.said).toMatch(
        /^The master key \(\S+master\.key\) is not the one that this database was filled with/,
      );
      await database.asOwner(
        "insert into migration (component, number, name, checksum) values ('installation', 2, '0002-future', '')",
      );
      expect(await run({ DATABASE_URL: database.ownerUrl })).toEqual({
        code: 1,
        said: 'The database was used by a newer Lockstep (schema "installation" holds migration installation/0002-future, unknown here): start that version, or use another database.\n',
      });
    } finally {
      await database.drop();
    }
  });
});
