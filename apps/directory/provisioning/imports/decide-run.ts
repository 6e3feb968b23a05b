/** What an administrator decides about a run: cancel it, or let one go on that the safeguard holds. */
import type { AppId } from "@lockstep/ports";
import { type Selectable, sql } from "kysely";
import { type Act, eventOf, type Trx } from "../../domain/act.ts";
import { notifyWork } from "../../domain/dirty.ts";
import { DirectoryError } from "../../domain/error.ts";
import type { ImportRunTable } from "../../domain/import-run-tables.ts";
import { writeEvent } from "../../domain/system-log.ts";
import { tellUndecided } from "./defer-accounts.ts";
import { requireRun } from "./run-rows.ts";

/** Which run of which app. */
export interface RunIds {
  readonly appId: AppId;
  readonly runId: string;
}

/**
 * Cancels a run that has not ended: what was read stays, nothing further changes. A running one stops before it stores anything more.
 * E0000107 when it has ended already.
 */
export async function cancelImport(act: Act, ids: RunIds): Promise<Selectable<ImportRunTable>> {
  const now = new Date(act.clock.now());
  return await act.database.transaction(async (trx) => {
    await requireRun(trx, ids);
    const { numAffectedRows } = await sql`
      update import_run set state = 'CANCELLED', finished_at = ${now}, lease_owner = null, lease_expires_at = null,
          decided_at = case when state = 'HELD' then ${now}::timestamptz else decided_at end,
          decided_by = case when state = 'HELD' then ${JSON.stringify(act.actor)}::jsonb else decided_by end
       where id = ${ids.runId} and state in ('QUEUED', 'RUNNING', 'HELD')`.execute(trx);
    if (numAffectedRows === 0n) throw new DirectoryError("E0000107", { causes: ["The import has ended already."] });
    await tellUndecided(trx, ids.runId);
    await resolveHeldTask(trx, ids, now);
    await tell(trx, act, ids, { eventType: "system.import.cancel", displayMessage: "Cancel import" });
    return await requireRun(trx, ids);
  });
}

/** Lets a held run take away the accounts that it lists, each after it was looked at once more. E0000107 when it is not held. */
export async function approveImport(act: Act, ids: RunIds): Promise<Selectable<ImportRunTable>> {
  const now = new Date(act.clock.now());
  return await act.database.transaction(async (trx) => {
    await requireRun(trx, ids);
    const { numAffectedRows } = await sql`
      update import_run set state = 'QUEUED', decided_at = ${now}, decided_by = ${JSON.stringify(act.actor)}::jsonb
       where id = ${ids.runId} and state = 'HELD'`.execute(trx);
    if (numAffectedRows === 0n)
      throw new DirectoryError("E0000107", { causes: ["The import is not held: there is nothing to approve."] });
    // What the list showed may be days old by now.
    await sql`
      update import_removal set state = 'PENDING' where run_id = ${ids.runId} and state = 'GONE'`.execute(trx);
    await resolveHeldTask(trx, ids, now);
    await tell(trx, act, ids, { eventType: "system.import.roadblock.resume", displayMessage: "Resume held import" });
    await notifyWork(trx);
    return await requireRun(trx, ids);
  });
}

async function resolveHeldTask(trx: Trx, ids: RunIds, now: Date): Promise<void> {
  await sql`
    update task set state = 'RESOLVED', resolved_at = ${now}, last_updated_at = ${now}
     where app_id = ${ids.appId} and import_run_id = ${ids.runId} and cause = 'importHeld' and state = 'OPEN'`.execute(
    trx,
  );
}

async function tell(
  trx: Trx,
  act: Act,
  ids: RunIds,
  event: { readonly eventType: string; readonly displayMessage: string },
): Promise<void> {
  const { rows } = await sql<{ label: string }>`select label from app where id = ${ids.appId}`.execute(trx);
  const label = rows[0]?.label ?? ids.appId;
  await writeEvent(
    trx,
    eventOf(act, {
      ...event,
      targets: [{ id: ids.appId, type: "AppInstance", displayName: label, alternateId: label }],
      debug: { importRunId: ids.runId },
    }),
  );
}
