/** Imports as work: one run per app at a time, under a lease like every other work; scheduled ones are queued when due. */
import type { AppId, Random } from "@lockstep/ports";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Trx } from "../../domain/act.ts";
import { notifyWork } from "../../domain/dirty.ts";
import { createId } from "../../domain/ids.ts";
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

/** Queues an import; undefined when one is queued or running for the app already. */
export async function startImport(
  trx: Trx,
  random: Random,
  input: { readonly appId: AppId; readonly trigger: "MANUAL" | "SCHEDULE"; readonly now: Date },
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    insert into import_run (id, app_id, trigger, created_at)
    values (${createId(random, "importRun")}, ${input.appId}, ${input.trigger}, ${input.now})
    on conflict (app_id) where state in ('QUEUED', 'RUNNING') do nothing returning id`.execute(trx);
  const id = rows[0]?.id;
  if (id !== undefined) await notifyWork(trx);
  return id;
}

/** Cancels a queued or running import; false when it has ended already. A running one stops before its next page. */
export async function cancelImport(trx: Trx, runId: string, now: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update import_run set state = 'CANCELLED', finished_at = ${now}, lease_owner = null, lease_expires_at = null
     where id = ${runId} and state in ('QUEUED', 'RUNNING')`.execute(trx);
  return (numAffectedRows ?? 0n) > 0n;
}

/** Queues scheduled imports that are due, then leases the longest waiting run; undefined when there is none. */
export async function claimImport(
  deps: Deps,
  options: { readonly now: Date; readonly owner: string; readonly leaseMs: number },
): Promise<ImportClaim | undefined> {
  const { now, owner, leaseMs } = options;
  if (!(await isAnyDue(deps, now))) return undefined;
  return await deps.database.transaction(async (trx) => {
    await queueScheduled(trx, deps.random, now);
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

async function isAnyDue(deps: Deps, now: Date): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from import_run join app on app.id = import_run.app_id
        where import_run.state in ('QUEUED', 'RUNNING') and (lease_owner is null or lease_expires_at <= ${now}) and ${canSend(now)})
      or exists (select from app where import_enabled and import_due_at <= ${now} and ${canSend(now)}) as found`.execute(
    deps.database.kysely,
  );
  return rows[0]?.found === true;
}

/** A slot that falls into a running import is left out; the next one counts (okta-client §3.5). */
async function queueScheduled(trx: Trx, random: Random, now: Date): Promise<void> {
  const { rows } = await sql<ImportSchedule & { id: AppId }>`
    select id, import_enabled as enabled, import_cron as cron, import_time_zone as "timeZone" from app
     where import_enabled and import_due_at <= ${now} and ${canSend(now)} order by id for no key update skip locked`.execute(
    trx,
  );
  for (const app of rows) {
    await sql`update app set import_due_at = ${nextImportAt(app, now) ?? null} where id = ${app.id}`.execute(trx);
    await startImport(trx, random, { appId: app.id, trigger: "SCHEDULE", now });
  }
}
