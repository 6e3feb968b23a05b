/**
 * Stores runs for people of one app in one transaction: what is now known, the System Log, the tasks, the app's pause, and the end of the
 * leases. Perf: runs that end at the same moment share the statements and the commit.
 */
import { isDeepStrictEqual } from "node:util";
import { violationOf } from "@lockstep/database";
import type { PersonId } from "@lockstep/ports";
import { type RawBuilder, sql } from "kysely";
import type { Deps } from "../../deps.ts";
import { findAccountReaders } from "../../domain/account-readers.ts";
import type { Trx } from "../../domain/act.ts";
import { lockAppUsers, markAppUsers } from "../../domain/dirty.ts";
import { writeEvents } from "../../domain/system-log.ts";
import { storeUserUses } from "../budget/use.ts";
import { type Member, markGroupsOf } from "../group-marks.ts";
import type { Recorded } from "../provisioning-store.ts";
import type { UserRecord } from "../record-user.ts";
import { markStaleReferences, storeReferences } from "../references.ts";
import type { UserSubject } from "../user-subject.ts";
import { carryOut } from "./carry-out.ts";

/** Perf: the same statements for each batch of a stream; planning them costs the database more than a few people's rows. */
const IN_STREAM = { isPrepared: true } as const;

/** Carries out records in one transaction: all of them or, when the server refuses, none. */
export async function storeUsers(deps: Deps, records: readonly UserRecord[]): Promise<readonly Recorded[]> {
  const [first] = records;
  const held = await deps.database.transaction(async (trx) => {
    const readers = await findReaders(trx, records);
    const released = await releaseInOrder(trx, records, readers);
    const stored = records.filter((record) => released.has(keyOf(record)));
    for (const record of stored) {
      if (record.references !== undefined) await storeReferences(trx, record.subject, record.references);
    }
    // Perf: the driver pipelines, so what follows leaves together with the events.
    const events = writeEvents(
      trx,
      stored.flatMap((record) => record.events),
    );
    const effects = async () => {
      const marked = stored.length === records.length ? readers : await findReaders(trx, stored);
      // Before push groups, as everybody who marks.
      if (marked !== undefined && first !== undefined) await markAppUsers(trx, marked, first.now);
      for (const record of stored) await carryOut(deps, trx, record);
      await markMemberships(trx, stored);
      await storeUserUses(trx, stored);
    };
    await Promise.all([events, effects()]);
    return released;
  }, IN_STREAM);
  // After the commit, on both sides of a reference: whichever comes last sees both.
  for (const { references, subject, now } of records) {
    if (references === undefined) continue;
    const { app, person, appUserId } = subject;
    await markStaleReferences(deps.database.kysely, now, { appId: app.id, personId: person.id, appUserId });
  }
  return records.map((record) => (held.has(keyOf(record)) ? "recorded" : "leaseLost"));
}

/** Whether a record was refused because its account is linked to another app user. */
export function isAccountTaken(error: unknown): boolean {
  return violationOf(error)?.constraint === "app_user_external_unique";
}

function keyOf({ claim }: UserRecord): string {
  return `${claim.id} ${claim.owner}`;
}

/**
 * Before anything is written, all rows are locked that will be: those of the runs, and those of other apps that read what was learnt. So two apps
 * whose runs are recorded at once, one of which reads the other, and whoever marks people in all apps, wait for each other in one order only.
 */
async function releaseInOrder(
  trx: Trx,
  records: readonly UserRecord[],
  readers: RawBuilder<unknown> | undefined,
): Promise<ReadonlySet<string>> {
  const own = sql`id = any(${records.map(({ claim }) => claim.id)}::text[])`;
  // Perf: both leave together; the second takes its snapshot when the locks are granted.
  const locked = lockAppUsers(trx, readers === undefined ? own : sql`(${own} or ${readers})`);
  const [, released] = await Promise.all([locked, releaseUsers(trx, records)]);
  return released;
}

/**
 * Ends the leases that are still held, and stores what is now known beside it. Newer dirt is never cleaned and never put off; somebody may
 * have linked the person to another account by hand meanwhile, and that choice stays; a password that was changed again still waits.
 */
