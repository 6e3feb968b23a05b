/**
 * Imports from the true service, with groups: of people whom the directory does not know, of the same ones once more, and of people who are all
 * linked while nothing changed. What counts: memory does not grow with the number of people, the import takes no longer over what only reading
 * the list takes than that once more, and what did not change is not written.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ImportRun } from "@lockstep/directory-app/contract";
import { importedUserOf } from "@lockstep/engine";
import { createTraceparent } from "@lockstep/ports";
import { createScimClient, walkList } from "@lockstep/scim-client";
import { createPinnedFetch } from "@lockstep/scim-client/node";
import type { BenchApp, EngineWorld } from "./engine-world.ts";
import type { PushSize } from "./first-push.ts";
import { processorMs } from "./processor-time.ts";
import { median, type Row } from "./report.ts";
import { outputOf } from "./run-script.ts";

/** People of one import where nothing else is said; the million is `--people 1000000`. */
export const IMPORTED_PEOPLE = 100_000;

const COMMAND = fileURLToPath(new URL("../../../apps/cli/main.ts", import.meta.url));
const POLL_MS = 200;
/** Accounts of a page, as the service's passport allows them. */
const PAGE_SIZE = 500;
const MEBIBYTE = 1_048_576;
const TARGETS = { growthMebibytes: 200, overFetch: 1, written: 0 };
/** Members of the group that is imported beside the people. */
const MEMBERS = 1_000;

/** Runs the imports, each with a worker of its own, so that its memory tells about this import; that of the unknown in several rounds, each for an app of its own. */
export async function measureImport(
  world: EngineWorld,
  { people, rounds, profile }: PushSize,
): Promise<readonly Row[]> {
  const first = await world.serviceApp("Imports");
  await seed(world, people);
  const rows: Row[] = [];
  let app = first;
  const unknown: Figures[] = [];
  for (let round = 0; round < Math.max(rounds, 1); round += 1) {
    if (round > 0) {
      await world.sql("truncate import_row");
      app = await world.anotherApp(`Imports ${round + 1}`, first);
    }
    await measurePassport(world, app);
    unknown.push(await measureRun(world, { app, people, profile }));
  }
  rows.push(...rowsOf("unknown", unknown));
  rows.push(...rowsOf("unknown again", [await measureRun(world, { app, people, profile })]));
  await linkEverybody(world, app);
  return [...rows, ...rowsOf("linked, nothing changed", [await measureRun(world, { app, people, profile })])];
}

async function seed(world: EngineWorld, people: number): Promise<void> {
  const members = String(Math.min(MEMBERS, people));
  const args = ["seed", "--users", String(people), "--members", members, "--account", "Small", "--append", "--json"];
  await outputOf(COMMAND, args, { DATABASE_URL: world.ownerUrl });
  // What seeding leaves to be tidied up is not part of the first import.
  await world.sql("vacuum (analyze)");
  await world.sql("checkpoint");
}

async function measurePassport(world: EngineWorld, app: BenchApp): Promise<void> {
  const path = `/api/lockstep/v1/apps/${app.id}/passport`;
  await world.call("POST", path, { consent: true });
  for (;;) {
    const { run } = await world.call<{ run: { state: string; error: string | null } }>("GET", path);
    if (run.state === "DONE") return;
    if (run.state !== "RUNNING") throw new Error(`The passport could not be measured: ${run.error}`);
    await sleep();
  }
}

/** Everybody of the service becomes a person with a linked account that is known as it is. */
async function linkEverybody(world: EngineWorld, app: BenchApp): Promise<void> {
  await world.sql(
    `insert into person (id, status, source, profile)
     select '00u' || right(md5(id::text), 17), 'ACTIVE', 'api', jsonb_build_object('login', doc->>'userName', 'email', doc->>'userName',
       'firstName', coalesce(doc->'name'->>'givenName', 'First'), 'lastName', coalesce(doc->'name'->>'familyName', 'Last'))
       from service.resource where type = 'User' and account_id = (${SMALL})`,
  );
  await world.sql(
    `insert into app_user (id, app_id, person_id, assigned, scope, external_id, origin, known, known_active, user_name, sync_state, clean_version)
     select '0ua' || right(md5(id::text), 17), $1, '00u' || right(md5(id::text), 17), true, 'USER', id::text, 'linked',
       jsonb_strip_nulls(jsonb_build_object('userName', doc->'userName', 'name', doc->'name', 'displayName', doc->'displayName')),
       coalesce((doc->>'active')::boolean, true), doc->>'userName', 'SYNCHRONIZED', 1
       from service.resource where type = 'User' and account_id = (${SMALL})`,
    [app.id],
  );
  // The rows that waited belong to somebody now, as if they had been confirmed: putting them away is not part of an import of the linked.
  await world.sql("delete from import_row where app_id = $1", [app.id]);
  await world.sql("vacuum (analyze) person, app_user, import_row");
}

const SMALL = "select id from service.account where name = 'Small'";

interface Measured {
  readonly app: BenchApp;
  readonly people: number;
  readonly profile: string | undefined;
}

/** What one import took. */
interface Figures {
  readonly restMebibytes: number;
  readonly growthMebibytes: number;
  readonly overFetch: number;
  readonly scanned: number;
  readonly writtenPeople: number;
  readonly writtenRows: number;
  readonly words: string;
}

