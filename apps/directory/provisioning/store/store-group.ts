/** Stores a push in one transaction: what the app now holds, who was left out, the System Log, the task, the end of the lease. */
import { type RawBuilder, sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Trx } from "../../domain/act.ts";
import { writeEvents } from "../../domain/system-log.ts";
import { storeGroupUse } from "../budget/use.ts";
import { forgetSent, recordComparison, recordHeldMembers, recordLeftOut } from "../group-rows.ts";
import type { Recorded } from "../provisioning-store.ts";
import type { GroupRecord } from "../record-group.ts";
import type { WorkChange } from "../run-effects.ts";
import { carryOut } from "./carry-out.ts";

/** Carries out a record. */
export async function storeGroup(deps: Deps, record: GroupRecord): Promise<Recorded> {
  return await deps.database.transaction(async (trx) => {
    const released = await releaseGroup(trx, record);
    if (released === undefined) return "leaseLost";
    if (record.events.length > 0) await writeEvents(trx, record.events);
    const { ran, subject } = record;
    if (ran?.held !== undefined && released.keepsLink) {
      await recordHeldMembers(trx, subject.pushGroupId, ran.held);
      await forgetSent(trx, subject.pushGroupId);
    }
    if (ran !== undefined) await recordComparison(trx, subject, released.keepsLink ? ran.comparison : { kind: "lost" });
    if (ran?.leftOut !== undefined) await recordLeftOut(trx, subject, ran.leftOut);
    await storeGroupUse(trx, record);
    await carryOut(deps, trx, record);
    if (ran?.isRemoved === true) {
      await sql`delete from push_group where id = ${subject.pushGroupId} and removing`.execute(trx);
    }
    return "recorded";
  });
}

/** The link is still the one that the run began with: somebody may have linked another group, or given the link up, meanwhile. */
const KEEPS_LINK = sql<boolean>`before.keeps_link`;

/** Undefined when the lease is no longer held. */
async function releaseGroup(trx: Trx, record: GroupRecord): Promise<{ readonly keepsLink: boolean } | undefined> {
  const { claim, subject, errorSummary } = record;
  const columns = [
    sql`lease_owner = null`,
    sql`lease_expires_at = null`,
    sql`last_updated_at = ${record.now}`,
    sql`in_doubt = ${record.inDoubt} or (in_doubt and not ${KEEPS_LINK})`,
    ...knownColumns(record),
    ...statusColumns(record),
    ...(errorSummary === undefined ? [] : [sql`error_summary = ${errorSummary}`]),
    ...dirtColumns(record.effects.work, subject),
  ];
  const { rows } = await sql<{ keepsLink: boolean }>`
    update push_group set ${sql.join(columns)} from (
      select id as held_id, external_id is not distinct from ${subject.externalId} and linked_by_choice = ${subject.linkedByChoice} as keeps_link
        from push_group where id = ${claim.id} and lease_owner = ${claim.owner} for no key update) as before
     where id = before.held_id
    returning ${KEEPS_LINK} as "keepsLink"`.execute(trx);
  return rows[0];
}

function statusColumns({ status }: GroupRecord): readonly RawBuilder<unknown>[] {
  return status === undefined ? [] : [sql`status = case when status = 'INACTIVE' then status else ${status}::text end`];
}

function knownColumns({ ran, subject, now }: GroupRecord): readonly RawBuilder<unknown>[] {
  if (ran === undefined) return [];
  return [
    sql`external_id = case when ${KEEPS_LINK} then ${ran.externalId}::text else external_id end`,
    sql`known_display_name = case when ${KEEPS_LINK} then ${ran.displayName}::text else known_display_name end`,
    sql`members_known = ${ran.membersKnown} and ${KEEPS_LINK} and (members_known or whole_version <= ${subject.version}::bigint)`,
    ...(ran.isSynced ? [sql`last_push_at = ${now}`] : []),
    ...(ran.traceId === undefined ? [] : [sql`trace_id = ${ran.traceId}`]),
  ];
}

/** Clean, waiting or due again: newer dirt is never cleaned and never put off, and keeps its causes. */
function dirtColumns(work: WorkChange, { version, causes }: GroupRecord["subject"]): readonly RawBuilder<unknown>[] {
  switch (work.kind) {
    case "clean":
      return [
        sql`clean_version = greatest(clean_version, ${version}::bigint)`,
        sql`attempts = 0`,
        sql`causes = array(select cause from unnest(causes) as cause where cause <> all(${causes}::text[]))`,
      ];
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
