/**
 * Applies a plan: saves what it proposed and makes exactly its subjects due, let pass by the budget since a person saw the list. A
 * subject whose version or known state moved since is left out and named: it differs from the plan.
 */
import type { AppId } from "@lockstep/ports";
import type { Json } from "@lockstep/scim";
import { sql } from "kysely";
import type { PlanApplied, PlanProposal } from "../../contract.ts";
import type { BudgetDirection } from "../../contract-plan.ts";
import { type Act, actInside, eventOf, type Trx } from "../../domain/act.ts";
import { replaceSwitches } from "../../domain/app-engine.ts";
import { appTarget, lockApp, updateApp } from "../../domain/apps.ts";
import { notifyWork } from "../../domain/dirty.ts";
import { DirectoryError } from "../../domain/error.ts";
import { updateToApp } from "../../domain/features.ts";
import { replaceMappings } from "../../domain/mappings.ts";
import { writeEvent } from "../../domain/system-log.ts";
import { planExcess } from "./plan-excess.ts";
import { type PlanRow, requirePlan, SETTINGS_DIGEST } from "./plan-rows.ts";
import { GROUP_DIGEST, USER_DIGEST } from "./store-batch.ts";

/** Something of the subject is sent, or its account is linked. */
const IS_SENT = sql<boolean>`(s.blocked is null or json_array_length(s.actions) > 0)`;

/** Names of subjects that were left out, in one answer at most. */
const NAMES_MAX = 100;

/**
 * E0000107 when the plan is not done, was applied, or the app's settings changed since; E0000195 when it exceeds the budget in a
 * direction that `approve` does not name. Nothing is changed then.
 */
export async function applyPlan(
  act: Act,
  ids: { readonly appId: AppId; readonly planId: string },
  approve: readonly BudgetDirection[],
): Promise<PlanApplied> {
  const now = new Date(act.clock.now());
  return await act.database.transaction(async (trx) => {
    const app = await lockApp(trx, ids.appId);
    const plan = await requirePlan(trx, ids.appId, ids.planId);
    assertApplicable(plan, await readSettingsDigest(trx, app.id));
    const exceeded = (await planExcess(trx, plan, now)).filter(({ direction }) => !approve.includes(direction));
    if (exceeded.length > 0) {
      throw new DirectoryError("E0000195", {
        summary: "The plan exceeds the app's budget",
        causes: exceeded.map(
          ({ direction, message }) =>
            `approve: ${message} Name "${direction}" in "approve" to let exactly this plan pass.`,
        ),
      });
    }
    await sql`update plan_run set applied_at = ${now} where id = ${plan.id}`.execute(trx);
    await chooseUnmoved(trx, plan.id);
    if (plan.proposal !== null) await saveProposal(actInside(act, trx), ids.appId, plan.proposal);
    const applied = await makeDue(trx, plan.id, now);
    const left = await leftOut(trx, plan.id);
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "application.provision.plan.apply",
        displayMessage: "Apply provisioning plan of application",
        targets: [appTarget(app)],
        debug: { plan: plan.id, applied, leftOut: left.leftOut, approved: approve.join(",") },
      }),
    );
    await notifyWork(trx);
    return { applied, ...left };
  });
}

async function readSettingsDigest(trx: Trx, appId: AppId): Promise<string | undefined> {
  const { rows } = await sql<{ digest: string }>`
    select ${SETTINGS_DIGEST} as digest from app a where a.id = ${appId}`.execute(trx);
  return rows[0]?.digest;
}

function assertApplicable(plan: PlanRow, settingsDigest: string | undefined): void {
  const refuse = (cause: string) => new DirectoryError("E0000107", { causes: [cause] });
  if (plan.applied_at !== null) throw refuse("The plan was applied already. Make a new one.");
  if (plan.state !== "DONE")
    throw refuse(`The plan is ${plan.state.toLowerCase()}: only one that is done can be applied.`);
  if (plan.settings_digest !== settingsDigest) {
    throw refuse("The app's settings changed since the plan was made. Make a new one.");
  }
}

/** Marks which subjects are as they were planned. What has no request, or cannot get one, is neither applied nor left out. */
async function chooseUnmoved(trx: Trx, planId: string): Promise<void> {
  await sql`
    update plan_subject s
       set applied = u.dirty_version = s.version and ${USER_DIGEST} = s.known_digest and u.lease_owner is null
      from app_user u where s.plan_id = ${planId} and s.subject_id = u.id and s.kind = 'appUser' and ${IS_SENT}`.execute(
    trx,
  );
  await sql`
    update plan_subject s
       set applied = g.dirty_version = s.version and ${GROUP_DIGEST} = s.known_digest and g.lease_owner is null
      from push_group g where s.plan_id = ${planId} and s.subject_id = g.id and s.kind = 'pushGroup' and ${IS_SENT}`.execute(
    trx,
  );
}

async function saveProposal(act: Act, appId: AppId, proposal: PlanProposal): Promise<void> {
  const { mappings, userName, features, dialect, switches } = proposal;
  if (switches !== undefined) await replaceSwitches(act, appId, switches as Json);
  if (features !== undefined) await updateToApp(act, appId, features);
  if (mappings !== undefined) await replaceMappings(act, appId, mappings);
  if (userName === undefined && dialect === undefined) return;
  await updateApp(act, appId, {
    ...(dialect === undefined ? {} : { dialect }),
    ...(userName === undefined
      ? {}
      : {
          userName: {
            type: userName.type,
            template: userName.template,
            push: userName.pushStatus,
            suffix: userName.userSuffix,
          },
        }),
  });
}

async function makeDue(trx: Trx, planId: string, now: Date): Promise<number> {
  const due = sql`dirty_version = dirty_version + 1, approved_version = dirty_version + 1, attempts = 0,
    due_at = ${now}, last_updated_at = ${now}`;
  const chosen = sql`select subject_id from plan_subject where plan_id = ${planId} and applied`;
  // Let pass is the state that the plan showed: a sweep that comes to another one makes another version of it.
  const users = await sql`
    update app_user set ${due}, effect = 'overwrite', effect_version = dirty_version + 1, effect_digest = s.effect_digest,
        sync_state = case when sync_state = 'SYNCING' then 'SYNCING' else 'OUT_OF_SYNC' end
      from plan_subject s where s.plan_id = ${planId} and s.applied and s.subject_id = app_user.id`.execute(trx);
  const groups = await sql`
    update push_group set ${due}, whole_version = dirty_version + 1 where id in (
      select id from push_group where id in (${chosen}) order by id for no key update)`.execute(trx);
  return Number(users.numAffectedRows ?? 0n) + Number(groups.numAffectedRows ?? 0n);
}

/** Subjects that moved, or that are gone altogether. */
async function leftOut(trx: Trx, planId: string): Promise<Pick<PlanApplied, "leftOut" | "leftOutNames">> {
  await sql`
    update plan_subject s set applied = false where s.plan_id = ${planId} and s.applied is null and ${IS_SENT}`.execute(
    trx,
  );
  const { rows } = await sql<{ name: string; total: number }>`
    select name, count(*) over ()::int as total from plan_subject where plan_id = ${planId} and not applied
     order by seq limit ${NAMES_MAX}`.execute(trx);
  return { leftOut: rows[0]?.total ?? 0, leftOutNames: rows.map(({ name }) => name) };
}
