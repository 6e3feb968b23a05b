/** Pushed groups of a hundred and of many members at the true service: what one change costs, and whether both sides are equal at the end. */
import type { BenchApp, EngineWorld } from "./engine-world.ts";
import { median, type Row } from "./report.ts";
import { startWireCounter, type WireCounter } from "./wire-counter.ts";

const SMALL = 100;
const POLL_MS = 5;
/** Joins and leaves of each size: a thousand in three rounds. A group that is only tried out sees a tenth of its members change. */
const CHANGES_PER_ROUND = 334;
/** Without an end of the push for so long, something stands still. */
const PUSH_MS_MAX = 120_000;
const PUSH_MS_PER_MEMBER = 20;
/** Rows of small tables are read whole, so it is not a handful; it must not follow the size of the group or of the app. */
const ROWS_PER_CHANGE_MAX = 2_000;
const CHANGE_BYTES_MAX = 1_024;
/** The statistics of the database are told by each connection now and then. */
const STATISTICS_MS = 2_500;

/** The rows. The people have their accounts already: what is measured is the groups' part. */
export async function measureGroupDelta(
  world: EngineWorld,
  { people, rounds }: { readonly people: number; readonly rounds: number },
): Promise<readonly Row[]> {
  const changes = rounds * Math.min(CHANGES_PER_ROUND, Math.ceil(people / 10));
  const app = await world.serviceApp("Groups");
  await world.call("PUT", `/api/lockstep/v1/apps/${app.id}/budget`, {
    membershipRemovals: { percent: null, count: null },
  });
  const wire = await startWireCounter(app.origin);
  const connection = { enabled: true, baseUrl: `${wire.origin}${app.basePath}`, authScheme: "TOKEN", token: app.token };
  await world.call("PUT", `/api/lockstep/v1/apps/${app.id}/connection`, connection);
  const persons = await makeLinkedPeople(world, app, people + changes);
  const worker = await world.startWorker();
  const measured: Measured[] = [];
  for (const size of [SMALL, people]) measured.push(await measureSize(world, { app, wire, size, persons, changes }));
  await world.stopWorker(worker);
  await wire.close();
  const [small, large] = measured;
  if (small === undefined || large === undefined) throw new Error("Two sizes are measured");
  const sizes = `${SMALL} and ${people} members`;
  return [
    {
      what: "one change of a group: time, large over small",
      value: median(large.delays) / median(small.delays),
      target: { atMost: 1.3 },
      spread: `median ${median(small.delays).toFixed(1)} and ${median(large.delays).toFixed(1)} ms at ${sizes}`,
    },
    {
      what: "one change of a group: rows read by the directory, whoever is in the group and in the app",
      value: Math.max(small.rowsRead, large.rowsRead),
      target: { atMost: ROWS_PER_CHANGE_MAX },
      spread: `${small.rowsRead.toFixed(0)} and ${large.rowsRead.toFixed(0)} rows a change at ${sizes}, with ${people + changes} people in the app`,
    },
    {
      what: "changes of the group at the service, for each change here",
      value: Math.max(small.requests, large.requests) / changes,
      target: { atMost: 1 },
      spread: `${small.requests} and ${large.requests} of ${changes}`,
    },
    {
      what: "first push: bytes of all its requests, headers included, over its members' entries",
      value: large.firstPushBytes / large.entryBytes,
      target: { atMost: 1.5 },
      spread: `${large.firstPushBytes} bytes for ${large.entryBytes} of entries, ${people} members`,
    },
    {
      what: "one change of a group: bytes of its request, headers included, the largest",
      value: Math.max(...small.changeBytes, ...large.changeBytes),
      target: { atMost: CHANGE_BYTES_MAX },
      spread: `median ${median(small.changeBytes)} and ${median(large.changeBytes)} bytes at ${sizes}`,
    },
    {
      what: "members that differ at the end",
      value: small.differing + large.differing,
      target: { atMost: 0 },
      spread: `first push of ${people} in ${(large.firstPushMs / 1000).toFixed(1)} s`,
    },
  ];
}

interface Measured {
  readonly firstPushMs: number;
  readonly firstPushBytes: number;
  /** Of the members' entries alone, as JSON. */
  readonly entryBytes: number;
  readonly delays: readonly number[];
  readonly changeBytes: readonly number[];
  readonly rowsRead: number;
  readonly requests: number;
  readonly differing: number;
}

async function measureSize(
  world: EngineWorld,
  parts: {
    readonly app: BenchApp;
    readonly wire: WireCounter;
    readonly size: number;
    readonly persons: readonly string[];
    readonly changes: number;
  },
): Promise<Measured> {
  const { app, wire, size, persons, changes } = parts;
  const { id: group } = await world.call<{ id: string }>("POST", "/api/v1/groups", { profile: { name: `Of ${size}` } });
  await world.sql("insert into group_member (group_id, person_id) select $1, unnest($2::text[])", [
    group,
    persons.slice(0, size),
  ]);
  await world.sql("analyze group_member, app_user, person");
  const sentBefore = wire.bytes();
  const startedAt = Date.now();
  const { id: push } = await world.call<{ id: string }>("POST", `/api/v1/apps/${app.id}/group-push/mappings`, {
    sourceGroupId: group,
    status: "ACTIVE",
  });
  await pushed(world, push, size);
  const firstPushMs = Date.now() - startedAt;
  const firstPushBytes = wire.bytes() - sentBefore;
  console.log(`  ${size} members pushed in ${(firstPushMs / 1000).toFixed(1)} s`);
  await world.sql("analyze push_group_member, push_group");
  const before = { rows: await rowsRead(world), requests: await requestsOf(world, push) };
  const delays: number[] = [];
  const changeBytes: number[] = [];
  const inGroup = new Set(persons.slice(0, size));
  for (let change = 0; change < changes; change += 1) {
    // Spread over the people who are in the group and those who are not, the same in every run.
    const person = persons[(change * 7_919) % (size + changes)] ?? "";
    const isMember = inGroup.delete(person);
    if (!isMember) inGroup.add(person);
    const [at, sent] = [performance.now(), wire.bytes()];
    await world.call(isMember ? "DELETE" : "PUT", `/api/v1/groups/${group}/users/${person}`);
    await pushed(world, push);
    delays.push(performance.now() - at);
    changeBytes.push(wire.bytes() - sent);
  }
  const requests = (await requestsOf(world, push)) - before.requests;
  const read = ((await rowsRead(world)) - before.rows) / changes;
  console.log(`  ${changes} changes of ${size} members in ${(sum(delays) / 1000).toFixed(1)} s`);
  const entryBytes = await bytesOfEntries(world, persons.slice(0, size));
  const rest = { requests, entryBytes, differing: await differing(world, push) };
  return { firstPushMs, firstPushBytes, delays, changeBytes, rowsRead: read, ...rest };
}

