/**
 * Leases on dirty subjects (DESIGN §3.2). A subject has at most one lease; of an app at most `perAppMax` subjects are worked on at once,
 * over all workers; a lease that is not extended expires and any worker may take the subject over. Time is a parameter.
 */
import type { Database } from "@lockstep/database";
import type { Clock } from "@lockstep/ports";
import { sql } from "kysely";
import type { Trx } from "../domain/act.ts";
import type { DirectoryTables } from "../domain/tables.ts";
import { resumeAfterRateLimit } from "./app-pause.ts";
import { guardBudget, type Held } from "./budget/guard.ts";
import { lockGroupClaims } from "./group-marks.ts";

/** A leased subject. `owner` names this one lease, not the worker: what was recorded under an older lease no longer counts. */
export interface Claim {
  readonly kind: "appUser" | "pushGroup";
  readonly id: string;
  readonly appId: string;
  readonly owner: string;
  /** An earlier lease ended without a result, or a run without an answer: a request may have been carried out unrecorded. */
  readonly interrupted: boolean;
  /** How many people of the app that this owner leased may be worked on at once; unset = all of them. */
  readonly atOnce?: number;
  /** Of a person: the version that was claimed. What is newer was asked by nobody whether it is within the budget. */
  readonly version?: string;
}

/** How much may be claimed, by whom, and for how long. */
export interface ClaimOptions {
  readonly now: Date;
  /** Names this lease; fresh for each call. */
  readonly owner: string;
  readonly leaseMs: number;
  /** Subjects of one app that are worked on at once at most, over all workers. */
  readonly perAppMax: number;
  /** Subjects of this call that are worked on at once at most. */
  readonly limit: number;
  /**
   * People leased for each who may be worked on, of an app of which nothing failed of late: those beyond wait for their turn under
   * their lease (`Claim.atOnce`). Unset = 1.
   */
  readonly ahead?: number;
}

interface ClaimInApp extends ClaimOptions {
  readonly held: Held;
}

/** A group waits for members whose first attempt is still to come, but no longer than this after it became due. */
export const MEMBERS_FIRST_MS = 60_000;

/** Other apps are left to the next look once a claim has taken this share of a lease: a worker extends only what it has been given. */
const LEASE_SHARE_MAX = 1 / 6;

/**
 * Leases due subjects, people before groups, the longest waiting first. Empty when nothing can be claimed now. Each app's leases begin when they are
 * taken, by `clock`; unset = at `options.now`.
 */
export async function claimWork(
  database: Database<DirectoryTables>,
  options: ClaimOptions,
  clock: Clock = { now: () => options.now.getTime() },
): Promise<Claim[]> {
  const claims: Claim[] = [];
  const lateAt = options.now.getTime() + options.leaseMs * LEASE_SHARE_MAX;
  let { limit } = options;
  for (const due of await appsWithDueWork(database, options.now)) {
    if (limit <= 0 || (claims.length > 0 && clock.now() > lateAt)) break;
    const leasedAt = new Date(clock.now());
    const claimed = await database.transaction((trx) => claimInApp(trx, due, { ...options, now: leasedAt, limit }));
    limit -= placesOf(claimed);
    claims.push(...claimed);
  }
  return claims;
}

/** How many subjects of one app's claims are worked on at once. */
function placesOf(claims: readonly Claim[]): number {
  const people = claims.filter(({ kind }) => kind === "appUser");
  return Math.min(people.length, people[0]?.atOnce ?? people.length) + claims.length - people.length;
}

/** Any lease: of a subject, or of an import run. */
export interface Lease {
  readonly kind: Claim["kind"] | "import";
  readonly id: string;
  readonly owner: string;
}

