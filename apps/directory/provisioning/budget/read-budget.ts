/** An app's budget as it is stored. */
import { type Kysely, sql } from "kysely";
import type { Budget } from "../../contract-plan.ts";
import { type BudgetChange, mergeBudgets } from "../../domain/budget.ts";
import type { DirectoryTables } from "../../domain/tables.ts";

/** Key of the directory's default in `instance_fact`. */
export const DEFAULT_BUDGET_KEY = "budget";

/** The budget that holds for the app. */
export async function readBudget(db: Kysely<DirectoryTables>, appId: string): Promise<Budget> {
  const { rows } = await sql<{ own: BudgetChange | null; general: BudgetChange | null }>`
    select (select budget from app where id = ${appId}) as own,
      (select value from instance_fact where key = ${DEFAULT_BUDGET_KEY}) as general`.execute(db);
  return mergeBudgets(rows[0]?.general, rows[0]?.own);
}

/** What holds for apps that set nothing of their own. */
export async function readDefaultBudget(db: Kysely<DirectoryTables>): Promise<Budget> {
  const { rows } = await sql<{ general: BudgetChange }>`
    select value as general from instance_fact where key = ${DEFAULT_BUDGET_KEY}`.execute(db);
  return mergeBudgets(rows[0]?.general);
}
