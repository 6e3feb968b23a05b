/** Plans as they are stored: asked for, listed, read, cancelled. Workers carry them out (`run-plan.ts`). */
import type { AppId, PersonId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import type { PlanProposal } from "../../contract.ts";
import type { PlannedAction, PlanSummary } from "../../contract-plan.ts";
import { type Act, eventOf } from "../../domain/act.ts";
import { appTarget, requireApp } from "../../domain/apps.ts";
import { notifyWork } from "../../domain/dirty.ts";
import { DirectoryError, notFound } from "../../domain/error.ts";
import { createId } from "../../domain/ids.ts";
import { writeEvent } from "../../domain/system-log.ts";
import type { DirectoryTables } from "../../domain/tables.ts";
import { EMPTY_SUMMARY } from "./summary.ts";

/** A plan as the API shows it. */
export interface PlanRow {
  readonly id: string;
  readonly app_id: AppId;
  readonly app_label: string;
  readonly person_ids: readonly PersonId[] | null;
  readonly proposal: PlanProposal | null;
  readonly state: "QUEUED" | "RUNNING" | "DONE" | "FAILED" | "CANCELLED";
  readonly total: number | null;
  readonly scanned: number;
  readonly summary: PlanSummary;
  readonly error: string | null;
  readonly settings_digest: string;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly applied_at: Date | null;
}

/** Plans of an app that are kept; older ones go with their actions. */
const KEPT_MAX = 10;
/** People that a plan may be narrowed to. */
export const PLAN_PEOPLE_MAX = 1_000;

/** What of `app a` decides the requests, as a digest: settings, the app's user schema, values of assigned groups, and what was measured on the target. */
export const SETTINGS_DIGEST = sql<string>`md5(concat_ws('|', a.base_url, a.dialect, a.target_switches, a.suspended_people, a.gone_accounts, a.create_users, a.update_user_attributes,
  a.deactivate_users, a.sync_password, a.password_seed, a.password_change, a.user_name_type, a.user_name_template, a.user_name_push, a.rename_app_groups,
  a.label, a.name, a.user_name_suffix, a.custom_attributes,
  (select json_agg(m order by m.position, m.attribute) from app_mapping m where m.app_id = a.id),
  (select json_agg(json_build_array(w.group_id, w.priority, w.profile) order by w.group_id)
     from app_group_assignment w where w.app_id = a.id and w.profile <> '{}'),
  (select p.passport from passport_run p where p.app_id = a.id and p.state = 'DONE' and p.base_url = a.base_url
     order by p.created_at desc limit 1)))`;

const SELECT_PLANS = sql<PlanRow>`
  select plan_run.id, plan_run.app_id, app.label as app_label, plan_run.person_ids, plan_run.proposal, plan_run.state, plan_run.total,
    plan_run.scanned, plan_run.summary, plan_run.error, plan_run.settings_digest, plan_run.created_at, plan_run.started_at,
    plan_run.finished_at, plan_run.applied_at
  from plan_run join app on app.id = plan_run.app_id`;

/** Asks for a plan: of all of the app, or of some people, with settings as they are stored or as they are proposed. */
export async function startPlan(
  act: Act,
  input: {
    readonly appId: AppId;
    readonly personIds: readonly PersonId[] | null;
    readonly proposal: PlanProposal | null;
  },
): Promise<PlanRow> {
  const id = createId(act.random, "plan");
  return await act.database.transaction(async (trx) => {
    const app = await requireApp(trx, input.appId);
    await trx
      .insertInto("plan_run")
      .values({
        id,
        app_id: app.id,
        person_ids: input.personIds === null ? null : JSON.stringify(input.personIds),
        proposal: input.proposal === null ? null : JSON.stringify(input.proposal),
        summary: JSON.stringify(EMPTY_SUMMARY),
        settings_digest: sql<string>`(select ${SETTINGS_DIGEST} from app a where a.id = ${app.id})`,
        created_by: JSON.stringify(act.actor),
        created_at: new Date(act.clock.now()),
      })
      .execute();
    await sql`
      delete from plan_run where app_id = ${app.id} and state not in ('QUEUED', 'RUNNING') and id not in (
        select id from plan_run where app_id = ${app.id} order by created_at desc, id desc limit ${KEPT_MAX})`.execute(
      trx,
    );
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "application.provision.plan.create",
        displayMessage: "Plan provisioning of application",
        targets: [appTarget(app)],
        debug: { plan: id, proposed: Object.keys(input.proposal ?? {}).join(",") },
      }),
    );
    await notifyWork(trx);
    return await requirePlan(trx, app.id, id);
  });
}

/** The plan of the app, or 404. */
export async function requirePlan(db: Kysely<DirectoryTables>, appId: string, id: string): Promise<PlanRow> {
  const { rows } = await sql<PlanRow>`
    ${SELECT_PLANS} where plan_run.id = ${id} and plan_run.app_id = ${appId}`.execute(db);
  if (rows[0] === undefined) throw notFound(id, "Plan");
  return rows[0];
}

/** The app's plans, the newest first. */
export async function listPlans(db: Kysely<DirectoryTables>, appId: string): Promise<readonly PlanRow[]> {
  const { rows } = await sql<PlanRow>`
    ${SELECT_PLANS} where plan_run.app_id = ${appId} order by plan_run.created_at desc, plan_run.id desc limit ${KEPT_MAX}`.execute(
    db,
  );
  return rows;
}

/** Ends a plan that is queued or running; E0000107 when it has ended. A running one stops at its next batch. */
export async function cancelPlan(act: Act, appId: AppId, id: string): Promise<PlanRow> {
  const { numAffectedRows } = await sql`
    update plan_run set state = 'CANCELLED', finished_at = ${new Date(act.clock.now())}, lease_owner = null, lease_expires_at = null
     where id = ${id} and app_id = ${appId} and state in ('QUEUED', 'RUNNING')`.execute(act.database.kysely);
  const plan = await requirePlan(act.database.kysely, appId, id);
  if ((numAffectedRows ?? 0n) > 0n) return plan;
  throw new DirectoryError("E0000107", { causes: [`The plan is ${plan.state.toLowerCase()} already.`] });
}

/** One subject of a plan. */
export interface PlanSubjectRow {
  readonly seq: string;
  readonly kind: "appUser" | "pushGroup";
  readonly source_id: string;
  readonly name: string;
  readonly actions: readonly PlannedAction[];
  readonly blocked: { readonly code: string; readonly message: string } | null;
  readonly applied: boolean | null;
}

/** The plan's subjects in the order in which they would be sent: people first. */
export async function listPlanSubjects(
  db: Kysely<DirectoryTables>,
  page: { readonly planId: string; readonly afterSeq: string; readonly limit: number },
): Promise<readonly PlanSubjectRow[]> {
  const { rows } = await sql<PlanSubjectRow>`
    select seq, kind, source_id, name, actions, blocked, applied from plan_subject
     where plan_id = ${page.planId} and seq > ${page.afterSeq}::bigint order by seq limit ${page.limit}`.execute(db);
  return rows;
}
