/** What a budget is measured against: what there is of a direction, and what was done of it in the window. */
import { type Kysely, sql } from "kysely";
import type { BudgetDirection } from "../../domain/plan-tables.ts";
import type { DirectoryTables } from "../../domain/tables.ts";

/** A direction of an app at a moment. */
export interface BudgetScope {
  readonly appId: string;
  readonly direction: BudgetDirection;
  readonly windowHours: number;
  readonly now: Date;
}

/** What was done in the window without approval. */
export async function doneOf(db: Kysely<DirectoryTables>, scope: BudgetScope): Promise<number> {
  const since = new Date(scope.now.getTime() - scope.windowHours * 3_600_000);
  const { rows } = await sql<{ done: number }>`
    select coalesce(sum(amount), 0)::int as done from budget_use
     where app_id = ${scope.appId} and direction = ${scope.direction} and used_at > ${since}`.execute(db);
  return rows[0]?.done ?? 0;
}

/** What there was when the window began, as far as it can be told: what was taken away since is added. */
export async function populationOf(db: Kysely<DirectoryTables>, scope: BudgetScope, done: number): Promise<number> {
  const { appId, direction } = scope;
  const present = {
    deactivations: sql`(select count(*) from app_user where app_id = ${appId} and external_id is not null and known_active is distinct from false)`,
    attributeOverwrites: sql`(select count(*) from app_user where app_id = ${appId} and external_id is not null and assigned)`,
    membershipRemovals: sql`(select count(*) from push_group_member k join push_group g on g.id = k.push_group_id where g.app_id = ${appId})`,
  }[direction];
  const { rows } = await sql<{ population: number }>`select ${present}::int as population`.execute(db);
  return (rows[0]?.population ?? 0) + (direction === "attributeOverwrites" ? 0 : done);
}
