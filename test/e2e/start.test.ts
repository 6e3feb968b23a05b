/** The start-up contract: ready, first-run file, signals, recovery after a kill, faults in one sentence. */

import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createApi, eventually, signIn } from "./support/api.ts";
import { createDatabase, scimAs } from "./support/company.ts";
import { createHome, freePort, type Program, type ProgramOptions, startProgram } from "./support/program.ts";

const running: Program[] = [];
const homes: { remove(): Promise<void> }[] = [];

async function start(options: ProgramOptions = {}): Promise<Program> {
  const program = await startProgram(options);
  running.push(program);
  return program;
}

async function freshHome(): Promise<string> {
  const home = await createHome();
  homes.push(home);
  return home.path;
}

afterEach(async () => {
  for (const program of running.splice(0)) await program.stop();
  for (const home of homes.splice(0)) await home.remove();
});

interface ScimList {
  readonly totalResults: number;
  readonly Resources: readonly {
    readonly id: string;
    readonly userName: string;
    readonly externalId?: string;
    readonly active: boolean;
    readonly groups?: readonly { readonly display?: string }[];
  }[];
}

/** Asserts that the sample company stands in the service: everybody once, right e-mail, organisation, flag and groups. */
async function expectSample(program: Program): Promise<void> {
  const first = await program.firstRun();
  const { username, password } = first.service.provisioning ?? { username: "", password: "" };
  const rows = (await readFile(new URL("../../samples/people.csv", import.meta.url), "utf8"))
    .trim()
    .split("\n")
    .slice(1);
  const list = await scimAs(first.service.baseUrl, username, password).ok<ScimList>("GET", "/Users?count=200");
  const provisioned = list.Resources.filter((user) => user.externalId !== undefined);
  expect(provisioned.map((user) => user.userName).sort()).toEqual(rows.map((row) => row.split(",")[1] ?? "").sort());
  expect(provisioned.every((user) => user.active)).toBe(true);
  const byEmail = new Map(
    provisioned.map((user) => [user.userName, (user.groups ?? []).map((group) => group.display).sort()]),
  );
  for (const row of rows) {
    const cells = row.split(",");
    expect(byEmail.get(cells[1] ?? "")).toEqual((cells.at(-1) ?? "").split(";").sort());
  }
  const owner = await signIn(first.service.baseUrl, "/api/session", first.service.owner);
  const users = await owner.ok<{ items: { provisioned: boolean; organisations: { code: string }[] }[] }>(
    "GET",
    "/api/users?count=200",
  );
  const codes = new Set(
    users.items.filter((user) => user.provisioned).flatMap((user) => user.organisations.map((item) => item.code)),
  );
  const organisations = await owner.ok<{ items: { code: string; parentId: string | null }[] }>(
    "GET",
    "/api/organisations",
  );
  expect(organisations.items).toHaveLength(3);
  expect([...codes]).toEqual([organisations.items.find((item) => item.parentId === null)?.code]);
}