/** Extends leases that are still held. Returns those that are not: their runs no longer count. */
export async function extendLeases(
  database: Database<DirectoryTables>,
  claims: readonly Lease[],
  expiresAt: Date,
): Promise<readonly Lease[]> {
  const lost: Lease[] = [];
  for (const kind of ["appUser", "pushGroup", "import"] as const) {
    const ofKind = claims.filter((claim) => claim.kind === kind);
    if (ofKind.length === 0) continue;
    // Locked in the order of their ids, as by whoever records or marks several.
    const { rows } = await sql<{ id: string; owner: string }>`
      with held as (
        select subject.id, subject.lease_owner as owner from ${tableOf(kind)} as subject
          join unnest(${ofKind.map((claim) => claim.id)}::text[], ${ofKind.map((claim) => claim.owner)}::text[]) as lease (id, owner)
            on subject.id = lease.id and subject.lease_owner = lease.owner
         order by subject.id for no key update of subject)
      update ${tableOf(kind)} as subject set lease_expires_at = ${expiresAt} from held
       where subject.id = held.id and subject.lease_owner = held.owner
      returning subject.id as id, subject.lease_owner as owner`.execute(database.kysely);
    const extended = new Set(rows.map((row) => `${row.id} ${row.owner}`));
    lost.push(...ofKind.filter((claim) => !extended.has(`${claim.id} ${claim.owner}`)));
  }
  return lost;
}

/** Gives a lease back after a fault of our own: the subject stays as dirty as it was, due again at `dueAt`. */
export async function giveBack(database: Database<DirectoryTables>, claim: Claim, dueAt: Date): Promise<void> {
  await sql`
    update ${tableOf(claim.kind)} set lease_owner = null, lease_expires_at = null, due_at = ${dueAt}, attempts = attempts + 1, in_doubt = true
     where id = ${claim.id} and lease_owner = ${claim.owner}`.execute(database.kysely);
}

/**
 * SQL condition on `app`: work may be sent now. A rate-limit pause ends by itself, and in quarantine one probe may leave; every other
 * pause waits for a person.
 */
export function canSend(now: Date) {
  return sql<boolean>`(app.status = 'ACTIVE' and app.provisioning_enabled
    and (app.paused_reason is null or (app.paused_reason in ('rateLimit', 'quarantine') and app.resume_at <= ${now})))`;
}

const TABLES = { appUser: "app_user", pushGroup: "push_group", import: "import_run" } as const;

function tableOf(kind: Lease["kind"]) {
  return sql.table(TABLES[kind]);
}

/** An app with something that is due. */
interface DueApp {
  readonly id: string;
  readonly hasGroups: boolean;
}

async function appsWithDueWork(database: Database<DirectoryTables>, now: Date): Promise<readonly DueApp[]> {
  // Perf: the first in order of the index. An `exists` may be answered by reading whatever waits in all apps.
  const anyDue = (table: string) => sql`coalesce((select true from ${sql.table(table)} as due
    where due.app_id = app.id and due.is_dirty and due.due_at <= ${now} and (due.lease_owner is null or due.lease_expires_at <= ${now})
    order by due.due_at limit 1), false)`;
  const { rows } = await sql<DueApp>`
    select id, groups as "hasGroups" from (
      select app.id, ${anyDue("app_user")} as people, ${anyDue("push_group")} as groups
        from app where ${canSend(now)}) as due
     where people or groups order by random()`.execute(database.kysely);
  return rows;
}

interface LockedApp {
  readonly paused: string | null;
  readonly perAppMax: number;
  /** Something failed of late. */
  readonly isTroubled: boolean;
  readonly suspendedPeople: "IGNORE" | "DEACTIVATE";
}

/**
 * The app's row is locked while its leases are counted, so that several workers together stay within the limit. The count
 * is a statement of its own: a snapshot taken before the lock was granted would not see the others' leases.
 */
async function claimInApp(trx: Trx, due: DueApp, options: ClaimOptions): Promise<Claim[]> {
  const { id: appId } = due;
  const locked = sql<LockedApp>`
    select app.paused_reason as paused, least(${options.perAppMax}::int, app.concurrency_max) as "perAppMax",
        app.health is not null or app.rate_limit_count > 0 as "isTroubled", app.suspended_people as "suspendedPeople" from app
     where app.id = ${appId} and ${canSend(options.now)} for no key update`.execute(trx);
  // Perf: both leave together; the count takes its snapshot when the lock is granted.
  const [{ rows: apps }, taken] = await Promise.all([locked, countPlaces(trx, appId, options.now)]);
  const [app] = apps;
  if (app === undefined) return [];
  if (app.paused === "rateLimit") await resumeAfterRateLimit(trx, appId);
  const max = app.paused === "quarantine" ? 1 : app.perAppMax;
  const free = Math.min(options.limit, max - taken);
  if (free <= 0) return [];
  const held = await guardBudget(trx, { appId, now: options.now, suspendedPeople: app.suspendedPeople });
  // What fails of late is asked for by nobody who did not have to be.
  const ahead = app.paused !== null || app.isTroubled ? 1 : (options.ahead ?? 1);
  const people = await claimPeople(trx, appId, { ...options, limit: free * ahead, atOnce: free, held });
  const left = free - people.length;
  const groups = due.hasGroups && left > 0 ? await claimGroups(trx, appId, { ...options, limit: left, held }) : [];
  return [
    ...people.map((row) => ({ kind: "appUser" as const, ...row, appId, owner: options.owner, atOnce: free })),
    ...groups.map((row) => ({ kind: "pushGroup" as const, ...row, appId, owner: options.owner })),
  ];
}

