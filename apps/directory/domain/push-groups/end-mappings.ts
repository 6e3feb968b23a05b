/** The end of push mappings, one or thousands in two statements: the groups in the app are left alone, or deleted by the worker. */
import type { AppId, GroupId } from "@lockstep/ports";
import { type RawBuilder, sql } from "kysely";
import { type Act, eventOf, type Trx } from "../act.ts";
import { appTarget } from "../apps.ts";
import { markPushGroups } from "../dirty.ts";
import { groupTarget } from "../group-target.ts";
import { writeEvents } from "../system-log.ts";

/** Which mappings end, and how. */
export interface MappingsEnd {
  readonly appId: AppId;
  /** A condition on `push_group`. */
  readonly which: RawBuilder<boolean>;
  /** Whether the group in the app is deleted; else it is left as it is. */
  readonly deleteTargetGroup: boolean;
}

/** A mapping that ended. */
export interface EndedMapping {
  readonly id: string;
  readonly group_id: GroupId;
  readonly name: string;
}

/**
 * Ends mappings and logs each. One that must still tell the app stays until that is done, and is no mapping any more meanwhile. What is
 * being unlinked already is left to its end.
 */
export async function endPushMappings(trx: Trx, act: Act, end: MappingsEnd): Promise<readonly EndedMapping[]> {
  const { rows } = await sql<EndedMapping & { must_tell: boolean }>`
    select push_group.id, push_group.group_id, person_group.name, ${end.deleteTargetGroup}
        and (push_group.external_id is not null or push_group.in_doubt or push_group.lease_owner is not null) as must_tell
      from push_group join person_group on person_group.id = push_group.group_id
     where push_group.app_id = ${end.appId} and not push_group.removing and ${end.which}
     order by push_group.id for update of push_group`.execute(trx);
  if (rows.length === 0) return [];
  const idsOf = (mustTell: boolean) => rows.flatMap((row) => (row.must_tell === mustTell ? [row.id] : []));
  const [telling, silent] = [idsOf(true), idsOf(false)];
  await sql`
    update push_group set removing = true, delete_in_target = true, rule_id = null where id = any(${telling}::text[])`.execute(
    trx,
  );
  await markPushGroups(trx, sql`id = any(${telling}::text[])`, new Date(act.clock.now()));
  await sql`delete from push_group where id = any(${silent}::text[])`.execute(trx);
  await logEnds(trx, act, end, rows);
  return rows;
}

async function logEnds(trx: Trx, act: Act, end: MappingsEnd, rows: readonly EndedMapping[]): Promise<void> {
  const app = await sql<{ label: string }>`select label from app where id = ${end.appId}`.execute(trx);
  const party = appTarget({ id: end.appId, label: app.rows[0]?.label ?? "" });
  await writeEvents(
    trx,
    rows.map((row) =>
      eventOf(act, {
        eventType: "application.provision.group_push.removed",
        displayMessage: "Delete group push mapping",
        targets: [groupTarget({ id: row.group_id, name: row.name }), party],
        debug: { deleteTargetGroup: end.deleteTargetGroup },
      }),
    ),
  );
}
