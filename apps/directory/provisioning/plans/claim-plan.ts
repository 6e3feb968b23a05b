/** Plans as work: under a lease like every other, so that one which a worker left is gone on with where its last batch ended. */
import { sql } from "kysely";
import type { PlanProposal } from "../../contract.ts";
import type { PlanSummary } from "../../contract-plan.ts";
import type { Deps } from "../../deps.ts";

/** A leased plan. */
export interface PlanClaim {
  readonly id: string;
  readonly appId: string;
  readonly owner: string;
  readonly personIds: readonly string[] | null;
  readonly proposal: PlanProposal | null;
  /** `u` and the last person's id, or `g` and the last push group's. */
  readonly position: string;
  readonly scanned: number;
  readonly summary: PlanSummary;
}

const LEASE_MS = 60_000;

/** Until when a plan is leased that is claimed or goes on now. */
export function planLeaseEnd(deps: Deps): Date {
  return new Date(deps.clock.now() + LEASE_MS);
}

/** Leases the plan that waits longest; undefined when there is none. */
export async function claimPlan(deps: Deps, owner: string): Promise<PlanClaim | undefined> {
  const now = new Date(deps.clock.now());
  const { rows } = await sql<Omit<PlanClaim, "owner">>`
    update plan_run set state = 'RUNNING', lease_owner = ${owner}, lease_expires_at = ${planLeaseEnd(deps)},
        started_at = coalesce(started_at, ${now})
     where id = (
       select id from plan_run where state in ('QUEUED', 'RUNNING') and (lease_owner is null or lease_expires_at <= ${now})
        order by created_at limit 1 for update skip locked)
    returning id, app_id as "appId", person_ids as "personIds", proposal, position, scanned, summary`.execute(
    deps.database.kysely,
  );
  const [row] = rows;
  return row === undefined ? undefined : { ...row, owner };
}
