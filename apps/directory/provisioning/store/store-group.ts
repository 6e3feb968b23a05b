/** Stores a push in one transaction: what the app now holds, who was left out, the System Log, the task, the end of the lease. */
import { type RawBuilder, sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Trx } from "../../domain/act.ts";
import { writeEvents } from "../../domain/system-log.ts";
import { storeGroupUse } from "../budget/use.ts";
import { recordComparison, recordHeldMembers, recordLeftOut } from "../group-rows.ts";
import type { Recorded } from "../provisioning-store.ts";
import type { GroupRecord } from "../record-group.ts";
import type { WorkChange } from "../run-effects.ts";
import { carryOut } from "./carry-out.ts";

/** Carries out a record. */
export async function storeGroup(deps: Deps, record: GroupRecord): Promise<Recorded> {
  return await deps.database.transaction(async (trx) => {
    if (!(await releaseGroup(trx, record))) return "leaseLost";
    if (record.events.length > 0) await writeEvents(trx, record.events);
    const { ran, subject } = record;
    if (ran?.held !== undefined) await recordHeldMembers(trx, subject.pushGroupId, ran.held);
    if (ran !== undefined) await recordComparison(trx, subject, ran.comparison);
    if (ran?.leftOut !== undefined) await recordLeftOut(trx, subject, ran.leftOut);
    await storeGroupUse(trx, record);
    await carryOut(deps, trx, record);
    if (ran?.isRemoved === true) {
      await sql`delete from push_group where id = ${subject.pushGroupId} and removing`.execute(trx);
    }
    return "recorded";
  });
}

async function releaseGroup(trx: Trx, record: GroupRecord): Promise<boolean> {
  const { claim, subject, errorSummary } = record;
  const columns = [
    sql`lease_owner = null`,
    sql`lease_expires_at = null`,
    sql`last_updated_at = ${record.now}`,
    sql`in_doubt = ${record.inDoubt}`,
    ...knownColumns(record),
    ...statusColumns(record),
    ...(errorSummary === undefined ? [] : [sql`error_summary = ${errorSummary}`]),
    ...dirtColumns(record.effects.work, subject.version),
  ];
  const { numAffectedRows } = await sql`
    update push_group set ${sql.join(columns)} where id = ${claim.id} and lease_owner = ${claim.owner}`.execute(trx);
  return (numAffectedRows ?? 0n) > 0n;
}

function statusColumns({ status }: GroupRecord): readonly RawBuilder<unknown>[] {
  return status === undefined ? [] : [sql`status = case when status = 'INACTIVE' then status else ${status}::text end`];
}

function knownColumns({ ran, subject, now }: GroupRecord): readonly RawBuilder<unknown>[] {
  if (ran === undefined) return [];
  return [
    sql`external_id = ${ran.externalId}`,
    sql`known_display_name = ${ran.displayName}`,
    sql`members_known = ${ran.membersKnown} and (members_known or whole_version <= ${subject.version}::bigint)`,
    ...(ran.isSynced ? [sql`last_push_at = ${now}`] : []),
    ...(ran.traceId === undefined ? [] : [sql`trace_id = ${ran.traceId}`]),
  ];
}

/** Clean, waiting or due again: newer dirt is never cleaned and never put off. */
function dirtColumns(work: WorkChange, version: string): readonly RawBuilder<unknown>[] {
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
