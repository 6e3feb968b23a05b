/** Measurings and what they left in targets, as rows. A measuring holds a lease: once it has passed, its process is dead. */
import { violationOf } from "@lockstep/database";
import type { AppId } from "@lockstep/ports";
import type { MeasureProgress, Passport, PassportJournal, TestResource } from "@lockstep/scim-client";
import { type Kysely, type Selectable, sql } from "kysely";
import { DirectoryError } from "../../domain/error.ts";
import type { PassportRunTable } from "../../domain/passport-tables.ts";
import type { DirectoryTables } from "../../domain/tables.ts";

/** One measuring as it is stored. */
export type PassportRunRow = Selectable<PassportRunTable>;
/** How a measuring ended. */
export type PassportEnd = Pick<PassportRunRow, "state" | "passport" | "error">;

type Db = Kysely<DirectoryTables>;

/** Begins a measuring. E0000195 when one of the app is running. */
export async function insertRun(
  db: Db,
  run: Pick<PassportRunRow, "id" | "app_id" | "base_url" | "started_by" | "lease_expires_at" | "created_at">,
): Promise<void> {
  try {
    await db
      .insertInto("passport_run")
      .values({ ...run, state: "RUNNING" })
      .execute();
  } catch (error) {
    if (violationOf(error)?.constraint !== "passport_run_alone") throw error;
    const causes = ["A measuring of this app is running already: wait for it, or cancel it."];
    throw new DirectoryError("E0000195", { causes, cause: error });
  }
}

/** Extends the lease. `lost`: another process took the run for dead; `cancelled`: somebody asked for its end. */
export async function extendRun(db: Db, id: string, leaseExpiresAt: Date): Promise<"held" | "cancelled" | "lost"> {
  const { rows } = await sql<{ state: string }>`
    update passport_run set lease_expires_at = ${leaseExpiresAt} where id = ${id} and state in ('RUNNING', 'CANCELLING') returning state`.execute(
    db,
  );
  const [row] = rows;
  if (row === undefined) return "lost";
  return row.state === "CANCELLING" ? "cancelled" : "held";
}

/** Notes how far a measuring is. */
export async function noteProgress(db: Db, id: string, { step, done, total }: MeasureProgress): Promise<void> {
  await sql`update passport_run set step = ${step}, steps_done = ${done}, steps_total = ${total} where id = ${id}`.execute(
    db,
  );
}

/** Ends a measuring that still runs. */
export async function endRun(db: Db, id: string, end: PassportEnd & { readonly now: Date }): Promise<void> {
  const passport = end.passport === null ? null : JSON.stringify(end.passport);
  await sql`
    update passport_run set state = ${end.state}, passport = ${passport}::jsonb, error = ${end.error}, finished_at = ${end.now},
      steps_done = case when ${end.state} = 'DONE' then steps_total else steps_done end
     where id = ${id} and state in ('RUNNING', 'CANCELLING')`.execute(db);
}

/** Asks for the end of an app's measuring; false when none is running. */
export async function askForEnd(db: Db, appId: AppId): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    update passport_run set state = 'CANCELLING' where app_id = ${appId} and state in ('RUNNING', 'CANCELLING') returning id`.execute(
    db,
  );
  return rows.length > 0;
}

/** Ends the measurings whose process is gone. */
export async function endDeadRuns(db: Db, now: Date): Promise<void> {
  const error = "The process that measured ended in the middle. What it made in the application is removed.";
  await sql`
    update passport_run set state = 'FAILED', error = ${error}, finished_at = ${now}
     where state in ('RUNNING', 'CANCELLING') and lease_expires_at < ${now}`.execute(db);
}

/** The latest measurings of an app, newest first. */
export async function loadRuns(db: Db, appId: AppId, limit: number): Promise<readonly PassportRunRow[]> {
  return await db
    .selectFrom("passport_run")
    .selectAll()
    .where("app_id", "=", appId)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** The two latest passports of an app, newest first. */
export async function loadPassports(
  db: Db,
  appId: AppId,
): Promise<readonly (PassportRunRow & { readonly passport: Passport })[]> {
  const { rows } = await sql<PassportRunRow & { readonly passport: Passport }>`
    select * from passport_run where app_id = ${appId} and state = 'DONE' order by created_at desc, id limit 2`.execute(
    db,
  );
  return rows;
}

/** A resource with the moment at which it was noted. */
export type NotedResource = TestResource & { readonly appId: AppId; readonly notedAt: Date };

/** What may still be in targets of measurings that have ended; of one app, one run, or all. */
export async function loadTraces(
  db: Db,
  of: { readonly appId?: AppId; readonly runId?: string } = {},
): Promise<readonly NotedResource[]> {
  const { rows } = await sql<NotedResource & { readonly remoteId: string | null }>`
    select t.id as key, t.app_id as "appId", t.collection, t.name, t.external_id as "externalId", t.remote_id as "remoteId",
      t.created_at as "notedAt"
    from passport_trace t join passport_run r on r.id = t.run_id
    where (${of.runId ?? null}::text is not null and t.run_id = ${of.runId ?? null}
        or ${of.runId ?? null}::text is null and r.state not in ('RUNNING', 'CANCELLING'))
      and (${of.appId ?? null}::text is null or t.app_id = ${of.appId ?? null})
    order by t.created_at, t.id`.execute(db);
  return rows.map((row) => ({ ...row, remoteId: row.remoteId ?? undefined }));
}

/** The journal of a measuring: a row stands before its create is sent, and goes when the resource was seen to be gone. */
export function createJournal(
  db: Db,
  run: { readonly id: string; readonly appId: AppId; readonly now: () => Date },
): PassportJournal {
  return {
    async note(resource) {
      const { key, collection, name, externalId } = resource;
      const row = { id: key, run_id: run.id, app_id: run.appId, collection, name, external_id: externalId };
      await db
        .insertInto("passport_trace")
        .values({ ...row, created_at: run.now() })
        .execute();
    },
    async learn(key, remoteId) {
      await db.updateTable("passport_trace").set({ remote_id: remoteId }).where("id", "=", key).execute();
    },
    forget: (key) => forgetTrace(db, key),
  };
}

/** The resource is gone. */
export async function forgetTrace(db: Db, key: string): Promise<void> {
  await db.deleteFrom("passport_trace").where("id", "=", key).execute();
}
