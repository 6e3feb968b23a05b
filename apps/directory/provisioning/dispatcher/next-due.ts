/** When there is something to do next, so that a worker sleeps until then and polls nothing. */
import type { Database } from "@lockstep/database";
import { sql } from "kysely";
import type { DirectoryTables } from "../../domain/tables.ts";
import { canSend } from "../claim.ts";

/**
 * The earliest moment at which a subject becomes due, a lease expires, a rate-limit pause ends or an import starts; undefined
 * when nothing is to come. A moment in the past means work that others hold back, such as the limit of an app.
 */
export async function findNextDue(database: Database<DirectoryTables>, now: Date): Promise<Date | undefined> {
  const { rows } = await sql<{ nextAt: Date | null }>`
    select least(
      (select min(least(
          (select min(due_at) from app_user u where u.app_id = app.id and u.is_dirty and u.lease_owner is null),
          (select min(due_at) from push_group g where g.app_id = app.id and g.is_dirty and g.lease_owner is null)))
         from app where ${canSend(now)}),
      (select min(lease_expires_at) from app_user where lease_owner is not null),
      (select min(lease_expires_at) from push_group where lease_owner is not null),
      (select min(lease_expires_at) from import_run where lease_owner is not null and state in ('QUEUED', 'RUNNING')),
      (select min(resume_at) from app where paused_reason in ('rateLimit', 'quarantine') and resume_at > ${now} and status = 'ACTIVE' and provisioning_enabled),
      (select min(least(import_due_at, import_incremental_due_at)) from app where import_enabled and ${canSend(now)})) as "nextAt"`.execute(
    database.kysely,
  );
  return rows[0]?.nextAt ?? undefined;
}
