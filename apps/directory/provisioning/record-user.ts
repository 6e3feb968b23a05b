/** Records a run in one transaction: what is now known, the System Log, the task, the app's pause, and the end of the lease. */
import { violationOf } from "@lockstep/database";
import type { DesiredUser, UserRun } from "@lockstep/engine";
import { type RawBuilder, sql } from "kysely";
import type { Deps } from "../deps.ts";
import type { Trx } from "../domain/act.ts";
import { writeEvents } from "../domain/system-log.ts";
import type { SyncState } from "../domain/tables.ts";
import { recordAppWorks } from "./app-pause.ts";
import type { Claim } from "./claim.ts";
import { refuseForeignAccount } from "./foreign-account.ts";
import { markGroupsOf } from "./group-marks.ts";
import type { Verdict } from "./outcome-rules.ts";
import { eventsOfSteps } from "./provisioning-event.ts";
import { openTask, resolveTask, taskPartsOf } from "./provisioning-task.ts";
import { retryDelayMs, TASK_AFTER_ATTEMPTS } from "./retry-rules.ts";
import { stopApp } from "./stop-app.ts";
import type { UserSubject } from "./user-subject.ts";

/** What became of a leased app user. */
export type RecordedRun =
  /** The app may not be asked now; nothing was sent. */
  | { readonly kind: "postponed"; readonly interrupted: boolean }
  /** Nothing is to be sent in this state, on purpose. */
  | { readonly kind: "nothingToSend"; readonly syncState: SyncState }
  | { readonly kind: "notRun"; readonly verdict: Verdict }
  | { readonly kind: "ran"; readonly run: UserRun; readonly desired: DesiredUser; readonly verdict: Verdict };

type Recording = RecordedRun & { readonly claim: Claim; readonly subject: UserSubject };

/** Columns that are set beside the end of the lease. */
type Assignments = readonly RawBuilder<unknown>[];

/** Stores the result. Nothing at all is stored when the lease was lost meanwhile: whoever took over asks the app itself. */
export async function recordUser(deps: Deps, recording: Recording): Promise<void> {
  try {
    await recordOnce(deps, recording);
  } catch (error) {
    const externalId = recording.kind === "ran" ? recording.run.known.externalId : undefined;
    if (externalId === undefined || violationOf(error)?.constraint !== "app_user_external_unique") throw error;
    const verdict = await refuseForeignAccount(deps, recording.subject, externalId);
    await recordOnce(deps, { ...recording, kind: "notRun", verdict });
  }
}

async function recordOnce(deps: Deps, recording: Recording): Promise<void> {
  const now = new Date(deps.clock.now());
  await deps.database.transaction(async (trx) => {
    const retryAt = new Date(now.getTime() + retryDelayMs(deps.random, recording.subject.attempts + 1));
    const isHeld = await releaseUser(trx, recording, { now, retryAt });
    if (!isHeld) return;
    if (recording.kind === "ran") await recordSteps(trx, recording);
    if (recording.kind === "ran" || recording.kind === "notRun")
      await recordVerdict(deps, trx, recording, { now, retryAt });
    if (recording.kind === "nothingToSend" && recording.subject.hasOpenTask)
      await resolveUserTask(trx, recording.subject, now);
    if (recording.kind === "ran") await recordMembership(trx, recording, now);
  });
}