async function bytesOfEntries(world: EngineWorld, persons: readonly string[]): Promise<number> {
  const [row] = await world.sql<{ bytes: string }>(
    `select sum(octet_length(format('{"value":"%s","display":"%s"},', external_id, user_name))) as bytes from app_user
      where person_id = any($1::text[])`,
    [persons],
  );
  return Number(row?.bytes ?? 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** People with an account at the service, as both sides would have them after a provisioning. */
async function makeLinkedPeople(world: EngineWorld, app: BenchApp, count: number): Promise<readonly string[]> {
  await world.sql(
    `with account as (select id from service.account where name = 'Small')
     insert into service.resource (account_id, id, type, doc, created_at, modified_at, user_name_key, external_id, display_name_key)
     select account.id, md5('group bench ' || nr)::uuid, 'User',
       jsonb_build_object('userName', 'delta' || nr || '@bench.example', 'active', true, 'displayName', 'Delta ' || nr), now(), now(),
       'delta' || nr || '@bench.example', '00u' || lpad(nr::text, 17, '0'), 'delta ' || nr
       from account, generate_series(1, $1::int) as nr`,
    [count],
  );
  await world.sql(
    `insert into person (id, status, source, profile)
     select '00u' || lpad(nr::text, 17, '0'), 'ACTIVE', 'api', jsonb_build_object('login', 'delta' || nr || '@bench.example',
       'email', 'delta' || nr || '@bench.example', 'firstName', 'Delta', 'lastName', nr::text)
       from generate_series(1, $1::int) as nr`,
    [count],
  );
  const rows = await world.sql<{ id: string }>(
    `insert into app_user (id, app_id, person_id, assigned, scope, external_id, origin, known_active, user_name, sync_state, clean_version)
     select '0ua' || lpad(nr::text, 17, '0'), $1, '00u' || lpad(nr::text, 17, '0'), true, 'USER', md5('group bench ' || nr)::uuid::text,
       'linked', true, 'delta' || nr || '@bench.example', 'SYNCHRONIZED', 1 from generate_series(1, $2::int) as nr
     returning person_id as id`,
    [app.id, count],
  );
  await world.sql("analyze");
  return rows.map(({ id }) => id);
}

/** Waits until nothing of the group waits to be sent. `members`: how many are compared. */
async function pushed(world: EngineWorld, push: string, members = 1): Promise<void> {
  const isOpen = `
    select dirty_version, clean_version, lease_owner, due_at, error_summary from push_group
     where id = $1 and (dirty_version > clean_version or lease_owner is not null)`;
  const endsAt = performance.now() + PUSH_MS_MAX + members * PUSH_MS_PER_MEMBER;
  for (;;) {
    const [open] = await world.sql<object>(isOpen, [push]);
    if (open === undefined) break;
    if (performance.now() > endsAt) throw new Error(`The push does not end: ${JSON.stringify(open)}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const [row] = await world.sql<{ error: string | null }>(
    "select error_summary as error from push_group where id = $1",
    [push],
  );
  if (row?.error !== null) throw new Error(`The group was not pushed: ${row?.error}`);
}

/** Rows that statements have read of the tables that grow with groups. */
async function rowsRead(world: EngineWorld): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, STATISTICS_MS));
  const [row] = await world.sql<{ rows: string }>(
    `select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) as rows from pg_stat_user_tables
      where schemaname = 'directory' and relname in ('group_member', 'push_group_member', 'push_group_left_out', 'push_group_pending', 'app_user', 'person')`,
  );
  return Number(row?.rows ?? 0);
}

async function requestsOf(world: EngineWorld, push: string): Promise<number> {
  const [row] = await world.sql<{ count: string }>(
    "select count(*) from service.event e join push_group g on g.external_id = e.resource_id::text where g.id = $1",
    [push],
  );
  return Number(row?.count ?? 0);
}

/** Members that one side has and the other has not. */
async function differing(world: EngineWorld, push: string): Promise<number> {
  const [row] = await world.sql<{ count: string }>(
    `with ours as (select u.external_id as id from push_group g join group_member m using (group_id)
         join app_user u on u.app_id = g.app_id and u.person_id = m.person_id where g.id = $1),
       theirs as (select m.member_id::text as id from push_group g join service.membership m on m.group_id::text = g.external_id where g.id = $1)
     select count(*) from ours full join theirs using (id) where ours.id is null or theirs.id is null`,
    [push],
  );
  return Number(row?.count ?? 0);
}