async function releaseUsers(trx: Trx, records: readonly UserRecord[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ key: string }>`
    update app_user u set
      lease_owner = null, lease_expires_at = null, lease_at_once = null, last_updated_at = r.now, in_doubt = r.in_doubt,
      sync_state = case when u.dirty_version > r.version then 'OUT_OF_SYNC' else r.sync_state end,
      last_error = case when r.tells_error then r.last_error else u.last_error end,
      clean_version = case when r.work = 'clean' then greatest(u.clean_version, r.version) else u.clean_version end,
      due_at = case when r.work in ('retry', 'wait') and u.dirty_version <= r.version then r.due_at else u.due_at end,
      causes = case when r.work = 'clean' and u.causes <> '{}' then array(select cause from unnest(u.causes) as cause where cause <> all(r.causes))
        else u.causes end,
      attempts = case when r.work = 'clean' then 0
        when r.work = 'retry' and u.dirty_version <= r.version then u.attempts + 1 else u.attempts end,
      approved = case when r.ends_approval then '{}' else u.approved end,
      external_id = case when ${KEEPS_LINK} then r.external_id else u.external_id end,
      origin = case when ${KEEPS_LINK} then r.origin else u.origin end,
      known = case when ${KEEPS_LINK} then r.known else u.known end,
      known_active = case when ${KEEPS_LINK} then r.known_active else u.known_active end,
      user_name = coalesce(r.user_name, u.user_name),
      last_sync_at = case when r.is_synced then r.now else u.last_sync_at end,
      trace_id = coalesce(r.trace_id, u.trace_id),
      password_changed_at = case when r.password_delivered then r.now else u.password_changed_at end,
      password_expired_at = case when r.password_delivered then null else u.password_expired_at end,
      password_pending = u.password_pending and not ${IS_SAME_PASSWORD},
      password_sealed = case when ${IS_SAME_PASSWORD} then null else u.password_sealed end,
      password_sealed_at = case when ${IS_SAME_PASSWORD} then null else u.password_sealed_at end
      from jsonb_to_recordset(${JSON.stringify(records.map(toRow), wellFormed)}::jsonb) as r (
        id text, owner text, version bigint, now timestamptz, in_doubt boolean, sync_state text, tells_error boolean, last_error text,
        work text, due_at timestamptz, ends_approval boolean, has_run boolean, linked_before text, external_id text, origin text,
        known jsonb, known_active boolean, user_name text, is_synced boolean, trace_id text, password_delivered boolean,
        password_sealed text, causes text[])
     where u.id = r.id and u.lease_owner = r.owner
    returning u.id || ' ' || r.owner as key`.execute(trx);
  return new Set(rows.map(({ key }) => key));
}

const KEEPS_LINK = sql`(r.has_run and u.external_id is not distinct from r.linked_before)`;
/** The directory's own password is told by its sealed form, whatever else made the row dirty meanwhile; a random one leaves only the version. */
const IS_SAME_PASSWORD = sql`(r.password_delivered and u.password_sealed is not distinct from decode(r.password_sealed, 'hex')
  and (u.password_sealed is not null or u.dirty_version = r.version))`;

function toRow(record: UserRecord): Record<string, unknown> {
  const { claim, subject, ran, lastError, effects } = record;
  return {
    id: claim.id,
    owner: claim.owner,
    version: subject.version,
    now: record.now,
    in_doubt: record.inDoubt,
    sync_state: record.syncState,
    tells_error: lastError !== undefined,
    last_error: lastError ?? null,
    work: effects.work.kind,
    due_at: "at" in effects.work ? effects.work.at : null,
    ends_approval: record.endsApproval === true,
    has_run: ran !== undefined,
    linked_before: subject.externalId,
    external_id: ran?.link.externalId ?? null,
    origin: ran?.link.origin ?? null,
    known: ran?.link.known ?? null,
    known_active: ran?.link.knownActive ?? null,
    user_name: ran?.userName ?? null,
    is_synced: ran?.isSynced === true,
    trace_id: ran?.traceId ?? null,
    password_delivered: ran?.passwordDelivered === true,
    password_sealed: subject.passwordSealed?.toString("hex") ?? null,
    causes: subject.causes,
  };
}

/** A target's words may be cut in the middle of a character, which jsonb refuses. */
function wellFormed(_name: string, value: unknown): unknown {
  return typeof value === "string" ? value.toWellFormed() : value;
}

/** People who changed in the app, and whom it refused as members before: it may take them now. */
async function findRefused(trx: Trx, records: readonly UserRecord[]): Promise<readonly Member[]> {
  const changed = new Map(
    records.flatMap(({ subject, ran }) =>
      ran?.isSynced === true && ran.membershipOf === undefined
        ? [[subject.person.id, { externalId: ran.link.externalId ?? "", causes: subject.causes }] as const]
        : [],
    ),
  );
  if (changed.size === 0) return [];
  const { rows } = await sql<{ personId: PersonId }>`
    select distinct person_id as "personId" from push_group_left_out
     where refused and person_id = any(${[...changed.keys()]}::text[])`.execute(trx);
  return rows.flatMap(({ personId }) => {
    const found = changed.get(personId);
    return found === undefined ? [] : [{ personId, ...found, isRetry: true }];
  });
}

/** A condition on `app_user`: other apps may read what is now known of these accounts. */
async function findReaders(trx: Trx, records: readonly UserRecord[]): Promise<RawBuilder<unknown> | undefined> {
  const changed = records.filter(({ subject, ran }) => ran !== undefined && isOther(subject, ran));
  const [first] = changed;
  if (first === undefined) return undefined;
  const personIds = changed.map(({ subject }) => subject.person.id);
  return await findAccountReaders(trx, { appId: first.subject.app.id, personIds });
}

function isOther(subject: UserSubject, { link, userName }: NonNullable<UserRecord["ran"]>): boolean {
  return (
    !subject.assigned ||
    link.externalId !== subject.externalId ||
    link.knownActive !== subject.knownActive ||
    (userName !== undefined && userName !== subject.userName) ||
    !isDeepStrictEqual(link.known, subject.known)
  );
}

/** The groups of people who became, or ceased to be, fit for pushes follow by themselves. */
async function markMemberships(trx: Trx, records: readonly UserRecord[]): Promise<void> {
  const [first] = records;
  const changed = records.flatMap(({ subject, ran }) =>
    ran?.membershipOf === undefined
      ? []
      : [{ personId: subject.person.id, externalId: ran.membershipOf, isRetry: false, causes: subject.causes }],
  );
  const members = [...changed, ...(await findRefused(trx, records))];
  if (first === undefined || members.length === 0) return;
  await markGroupsOf(trx, { appId: first.subject.app.id, members }, first.now);
}