async function releaseUser(
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
    update app_user set ${sql.join(columns)} where id = ${claim.id} and lease_owner = ${claim.owner}`.execute(trx);
  return (numAffectedRows ?? 0n) > 0n;
}

/** Clean, waiting or due again: newer dirt is never cleaned and never put off. */
function workColumns(recording: Recording, retryAt: Date): Assignments {
  const { version } = recording.subject;
  const clean = sql`clean_version = greatest(clean_version, ${version}::bigint)`;
  const state = (settled: SyncState) =>
    sql`sync_state = case when dirty_version > ${version}::bigint then 'OUT_OF_SYNC' else ${settled}::text end`;
  if (recording.kind === "postponed") {
    const mark = recording.interrupted ? [sql`attempts = attempts + 1`] : [];
    return [sql`sync_state = 'OUT_OF_SYNC'`, ...mark];
  }
  if (recording.kind === "nothingToSend")
    return [clean, state(recording.syncState), sql`last_error = null`, sql`attempts = 0`];
  const { verdict } = recording;
  switch (verdict.kind) {
    case "complete":
      return [clean, state("SYNCHRONIZED"), sql`last_error = null`, sql`attempts = 0`];
    case "waits":
      return [clean, state("ERROR"), sql`last_error = ${verdict.detail}`, sql`attempts = 0`];
    case "retries": {
      const failed: SyncState = recording.subject.attempts + 1 >= TASK_AFTER_ATTEMPTS ? "ERROR" : "OUT_OF_SYNC";
      return [
        sql`due_at = case when dirty_version > ${version}::bigint then due_at else ${retryAt}::timestamptz end`,
        sql`attempts = case when dirty_version > ${version}::bigint then attempts else attempts + 1 end`,
        state(failed),
        sql`last_error = ${verdict.detail}`,
      ];
    }
    case "appWaits":
    case "appStops":
      return [sql`sync_state = 'OUT_OF_SYNC'`, sql`last_error = ${verdict.detail}`];
  }
}

function knownColumns(recording: Recording, now: Date): Assignments {
  if (recording.kind !== "ran") return [];
  const { run, desired, subject, verdict } = recording;
  const { known } = run;
  const created = run.steps.some((step) => step.action.purpose === "createUser" && step.outcome.kind === "done");
  const origin = known.externalId === undefined ? null : (subject.origin ?? (created ? "created" : "linked"));
  const traceId = run.steps.at(-1)?.traceId;
  const isPresent = verdict.kind === "complete" && desired.kind === "present";
  // Somebody may have linked the person to an account by hand meanwhile: that choice stays.
  const isSameLink = sql`external_id is not distinct from ${subject.externalId}`;
  const keeping = (column: string, value: RawBuilder<unknown>) =>
    sql`${sql.ref(column)} = case when ${isSameLink} then ${value} else ${sql.ref(column)} end`;
  return [
    keeping("external_id", sql`${known.externalId ?? null}::text`),
    keeping("origin", sql`${origin}::text`),
    keeping("known", sql`${known.attributes === undefined ? null : JSON.stringify(known.attributes)}::jsonb`),
    keeping("known_active", sql`${known.active ?? null}::boolean`),
    ...(isPresent ? [sql`user_name = ${desired.userName}`] : []),
    ...(run.steps.length > 0 && verdict.kind === "complete" ? [sql`last_sync_at = ${now}`] : []),
    ...(traceId === undefined ? [] : [sql`trace_id = ${traceId}`]),
    ...(run.passwordDelivered ? passwordColumns(subject, now) : []),
  ];
}

/** A password that was changed again during the run still waits. */
function passwordColumns(subject: UserSubject, now: Date): Assignments {
  const isSame = sql`(dirty_version = ${subject.version}::bigint and password_sealed is not distinct from ${subject.passwordSealed}::bytea)`;
  return [
    sql`password_changed_at = ${now}`,
    sql`password_pending = password_pending and not ${isSame}`,
    sql`password_sealed = case when ${isSame} then null else password_sealed end`,
    sql`password_sealed_at = case when ${isSame} then null else password_sealed_at end`,
  ];
}

async function recordSteps(trx: Trx, recording: Extract<Recording, { kind: "ran" }>): Promise<void> {
  const { subject, run } = recording;
  const events = eventsOfSteps(run.steps, {
    targets: partiesOf(subject),
    passwordSeed: subject.app.passwordSeed,
  });
  if (events.length > 0) await writeEvents(trx, events);
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
      if (subject.hasOpenTask) await resolveUserTask(trx, subject, now);
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

function taskOf(subject: UserSubject, verdict: Extract<Verdict, { kind: "waits" | "retries" }>) {
  const what = subject.assigned ? "Automatic provisioning" : "Deactivation";
  return {
    subject: { appId: subject.app.id, appUserId: subject.appUserId },
    summary: `${what} of user ${loginOf(subject)} to app ${subject.app.label} failed`,
    ...taskPartsOf(verdict),
  };
}

async function resolveUserTask(trx: Trx, subject: UserSubject, now: Date): Promise<void> {
  await resolveTask(trx, { appId: subject.app.id, appUserId: subject.appUserId }, now);
}

/** A person who became, or ceased to be, fit for group pushes: the groups follow by themselves. */
async function recordMembership(trx: Trx, recording: Extract<Recording, { kind: "ran" }>, now: Date): Promise<void> {
  const { subject, run } = recording;
  const before = subject.knownActive === true ? subject.externalId : null;
  const after = run.known.active === true ? (run.known.externalId ?? null) : null;
  if (before === after) return;
  const member = {
    appId: subject.app.id,
    personId: subject.person.id,
    externalId: subject.externalId ?? run.known.externalId,
  };
  await markGroupsOf(trx, member, now);
}

function loginOf(subject: UserSubject): string {
  return subject.person.profile["login"] ?? subject.person.id;
}

/** The targets of an event, as Okta orders them: app user, app, person. */
function partiesOf(subject: UserSubject) {
  const { profile, id } = subject.person;
  const displayName = profile["displayName"] ?? [profile["firstName"], profile["lastName"]].filter(Boolean).join(" ");
  const login = loginOf(subject);
  return [
    { id: subject.appUserId, type: "AppUser", displayName, alternateId: subject.userName ?? login },
    { id: subject.app.id, type: "AppInstance", displayName: subject.app.label, alternateId: subject.app.label },
    { id, type: "User", displayName, alternateId: login },
  ];
}
