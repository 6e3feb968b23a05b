import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AppId } from "@lockstep/ports";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { assignGroup } from "../../directory/domain/app-groups.ts";
import { importPeople } from "../../directory/domain/people-csv/import-people.ts";
import { connectedApp, createWorld, tasks, type World } from "../../directory/provisioning/testing/world.ts";
import { type ProgramProcess, startProgram } from "../testing/program-process.ts";

const PEOPLE = 1_000;
/** Subjects of one app that are worked on at once, over all workers. */
const IN_FLIGHT_MAX = 8;

let world: World;
let home: string;
let processes: ProgramProcess[];
beforeEach(async () => {
  world = await createWorld();
  home = mkdtempSync(join(tmpdir(), "lockstep-workers-"));
  processes = [];
});
afterEach(async () => {
  for (const { child } of processes) child.kill("SIGKILL");
  await Promise.all(processes.map(({ ended }) => ended));
  await world.end();
  rmSync(home, { recursive: true, force: true });
});

function start(command: string): ProgramProcess {
  const program = startProgram(command, {
    LOCKSTEP_HOME: join(home, String(processes.length)),
    DATABASE_URL: world.ownerUrl,
    LOCKSTEP_MASTER_KEY: Buffer.from(world.act.masterKey).toString("base64"),
  });
  processes.push(program);
  return program;
}

async function startWorkers(count: number): Promise<readonly ProgramProcess[]> {
  // One after the other: the first migrates, and the others find it done.
  const workers = [];
  for (let index = 0; index < count; index += 1) {
    const worker = start("worker");
    await worker.ready;
    workers.push(worker);
  }
  return workers;
}

/** A thousand people of a group that has the app: everything is due at one moment. */
async function makeWork(): Promise<AppId> {
  const appId = await connectedApp(world, { syncPassword: false });
  const rows = Array.from(
    { length: PEOPLE },
    (_, index) => `p${index}@x.example,p${index}@x.example,First${index},Last${index}`,
  );
  const file = ["login,email,firstName,lastName", ...rows].join("\n");
  await importPeople(world.act, new TextEncoder().encode(file), { dryRun: false, onProgress: () => undefined });
  const everyone = "00gEveryone000000000" as Parameters<typeof assignGroup>[1]["groupId"];
  await assignGroup(world.act, { appId, groupId: everyone });
  return appId;
}

/** Waits as long as a busy machine may take. */
async function patiently(check: () => Promise<void> | void): Promise<void> {
  await vi.waitFor(check, { timeout: 280_000, interval: 200 });
}

/** The work as it stands: how much is leased, waits, or is done. */
async function state(): Promise<{ readonly leased: number; readonly waiting: number; readonly linked: number }> {
  const count = world.database.kysely.selectFrom("app_user").select(({ fn }) => fn.countAll().as("rows"));
  const [leased, waiting, linked] = await Promise.all([
    count.where("lease_owner", "is not", null).executeTakeFirstOrThrow(),
    count.whereRef("dirty_version", ">", "clean_version").executeTakeFirstOrThrow(),
    // An account is linked to one person only: the database holds that.
    count.where("sync_state", "=", "SYNCHRONIZED").where("external_id", "is not", null).executeTakeFirstOrThrow(),
  ]);
  return { leased: Number(leased.rows), waiting: Number(waiting.rows), linked: Number(linked.rows) };
}

async function done(): Promise<void> {
  await patiently(async () => expect(await state()).toEqual({ leased: 0, waiting: 0, linked: PEOPLE }));
}

/** What stands more than once in a list. */
function repeated(texts: readonly string[]): readonly string[] {
  return texts.filter((text, index) => texts.indexOf(text) !== index);
}

