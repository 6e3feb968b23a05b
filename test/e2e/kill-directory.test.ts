/**
 * `kill -9` of a worker, and of the service, at a chosen request of an import and of first pushes: after the next start the end is the same
 * as undisturbed. Each part is a process of its own, and a proxy before the service ends one of them at the request that is meant.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "./support/api.ts";
import {
  addPerson,
  assign,
  type Company,
  type ScimGroup,
  type ScimUser,
  saveConnection,
  setToApp,
  startCompany,
} from "./support/company.ts";
import { type Program, startProgram } from "./support/program.ts";
import type { KillPoint } from "./support/recording-proxy.ts";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const ACCOUNTS = 130;
const PAGE = 30;
const CHUNK = 20;
/** A killed worker's leases end after a quarter of a minute; the machine may be busy. */
const TIMEOUT_MS = 120_000;

let company: Company;
let worker: Program;
let service: Program;
const running: Program[] = [];

async function startPart(command: "directory" | "service" | "worker"): Promise<Program> {
  const { home, ports } = company.program;
  const program = await startProgram({ command, home, ports, environment: company.environment });
  running.push(program);
  if (command === "worker") worker = program;
  // A worker may be killed before it says that it is ready: its leases are due by then.
  await (command === "worker" ? Promise.race([program.ready, program.exited]) : program.ready);
  return program;
}

beforeAll(async () => {
  company = await startCompany();
  await saveConnection(company);
  await setToApp(company, {});
  await company.directory.ok("PUT", own("/target-switches"), { switches: { memberChunkMax: CHUNK } });
  company.proxy.capPages(PAGE);
  await company.program.stop();
  service = await startPart("service");
  await startPart("directory");
  await startPart("worker");
});
afterAll(async () => {
  await Promise.all(running.map((program) => program.stop()));
  await company?.close();
});

const own = (path: string) => `/api/lockstep/v1/apps/${company.appId}${path}`;

/** The worker is killed at the first request, another one is started, that is killed at the second, and so on; the last one lives. */
async function killWorkersAt(...points: readonly KillPoint[]): Promise<void> {
  const trap = (point: KillPoint | undefined) =>
    point === undefined ? undefined : company.proxy.killAt(point, () => worker.killGroup());
  let killed = trap(points[0]);
  for (let count = 1; killed !== undefined; count += 1) {
    await killed;
    killed = trap(points[count]);
    await startPart("worker");
  }
}

/** Does it with each of many, a few at a time. */
async function withEach<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  const left = [...items];
  const lane = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
}

async function allUsers(): Promise<readonly ScimUser[]> {
  const users: ScimUser[] = [];
  for (;;) {
    const path = `/Users?startIndex=${users.length + 1}&count=500`;
    const page = await company.scim.ok<{ totalResults: number; Resources?: ScimUser[] }>("GET", path);
    users.push(...(page.Resources ?? []));
    if (users.length >= page.totalResults) return users;
  }
}

interface Linked {
  readonly id: string;
  readonly externalId: string | null;
}

/** People who have the app, with their accounts. */
async function linkedPeople(): Promise<readonly Linked[]> {
  return await company.directory.ok<readonly Linked[]>("GET", `/api/v1/apps/${company.appId}/users?limit=500`);
}

async function untilPushed(): Promise<void> {
  await eventually(
    () => company.directory.ok<{ pending: number; pushGroups: { pending: number } }>("GET", own("/progress")),
    ({ pending, pushGroups }) => pending === 0 && pushGroups.pending === 0,
    TIMEOUT_MS,
  );
}

async function groupOf(name: string, people: readonly string[]): Promise<string> {
  const { id } = await company.directory.ok<{ id: string }>("POST", "/api/v1/groups", { profile: { name } });
  await withEach(people, (person) => company.directory.ok("PUT", `/api/v1/groups/${id}/users/${person}`));
  return id;
}

/** The app has one group of the name, with just these people's accounts. */
async function expectPushed(name: string, people: readonly Linked[]): Promise<void> {
  const filter = encodeURIComponent(`displayName eq "${name}"`);
  const { Resources } = await company.scim.ok<{ Resources: readonly ScimGroup[] }>("GET", `/Groups?filter=${filter}`);
  expect(Resources).toHaveLength(1);
  const { members } = await company.scim.ok<ScimGroup>("GET", `/Groups/${Resources[0]?.id}`);
  expect((members ?? []).map(({ value }) => value).sort()).toEqual(people.map(({ externalId }) => externalId).sort());
  const { items } = await company.directory.ok<{ items: readonly { status: string; groupName: string }[] }>(
    "GET",
    own("/push-groups"),
  );
  expect(items.find(({ groupName }) => groupName === name)).toMatchObject({ status: "ACTIVE" });
}

