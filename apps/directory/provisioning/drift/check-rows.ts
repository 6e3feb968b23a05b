/** Looks at an app's pushed groups as work: asked for or due by schedule, under a lease, gone on with where another worker left it. */
import type { AppId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import type { Deps } from "../../deps.ts";
import { type Act, eventOf, type Trx } from "../../domain/act.ts";
import { appTarget, requireApp } from "../../domain/apps.ts";
import { notifyWork } from "../../domain/dirty.ts";
import { DirectoryError, notFound } from "../../domain/error.ts";
import { createId } from "../../domain/ids.ts";
import { requirePushGroup } from "../../domain/push-groups/list-push-groups.ts";
import { SYSTEM_ACTOR, writeEvent } from "../../domain/system-log.ts";
import type { DirectoryTables, LogParty } from "../../domain/tables.ts";
import { canSend } from "../claim.ts";
import { nextDriftAt } from "./drift-settings.ts";

/** A check as the API shows it. */
export interface DriftCheckRow {
  readonly id: string;
  readonly app_id: AppId;
  readonly push_group_id: string | null;
  readonly trigger: "MANUAL" | "SCHEDULE";
  readonly state: "QUEUED" | "RUNNING" | "DONE" | "FAILED" | "CANCELLED";
  readonly requests_max: number;
  readonly requests: number;
  readonly total: number | null;
  readonly checked: number;
  readonly drifted: number;
  readonly error: string | null;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
}

/** Requests of a scheduled check, and of one that is asked for without a number, at most. */
export const REQUESTS_DEFAULT = { SCHEDULE: 1_000, MANUAL: 10_000 } as const;
/** Checks of an app that are kept. */
const KEPT_MAX = 20;
const LEASE_MS = 60_000;

const COLUMNS = sql`id, app_id, push_group_id, trigger, state, requests_max, requests, total, checked, drifted, error, created_at, started_at, finished_at`;

/** Asks for a check of all groups of an app, or of one. One that is open already is answered instead. */
export async function startDriftCheck(
  act: Act,
  input: {
    readonly appId: AppId;
    readonly pushGroupId?: string | undefined;
    readonly requestsMax?: number | undefined;
  },
): Promise<DriftCheckRow> {
  return await act.database.transaction(async (trx) => {
    const app = await requireApp(trx, input.appId);
    if (input.pushGroupId !== undefined) await requirePushGroup(trx, { appId: app.id, id: input.pushGroupId });
    const pushGroupId = input.pushGroupId ?? null;
    const requestsMax = input.requestsMax ?? REQUESTS_DEFAULT.MANUAL;
    const now = new Date(act.clock.now());
    await queue(trx, act, { appId: app.id, pushGroupId, requestsMax, trigger: "MANUAL", now, actor: act.actor });
    const { rows } = await sql<DriftCheckRow>`
      select ${COLUMNS} from drift_check where app_id = ${app.id} and push_group_id is not distinct from ${pushGroupId}
        and state in ('QUEUED', 'RUNNING')`.execute(trx);
    const [check] = rows;
    if (check === undefined) throw notFound("check", "DriftCheck");
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "application.provision.group_push.drift.check",
        displayMessage: "Compare pushed groups with the application",
        targets: [appTarget(app)],
        debug: { check: check.id },
      }),
    );
    return check;
  });
}

interface NewCheck {
  readonly appId: AppId;
  readonly pushGroupId: string | null;
  readonly requestsMax: number;
  readonly trigger: "MANUAL" | "SCHEDULE";
  readonly now: Date;
  readonly actor: LogParty;
}

async function queue(trx: Trx, deps: Pick<Deps, "random">, check: NewCheck): Promise<void> {
  await sql`
    insert into drift_check (id, app_id, push_group_id, trigger, requests_max, created_by, created_at)
    values (${createId(deps.random, "driftCheck")}, ${check.appId}, ${check.pushGroupId}, ${check.trigger}, ${check.requestsMax},
      ${JSON.stringify(check.actor)}::jsonb, ${check.now})
    on conflict (app_id, coalesce(push_group_id, '')) where state in ('QUEUED', 'RUNNING') do nothing`.execute(trx);
  await sql`
    delete from drift_check where app_id = ${check.appId} and state not in ('QUEUED', 'RUNNING') and id not in (
      select id from drift_check where app_id = ${check.appId} order by created_at desc, id desc limit ${KEPT_MAX})`.execute(
    trx,
  );
  await notifyWork(trx);
}