/** How often each person's user name was sent in a create. */
function creates(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { method, body } of world.target.requests) {
    if (method !== "POST") continue;
    const name = String(body?.["userName"]);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

describe("worker processes over one database", () => {
  it.each([2, 4])(
    "%i of them share a thousand people without a duplicate request",
    { timeout: 600_000 },
    async (count) => {
      const workers = await startWorkers(count);
      await makeWork();
      await done();
      expect(world.target.users()).toHaveLength(PEOPLE);
      expect(world.target.users().every(({ active }) => active === true)).toBe(true);
      const { requests } = world.target;
      const creates = requests.filter(({ method }) => method === "POST").map(({ body }) => String(body?.["userName"]));
      expect([creates.length, repeated(creates)]).toEqual([PEOPLE, []]);
      // A machine that is too busy to extend a lease makes another worker look again at the few subjects in flight; it never writes again.
      const lookups = requests.filter(({ method }) => method === "GET");
      expect(lookups.length - PEOPLE).toBeLessThanOrEqual(IN_FLIGHT_MAX);
      expect(requests).toHaveLength(creates.length + lookups.length);
      expect(requests.every(({ traceparent }) => traceparent !== undefined)).toBe(true);
      for (const { child } of workers) child.kill("SIGTERM");
      expect(await Promise.all(workers.map(({ ended }) => ended))).toEqual(
        workers.map(() => ({ code: 0, signal: null })),
      );
    },
  );

  it("kill -9 of one in the middle loses nobody and makes nobody twice", { timeout: 600_000 }, async () => {
    const [first] = await startWorkers(1);
    const gate = Promise.withResolvers<void>();
    let held = 0;
    // The target carries out what arrives from the 300th create on, and answers none of it before the kill.
    world.target.fault = ({ method }) => {
      if (method !== "POST" || world.target.users().length < 300) return undefined;
      held += 1;
      return { kind: "carryOutAndWait", until: gate.promise };
    };
    await makeWork();
    await patiently(() => expect(held).toBeGreaterThanOrEqual(8));
    first?.child.kill("SIGKILL");
    expect(await first?.ended).toEqual({ code: null, signal: "SIGKILL" });
    world.target.fault = () => undefined;
    gate.resolve();
    await startWorkers(2);
    // The leases of the dead one end by themselves; until then its subjects wait.
    await patiently(() => expect(world.target.users()).toHaveLength(PEOPLE));
    await done();
    expect(creates().size).toBe(PEOPLE);
    expect([...creates().values()].every((count) => count === 1)).toBe(true);
    const names = new Set(world.target.users().map(({ userName }) => userName));
    expect([names.size, world.target.users().length]).toEqual([PEOPLE, PEOPLE]);
    expect(await tasks(world)).toEqual([]);
  });

  it("SIGTERM lets running requests end, gives every lease back, and leaves the rest due", {
    timeout: 600_000,
  }, async () => {
    const [worker] = await startWorkers(1);
    const gate = Promise.withResolvers<void>();
    let held = 0;
    world.target.fault = ({ method }) => {
      if (method !== "POST" || world.target.users().length < 100) return undefined;
      held += 1;
      return { kind: "carryOutAndWait", until: gate.promise };
    };
    await makeWork();
    await patiently(() => expect(held).toBeGreaterThanOrEqual(8));
    worker?.child.kill("SIGTERM");
    await patiently(() => expect(worker?.said().out).toContain("Stopping …"));
    gate.resolve();
    expect(await worker?.ended).toEqual({ code: 0, signal: null });
    const made = world.target.users().length;
    expect(await state()).toEqual({ leased: 0, linked: made, waiting: PEOPLE - made });
    expect(made).toBeLessThan(PEOPLE);
  });
});

describe("the parts of the program as processes of their own", () => {
  it("stand by themselves over one database, and end cleanly", { timeout: 600_000 }, async () => {
    const parts = [];
    for (const command of ["directory", "service", "worker"]) {
      const part = start(command);
      await part.ready;
      parts.push(part);
    }
    const [directory, service, worker] = parts.map((part) => part.said().out);
    const addressOf = (out: string | undefined, name: string) =>
      new RegExp(`^${name} console\\s+(\\S+)`, "m").exec(out ?? "")?.[1];
    for (const [out, name] of [
      [directory, "Directory"],
      [service, "Service"],
    ] as const) {
      const answer = await fetch(`${addressOf(out, name)}/readyz`);
      expect([answer.status, await answer.json()]).toEqual([200, { status: "ready" }]);
    }
    expect(addressOf(worker, "Directory")).toBeUndefined();
    for (const { child } of parts) child.kill("SIGTERM");
    expect(await Promise.all(parts.map(({ ended }) => ended))).toEqual(parts.map(() => ({ code: 0, signal: null })));
    expect(parts.map((part) => part.said().error)).toEqual(["", "", ""]);
  });

  it.each(["worker", "directory", "service"])(
    "%s ends with one sentence when DATABASE_URL is wrong",
    async (command) => {
      const program = startProgram(command, {
        LOCKSTEP_HOME: home,
        DATABASE_URL: "postgres://user:hush@127.0.0.1:1/x",
      });
      expect(await program.ended).toEqual({ code: 1, signal: null });
      expect(program.said().error).toBe(
        "No database server answers at 127.0.0.1:1 (connection refused): start it, or correct host and port in DATABASE_URL.\n",
      );
    },
  );
});
