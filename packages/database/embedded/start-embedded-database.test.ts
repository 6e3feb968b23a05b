import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Logger, silentLogger } from "@lockstep/ports";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createScratchFolder } from "../testing/scratch-folder.ts";
import { type EmbeddedDatabase, StartupError } from "../types.ts";
import { readPostmaster, stopPostmaster } from "./postmaster.ts";
import { isAlive } from "./process-facts.ts";
import { startEmbeddedDatabase } from "./start-embedded-database.ts";

const HOLDER = fileURLToPath(new URL("../testing/hold-database.ts", import.meta.url));
const isRoot = process.getuid?.() === 0;

/** Whether every folder above a file may be entered by any user. */
function isOpenToAll(path: string): boolean {
  const folder = dirname(path);
  return folder === path || ((statSync(folder).mode & 0o001) !== 0 && isOpenToAll(folder));
}

let scratch: ReturnType<typeof createScratchFolder>;
let home: string;
/** A home whose cluster is made once; tests that need no fresh one copy it, which is ten times quicker. */
let model: ReturnType<typeof createScratchFolder>;
const running: EmbeddedDatabase[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  model = createScratchFolder();
  const database = await startEmbeddedDatabase({ home: model.path, logger: silentLogger });
  await query(database.ownerUrl, "create table kept as select 1 as one");
  await database.stop();
});

afterAll(() => model.remove());

beforeEach(() => {
  scratch = createScratchFolder();
  home = scratch.path;
});

function copyModel(): void {
  execFileSync("cp", ["-a", `${model.path}/.`, home]);
}

afterEach(async () => {
  for (const child of children.splice(0)) if (child.pid !== undefined && isAlive(child.pid)) killGroup(child);
  for (const database of running.splice(0)) await database.stop();
  const left = readPostmaster(clusterOf(home));
  if (left !== undefined && left.pid !== process.pid && isAlive(left.pid)) await stopPostmaster(left.pid);
  scratch.remove();
});

const clusterOf = (folder: string) => join(folder, "postgres", "data");

async function start(options: Partial<Parameters<typeof startEmbeddedDatabase>[0]> = {}): Promise<EmbeddedDatabase> {
  const database = await startEmbeddedDatabase({ home, logger: silentLogger, ...options });
  running.push(database);
  return database;
}

/** Starts the database in a program of its own, in a process group of its own. */
async function startInChild(
  folder = home,
  user: { uid?: number; gid?: number } = {},
): Promise<{ child: ChildProcess; answer: { pid: number; url: string; name: string; message: string } }> {
  const child = spawn(process.execPath, ["--conditions=source", "--no-warnings", HOLDER, folder], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
    ...user,
  });
  children.push(child);
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.once("data", (chunk) => resolve(String(chunk)));
    child.once("error", reject);
  });
  return { child, answer: JSON.parse(line) };
}

/** kill -9 of a whole process group, as an impatient person or the kernel does it. */
function killGroup(child: ChildProcess): void {
  if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

const gone = (child: ChildProcess) => expect.poll(() => isAlive(child.pid ?? 0), { timeout: 10_000 }).toBe(false);

describe("a fresh data directory", () => {
  test("becomes a durable UTF-8 server on loopback only, with a password, and its files belong to nobody else", async () => {
    const lines: string[] = [];
    const database = await start({ onProgress: (line) => lines.push(line) });
    // A clone below root's own home has one more line to say: where its programs went.
    expect(lines.filter((line) => !line.startsWith("The user "))).toEqual(["Creating the database …"]);
    const settings = await query(
      database.ownerUrl,
      `select name, setting from pg_settings where name in
       ('fsync', 'full_page_writes', 'synchronous_commit', 'listen_addresses', 'unix_socket_directories', 'server_encoding', 'data_checksums')`,
    );
    expect(Object.fromEntries(settings.map((row) => [row.name, row.setting]))).toEqual({
      fsync: "on",
      full_page_writes: "on",
      synchronous_commit: "on",
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      server_encoding: "UTF8",
      data_checksums: "on",
    });
    const locale = await query(
      database.ownerUrl,
      "select datlocprovider as provider, datlocale as locale from pg_database where datname = current_database()",
    );
    expect(locale).toEqual([{ provider: "b", locale: "C.UTF-8" }]);
    const anybody = new URL(database.ownerUrl);
    anybody.password = "guess";
    await expect(query(anybody.href, "select 1")).rejects.toMatchObject({ code: "28P01" });
    expect(statSync(join(clusterOf(home), "lockstep-owner-password")).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, "postgres")).mode & 0o077).toBe(0);
    if (isRoot) expect(statSync(clusterOf(home)).uid).not.toBe(0);
  });

  test("keeps what was stored over a clean restart, and knows no half-made cluster", async () => {
    const first = await start();
    await query(first.ownerUrl, "create table own as select 2 as two");
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    mkdirSync(join(home, "postgres", "data.new-interrupted"));
    const second = await start();
    expect(await query(second.ownerUrl, "select two from own")).toEqual([{ two: 2 }]);
    expect(readdirSync(join(home, "postgres"))).toContain("data");
  });
});