/** The check of the app, or 404. */
export async function requireDriftCheck(db: Kysely<DirectoryTables>, appId: AppId, id: string): Promise<DriftCheckRow> {
  const { rows } = await sql<DriftCheckRow>`
    select ${COLUMNS} from drift_check where app_id = ${appId} and id = ${id}`.execute(db);
  if (rows[0] === undefined) throw notFound(id, "DriftCheck");
  return rows[0];
}

/** The app's checks, the newest first. */
export async function listDriftChecks(db: Kysely<DirectoryTables>, appId: AppId): Promise<readonly DriftCheckRow[]> {
  const { rows } = await sql<DriftCheckRow>`
    select ${COLUMNS} from drift_check where app_id = ${appId} order by created_at desc, id desc limit ${KEPT_MAX}`.execute(
    db,
  );
  return rows;
}

/** Ends a check that is open; a running one stops before its next group. E0000107 when it has ended. */
export async function cancelDriftCheck(act: Act, appId: AppId, id: string): Promise<DriftCheckRow> {
  const { numAffectedRows } = await sql`
    update drift_check set state = 'CANCELLED', finished_at = ${new Date(act.clock.now())}, lease_owner = null, lease_expires_at = null
     where id = ${id} and app_id = ${appId} and state in ('QUEUED', 'RUNNING')`.execute(act.database.kysely);
  const check = await requireDriftCheck(act.database.kysely, appId, id);
  if ((numAffectedRows ?? 0n) > 0n) return check;
  throw new DirectoryError("E0000107", { causes: [`The check is ${check.state.toLowerCase()} already.`] });
}

/** A leased check. */
export interface DriftClaim {
  readonly id: string;
  readonly appId: AppId;
  readonly pushGroupId: string | null;
  readonly owner: string;
  readonly requestsMax: number;
  readonly requests: number;
  readonly startedAt: Date;
}

/** Until when a check is leased that goes on now. */
export function driftLeaseEnd(deps: Deps): Date {
  return new Date(deps.clock.now() + LEASE_MS);
}

/** Queues what is due by schedule, then leases the check that waits longest; undefined when there is none. */
export async function claimDriftCheck(deps: Deps, owner: string): Promise<DriftClaim | undefined> {
  const now = new Date(deps.clock.now());
  await queueScheduled(deps, now);
  const { rows } = await sql<Omit<DriftClaim, "owner">>`
    update drift_check set state = 'RUNNING', lease_owner = ${owner}, lease_expires_at = ${driftLeaseEnd(deps)},
        started_at = coalesce(started_at, ${now})
     where id = (
       select drift_check.id from drift_check join app on app.id = drift_check.app_id
        where drift_check.state in ('QUEUED', 'RUNNING') and (lease_owner is null or lease_expires_at <= ${now}) and ${canSend(now)}
        order by drift_check.created_at limit 1 for update of drift_check skip locked)
    returning id, app_id as "appId", push_group_id as "pushGroupId", requests_max as "requestsMax", requests, started_at as "startedAt"`.execute(
    deps.database.kysely,
  );
  const [row] = rows;
  return row === undefined ? undefined : { ...row, owner };
}

const HAS_GROUPS = sql`exists (select from push_group g where g.app_id = app.id and g.external_id is not null and not g.removing)`;

/** Only apps that have pushed groups are looked at by themselves. A moment that was never computed is computed, and nothing is due by it. */
async function queueScheduled(deps: Deps, now: Date): Promise<void> {
  const isDue = sql`app.drift_cron is not null and (app.drift_due_at is null or app.drift_due_at <= ${now}) and ${HAS_GROUPS} and ${canSend(now)}`;
  const { rows: due } = await sql`select from app where ${isDue} limit 1`.execute(deps.database.kysely);
  if (due.length === 0) return;
  await deps.database.transaction(async (trx) => {
    const { rows } = await sql<{ id: AppId; cron: string; timeZone: string; dueAt: Date | null }>`
      select app.id, app.drift_cron as cron, app.drift_time_zone as "timeZone", app.drift_due_at as "dueAt" from app
       where ${isDue} order by app.id for no key update skip locked`.execute(trx);
    for (const app of rows) {
      await sql`update app set drift_due_at = ${nextDriftAt(app, now) ?? null} where id = ${app.id}`.execute(trx);
      if (app.dueAt === null) continue;
      const requestsMax = REQUESTS_DEFAULT.SCHEDULE;
      const check = {
        appId: app.id,
        pushGroupId: null,
        requestsMax,
        trigger: "SCHEDULE",
        now,
        actor: SYSTEM_ACTOR,
      } as const;
      await queue(trx, deps, check);
    }
  });
}
