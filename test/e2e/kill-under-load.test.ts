/** `kill -9` of the service, and of the database, while clients write: every acknowledged write is there, none twice. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type Api, createApi, eventually, signIn } from "./support/api.ts";
import { createHome, type Program, startProgram } from "./support/program.ts";

const CLIENTS = 16;
/** Writes that are acknowledged before the kill: enough for it to fall into the middle of many. */
const WRITES_BEFORE = 400;
const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const work of cleanUp.splice(0).reverse()) await work();
});

interface Load {
  /** User names whose creation was acknowledged, and their ids. */
  readonly created: Map<string, string>;
  /** Ids whose membership was acknowledged. */
  readonly members: Set<string>;
  /** Requests that ended in no answer, or in a fault that says so. */
  readonly broken: string[];
  stop(): Promise<void>;
}

/** Clients that create users and put them into one group, one after the other, until told to stop. */
function startLoad(scim: Api, group: string): Load {
  const created = new Map<string, string>();
  const members = new Set<string>();
  const broken: string[] = [];
  let isStopping = false;
  let next = 0;
  const client = async () => {
    while (!isStopping) {
      next += 1;
      const userName = `load-${next}@acme.example`;
      try {
        const made = await scim.call<{ id: string }>("POST", "/Users", { schemas: [USER], userName });
        if (made.status !== 201) throw new Error(`${made.status}`);
        created.set(userName, made.body.id);
        const Operations = [{ op: "add", path: "members", value: [{ value: made.body.id }] }];
        const added = await scim.call("PATCH", `/Groups/${group}`, { schemas: [PATCH], Operations });
        if (added.status !== 204) throw new Error(`${added.status}`);
        members.add(made.body.id);
      } catch (error) {
        broken.push(String(error));
        // A service that is gone refuses at once: the next try waits a moment, so that the load does not spin.
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };
  const clients = Promise.all(Array.from({ length: CLIENTS }, client));
  return {
    created,
    members,
    broken,
    stop: async () => {
      isStopping = true;
      await clients;
    },
  };
}

async function start(home: string, ports?: Program["ports"]): Promise<Program> {
  const program = await startProgram({ home, ...(ports === undefined ? {} : { ports }) });
  cleanUp.push(() => program.stop());
  await program.ready;
  return program;
}

/** The owner makes what the load needs: the module, a key, a group. */
async function prepare(program: Program): Promise<{ scim: Api; group: string }> {
  const { service } = await program.firstRun();
  const owner = await signIn(service.baseUrl, "/api/session", service.owner);
  await owner.ok("PUT", "/api/account/modules/scim", { enabled: true });
  const { key } = await owner.ok<{ key: string }>("POST", "/api/me/api-keys", { name: "Load" });
  const scim = createApi(service.scimBaseUrl, {
    authorization: `Bearer ${key}`,
    "content-type": "application/scim+json",
  });
  const { id } = await scim.ok<{ id: string }>("POST", "/Groups", { schemas: [GROUP], displayName: "Load" });
  return { scim, group: id };
}

async function expectEveryAcknowledged(scim: Api, group: string, load: Load): Promise<void> {
  const seen = new Map<string, string[]>();
  for (let startIndex = 1; ; ) {
    const page = await scim.ok<{ totalResults: number; Resources: { id: string; userName: string }[] }>(
      "GET",
      `/Users?startIndex=${startIndex}&count=500&attributes=userName&filter=${encodeURIComponent('userName sw "load-"')}`,
    );
    for (const { id, userName } of page.Resources) seen.set(userName, [...(seen.get(userName) ?? []), id]);
    startIndex += page.Resources.length;
    if (page.Resources.length === 0 || startIndex > page.totalResults) break;
  }
  for (const [userName, id] of load.created) expect(seen.get(userName), userName).toEqual([id]);
  expect([...seen.values()].filter((ids) => ids.length > 1)).toEqual([]);
  const { members } = await scim.ok<{ members: { value: string }[] }>("GET", `/Groups/${group}`);
  const inGroup = new Set(members.map((member) => member.value));
  expect([...load.members].filter((id) => !inGroup.has(id))).toEqual([]);
}

async function postmasterPid(home: string): Promise<number> {
  const text = await readFile(join(home, "postgres/data/postmaster.pid"), "utf8").catch(() =>
    readFile(join(home, "postgres/postmaster.pid"), "utf8"),
  );
  return Number(text.split("\n")[0]);
}

async function freshHome(): Promise<string> {
  const home = await createHome();
  cleanUp.push(home.remove);
  return home.path;
}

describe("kill -9 while clients write", () => {
  it("of the service and everything with it: every acknowledged write is there after the next start", async () => {
    const home = await freshHome();
    const killed = await start(home);
    const { scim, group } = await prepare(killed);
    const load = startLoad(scim, group);
    await eventually(
      async () => load.members.size,
      (size) => size >= WRITES_BEFORE,
      60_000,
    );
    await killed.killGroup();
    await eventually(
      async () => load.broken.length,
      (length) => length >= CLIENTS,
    );
    await load.stop();
    await start(home, killed.ports);
    await expectEveryAcknowledged(scim, group, load);
  });

  it("of the database: the service goes on by itself, and every acknowledged write is there", async () => {
    const home = await freshHome();
    const program = await start(home);
    const { scim, group } = await prepare(program);
    const load = startLoad(scim, group);
    await eventually(
      async () => load.members.size,
      (size) => size >= WRITES_BEFORE,
      60_000,
    );
    process.kill(await postmasterPid(home), "SIGKILL");
    await eventually(
      async () => load.broken.length,
      (length) => length >= 1,
    );
    const acknowledged = load.members.size;
    // The same process takes writes again, without anybody's help.
    await eventually(
      async () => load.members.size,
      (size) => size >= acknowledged + WRITES_BEFORE / 4,
      60_000,
    );
    await load.stop();
    expect(program.child.exitCode).toBeNull();
    await expectEveryAcknowledged(scim, group, load);
  });
});
