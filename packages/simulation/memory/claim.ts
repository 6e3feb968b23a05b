/** Leases in memory: what apps/directory/provisioning/claim.ts and next-due.ts do in SQL. */
import { type Claim, type ClaimOptions, type Lease, MEMBERS_FIRST_MS } from "@lockstep/directory-app/simulation";
import type { AppUserRow, PushRow, Tables } from "./rows.ts";

type Row = AppUserRow | PushRow;

/** Work may be sent now. A rate-limit pause ends by itself, and in quarantine one probe may leave; every other pause waits for a person. */
export function canSend({ app }: Tables, now: number): boolean {
  if (!app.provisioningEnabled) return false;
  return (
    app.pausedReason === null || (app.pausedReason === "rateLimit" && app.resumeAt !== null && app.resumeAt <= now)
  );
}

function endsByItself({ pausedReason }: Tables["app"]): boolean {
  return pausedReason === "rateLimit" || pausedReason === "quarantine";
}

export function isDirty(row: Row): boolean {
  return row.dirtyVersion > row.cleanVersion;
}

/** Leases due subjects, people before groups, the longest waiting first. */
export function claim(tables: Tables, options: ClaimOptions): readonly Claim[] {
  const now = options.now.getTime();
  const { app } = tables;
  const isDue = (row: Row) =>
    isDirty(row) && row.dueAt <= now && (row.leaseOwner === null || row.leaseExpiresAt <= now);
  const rows = [...tables.appUsers.values(), ...tables.pushes.values()];
  if (!canSend(tables, now) || !rows.some(isDue)) return [];
  // The wait after a 429 is over: its length and count stay until a request succeeds.
  const isWaitOver = app.pausedReason === "rateLimit";
  if (isWaitOver) app.pausedReason = null;
  const max = app.pausedReason === "quarantine" ? 1 : options.perAppMax;
  const free = Math.min(options.limit, max - placesTaken(tables, now));
  if (free <= 0) return [];
  const isTroubled = app.pausedReason !== null || app.health !== undefined || app.rateLimitCount > 0 || isWaitOver;
  const ahead = isTroubled ? 1 : (options.ahead ?? 1);
  const lease = (row: Row, kind: Claim["kind"]): Claim => {
    const interrupted = row.leaseOwner !== null || row.inDoubt;
    row.leaseOwner = options.owner;
    row.leaseExpiresAt = now + options.leaseMs;
    const common = { kind, id: row.id, appId: app.id, owner: options.owner, interrupted };
    if (!("syncState" in row)) return common;
    row.syncState = "SYNCING";
    row.leaseAtOnce = free;
    return { ...common, atOnce: free, version: String(row.dirtyVersion) };
  };
  const people = longestWaiting([...tables.appUsers.values()].filter(isDue), free * ahead);
  const claims = people.map((row) => lease(row, "appUser"));
  const mayGo = (row: PushRow) => row.dueAt <= now - MEMBERS_FIRST_MS || !waitsForMembers(tables, row);
  const duePushes = [...tables.pushes.values()].filter((row) => isDue(row) && mayGo(row));
  const pushes = longestWaiting(duePushes.toSorted(byId), free - people.length);
  return [...claims, ...pushes.map((row) => lease(row, "pushGroup"))];
}

/** Subjects that are worked on: who waits for a turn under a lease of the same owner takes no place. */
function placesTaken(tables: Tables, now: number): number {
  const isHeld = (row: Row) => row.leaseOwner !== null && row.leaseExpiresAt > now;
  const people = Map.groupBy([...tables.appUsers.values()].filter(isHeld), ({ leaseOwner }) => leaseOwner);
  const pushes = [...tables.pushes.values()].filter(isHeld).length;
  return [...people.values()].reduce((sum, rows) => sum + Math.min(rows.length, rows[0]?.leaseAtOnce ?? 1), pushes);
}

function longestWaiting<One extends Row>(rows: readonly One[], limit: number): readonly One[] {
  return [...rows].sort((left, right) => left.dueAt - right.dueAt).slice(0, limit);
}

function byId(left: Row, right: Row): number {
  return left.id < right.id ? -1 : 1;
}

/** The first attempt of a member is still to come, or of somebody who is to lose account and membership. */
function waitsForMembers(tables: Tables, push: PushRow): boolean {
  for (const personId of tables.groups.get(push.groupId)?.members ?? []) {
    const row = tables.appUserOf.get(personId);
    if (row !== undefined && isDirty(row) && row.attempts === 0) return true;
  }
  for (const row of tables.appUsers.values()) {
    const isHeld = row.externalId !== null && push.held.has(row.externalId);
    if (isHeld && !row.assigned && isDirty(row) && row.attempts === 0) return true;
  }
  return false;
}

/** The row of a lease; undefined when the lease is no longer held. */
export function heldRow(tables: Tables, lease: Lease): Row | undefined {
  const row = lease.kind === "appUser" ? tables.appUsers.get(lease.id) : tables.pushes.get(lease.id);
  return row?.leaseOwner === lease.owner ? row : undefined;
}

/** Extends leases that are still held; returns the others. */
export function extend(tables: Tables, leases: readonly Lease[], expiresAt: Date): readonly Lease[] {
  return leases.filter((lease) => {
    const row = heldRow(tables, lease);
    if (row !== undefined) row.leaseExpiresAt = expiresAt.getTime();
    return row === undefined;
  });
}

export function giveBack(tables: Tables, held: Claim, dueAt: Date): void {
  const row = heldRow(tables, held);
  if (row === undefined) return;
  row.leaseOwner = null;
  row.dueAt = dueAt.getTime();
  row.attempts += 1;
  row.inDoubt = true;
}

/** The earliest moment at which something may be claimed. */
export function findNextDue(tables: Tables, now: number): Date | undefined {
  const rows = [...tables.appUsers.values(), ...tables.pushes.values()];
  const { app } = tables;
  const moments = rows.filter((row) => row.leaseOwner !== null).map((row) => row.leaseExpiresAt);
  if (canSend(tables, now)) {
    moments.push(...rows.filter((row) => isDirty(row) && row.leaseOwner === null).map((row) => row.dueAt));
  }
  if (endsByItself(app) && app.resumeAt !== null && app.resumeAt > now && app.provisioningEnabled)
    moments.push(app.resumeAt);
  return moments.length === 0 ? undefined : new Date(Math.min(...moments));
}
