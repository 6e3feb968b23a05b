/** Stores what a look found, under the check's lease; a group that is gone from the app becomes a task. */
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Trx } from "../../domain/act.ts";
import { writeEvent } from "../../domain/system-log.ts";
import type { GroupSubject } from "../group-subject.ts";
import { openTask } from "../provisioning-task.ts";
import { type DriftClaim, driftLeaseEnd } from "./check-rows.ts";
import type { DriftFinding } from "./judge-sight.ts";
import type { GroupLook } from "./look-at-group.ts";

/** Members of each kind that are kept by name; all are counted. */
const NAMED_MAX = 100;

/** A look with what it was made for. */
export interface LookedAt {
  readonly claim: DriftClaim;
  readonly subject: GroupSubject;
  readonly look: GroupLook;
}

/** Stores it, and keeps the lease. False when the lease is lost. What moved while it was looked at is not known by this look. */
export async function storeFinding(deps: Deps, { claim, subject, look }: LookedAt): Promise<boolean> {
  const now = new Date(deps.clock.now());
  return await deps.database.transaction(async (trx) => {
    const { rows } = await sql<{ moved: boolean; before: DriftFinding["state"] | null }>`
      select g.dirty_version <> ${subject.version}::bigint or g.lease_owner is not null as moved, f.state as before
        from push_group g left join drift_finding f on f.push_group_id = g.id
       where g.id = ${subject.pushGroupId} for no key update of g`.execute(trx);
    const [row] = rows;
    const finding = row?.moved === false && look.kind === "found" ? look.finding : unknown(look);
    const isDrift = finding.state !== "IN_SYNC" && finding.state !== "UNKNOWN";
    const { numAffectedRows } = await sql`
      update drift_check set checked = checked + 1, drifted = drifted + ${isDrift ? 1 : 0}::int, requests = requests + ${look.requests},
          lease_expires_at = ${driftLeaseEnd(deps)}
       where id = ${claim.id} and lease_owner = ${claim.owner}`.execute(trx);
    if ((numAffectedRows ?? 0n) === 0n) return false;
    if (row === undefined) return true;
    await upsertFinding(trx, { claim, subject, finding, now });
    if (isDrift && row.before !== finding.state) await tell(trx, subject, finding);
    if (finding.state === "DELETED" || finding.state === "RECREATED")
      await stopPush(deps, trx, { subject, finding, now });
    return true;
  });
}

function unknown(look: GroupLook): DriftFinding {
  const detail =
    look.kind === "failed" ? `The app could not be read: ${look.failure.detail}` : "It changed while it was looked at.";
  return { method: "NAME", state: "UNKNOWN", targetName: null, targetId: null, missing: [], extra: [], detail };
}

interface Found {
  readonly subject: GroupSubject;
  readonly finding: DriftFinding;
  readonly now: Date;
}

async function upsertFinding(
  trx: Trx,
  { claim, subject, finding, now }: Found & { readonly claim: DriftClaim },
): Promise<void> {
  const { missing, extra } = finding;
  const named = (members: DriftFinding["missing"]) => JSON.stringify(members.slice(0, NAMED_MAX));
  await sql`
    insert into drift_finding (push_group_id, check_id, checked_at, method, state, target_name, target_id, missing_count, extra_count,
      missing, extra, detail)
    values (${subject.pushGroupId}, ${claim.id}, ${now}, ${finding.method}, ${finding.state}, ${finding.targetName}, ${finding.targetId},
      ${missing.length}, ${extra.length}, ${named(missing)}::jsonb, ${named(extra)}::jsonb, ${finding.detail})
    on conflict (push_group_id) do update
      set check_id = excluded.check_id, checked_at = excluded.checked_at, method = excluded.method, state = excluded.state,
          target_name = excluded.target_name, target_id = excluded.target_id, missing_count = excluded.missing_count,
          extra_count = excluded.extra_count, missing = excluded.missing, extra = excluded.extra, detail = excluded.detail`.execute(
    trx,
  );
}

async function tell(trx: Trx, { group, app }: GroupSubject, finding: DriftFinding): Promise<void> {
  await writeEvent(trx, {
    eventType: "application.provision.group_push.drift",
    displayMessage: "Pushed group differs in the application",
    severity: "WARN",
    outcome: { result: "FAILURE", reason: finding.detail ?? finding.state },
    targets: [
      { id: group.id, type: "UserGroup", displayName: group.name, alternateId: group.name },
      { id: app.id, type: "AppInstance", displayName: app.label, alternateId: app.label },
    ],
    debug: { state: finding.state, missing: finding.missing.length, extra: finding.extra.length },
  });
}

/** Nothing more is sent for it until a person has decided: the same task as a push would open. */
async function stopPush(deps: Deps, trx: Trx, { subject, finding, now }: Found): Promise<void> {
  const detail = finding.detail ?? "";
  await sql`
    update push_group set status = 'ERROR', error_summary = ${detail}, last_updated_at = ${now}
     where id = ${subject.pushGroupId} and status <> 'INACTIVE'`.execute(trx);
  await openTask(trx, deps.random, {
    subject: { appId: subject.app.id, pushGroupId: subject.pushGroupId },
    cause: "groupGone",
    summary: `Unable to push group ${subject.group.name} to app ${subject.app.label}`,
    detail,
    now,
  });
}
