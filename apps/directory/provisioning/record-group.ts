/** Records a push in one transaction: what the app now holds, who was left out, the System Log, the task, the end of the lease. */
import type { GroupRun } from "@lockstep/engine";
import { type RawBuilder, sql } from "kysely";
import type { Deps } from "../deps.ts";
import type { Trx } from "../domain/act.ts";
import { writeEvent, writeEvents } from "../domain/system-log.ts";
import { recordAppWorks } from "./app-pause.ts";
import type { Claim } from "./claim.ts";
import type { MemberSplit } from "./group-members.ts";
import { recordHeldMembers, recordLeftOut } from "./group-rows.ts";
import type { GroupSubject } from "./group-subject.ts";
import type { Verdict } from "./outcome-rules.ts";
import { eventsOfSteps } from "./provisioning-event.ts";
import { openTask, resolveTask, taskPartsOf } from "./provisioning-task.ts";
import { retryDelayMs, TASK_AFTER_ATTEMPTS } from "./retry-rules.ts";
import { stopApp } from "./stop-app.ts";

/** What became of a leased push group. */
export type RecordedGroup =
  | { readonly kind: "postponed"; readonly interrupted: boolean }
  | { readonly kind: "nothingToSend" }
  /** The source group has another name, and the app's groups are not to be renamed: the push ends. */
  | { readonly kind: "renamedAtSource" }
  | { readonly kind: "notRun"; readonly verdict: Verdict }
  | {
      readonly kind: "ran";
      readonly run: GroupRun;
      /** SCIM ids that the app was known to hold before the run. */
      readonly held: readonly string[];
      readonly split: MemberSplit;
      readonly verdict: Verdict;
    };

type Recording = RecordedGroup & { readonly claim: Claim; readonly subject: GroupSubject };

const RENAMED = "The group was renamed in the directory, and renaming groups in the app is off: the push is inactive.";

/** Stores the result. Nothing at all is stored when the lease was lost meanwhile. */
export async function recordGroup(deps: Deps, recording: Recording): Promise<void> {
  const now = new Date(deps.clock.now());
  const { subject } = recording;
  await deps.database.transaction(async (trx) => {
    const retryAt = new Date(now.getTime() + retryDelayMs(deps.random, subject.attempts + 1));
    if (!(await releaseGroup(trx, recording, { now, retryAt }))) return;
    if (recording.kind === "ran") await recordRun(trx, recording);
    if (recording.kind === "ran" || recording.kind === "notRun")
      await recordVerdict(deps, trx, recording, { now, retryAt });
    if (recording.kind === "renamedAtSource") await recordRenamed(trx, subject);
    if (recording.kind === "ran" && subject.removing && recording.verdict.kind === "complete")
      await removeRow(trx, subject);
  });
}

async function releaseGroup(
  trx: Trx,
  recording: Recording,
  times: { readonly now: Date; readonly retryAt: Date },
): Promise<boolean> {
  const { claim } = recording;
  const columns = [
    sql`lease_owner = null`,
    sql`lease_expires_at = null`,
    sql`last_updated_at = ${times.now}`,
    ...knownColumns(recording, times.now),
    ...workColumns(recording, times.retryAt),
  ];
  const { numAffectedRows } = await sql`
    update push_group set ${sql.join(columns)} where id = ${claim.id} and lease_owner = ${claim.owner}`.execute(trx);
  return (numAffectedRows ?? 0n) > 0n;
}

function workColumns(recording: Recording, retryAt: Date): readonly RawBuilder<unknown>[] {
  const { version } = recording.subject;
  const clean = sql`clean_version = greatest(clean_version, ${version}::bigint)`;
  const status = (value: "ACTIVE" | "ERROR") =>
    sql`status = case when status = 'INACTIVE' then status else ${value}::text end`;
  if (recording.kind === "postponed") return recording.interrupted ? [sql`attempts = attempts + 1`] : [];
  if (recording.kind === "nothingToSend") return [clean, sql`attempts = 0`];
  if (recording.kind === "renamedAtSource")
    return [clean, sql`attempts = 0`, sql`status = 'INACTIVE'`, sql`error_summary = ${RENAMED}`];
  const { verdict } = recording;
  switch (verdict.kind) {
    case "complete":
      return [clean, sql`attempts = 0`, sql`error_summary = null`, status("ACTIVE")];
    case "waits":
      return [clean, sql`attempts = 0`, sql`error_summary = ${verdict.detail}`, status("ERROR")];
    case "retries": {
      const failed = recording.subject.attempts + 1 >= TASK_AFTER_ATTEMPTS ? [status("ERROR")] : [];
      return [
        sql`due_at = case when dirty_version > ${version}::bigint then due_at else ${retryAt}::timestamptz end`,
        sql`attempts = case when dirty_version > ${version}::bigint then attempts else attempts + 1 end`,
        sql`error_summary = ${verdict.detail}`,
        ...failed,
      ];
    }
    case "appWaits":
    case "appStops":
      return [sql`error_summary = ${verdict.detail}`];
  }
}