describe("after kill -9 of everything", () => {
  beforeEach(copyModel);

  test("the orphaned server is adopted with its data, and stopped with us", async () => {
    const { child, answer } = await startInChild();
    killGroup(child);
    await gone(child);
    expect(isAlive(answer.pid)).toBe(true);
    const database = await start();
    expect(database.pid).toBe(answer.pid);
    expect(await query(database.ownerUrl, "select one from kept")).toEqual([{ one: 1 }]);
    await database.stop();
    expect(isAlive(answer.pid)).toBe(false);
  });

  test("a transaction of the killed program does not hold its locks against us", async () => {
    const { child, answer } = await startInChild();
    const stuck = new Client({ connectionString: answer.url, application_name: "lockstep-service" });
    stuck.on("error", () => undefined);
    await stuck.connect();
    await stuck.query("begin; lock table kept");
    killGroup(child);
    await gone(child);
    const database = await start();
    expect(await query(database.ownerUrl, "select one from kept")).toEqual([{ one: 1 }]);
  });

  test("an orphan with other settings is stopped and started anew", async () => {
    const { child, answer } = await startInChild();
    killGroup(child);
    await gone(child);
    const database = await start({ settings: { work_mem: "5MB" } });
    expect(database.pid).not.toBe(answer.pid);
    expect(isAlive(answer.pid)).toBe(false);
    expect(await query(database.ownerUrl, "show work_mem")).toEqual([{ work_mem: "5MB" }]);
  });

  test("a killed server leaves a stale pid file behind, which is not in the way", async () => {
    const { child, answer } = await startInChild();
    process.kill(answer.pid, "SIGSTOP");
    killGroup(child);
    process.kill(answer.pid, "SIGKILL");
    await gone(child);
    expect(existsSync(join(clusterOf(home), "postmaster.pid"))).toBe(true);
    const database = await start();
    expect(await query(database.ownerUrl, "select one from kept")).toEqual([{ one: 1 }]);
  });

  test("a pid file whose number belongs to another program by now is not mistaken for a server", async () => {
    const text = [process.pid, clusterOf(home), 1, 5432, "", "127.0.0.1", "0 0", "ready", ""].join("\n");
    writeFileSync(join(clusterOf(home), "postmaster.pid"), text);
    const again = await start();
    expect(again.pid).not.toBe(process.pid);
    expect(await query(again.ownerUrl, "select 1 as one")).toEqual([{ one: 1 }]);
  });
});

