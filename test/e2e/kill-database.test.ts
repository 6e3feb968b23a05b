/**
 * `kill -9` of PostgreSQL in the middle of an import, whose pages are committed without waiting for the disk (ADR 44): what was lost with it
 * is read once more, and the end is the same as undisturbed.
 */
import { startEmbeddedDatabase } from "@lockstep/database";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually } from "./support/api.ts";
import { type Company, type ScimUser, saveConnection, setToApp, startCompany } from "./support/company.ts";
import { createHome } from "./support/program.ts";
import type { KillPoint } from "./support/recording-proxy.ts";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const ACCOUNTS = 360;
const PAGE = 20;
/** A page that was cut off is read once more when its lease has ended, after a quarter of a minute; the machine may be busy. */
const TIMEOUT_MS = 120_000;
/** The request for a page, of those that follow. */
const page = (count: number, moment: KillPoint["moment"]): KillPoint => ({
  method: "GET",
  path: "/Users?",
  count,
  moment,
});
/** Where what there is reaches the disk, and where the database dies after that. */
const KILLS = [
  { flush: page(4, "before"), kill: page(5, "before") },
  { flush: page(3, "before"), kill: page(6, "after") },
] as const;

let company: Company;
let server: Awaited<ReturnType<typeof startEmbeddedDatabase>>;
const cleanUp: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const home = await createHome();
  cleanUp.push(home.remove);
  // What commits without waiting for the disk is written to it by a process that wakes up now and then: here so rarely that a kill meets it.
  const settings = { wal_writer_delay: "10s", wal_writer_flush_after: "64MB" };
  server = await startEmbeddedDatabase({ home: home.path, logger: SILENT, settings });
  cleanUp.push(() => server.stop());
  company = await startCompany(server.ownerUrl);
  cleanUp.push(() => company.close());
  await saveConnection(company);
  await setToApp(company, {});
  company.proxy.capPages(PAGE);
});
afterAll(async () => {
  for (const work of cleanUp.reverse()) await work();
});

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => SILENT,
};

const own = (path: string) => `/api/lockstep/v1/apps/${company.appId}${path}`;

interface Run {
  readonly id: string;
  readonly state: string;
}

async function endOf({ id }: Run): Promise<Run> {
  return await eventually(
    () => company.directory.ok<Run>("GET", own(`/imports/${id}`)).catch(() => ({ id, state: "RUNNING" })),
    ({ state }) => state !== "QUEUED" && state !== "RUNNING",
    TIMEOUT_MS,
  );
}

async function importOnce(options: { readonly preview?: boolean } = {}): Promise<Run> {
  return await endOf(await company.directory.ok<Run>("POST", own("/imports"), { mode: "FULL", ...options }));
}

/** Accounts that the run has stored; it may be asked while the server starts. */
async function stored(runId: string): Promise<number> {
  const text = "select scanned from directory.import_run where id = $1";
  return await eventually(
    async () => {
      const { rows } = await company.database.query<{ scanned: number }>(text, [runId]).catch(() => ({ rows: [] }));
      return rows[0]?.scanned ?? -1;
    },
    (scanned) => scanned >= 0,
    TIMEOUT_MS,
  );
}

interface Kill {
  readonly before: number;
  readonly after: number;
}

/** Kills the server at each of the points, and tells how many accounts the run had stored, and has stored after the next start. */
async function killAtEach(runId: Promise<string>): Promise<readonly Kill[]> {
  const kills: Kill[] = [];
  for (const { flush, kill } of KILLS) {
    // A commit that waits for the disk takes along what was committed before it.
    await company.proxy.killAt(flush, async () => {
      await company.database.query("create table public.flushed (); drop table public.flushed");
    });
    await company.proxy.killAt(kill, async () => {
      const before = await stored(await runId);
      const { pid } = server;
      process.kill(pid, "SIGKILL");
      await eventually(
        async () => server.pid,
        (now) => now !== pid,
        TIMEOUT_MS,
      );
      kills.push({ before, after: await stored(await runId) });
    });
  }
  return kills;
}

/** What the run told of each account. */
async function told({ id }: Run): Promise<readonly unknown[]> {
  const text = `select external_id, user_name, outcome, reason from directory.import_result_told where import_run_id = $1 order by 1`;
  return (await company.database.query(text, [id])).rows;
}

it("the run goes on where the disk has it: nobody is lost, doubled, assigned or removed by mistake", async () => {
  for (let nr = 0; nr < ACCOUNTS; nr += 1)
    await company.scim.ok("POST", "/Users", {
      schemas: [USER],
      userName: `kept${nr}@acme.example`,
      name: { givenName: "Kept", familyName: `Nr${nr}` },
      emails: [{ value: `kept${nr}@acme.example`, type: "work", primary: true }],
      active: nr % 10 !== 0,
    });
  await company.directory.ok("PUT", `/api/v1/apps/${company.appId}/features/INBOUND_PROVISIONING`, {
    importRules: {
      userCreateAndMatch: { autoConfirmExactMatch: true, autoConfirmNewUsers: true, autoActivateNewUsers: true },
    },
  });
  // What an undisturbed run does, in the numbers and words of the real one.
  const undisturbed = await importOnce({ preview: true });
  const started = Promise.withResolvers<string>();
  const killed = killAtEach(started.promise);
  const run = await company.directory.ok<Run>("POST", own("/imports"), { mode: "FULL" });
  started.resolve(run.id);
  const kills = await killed;
  const ended = await endOf(run);
  // Some pages were lost and some were not: it is about the seam between them that this test is.
  expect(kills.some(({ before, after }) => after > 0 && after < before)).toBe(true);
  expect(ended).toMatchObject({ state: "DONE", complete: true });
  expect(countsOf(ended)).toEqual(countsOf(undisturbed));
  expect(await told(ended)).toEqual(await told(undisturbed));

  const { Resources: users } = await company.scim.ok<{ Resources: readonly ScimUser[] }>("GET", "/Users?count=500");
  const active = users.filter((user) => user.active);
  const linked = await company.directory.ok<readonly { externalId: string | null }[]>(
    "GET",
    `/api/v1/apps/${company.appId}/users?limit=500`,
  );
  expect(linked.map(({ externalId }) => externalId).sort()).toEqual(active.map(({ id }) => id).sort());
  const { rows } = await company.database.query(
    `select distinct event_type from directory.system_log
      where event_type in ('application.user_membership.remove', 'user.lifecycle.deactivate', 'user.lifecycle.suspend')`,
  );
  expect(rows).toEqual([]);

  // The next one finds what this one found, and has nothing to do.
  await eventually(
    () => company.directory.ok<{ pending: number }>("GET", own("/progress")),
    ({ pending }) => pending === 0,
    TIMEOUT_MS,
  );
  expect(await importOnce()).toMatchObject({
    state: "DONE",
    complete: true,
    peopleCreated: 0,
    linked: 0,
    absent: 0,
    failed: 0,
  });
}, 600_000);

const COUNTS = [
  "total",
  "scanned",
  "newPeople",
  "matched",
  "updated",
  "unchanged",
  "linked",
  "peopleCreated",
  "skipped",
  "failed",
  "absent",
];

function countsOf(run: object): readonly unknown[] {
  const counts = run as Readonly<Record<string, unknown>>;
  return COUNTS.map((name) => [name, counts[name]]);
}