/** Who waits for a turn under a lease of the same owner takes no place. */
async function countPlaces(trx: Trx, appId: string, now: Date): Promise<number> {
  const { rows } = await sql<{ held: number }>`
    select ((select coalesce(sum(least(leased, at_once)), 0) from (
        select count(*) as leased, coalesce(max(lease_at_once), count(*)) as at_once from app_user
         where app_id = ${appId} and lease_owner is not null and lease_expires_at > ${now} group by lease_owner) as claims)
      + (select count(*) from push_group where app_id = ${appId} and lease_owner is not null and lease_expires_at > ${now}))::int
      as held`.execute(trx);
  return rows[0]?.held ?? 0;
}

interface Claimed {
  readonly id: string;
  readonly interrupted: boolean;
}

interface ClaimedPerson extends Claimed {
  readonly version: string;
}

async function claimPeople(
  trx: Trx,
  appId: string,
  options: ClaimInApp & { readonly atOnce: number },
): Promise<readonly ClaimedPerson[]> {
  // In a certain order, so that the same days go the same way: people who became due together come by their ids, and so do groups.
  const { rows } = await sql<ClaimedPerson>`
    with due as (
      select u.id, u.due_at, u.person_id, u.lease_owner is not null or u.in_doubt as interrupted from app_user u
       where u.app_id = ${appId} and u.is_dirty and u.due_at <= ${options.now}
         and (u.lease_owner is null or u.lease_expires_at <= ${options.now}) and not ${options.held.people}
       order by u.due_at, u.person_id limit ${options.limit} for update skip locked
    ), claimed as (
      update app_user set lease_owner = ${options.owner}, lease_expires_at = ${expiryOf(options)}, lease_at_once = ${options.atOnce},
          sync_state = 'SYNCING'
        from due where app_user.id = due.id
      returning app_user.id as id, due.interrupted, due.due_at, due.person_id, app_user.dirty_version as version
    )
    select id, interrupted, version from claimed order by due_at, person_id`.execute(trx);
  return rows;
}

/**
 * A push provisions missing members first (DESIGN §7.5), and who loses the app is switched off before the membership goes (§7.1): a group
 * is left alone while one of these people has the first attempt before them.
 */
async function claimGroups(trx: Trx, appId: string, options: ClaimInApp): Promise<readonly Claimed[]> {
  await lockGroupClaims(trx, appId);
  const overdue = new Date(options.now.getTime() - MEMBERS_FIRST_MS);
  const { rows } = await sql<Claimed>`
    with due as (
       select g.id, g.due_at, g.lease_owner is not null or g.in_doubt as interrupted from push_group g
        where g.app_id = ${appId} and g.is_dirty and g.due_at <= ${options.now}
          and (g.lease_owner is null or g.lease_expires_at <= ${options.now}) and not ${options.held.groups}
          and (g.due_at <= ${overdue} or (not exists (
            select from group_member m join app_user u on u.person_id = m.person_id and u.app_id = g.app_id
             where m.group_id = g.group_id and u.is_dirty and u.attempts = 0)
           and not exists (
            select from app_user u join push_group_member k on k.push_group_id = g.id and k.external_id = u.external_id
             where u.app_id = g.app_id and u.is_dirty and not u.assigned and u.attempts = 0)))
        order by g.due_at, g.id limit ${options.limit} for update skip locked
    ), claimed as (
      update push_group set lease_owner = ${options.owner}, lease_expires_at = ${expiryOf(options)}
        from due where push_group.id = due.id
      returning push_group.id as id, due.interrupted, due.due_at
    )
    select id, interrupted from claimed order by due_at, id`.execute(trx);
  return rows;
}

function expiryOf(options: ClaimOptions): Date {
  return new Date(options.now.getTime() + options.leaseMs);
}