describe("npm start", () => {
  it("provisions the sample company, answers on both sides, stops on SIGTERM, and starts again without touching it", async () => {
    const home = await freshHome();
    const program = await start({ home, sample: true });
    await program.ready;
    await expectSample(program);
    for (const feature of [
      "Create Users",
      "Update User Attributes",
      "Deactivate Users",
      "Import Users",
      "Sync Password",
      "Group push",
    ]) {
      expect(program.output()).toContain(feature);
    }
    const file = join(home, "first-run.json");
    const before = await readFile(file, "utf8");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    for (const url of [(await program.firstRun()).service.baseUrl, (await program.firstRun()).directory.baseUrl]) {
      for (const path of ["/healthz", "/readyz"]) expect((await createApi(url, {}).call("GET", path)).status).toBe(200);
    }
    await program.stop();
    expect(await program.exited).toEqual({ code: 0, signal: null });
    const again = await start({ home, sample: true, ports: program.ports });
    await again.ready;
    expect(await readFile(file, "utf8")).toBe(before);
    expect(again.output()).not.toContain("Create Users");
    await expectSample(again);
  });

  it("completes by itself after kill -9 of the whole process group during the first provisioning: nobody twice, nobody missing", async () => {
    const home = await freshHome();
    const killed = await start({ home, sample: true });
    await eventually(
      async () => killed.output(),
      (text) => /Provisioning people \[#/.test(text) || /^ready$/m.test(text),
      120_000,
    );
    await killed.killGroup();
    const program = await start({ home, sample: true, ports: killed.ports });
    await program.ready;
    await expectSample(program);
  });

  it("does the same over an external PostgreSQL", async () => {
    const environment = { DATABASE_URL: await createDatabase() };
    const killed = await start({ home: await freshHome(), sample: true, environment });
    await eventually(
      async () => killed.output(),
      (text) => /Provisioning people \[#/.test(text) || /^ready$/m.test(text),
      120_000,
    );
    await killed.killGroup();
    const program = await start({ home: killed.home, sample: true, environment, ports: killed.ports });
    await program.ready;
    await expectSample(program);
  });

  it("without the sample an empty database gets owner and administrator, and the other keys are null", async () => {
    const program = await start({ home: await freshHome() });
    await program.ready;
    const first = await program.firstRun();
    expect(first.service.provisioning).toBeNull();
    expect(first.service.apiKey).toBeNull();
    expect(first.directory.apiToken).toBeNull();
    expect(first.directory.appId).toBeNull();
    await signIn(first.service.baseUrl, "/api/session", first.service.owner);
    await signIn(first.directory.baseUrl, "/api/lockstep/v1/session", first.directory.admin);
  });
});

describe("every start-up fault ends in one sentence that says what to do, and exit code 1", () => {
  async function expectFault(options: ProgramOptions, sentence: RegExp): Promise<void> {
    const program = await start(options);
    const { code } = await program.exited;
    expect(program.output()).toMatch(sentence);
    expect(program.output()).not.toMatch(/^\s+at .*\.js:\d+/m);
    expect(code).toBe(1);
  }

  it("a port in use", async () => {
    const port = await freePort();
    const server = createServer().listen(port, "127.0.0.1");
    try {
      await expectFault(
        { home: await freshHome(), ports: { directory: port, service: await freePort() } },
        new RegExp(`${port}.*(in use|taken).*LOCKSTEP_DIRECTORY_PORT`, "i"),
      );
    } finally {
      server.close();
    }
  });

  it("a wrong DATABASE_URL", async () => {
    const port = await freePort();
    const environment = { DATABASE_URL: `postgres://nobody:secret-word@127.0.0.1:${port}/none` };
    const program = await start({ home: await freshHome(), environment });
    expect((await program.exited).code).toBe(1);
    expect(program.output()).toMatch(/DATABASE_URL/);
    expect(program.output()).not.toContain("secret-word");
  });

  it("a data directory of a newer PostgreSQL", async () => {
    const home = await freshHome();
    await mkdir(join(home, "postgres"), { recursive: true });
    const first = await start({ home });
    await first.ready;
    await first.stop();
    const version = join(await clusterOf(home), "PG_VERSION");
    await writeFile(version, "99\n");
    await expectFault({ home }, /newer/i);
  });

  it("an environment variable that cannot be read", async () => {
    await expectFault(
      { home: await freshHome(), environment: { LOCKSTEP_MASTER_KEY: "short" } },
      /LOCKSTEP_MASTER_KEY.*32 bytes/i,
    );
  });

  it("a data directory that is in use", async () => {
    const home = await freshHome();
    const program = await start({ home });
    await program.ready;
    await expectFault({ home }, /in use/i);
  });
});

/** Where the cluster of a home lies: the data directory's own folder. */
async function clusterOf(home: string): Promise<string> {
  const inside = join(home, "postgres");
  for (const candidate of [join(inside, "data"), inside]) {
    try {
      await stat(join(candidate, "PG_VERSION"));
      return candidate;
    } catch {
      // The next candidate is tried.
    }
  }
  throw new Error(`no cluster below ${inside}`);
}
