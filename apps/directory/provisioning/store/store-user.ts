/** Stores a run for a person in one transaction: what is now known, the System Log, the task, the app's pause, and the end of the lease. */
import { violationOf } from "@lockstep/database";
import { type RawBuilder, sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Trx } from "../../domain/act.ts";
import { writeEvents } from "../../domain/system-log.ts";
import { storeUserUse } from "../budget/use.ts";
import { markGroupsOf } from "../group-marks.ts";
import type { Recorded } from "../provisioning-store.ts";
import type { RanUser, UserRecord } from "../record-user.ts";
import { markStaleReferences, storeReferences } from "../references.ts";
import type { UserSubject } from "../user-subject.ts";
import { carryOut } from "./carry-out.ts";

/** Carries out a record. */
export async function storeUser(deps: Deps, record: UserRecord): Promise<Recorded> {
  try {
    const recorded = await deps.database.transaction(async (trx): Promise<Recorded> => {
      if (!(await releaseUser(trx, record))) return "leaseLost";
      if (record.references !== undefined) await storeReferences(trx, record.subject, record.references);
      if (record.events.length > 0) await writeEvents(trx, record.events);
      await carryOut(deps, trx, record);
      await markMemberships(trx, record);
      await storeUserUse(trx, record);
      return "recorded";
    });
    // After the commit, on both sides of a reference: whichever comes last sees both.
    if (record.references !== undefined) {
      const { app, person, appUserId } = record.subject;
      await markStaleReferences(deps.database.kysely, record.now, { appId: app.id, personId: person.id, appUserId });
    }
    return recorded;
  } catch (error) {
    if (violationOf(error)?.constraint !== "app_user_external_unique") throw error;
    return "accountTaken";
  }
}

/** Columns that are set beside the end of the lease. */
type Assignments = readonly RawBuilder<unknown>[];

async function releaseUser(trx: Trx, record: UserRecord): Promise<boolean> {
  const { claim, now, subject, ran } = record;
  const columns = [
    sql`lease_owner = null`,
    sql`lease_expires_at = null`,
    sql`last_updated_at = ${now}`,
    sql`in_doubt = ${record.inDoubt}`,
    ...(ran === undefined ? [] : knownColumns(subject, ran, now)),
    ...workColumns(record),
    ...(record.endsApproval === true ? [sql`approved = '{}'`] : []),
  ];
  const { numAffectedRows } = await sql`
    update app_user set ${sql.join(columns)} where id = ${claim.id} and lease_owner = ${claim.owner}`.execute(trx);
  return (numAffectedRows ?? 0n) > 0n;
}

function workColumns(record: UserRecord): Assignments {
  const { version } = record.subject;
  const { lastError } = record;
  return [
    sql`sync_state = case when dirty_version > ${version}::bigint then 'OUT_OF_SYNC' else ${record.syncState}::text end`,
    ...(lastError === undefined ? [] : [sql`last_error = ${lastError}`]),
    ...dirtColumns(record.effects.work, version),
  ];
}

/** Clean, waiting or due again: newer dirt is never cleaned and never put off. */
export function dirtColumns(work: UserRecord["effects"]["work"], version: string): Assignments {
  switch (work.kind) {
    case "clean":
      return [sql`clean_version = greatest(clean_version, ${version}::bigint)`, sql`attempts = 0`];
    case "retry":
      return [
        sql`due_at = case when dirty_version > ${version}::bigint then due_at else ${work.at}::timestamptz end`,
        sql`attempts = case when dirty_version > ${version}::bigint then attempts else attempts + 1 end`,
      ];
    case "wait":
      return [sql`due_at = case when dirty_version > ${version}::bigint then due_at else ${work.at}::timestamptz end`];
    case "keep":
      return [];
  }
}

function knownColumns(subject: UserSubject, ran: RanUser, now: Date): Assignments {
  const { link } = ran;
  // Somebody may have linked the person to an account by hand meanwhile: that choice stays.
  const isSameLink = sql`external_id is not distinct from ${subject.externalId}`;
  const keeping = (column: string, value: RawBuilder<unknown>) =>
    sql`${sql.ref(column)} = case when ${isSameLink} then ${value} else ${sql.ref(column)} end`;
  return [
    keeping("external_id", sql`${link.externalId}::text`),
    keeping("origin", sql`${link.origin}::text`),
    keeping("known", sql`${link.known === null ? null : JSON.stringify(link.known)}::jsonb`),
    keeping("known_active", sql`${link.knownActive}::boolean`),
    ...(ran.userName === undefined ? [] : [sql`user_name = ${ran.userName}`]),
    ...(ran.isSynced ? [sql`last_sync_at = ${now}`] : []),
    ...(ran.traceId === undefined ? [] : [sql`trace_id = ${ran.traceId}`]),
    ...(ran.passwordDelivered ? passwordColumns(subject, now) : []),
  ];
}

/**
 * A password that was changed again during the run still waits. The directory's own is told by its sealed form, whatever else made
 * the row dirty meanwhile; a random one leaves nothing to compare but the version.
 */
function passwordColumns(subject: UserSubject, now: Date): Assignments {
  const isSame = sql`(password_sealed is not distinct from ${subject.passwordSealed}::bytea
    and (password_sealed is not null or dirty_version = ${subject.version}::bigint))`;
  return [
    sql`password_changed_at = ${now}`,
    sql`password_expired_at = null`,
    sql`password_pending = password_pending and not ${isSame}`,
    sql`password_sealed = case when ${isSame} then null else password_sealed end`,
    sql`password_sealed_at = case when ${isSame} then null else password_sealed_at end`,
  ];
}

/** The groups of a person who became, or ceased to be, fit for pushes follow by themselves. */
async function markMemberships(trx: Trx, { subject, ran, now }: UserRecord): Promise<void> {
  if (ran?.membershipOf === undefined) return;
  const member = { appId: subject.app.id, personId: subject.person.id, externalId: ran.membershipOf };
  await markGroupsOf(trx, member, now);
}