describe("while it runs", () => {
  beforeEach(copyModel);

  test("a second start on the same data directory is refused in one sentence", async () => {
    await start();
    const second = startEmbeddedDatabase({ home, logger: silentLogger });
    await expect(second).rejects.toThrow(StartupError);
    await expect(startEmbeddedDatabase({ home, logger: silentLogger })).rejects.toThrow(
      /^The data directory \S+ is in use by another Lockstep \(process \d+\): stop that one, or set LOCKSTEP_HOME to another folder\.$/,
    );
    const { answer } = await startInChild();
    expect(answer).toMatchObject({ name: "StartupError" });
  });

  test("a server that dies is started again on the same port", async () => {
    const errors: string[] = [];
    const logger: Logger = { ...silentLogger, error: (_fields, message) => errors.push(message) };
    const database = await start({ logger });
    const before = database.pid;
    process.kill(before, "SIGKILL");
    await expect
      .poll(() => query(database.ownerUrl, "select 1 as one").catch(String), { timeout: 20_000 })
      .toEqual([{ one: 1 }]);
    expect(database.pid).not.toBe(before);
    expect(errors).toEqual(["The database server died; it is started again"]);
  });

  test("stopping twice is stopping once", async () => {
    const database = await start();
    await Promise.all([database.stop(), database.stop()]);
    expect(isAlive(database.pid)).toBe(false);
    expect(existsSync(join(home, "lockstep.lock"))).toBe(false);
  });
});

describe.runIf(isRoot)("started by root under a folder that the server's user may not enter", () => {
  test("programs or data go to a named place that one line names, and the next start finds them there", async () => {
    const outer = home;
    home = join(outer, "inside");
    const lines: string[] = [];
    const first = await start({ onProgress: (line) => lines.push(line) });
    const place = readFileSync(join(home, "postgres.place"), "utf8").trim();
    try {
      expect(place).toMatch(/^\/var\/lib\/lockstep\/[\da-f]{16}$/);
      expect(lines[0]).toMatch(
        /^The user "\w+", which the database runs as, may not enter this folder, so the database's data are in \/var\/lib\/lockstep\/[\da-f]{16}( and its programs in \S+)?\.$/,
      );
      await query(first.ownerUrl, "create table own as select 2 as two");
      await first.stop();
      const second = await start();
      expect(await query(second.ownerUrl, "select two from own")).toEqual([{ two: 2 }]);
      await second.stop();
      expect(existsSync(join(home, "postgres"))).toBe(false);
    } finally {
      rmSync(place, { recursive: true, force: true });
      home = outer;
    }
  });
});

describe("what cannot be used is one sentence", () => {
  beforeEach(copyModel);

  const fault = () =>
    start().then(
      () => "started",
      (error: Error) => `${error.name}: ${error.message}`,
    );

  test("a data directory of a newer or an older PostgreSQL", async () => {
    const version = join(clusterOf(home), "PG_VERSION");
    writeFileSync(version, "99\n");
    expect(await fault()).toBe(
      `StartupError: The data directory ${clusterOf(home)} was made by PostgreSQL 99 and this Lockstep brings 18: start the newer Lockstep that made it, or set LOCKSTEP_HOME to another folder.`,
    );
    writeFileSync(version, "17\n");
    expect(await fault()).toBe(
      `StartupError: The data directory ${clusterOf(home)} was made by PostgreSQL 17 and this Lockstep brings 18: bring it up with pg_upgrade, or set LOCKSTEP_HOME to another folder.`,
    );
    rmSync(version);
    expect(await fault()).toContain("cannot be read (it holds no PostgreSQL cluster): start as the user that owns it");
    writeFileSync(version, "18\n");
    expect(await fault()).toBe("started");
  });

  test("a lost password file", async () => {
    rmSync(join(clusterOf(home), "lockstep-owner-password"));
    expect(await fault()).toContain("lockstep-owner-password, cannot be read: restore it from a backup");
  });

  test("damaged files name the server's log", async () => {
    rmSync(join(clusterOf(home), "global", "pg_control"));
    expect(await fault()).toMatch(
      /^StartupError: The embedded database does not start \(.+\): its log is \S+postgres\.log\.$/,
    );
    expect(readFileSync(join(home, "logs", "postgres.log"), "utf8")).toContain("pg_control");
  });

  // Another user cannot start this program at all when the clone lies below root's own home.
  test.runIf(isRoot && isOpenToAll(HOLDER))("no right to write to the disk", async () => {
    const { answer } = await startInChild(join(home, "denied"), { uid: 65_534, gid: 65_534 });
    expect(answer.message).toBe(
      `The data directory ${join(home, "denied")} cannot be used (EACCES: give this user the right to write there, or set LOCKSTEP_HOME to another folder).`,
    );
  });
});
