/**
 * The third phase of an import begins: linked accounts that a complete list did not show, or showed as inactive, are noted. Nothing is taken
 * away yet: the safeguard looks at their number first, and then each of them is read by itself.
 */
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Trx } from "../../domain/act.ts";
import type { ImportHold } from "../../domain/import-run-tables.ts";
import { DIRECTORY_WINDOW_HOURS, judgeSafeguard, readSafeguard, wordsOfHold } from "../../domain/import-safeguard.ts";
import { writeEvent } from "../../domain/system-log.ts";
import { openTask } from "../provisioning-task.ts";
import type { ImportClaim } from "./claim-import.ts";
import type { ImportSubject, PhaseEnd } from "./import-subject.ts";
import { isSeen } from "./seen-accounts.ts";

/** Notes who left, and holds the run when they are too many. Done once: a run that was approved, or interrupted, goes on behind it. */
export async function findAbsent(deps: Deps, claim: ImportClaim, subject: ImportSubject): Promise<PhaseEnd> {
  const now = new Date(deps.clock.now());
  return await deps.database.transaction(async (trx) => {
    const { rows } = await sql<{ isNew: boolean }>`
      select absent = 0 and decided_at is null as "isNew" from import_run
       where id = ${claim.id} and lease_owner = ${claim.owner} and state = 'RUNNING' for update`.execute(trx);
    if (rows[0] === undefined) return { kind: "lost", progressed: false };
    if (!rows[0].isNew) return { kind: "done", progressed: false };
    const absent = await noteAbsent(trx, claim, subject);
    if (absent === 0) return { kind: "done", progressed: false };
    await sql`update import_run set absent = ${absent} where id = ${claim.id}`.execute(trx);
    const hold = await findHold(trx, claim, { absent, now });
    if (hold === undefined) return { kind: "done", progressed: true };
    if (subject.preview) {
      // A preview takes nobody away and is not stopped: it says that the run would be, and goes on to whom it would take away once approved.
      await sql`
        update import_run set hold = ${JSON.stringify(hold)}::jsonb, held_at = ${now} where id = ${claim.id}`.execute(
        trx,
      );
      return { kind: "done", progressed: true };
    }
    await holdRun(deps, trx, { claim, subject, hold, now });
    return { kind: "held", progressed: true };
  });
}

/**
 * Who was linked, or confirmed by the app, after reading began is in no list that was read before: such an account is left out. What the
 * app's event feed tells of removed accounts counts like their absence.
 */
async function noteAbsent(trx: Trx, claim: ImportClaim, subject: ImportSubject): Promise<number> {
  const isWhole = subject.complete === true && subject.mode === "FULL";
  const { numAffectedRows: absent } = await sql`
    insert into import_removal (run_id, app_user_id, external_id, cause)
    select ${claim.id}, u.id, u.external_id, 'absent' from app_user u
     where ${isWhole} and u.app_id = ${claim.appId} and u.external_id is not null and u.assigned
       and greatest(u.last_sync_at, u.status_changed_at) < ${subject.startedAt}
       and not ${isSeen(claim, sql`u.external_id`)}
    on conflict do nothing`.execute(trx);
  const { numAffectedRows: removed } = await sql`
    insert into import_removal (run_id, app_user_id, external_id, cause)
    select ${claim.id}, u.id, u.external_id, 'absent'
      from import_changed c join app_user u on u.app_id = ${claim.appId} and u.external_id = c.external_id
     where c.run_id = ${claim.id} and c.removed and ${subject.complete === true} and u.assigned
       and greatest(u.last_sync_at, u.status_changed_at) < ${subject.startedAt}
    on conflict do nothing`.execute(trx);
  // Whom the list showed as inactive needs no second look; where the app decides nothing about people, nothing follows from it.
  const { numAffectedRows: inactive } = await sql`
    insert into import_removal (run_id, app_user_id, external_id, cause, state)
    select ${claim.id}, u.id, u.external_id, 'inactive', 'GONE'
      from import_seen s join app_user u on u.app_id = ${claim.appId} and u.external_id = s.external_id
        join person p on p.id = u.person_id join app a on a.id = u.app_id
     where s.run_id = ${claim.id} and not s.active and u.assigned and p.status not in ('DEPROVISIONED', 'SUSPENDED')
       and a.on_app_deactivation <> 'NOTHING'
       and exists (select from lifecycle_source l where l.person_id = u.person_id and l.app_id = u.app_id)
       and greatest(u.last_sync_at, u.status_changed_at) < ${subject.startedAt}
    on conflict do nothing`.execute(trx);
  return Number((absent ?? 0n) + (removed ?? 0n) + (inactive ?? 0n));
}

async function findHold(
  trx: Trx,
  claim: ImportClaim,
  { absent, now }: { readonly absent: number; readonly now: Date },
): Promise<ImportHold | undefined> {
  const since = new Date(now.getTime() - DIRECTORY_WINDOW_HOURS * 3_600_000);
  // Whose person was deactivated is assigned no more, like who was taken away; whose person is suspended is among the assigned still.
  const { rows } = await sql<{ ofApp: number; ofAll: number; ended: number; suspended: number }>`
    select count(*) filter (where app_id = ${claim.appId})::int as "ofApp", count(app_user.id)::int as "ofAll", of_late.ended, of_late.suspended
      from (select coalesce(sum(departed + deactivated), 0)::int as ended, coalesce(sum(suspended), 0)::int as suspended
          from import_run where id <> ${claim.id} and not preview and started_at > ${since}) as of_late
        left join app_user on external_id is not null and assigned
     group by of_late.ended, of_late.suspended`.execute(trx);
  const { ofApp = 0, ofAll = 0, ended = 0, suspended = 0 } = rows[0] ?? {};
  return judgeSafeguard(await readSafeguard(trx, claim.appId), {
    app: { affected: absent, population: ofApp },
    directory: { affected: absent + ended + suspended, population: ofAll + ended },
  });
}

async function holdRun(
  deps: Deps,
  trx: Trx,
  event: {
    readonly claim: ImportClaim;
    readonly subject: ImportSubject;
    readonly hold: ImportHold;
    readonly now: Date;
  },
): Promise<void> {
  const { claim, subject, hold, now } = event;
  await sql`
    update import_run set state = 'HELD', hold = ${JSON.stringify(hold)}::jsonb, held_at = ${now}, lease_owner = null, lease_expires_at = null
     where id = ${claim.id}`.execute(trx);
  const detail = wordsOfHold(hold, subject.label);
  await openTask(trx, deps.random, {
    subject: { appId: claim.appId },
    cause: "importHeld",
    summary: `Approval is needed for ${subject.label}: an import would take away too many accounts`,
    detail,
    now,
  });
  await sql`
    update task set import_run_id = ${claim.id} where app_id = ${claim.appId} and cause = 'importHeld' and state = 'OPEN'`.execute(
    trx,
  );
  await writeEvent(trx, {
    eventType: "system.import.roadblock",
    displayMessage: "Import is stopped by its safeguard",
    severity: "WARN",
    outcome: { result: "FAILURE", reason: detail },
    targets: [{ id: claim.appId, type: "AppInstance", displayName: subject.label, alternateId: subject.label }],
    debug: { importRunId: claim.id, ...hold },
  });
}
