/** A batch of a plan, stored with the plan's sums and position in one transaction; and the digests that say later whether a subject moved. */
import { type Kysely, sql } from "kysely";
import type { PlannedAction, PlanSummary } from "../../contract-plan.ts";
import type { Deps } from "../../deps.ts";
import type { DirectoryTables } from "../../domain/tables.ts";
import type { SubjectBatch } from "../user-subject.ts";
import { type PlanClaim, planLeaseEnd } from "./claim-plan.ts";
import type { AccountAfter } from "./plan-user.ts";

/** One subject of a plan to be stored. */
export interface SubjectToStore {
  readonly kind: "appUser" | "pushGroup";
  readonly subjectId: string;
  readonly sourceId: string;
  readonly name: string;
  readonly version: string;
  readonly knownDigest: string;
  /** Of a person: what the account is to become. */
  readonly effectDigest: string | null;
  readonly becomes: AccountAfter | Record<string, never>;
  readonly actions: readonly PlannedAction[];
  readonly blocked: { readonly code: string; readonly message: string } | null;
}

/** False when the lease is lost or the plan was cancelled: nothing is stored then. */
export async function storeBatch(
  deps: Deps,
  claim: PlanClaim,
  batch: {
    readonly subjects: readonly SubjectToStore[];
    readonly summary: PlanSummary;
    readonly scanned: number;
    readonly position: string;
  },
): Promise<boolean> {
  return await deps.database.transaction(async (trx) => {
    const { numAffectedRows } = await sql`
      update plan_run set scanned = ${batch.scanned}, summary = ${JSON.stringify(batch.summary)}::jsonb, position = ${batch.position},
          lease_expires_at = ${planLeaseEnd(deps)}
       where id = ${claim.id} and lease_owner = ${claim.owner} and state = 'RUNNING'`.execute(trx);
    if ((numAffectedRows ?? 0n) === 0n) return false;
    if (batch.subjects.length === 0) return true;
    await sql`
      insert into plan_subject (plan_id, kind, subject_id, source_id, name, version, known_digest, effect_digest, becomes, actions, blocked)
      select ${claim.id}, kind, "subjectId", "sourceId", name, version, "knownDigest", "effectDigest", becomes, actions, nullif(blocked, 'null'::jsonb)
        from json_to_recordset(${JSON.stringify(batch.subjects)}::json) as subject (
          kind text, "subjectId" text, "sourceId" text, name text, version bigint, "knownDigest" text, "effectDigest" text, becomes jsonb, actions json,
          blocked jsonb)`.execute(trx);
    return true;
  });
}

/** What the app is known to hold of `app_user u`, as a digest. */
export const USER_DIGEST = sql<string>`md5(concat_ws('|', u.external_id, u.known_active, u.known, u.last_error))`;

/** What the app is known to hold of `push_group g`, as a digest. */
export const GROUP_DIGEST = sql<string>`md5(concat_ws('|', g.external_id, g.known_display_name, g.members_known, g.error_summary,
  (select md5(string_agg(k.external_id, ',' order by k.external_id)) from push_group_member k where k.push_group_id = g.id)))`;

/** Read before the batch itself: should the known state move in between, the digest is of the older one, and the plan counts as moved. */
export async function userDigests(
  db: Kysely<DirectoryTables>,
  batch: SubjectBatch,
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; digest: string }>`
    select u.id, ${USER_DIGEST} as digest from app_user u join person p on p.id = u.person_id
     where u.app_id = ${batch.app.id} and u.person_id > ${batch.afterPersonId} and ${batch.where}
     order by u.person_id limit ${batch.limit}`.execute(db);
  return new Map(rows.map((row) => [row.id, row.digest]));
}

/** The digest of the app's next push group after an id, read before the group. */
export async function groupDigests(
  db: Kysely<DirectoryTables>,
  next: { readonly appId: string; readonly afterId: string },
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; digest: string }>`
    select g.id, ${GROUP_DIGEST} as digest from push_group g where g.app_id = ${next.appId} and g.id > ${next.afterId}
     order by g.id limit 1`.execute(db);
  return new Map(rows.map((row) => [row.id, row.digest]));
}
