/** A hold begins when a direction goes over its budget, with a task that asks a person; it lapses when the cause is gone. */
import { type RawBuilder, sql } from "kysely";
import type { Budget } from "../../contract-plan.ts";
import type { Trx } from "../../domain/act.ts";
import type { BudgetDirection } from "../../domain/plan-tables.ts";
import { writeEvent } from "../../domain/system-log.ts";
import { budgetWords } from "../../words/budget.ts";
import type { TaskCause } from "../outcome-rules.ts";
import { remedyFor } from "../remedy.ts";
import { OVERWRITING, PUSHING, REMOVALS } from "./due.ts";

/** What exceeds the budget. */
export interface Excess {
  readonly appId: string;
  readonly now: Date;
  readonly budget: Budget;
  readonly direction: BudgetDirection;
  readonly affected: number;
  readonly done: number;
  readonly population: number;
  readonly allowance: number;
  readonly switchedOff: RawBuilder<boolean>;
}

/** The task that stands for a hold: an app has one open task for each cause. */
export const HOLD_CAUSES = {
  deactivations: "deactivationBudget",
  membershipRemovals: "membershipBudget",
  attributeOverwrites: "overwriteBudget",
} as const satisfies Record<BudgetDirection, TaskCause>;

/** Made by the database, as the ids of app users are. */
const HOLD_ID = sql<string>`'bhd' || right(replace(gen_random_uuid()::text, '-', ''), 17)`;

/** Why the work is held, in one sentence. */
export function wordsOfExcess(excess: Omit<Excess, "appId" | "now" | "switchedOff">, words = budgetWords): string {
  return words.excess({ ...excess, windowHours: excess.budget.windowHours });
}

/** Stores the hold, exactly what it asks about, its task and its event. */
export async function openHold(trx: Trx, excess: Excess): Promise<void> {
  const { appId, direction, now } = excess;
  const { rows } = await sql<{ id: string }>`
    insert into budget_hold (id, app_id, direction, affected, done, population, allowance, created_at)
    values (${HOLD_ID}, ${appId}, ${direction}, ${excess.affected}, ${excess.done}, ${excess.population}, ${excess.allowance}, ${now})
    returning id`.execute(trx);
  const id = rows[0]?.id ?? "";
  await sql`insert into budget_hold_subject (hold_id, subject_id, version, amount) ${subjectsOf(id, excess)}`.execute(
    trx,
  );
  const label = await labelOf(trx, appId);
  const detail = wordsOfExcess(excess);
  const cause = HOLD_CAUSES[direction];
  // The task bears the hold's id, so that whoever reads the task finds what it asks about.
  await sql`
    insert into task (id, app_id, cause, summary, detail, remedy, created_at, last_updated_at)
    values (${`tsk${id.slice(3)}`}, ${appId}, ${cause}, ${`Approval is needed for ${label}: the change is larger than the budget`},
      ${detail}, ${`${remedyFor(cause)} (hold ${id})`}, ${now}, ${now})
    on conflict (app_id, cause) where state = 'OPEN' and app_user_id is null and push_group_id is null do update
      set detail = excluded.detail, remedy = excluded.remedy, last_updated_at = excluded.last_updated_at`.execute(trx);
  await writeEvent(trx, {
    eventType: "application.provision.budget.exceeded",
    displayMessage: `Provisioning of ${label} is held by its budget`,
    severity: "WARN",
    outcome: { result: "FAILURE", reason: detail },
    targets: [{ id: appId, type: "AppInstance", displayName: label }],
    debug: { direction, hold: id },
  });
}

function subjectsOf(holdId: string, { appId, direction, switchedOff }: Excess) {
  if (direction === "membershipRemovals") {
    return sql`
      select ${holdId}, due.id, due.dirty_version, due.amount
        from (select g.id, g.dirty_version, ${REMOVALS} as amount from push_group g where g.app_id = ${appId} and ${PUSHING}) as due
       where due.amount > 0`;
  }
  const due = direction === "deactivations" ? switchedOff : OVERWRITING;
  return sql`select ${holdId}, u.id, u.dirty_version, 1 from app_user u where u.app_id = ${appId} and ${due}`;
}

/** Whether nothing that the open hold of a direction lists is as it was: another change has taken its place, and a decision would reach nobody. */
export async function isHoldOutdated(
  trx: Trx,
  hold: { readonly appId: string; readonly direction: BudgetDirection },
): Promise<boolean> {
  const { rows } = await sql<{ outdated: boolean }>`
    select not exists (
      select from budget_hold h join budget_hold_subject s on s.hold_id = h.id
        left join app_user u on u.id = s.subject_id and u.is_dirty and u.dirty_version = s.version
        left join push_group g on g.id = s.subject_id and g.is_dirty and g.dirty_version = s.version
       where h.app_id = ${hold.appId} and h.direction = ${hold.direction} and h.state = 'OPEN'
         and (u.id is not null or g.id is not null)) as outdated`.execute(trx);
  return rows[0]?.outdated === true;
}

/** The open hold of a direction is no longer needed: fewer are due, or the budget was raised. */
export async function lapseHold(
  trx: Trx,
  hold: { readonly appId: string; readonly direction: BudgetDirection; readonly now: Date },
): Promise<void> {
  await sql`
    update budget_hold set state = 'LAPSED', decided_at = ${hold.now}
     where app_id = ${hold.appId} and direction = ${hold.direction} and state = 'OPEN'`.execute(trx);
  await resolveHoldTask(trx, hold);
}

/** The hold was decided or lapsed: its task asks nothing more. */
export async function resolveHoldTask(
  trx: Trx,
  hold: { readonly appId: string; readonly direction: BudgetDirection; readonly now: Date },
): Promise<void> {
  await sql`
    update task set state = 'RESOLVED', resolved_at = ${hold.now}, last_updated_at = ${hold.now}
     where app_id = ${hold.appId} and cause = ${HOLD_CAUSES[hold.direction]} and state = 'OPEN'
       and app_user_id is null and push_group_id is null`.execute(trx);
}

async function labelOf(trx: Trx, appId: string): Promise<string> {
  const { rows } = await sql<{ label: string }>`select label from app where id = ${appId}`.execute(trx);
  return rows[0]?.label ?? appId;
}