function knownColumns(recording: Recording, now: Date): readonly RawBuilder<unknown>[] {
  if (recording.kind !== "ran") return [];
  const { known, steps } = recording.run;
  const traceId = steps.at(-1)?.traceId;
  return [
    sql`external_id = ${known.externalId ?? null}`,
    sql`known_display_name = ${known.displayName ?? null}`,
    // "Push Now" during the run makes the members unknown again; that newer wish stays.
    sql`members_known = ${known.members !== undefined} and (members_known or dirty_version = ${recording.subject.version}::bigint)`,
    ...(steps.length > 0 && recording.verdict.kind === "complete" ? [sql`last_push_at = ${now}`] : []),
    ...(traceId === undefined ? [] : [sql`trace_id = ${traceId}`]),
  ];
}

async function recordRun(trx: Trx, recording: Extract<Recording, { kind: "ran" }>): Promise<void> {
  const { subject, run, held, split } = recording;
  const events = eventsOfSteps(run.steps, { targets: partiesOf(subject) });
  if (events.length > 0) await writeEvents(trx, events);
  if (subject.removing) return;
  if (run.known.members !== undefined)
    await recordHeldMembers(trx, subject.pushGroupId, { before: held, after: run.known.members });
  await recordLeftOut(trx, subject, { split, refused: run.leftOut });
}

async function recordVerdict(
  deps: Deps,
  trx: Trx,
  recording: Extract<Recording, { kind: "ran" | "notRun" }>,
  times: { readonly now: Date; readonly retryAt: Date },
): Promise<void> {
  const { verdict, subject } = recording;
  const { now } = times;
  switch (verdict.kind) {
    case "complete":
      if (subject.hasOpenTask) await resolveTask(trx, { appId: subject.app.id, pushGroupId: subject.pushGroupId }, now);
      if (recording.kind === "ran" && recording.run.steps.length > 0) await recordAppWorks(trx, subject.app, now);
      return;
    case "waits":
      return await openTask(trx, deps.random, { ...taskOf(subject, verdict), now });
    case "retries": {
      const attempts = subject.attempts + 1;
      if (attempts < TASK_AFTER_ATTEMPTS && !subject.hasOpenTask) return;
      return await openTask(trx, deps.random, {
        ...taskOf(subject, verdict),
        attempts,
        nextAttemptAt: times.retryAt,
        now,
      });
    }
    case "appWaits":
    case "appStops":
      return await stopApp(deps, trx, subject.app, { trouble: verdict, now });
  }
}

function taskOf(subject: GroupSubject, verdict: Extract<Verdict, { kind: "waits" | "retries" }>) {
  const what = subject.removing ? "Unable to remove pushed group" : "Unable to push group";
  return {
    subject: { appId: subject.app.id, pushGroupId: subject.pushGroupId },
    summary: `${what} ${subject.group.name} to app ${subject.app.label}`,
    ...taskPartsOf(verdict),
  };
}

async function recordRenamed(trx: Trx, subject: GroupSubject): Promise<void> {
  await writeEvent(trx, {
    eventType: "application.provision.group_push.mapping.deactivated.source.group.renamed",
    displayMessage: "Deactivate group push because the source group was renamed",
    severity: "WARN",
    outcome: { result: "SUCCESS", reason: RENAMED },
    targets: partiesOf(subject),
  });
}

/** Unlinked, and the app was told: the row goes, unless the push was asked for again meanwhile. */
async function removeRow(trx: Trx, subject: GroupSubject): Promise<void> {
  await sql`delete from push_group where id = ${subject.pushGroupId} and removing`.execute(trx);
}

function partiesOf(subject: GroupSubject) {
  const { id, name } = subject.group;
  return [
    { id, type: "UserGroup", displayName: name, alternateId: name },
    { id: subject.app.id, type: "AppInstance", displayName: subject.app.label, alternateId: subject.app.label },
  ];
}