/** Milliseconds that the same client needs to read everybody as an account, page after page, and to keep nobody. */
async function fetchAlone({ origin, basePath, token }: BenchApp, people: number): Promise<number> {
  const client = createScimClient({
    baseUrl: `${origin}${basePath}`,
    credential: { scheme: "TOKEN", token },
    clock: { now: () => Date.now() },
    timeout: (ms) => AbortSignal.timeout(ms),
    fetch: createPinnedFetch({ reach: "loopback" }),
  });
  const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };
  const traceparent = () => createTraceparent(random).traceparent;
  const startedAt = performance.now();
  let read = 0;
  for await (const step of walkList(client, "/Users", { count: PAGE_SIZE, traceparent })) {
    if (!step.ok) throw new Error(step.message);
    read += step.page.resources.filter((resource) => importedUserOf(resource) !== undefined).length;
  }
  if (read < people) throw new Error(`Only ${read} of ${people} accounts were read.`);
  return performance.now() - startedAt;
}

async function measureRun(world: EngineWorld, { app, people, profile }: Measured): Promise<Figures> {
  const fetchBeforeMs = await fetchAlone(app, people);
  const worker = await world.startWorker(profile);
  const [mark] = await world.sql<{ at: string }>("select pg_current_xact_id()::text as at");
  // The first collections of a fresh process are over: what it holds now is what it needs to stand.
  await sleep();
  const atRest = residentMebibytes(worker.pid);
  let peak = atRest;
  const idle = { worker: processorMs(worker.pid), database: processorMs(world.databasePid) };
  const path = `/api/lockstep/v1/apps/${app.id}/imports`;
  const startedAt = Date.now();
  let run = await world.call<ImportRun>("POST", path, { mode: "FULL" });
  while (run.state === "QUEUED" || run.state === "RUNNING") {
    await sleep();
    peak = Math.max(peak, residentMebibytes(worker.pid));
    run = await world.call<ImportRun>("GET", `${path}/${run.id}`);
  }
  const seconds = (Date.parse(run.finished ?? "") - startedAt) / 1_000;
  const spent = {
    worker: processorMs(worker.pid) - idle.worker,
    database: processorMs(world.databasePid) - idle.database,
  };
  await world.stopWorker(worker);
  if (run.state !== "DONE" || run.complete !== true || run.scanned < people)
    throw new Error(`The import ended as ${run.state}: ${run.error ?? run.incompleteReason ?? run.scanned}`);
  // Before and after, since the machine may have become faster or slower meanwhile.
  const fetchMs = (fetchBeforeMs + (await fetchAlone(app, people))) / 2;
  const [written] = await world.sql<{ people: number; rows: number }>(
    `select ((select count(*) from person where xmin::text::bigint >= $1::bigint)
      + (select count(*) from app_user where xmin::text::bigint >= $1::bigint))::int as people,
      ((select count(*) from import_row where xmin::text::bigint >= $1::bigint)
      + (select count(*) from import_result where xmin::text::bigint >= $1::bigint))::int as rows`,
    [mark?.at],
  );
  const each = (ms: number) => Math.round((ms / run.scanned) * 1_000);
  return {
    restMebibytes: atRest,
    growthMebibytes: peak - atRest,
    overFetch: (seconds * 1_000 - fetchMs) / fetchMs,
    scanned: run.scanned,
    writtenPeople: written?.people ?? Number.NaN,
    writtenRows: written?.rows ?? Number.NaN,
    words: `${run.scanned} accounts in ${seconds.toFixed(1)} s, ${Math.round(run.scanned / seconds)} a second, ${(fetchMs / 1_000).toFixed(1)} s only to fetch them; waited ${run.fetchMs} ms, stored ${run.storeMs} ms; processor time an account: worker ${each(spent.worker)} µs, database ${each(spent.database)} µs, the service's statements among them`,
  };
}

function rowsOf(
  what: "unknown" | "unknown again" | "linked, nothing changed",
  figures: readonly Figures[],
): readonly Row[] {
  const worst = (read: (one: Figures) => number) => Math.max(...figures.map(read));
  const spread = figures.map(({ overFetch, words }) => `${overFetch.toFixed(2)}: ${words}`).join("; ");
  return [
    {
      what: `import, ${what}: growth of the worker in MiB`,
      value: worst((one) => one.growthMebibytes),
      target: { atMost: TARGETS.growthMebibytes },
      spread: `${worst((one) => one.restMebibytes).toFixed(0)} at rest`,
    },
    {
      what: `import, ${what}: time over that of only fetching, of the latter`,
      value: median(figures.map(({ overFetch }) => overFetch)),
      target: { atMost: TARGETS.overFetch },
      spread,
    },
    {
      what: `import, ${what}: people and app users written`,
      value: worst((one) => one.writtenPeople),
      target: { atMost: TARGETS.written },
      spread: "the most",
    },
    {
      what: `import, ${what}: rows and results written`,
      value: worst((one) => one.writtenRows),
      // Who is seen for the first time waits in a row, which tells so.
      target: { atMost: what === "unknown" ? worst((one) => one.scanned) : TARGETS.written },
      spread: "the most",
    },
  ];
}

/** The resident set of a process, as Linux tells it. */
function residentMebibytes(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
  return (pages * 4_096) / MEBIBYTE;
}

function sleep(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
