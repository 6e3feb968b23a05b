/** In which directions a plan exceeds its app's budget, together with what was done in the window. */
import type { Kysely } from "kysely";
import { allowanceOf, BUDGET_DIRECTIONS } from "../../domain/budget.ts";
import type { BudgetDirection } from "../../domain/plan-tables.ts";
import type { DirectoryTables } from "../../domain/tables.ts";
import { wordsOfExcess } from "../budget/open-hold.ts";
import { countDone } from "../budget/population.ts";
import { readBudget } from "../budget/read-budget.ts";
import type { PlanRow } from "./plan-rows.ts";

/** One direction that is over the budget. */
export interface PlanExcess {
  readonly direction: BudgetDirection;
  readonly message: string;
}

/** None when the plan is within the budget. */
export async function planExcess(
  db: Kysely<DirectoryTables>,
  plan: Pick<PlanRow, "app_id" | "summary">,
  now: Date,
): Promise<readonly PlanExcess[]> {
  const { summary } = plan;
  const amounts: Readonly<Record<BudgetDirection, number>> = {
    deactivations: summary.deactivate,
    membershipRemovals: summary.membershipRemovals,
    attributeOverwrites: summary.overwrittenPeople,
  };
  const budget = await readBudget(db, plan.app_id);
  const exceeded: PlanExcess[] = [];
  for (const direction of BUDGET_DIRECTIONS) {
    const affected = amounts[direction];
    if (affected === 0) continue;
    const scope = { appId: plan.app_id, direction, windowHours: budget.windowHours, now };
    const { done, population } = await countDone(db, scope);
    const allowance = allowanceOf(budget[direction], population);
    if (affected + done <= allowance) continue;
    exceeded.push({ direction, message: wordsOfExcess({ budget, direction, affected, done, population, allowance }) });
  }
  return exceeded;
}
