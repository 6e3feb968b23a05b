/** Carries out what a run left behind: what apps/directory/provisioning/store does in SQL. It decides nothing. */
import type { GroupRecord, Recorded, RunEffects, UserRecord } from "@lockstep/directory-app/simulation";
import { appWorks, recordHealth, stopApp } from "./app-health.ts";
import { heldRow, isDirty } from "./claim.ts";
import { holds, note } from "./marks.ts";
import { type AppUserRow, notify, type PushRow, type Tables } from "./rows.ts";

type Ran = NonNullable<GroupRecord["ran"]>;

/** Stores a run for a person. */
export function recordUser(tables: Tables, record: UserRecord): Recorded {
  const row = heldRow(tables, record.claim) as AppUserRow | undefined;
  if (row === undefined) return "leaseLost";
  const { ran, subject } = record;
  const isSameLink = row.externalId === subject.externalId;
  if (ran !== undefined && isSameLink && isTaken(tables, row, ran.link.externalId)) return "accountTaken";
  const isNewer = row.dirtyVersion > Number(subject.version);
  row.leaseOwner = null;
  row.inDoubt = record.inDoubt;
  row.syncState = isNewer ? "OUT_OF_SYNC" : record.syncState;
  if (record.lastError !== undefined) row.lastError = record.lastError;
  if (ran !== undefined) {
    if (isSameLink) Object.assign(row, ran.link);
    if (ran.userName !== undefined) row.userName = ran.userName;
    const isSamePassword =
      sameBytes(row.passwordSealed, subject.passwordSealed) && (row.passwordSealed !== null || !isNewer);
    if (ran.passwordDelivered && isSamePassword) Object.assign(row, { passwordPending: false, passwordSealed: null });
  }
  applyWork(row, record.effects.work, isNewer, Number(subject.version));
  carryOut(tables, record);
  if (ran?.membershipOf !== undefined) markMemberships(tables, row, { externalId: ran.membershipOf, now: record.now });
  else if (ran?.isSynced === true) markMemberships(tables, row, { externalId: undefined, now: record.now });
  return "recorded";
}

/** Stores a push. */
export function recordGroup(tables: Tables, record: GroupRecord): Recorded {
  const row = heldRow(tables, record.claim) as PushRow | undefined;
  if (row === undefined) return "leaseLost";
  const { ran, subject, status, errorSummary } = record;
  const isNewer = row.dirtyVersion > Number(subject.version);
  row.leaseOwner = null;
  row.inDoubt = record.inDoubt;
  if (status !== undefined && row.status !== "INACTIVE") row.status = status;
  if (errorSummary !== undefined) row.errorSummary = errorSummary;
  if (ran !== undefined) {
    row.externalId = ran.externalId;
    row.knownDisplayName = ran.displayName;
    row.membersKnown = ran.membersKnown && (row.membersKnown || row.wholeVersion <= Number(subject.version));
    if (ran.held !== undefined) {
      const after = new Set(ran.held.after);
      for (const id of ran.held.before) if (!after.has(id)) row.held.delete(id);
      for (const id of after) row.held.add(id);
      row.sent.clear();
    }
    recordComparison(row, ran.comparison, Number(subject.version));
    if (ran.leftOut !== undefined) recordRefused(tables, row, ran.leftOut);
  }
  applyWork(row, record.effects.work, isNewer, Number(subject.version));
  carryOut(tables, record);
  if (ran?.isRemoved === true && row.removing) {
    tables.pushes.delete(row.id);
    tables.tasks.delete(row.id);
  }
  return "recorded";
}

function recordComparison(row: PushRow, comparison: Ran["comparison"], version: number): void {
  if (comparison.kind === "lost") row.wholeVersion = row.dirtyVersion;
  if (comparison.kind !== "done") return;
  row.comparedVersion = Math.max(row.comparedVersion, version);
  for (const id of comparison.notes) row.notes.delete(id);
}

function recordRefused(tables: Tables, row: PushRow, leftOut: NonNullable<Ran["leftOut"]>): void {
  for (const personId of leftOut.people ?? [...row.refused.keys()]) row.refused.delete(personId);
  for (const { value, change, detail } of leftOut.refused) {
    const holder = [...tables.appUsers.values()].find(({ externalId }) => externalId === value);
    if (change === "add" && holder !== undefined) row.refused.set(holder.personId, detail);
  }
}

/** Newer dirt is never cleaned and never put off. */
function applyWork(row: AppUserRow | PushRow, work: RunEffects["work"], isNewer: boolean, version: number): void {
  switch (work.kind) {
    case "clean":
      row.cleanVersion = Math.max(row.cleanVersion, version);
      row.attempts = 0;
      return;
    case "retry":
      if (isNewer) return;
      row.dueAt = work.at.getTime();
      row.attempts += 1;
      return;
    case "wait":
      if (!isNewer) row.dueAt = work.at.getTime();
      return;
    case "keep":
  }
}

function carryOut(tables: Tables, record: UserRecord | GroupRecord): void {
  const { task, app, health } = record.effects;
  const seen = record.subject.app;
  if (task?.kind === "open") {
    const { subject, cause } = task.task;
    tables.tasks.set(subject.appUserId ?? subject.pushGroupId ?? "", cause);
  }
  if (task?.kind === "resolve") tables.tasks.delete(task.subject.appUserId ?? task.subject.pushGroupId ?? "");
  if (app?.kind === "works") appWorks(tables, seen);
  if (app?.kind === "stops") stopApp(tables, seen, { trouble: app.trouble, now: record.now });
  if (health !== undefined)
    recordHealth(tables, { ...health, isTroubled: seen.isTroubled, subjectId: record.claim.id, now: record.now });
}

/** A group that is dirty and not leased will be read anyway. Without an account, only groups are meant where the app refused the person. */
function markMemberships(
  tables: Tables,
  row: AppUserRow,
  member: { readonly externalId: string | undefined; readonly now: Date },
): void {
  const now = member.now.getTime();
  const { externalId } = member;
  let count = 0;
  for (const push of tables.pushes.values()) {
    const isMeant =
      externalId === undefined
        ? push.refused.has(row.personId)
        : holds(tables, push, row.personId) || push.held.has(externalId);
    if (push.status === "INACTIVE" || !isMeant) continue;
    note(tables, push, { personId: row.personId, externalId: externalId ?? null });
    if (isDirty(push) && push.leaseOwner === null) continue;
    push.dirtyVersion += 1;
    push.dueAt = Math.min(push.dueAt, now);
    push.attempts = 0;
    count += 1;
  }
  if (count > 0) notify(tables);
}

function isTaken(tables: Tables, row: AppUserRow, externalId: string | null): boolean {
  if (externalId === null) return false;
  return [...tables.appUsers.values()].some((other) => other !== row && other.externalId === externalId);
}

function sameBytes(left: Buffer | null, right: Buffer | null): boolean {
  if (left === null || right === null) return left === right;
  return left.equals(right);
}
