/** Stores budgets: an app's own, and the directory's default. */
import type { AppId } from "@lockstep/ports";
import { sql } from "kysely";
import type { Budget } from "../../contract-plan.ts";
import { type Act, eventOf } from "../../domain/act.ts";
import { appTarget, lockApp } from "../../domain/apps.ts";
import type { BudgetChange } from "../../domain/budget.ts";
import { notifyWork } from "../../domain/dirty.ts";
import { writeEvent } from "../../domain/system-log.ts";
import { DEFAULT_BUDGET_KEY, readBudget, readDefaultBudget } from "./read-budget.ts";

const EVENT = {
  eventType: "application.provision.budget.update",
  displayMessage: "Update provisioning budget",
} as const;

/** Replaces what the app sets of its own; null = it sets nothing. What is held is judged by the new budget at once. */
export async function writeAppBudget(act: Act, appId: AppId, change: BudgetChange | null): Promise<Budget> {
  return await act.database.transaction(async (trx) => {
    const app = await lockApp(trx, appId);
    await sql`
      update app set budget = ${change === null ? null : JSON.stringify(change)}::jsonb where id = ${appId}`.execute(
      trx,
    );
    await writeEvent(trx, eventOf(act, { ...EVENT, targets: [appTarget(app)], debug: { budget: change } }));
    await notifyWork(trx);
    return await readBudget(trx, appId);
  });
}

/** Replaces what the directory sets for all apps. */
export async function writeDefaultBudget(act: Act, change: BudgetChange): Promise<Budget> {
  return await act.database.transaction(async (trx) => {
    await sql`
      insert into instance_fact (key, value) values (${DEFAULT_BUDGET_KEY}, ${JSON.stringify(change)}::jsonb)
      on conflict (key) do update set value = excluded.value`.execute(trx);
    await writeEvent(trx, eventOf(act, { ...EVENT, debug: { budget: change } }));
    await notifyWork(trx);
    return await readDefaultBudget(trx);
  });
}
