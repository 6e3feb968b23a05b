/** What a run did in a direction of the budget: decided as data, stored with the run's result. Approved work is not counted again. */
import { type DesiredUser, overwrittenAttributes, type UserRun, wantedAttributes } from "@lockstep/engine";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Trx } from "../../domain/act.ts";
import { WINDOW_HOURS_MAX } from "../../domain/budget.ts";
import type { BudgetDirection } from "../../domain/plan-tables.ts";
import type { GroupRecord } from "../record-group.ts";
import type { RanUser, UserRecord } from "../record-user.ts";
import type { UserSubject } from "../user-subject.ts";

/** The direction that a person's run counts in. */
export function budgetUseOf(subject: UserSubject, run: UserRun, desired: DesiredUser): Pick<RanUser, "budgetUse"> {
  const direction = directionOf(subject, run, desired);
  return direction === undefined ? {} : { budgetUse: direction };
}

function directionOf(subject: UserSubject, run: UserRun, desired: DesiredUser): BudgetDirection | undefined {
  const did = (purpose: string) =>
    run.steps.some((step) => step.action.purpose === purpose && step.outcome.kind === "done");
  if (did("deactivateUser") || did("deleteUser")) return "deactivations";
  if (!did("updateUser") || subject.known === null || desired.kind === "absent") return undefined;
  const wanted = wantedAttributes(subject.app.dialect, desired);
  const overwritten = overwrittenAttributes(subject.known, wanted, subject.known);
  return overwritten.length > 0 ? "attributeOverwrites" : undefined;
}

/** Forgets what no window reaches any more. */
export async function pruneBudgetUse(deps: Deps): Promise<void> {
  const before = new Date(deps.clock.now() - WINDOW_HOURS_MAX * 3_600_000);
  await sql`delete from budget_use where used_at < ${before}`.execute(deps.database.kysely);
}

/** Stores what a person's run counts. */
export async function storeUserUse(trx: Trx, { subject, ran, now }: UserRecord): Promise<void> {
  if (ran?.budgetUse === undefined) return;
  await sql`
    insert into budget_use (app_id, direction, amount, used_at)
    select ${subject.app.id}, ${ran.budgetUse}, 1, ${now} from app_user
     where id = ${subject.appUserId} and approved_version < ${subject.version}::bigint`.execute(trx);
}

/** Stores what a group's run counts: members that were taken away although their account works. */
export async function storeGroupUse(trx: Trx, { subject, ran, now }: GroupRecord): Promise<void> {
  if (ran === undefined || ran.removed.length === 0) return;
  await sql`
    insert into budget_use (app_id, direction, amount, used_at)
    select ${subject.app.id}, 'membershipRemovals', lost.amount, ${now}
      from (select count(*)::int as amount from unnest(${ran.removed}::text[]) as gone (external_id)
              left join app_user u on u.app_id = ${subject.app.id} and u.external_id = gone.external_id
             where u.known_active is distinct from false) as lost
     where lost.amount > 0
       and exists (select from push_group where id = ${subject.pushGroupId} and approved_version < ${subject.version}::bigint)`.execute(
    trx,
  );
}
