/** Imports as work: one run per app at a time, under a lease like every other work; scheduled ones are queued when due. */
import type { AppId } from "@lockstep/ports";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import { type Act, eventOf, type Trx } from "../../domain/act.ts";
import { notifyWork } from "../../domain/dirty.ts";
import { createId } from "../../domain/ids.ts";
import type { ImportMode } from "../../domain/import-run-tables.ts";
import { SYSTEM_ACTOR, writeEvent } from "../../domain/system-log.ts";
import { canSend } from "../claim.ts";
import { type ImportSchedule, nextImportAt } from "./schedule.ts";

/** A leased import run. */
export interface ImportClaim {
  readonly kind: "import";
  readonly id: string;
  readonly appId: AppId;
  readonly owner: string;
  readonly leaseMs: number;
}

/** Queues an import; undefined when one is queued, running or held for the app already. */
export async function startImport(
  trx: Trx,
  act: Act,
  input: {
    readonly appId: AppId;
    readonly trigger: "MANUAL" | "SCHEDULE";
    readonly mode: ImportMode;
    /** Decides everything and changes nothing. */
    readonly isPreview?: boolean | undefined;
  },
): Promise<string | undefined> {
  const { appId, trigger, mode, isPreview = false } = input;
  const now = new Date(act.clock.now());
  const { rows } = await sql<{ id: string; label: string }>`
    insert into import_run (id, app_id, trigger, mode, phase, created_at, preview)
    values (${createId(act.random, "importRun")}, ${appId}, ${trigger}, ${mode}, ${mode === "GROUPS" ? "GROUPS" : "USERS"}, ${now}, ${isPreview})
    on conflict (app_id) where state in ('QUEUED', 'RUNNING', 'HELD') do nothing
    returning id, (select label from app where app.id = app_id) as label`.execute(trx);
  const [run] = rows;
  if (run === undefined) return undefined;
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: "system.import.start",
      displayMessage: mode === "GROUPS" ? "Import of groups was asked for" : "Import of users was asked for",
      targets: [{ id: appId, type: "AppInstance", displayName: run.label, alternateId: run.label }],
      debug: { importRunId: run.id, mode, trigger, ...(isPreview ? { preview: true } : {}) },
    }),
  );
  await notifyWork(trx);
  return run.id;
}

/** Queues scheduled imports that are due, then leases the longest waiting run; undefined when there is none. */
export async function claimImport(
  deps: Deps,
  options: { readonly now: Date; readonly owner: string; readonly leaseMs: number },
): Promise<ImportClaim | undefined> {
  const { now, owner, leaseMs } = options;
  if (!(await isAnyDue(deps, now))) return undefined;
  return await deps.database.transaction(async (trx) => {
    await queueScheduled(trx, deps, now);
    const { rows } = await sql<{ id: string; appId: AppId }>`
      update import_run set state = 'RUNNING', lease_owner = ${owner}, lease_expires_at = ${new Date(now.getTime() + leaseMs)},
          started_at = coalesce(started_at, ${now})
       where id = (
         select import_run.id from import_run join app on app.id = import_run.app_id
          where import_run.state in ('QUEUED', 'RUNNING') and (lease_owner is null or lease_expires_at <= ${now}) and ${canSend(now)}
          order by import_run.created_at limit 1 for update of import_run skip locked)
      returning id, app_id as "appId"`.execute(trx);
    const [run] = rows;
    return run === undefined ? undefined : { kind: "import", ...run, owner, leaseMs };
  });
}

/** SQL condition on `app`: one of its schedules has come. */
const isScheduled = (now: Date) =>
  sql`(import_enabled and least(import_due_at, import_incremental_due_at) <= ${now} and ${canSend(now)})`;

async function isAnyDue(deps: Deps, now: Date): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from import_run join app on app.id = import_run.app_id
        where import_run.state in ('QUEUED', 'RUNNING') and (lease_owner is null or lease_expires_at <= ${now}) and ${canSend(now)})
      or exists (select from app where ${isScheduled(now)}) as found`.execute(deps.database.kysely);
  return rows[0]?.found === true;
}

interface Scheduled {
  readonly id: AppId;
  readonly full: ImportSchedule;
  readonly incremental: ImportSchedule;
  readonly isFullDue: boolean;
  readonly isIncrementalDue: boolean;
}

/** A slot that falls into a running import is left out; the next one counts (okta-client §3.5). Of two that fall together the full one is done. */
async function queueScheduled(trx: Trx, deps: Deps, now: Date): Promise<void> {
  const { rows } = await sql<Scheduled>`
    select id, import_due_at <= ${now} is true as "isFullDue", import_incremental_due_at <= ${now} is true as "isIncrementalDue",
      json_build_object('enabled', import_enabled, 'cron', import_cron, 'timeZone', import_time_zone) as full,
      json_build_object('enabled', import_enabled, 'cron', import_incremental_cron, 'timeZone', import_incremental_time_zone) as incremental
      from app where ${isScheduled(now)} order by id for no key update skip locked`.execute(trx);
  for (const app of rows) {
    const fullAt = nextImportAt(app.full, now) ?? null;
    const incrementalAt = nextImportAt(app.incremental, now) ?? null;
    await sql`
      update app set import_due_at = case when ${app.isFullDue} then ${fullAt}::timestamptz else import_due_at end,
        import_incremental_due_at = case when ${app.isIncrementalDue} then ${incrementalAt}::timestamptz else import_incremental_due_at end
       where id = ${app.id}`.execute(trx);
    const mode = app.isFullDue ? "FULL" : "INCREMENTAL";
    await startImport(trx, { ...deps, actor: SYSTEM_ACTOR }, { appId: app.id, trigger: "SCHEDULE", mode });
  }
}