describe("kill -9", () => {
  it("of the worker in the middle of an import: nobody is lost, nobody is there twice", async () => {
    await withEach([...Array(ACCOUNTS).keys()], (nr) =>
      company.scim.ok("POST", "/Users", {
        schemas: [USER],
        userName: `kept${nr}@acme.example`,
        name: { givenName: "Kept", familyName: `Nr${nr}` },
        emails: [{ value: `kept${nr}@acme.example`, type: "work", primary: true }],
        active: true,
      }),
    );
    await company.directory.ok("PUT", `/api/v1/apps/${company.appId}/features/INBOUND_PROVISIONING`, {
      importRules: {
        userCreateAndMatch: { autoConfirmExactMatch: true, autoConfirmNewUsers: true, autoActivateNewUsers: true },
      },
    });
    const page = { method: "GET", path: "/Users?" };
    const killed = killWorkersAt(
      { ...page, count: 2, moment: "before" },
      { ...page, count: 2, moment: "after" },
      { ...page, count: 1, moment: "after" },
    );
    const run = await company.directory.ok<{ id: string }>("POST", own("/imports"), { mode: "FULL" });
    await killed;
    const ended = await eventually(
      () => company.directory.ok<{ state: string }>("GET", own(`/imports/${run.id}`)),
      ({ state }) => state !== "QUEUED" && state !== "RUNNING",
      TIMEOUT_MS,
    );
    const users = await allUsers();
    expect(users.length).toBeGreaterThan(ACCOUNTS);
    expect(ended).toMatchObject({ state: "DONE", complete: true, absent: 0, removed: 0, failed: 0 });
    expect((await linkedPeople()).map(({ externalId }) => externalId).sort()).toEqual(users.map(({ id }) => id).sort());
    await untilPushed();
    // The next one finds what this one found.
    const next = await company.directory.ok<{ id: string }>("POST", own("/imports"), { mode: "FULL" });
    const again = await eventually(
      () => company.directory.ok<{ state: string }>("GET", own(`/imports/${next.id}`)),
      ({ state }) => state !== "QUEUED" && state !== "RUNNING",
      TIMEOUT_MS,
    );
    expect(again).toMatchObject({ state: "DONE", peopleCreated: 0, linked: 0, removed: 0 });
  }, 600_000);

  it("of the worker while it makes accounts: each person has one", async () => {
    const people = await Promise.all([1, 2, 3, 4].map((nr) => addPerson(company, `Killed${nr}`)));
    const killed = killWorkersAt({ method: "POST", path: "/Users", count: 2, moment: "after" });
    for (const person of people) await assign(company, person);
    await killed;
    await untilPushed();
    const users = await allUsers();
    for (const { id } of people) expect(users.filter(({ externalId }) => externalId === id)).toHaveLength(1);
  }, 300_000);

  it("of the worker in the middle of a first push: one group, with everybody and nobody else", async () => {
    const people = (await linkedPeople()).slice(0, ACCOUNTS);
    const group = await groupOf(
      "Killed while pushed",
      people.map(({ id }) => id),
    );
    const patch = { method: "PATCH", path: "/Groups/" };
    const killed = killWorkersAt(
      { method: "POST", path: "/Groups", count: 1, moment: "after" },
      { ...patch, count: 2, moment: "before" },
      { ...patch, count: 3, moment: "after" },
    );
    await company.directory.ok("POST", own("/push-groups"), { groupId: group });
    await killed;
    await untilPushed();
    await expectPushed("Killed while pushed", people);
  }, 600_000);

  it("of the service in the middle of a first push: what it acknowledged stands, and the rest follows", async () => {
    const people = (await linkedPeople()).slice(0, ACCOUNTS);
    const group = await groupOf(
      "Killed on the other side",
      people.map(({ id }) => id),
    );
    const kill = async () => {
      await service.killGroup();
      service = await startPart("service");
    };
    const point = { method: "PATCH", path: "/Groups/", count: 4, moment: "after" } as const;
    const killed = company.proxy.killAt(point, kill);
    await company.directory.ok("POST", own("/push-groups"), { groupId: group });
    await killed;
    await untilPushed();
    await expectPushed("Killed on the other side", people);
  }, 600_000);
});
