/** What a budget is measured against: what there is of a direction, and what was done of it in the window. */
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { BudgetDirection } from "../../domain/plan-tables.ts";
import type { DirectoryTables } from "../../domain/tables.ts";

/** A direction of an app at a moment. */
export interface BudgetScope {
  readonly appId: string;
  readonly direction: BudgetDirection;
  readonly windowHours: number;
  readonly now: Date;
}

/** How much a direction takes and has taken. */
export interface BudgetCount {
  /** Due now. */
  readonly affected: number;
  /** Done in the window without approval. */
  readonly done: number;
  /** What there was when the window began, as far as it can be told: what was taken away since is added. 0 while that does not matter. */
  readonly population: number;
}

/** SQL of what was done in the window without approval, whatever may have been done included. */
export function doneOf(scope: BudgetScope): RawBuilder<number> {
  return usedOf(scope, sql`true`);
}

function usedOf({ appId, direction, windowHours, now }: BudgetScope, which: RawBuilder<unknown>): RawBuilder<number> {
  const since = new Date(now.getTime() - windowHours * 3_600_000);
  return sql`(select coalesce(sum(amount), 0)::int from budget_use
     where app_id = ${appId} and direction = ${direction} and used_at > ${since} and ${which})`;
}

/**
 * Counts in one statement, and so of one moment: what a run records between two statements would be in neither or in both of them.
 * `affected`: SQL of what is due. Perf: the population is counted only when more than `harmless` are meant.
 */
export async function countBudget(
  db: Kysely<DirectoryTables>,
  scope: BudgetScope,
  { affected, harmless }: { readonly affected: RawBuilder<number>; readonly harmless: number },
): Promise<BudgetCount> {
  const matters = harmless === Number.POSITIVE_INFINITY ? sql`false` : sql`affected + done > ${harmless}::int`;
  const { rows } = await sql<BudgetCount>`
    select affected, done, case when ${matters} then ${presentOf(scope)} + ${takenAway(scope)} else 0 end as population
      from (select ${affected} as affected, ${doneOf(scope)} as done) as use`.execute(db);
  return rows[0] ?? { affected: 0, done: 0, population: 0 };
}

/** As `countBudget`, when what is due is known already or not asked for. */
export async function countDone(
  db: Kysely<DirectoryTables>,
  scope: BudgetScope,
): Promise<Pick<BudgetCount, "done" | "population">> {
  return await countBudget(db, scope, { affected: sql`0`, harmless: -1 });
}

function presentOf({ appId, direction }: BudgetScope): RawBuilder<number> {
  switch (direction) {
    case "deactivations":
      return sql`(select count(*)::int from app_user where app_id = ${appId} and external_id is not null and known_active is distinct from false)`;
    case "attributeOverwrites":
      return sql`(select count(*)::int from app_user where app_id = ${appId} and external_id is not null and assigned)`;
    case "membershipRemovals":
      return sql`(select coalesce(sum(held_count), 0)::int from push_group where app_id = ${appId})`;
  }
}

/** What is overwritten is still there afterwards; and what may have been switched off is among those present until that is known. */
function takenAway(scope: BudgetScope): RawBuilder<number> {
  return scope.direction === "attributeOverwrites" ? sql`0` : usedOf(scope, sql`in_doubt is null`);
}
