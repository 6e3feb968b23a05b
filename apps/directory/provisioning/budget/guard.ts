/**
 * The budget's guard (ADR 24), asked when work is claimed, under the lock on the app's row that all workers take: what is due in a
 * direction and what was done in its window are counted before the first request leaves. Over the budget, nothing of that
 * direction is claimed; everything else goes on.
 */
import { type RawBuilder, sql } from "kysely";
import type { Budget } from "../../contract-plan.ts";
import type { Trx } from "../../domain/act.ts";
import { allowanceOf, harmlessOf } from "../../domain/budget.ts";
import { requestSweep } from "../../domain/dirty.ts";
import type { BudgetDirection } from "../../domain/plan-tables.ts";
import { COMPARABLE, deactivating, OVERWRITING, PUSHING, REMOVALS, UNJUDGED } from "./due.ts";
import { isHoldOutdated, lapseHold, openHold } from "./open-hold.ts";
import { type BudgetCount, type BudgetScope, countBudget, doneOf } from "./population.ts";
import { readBudget } from "./read-budget.ts";

/**
 * What must not be claimed now: conditions on `app_user u`, and on `push_group g`. They hold for the statement that claims, which may
 * see more than was counted here: what became due meanwhile waits unless it is within the budget too. Its own notice wakes the worker.
 */
export interface Held {
  readonly people: RawBuilder<boolean>;
  readonly groups: RawBuilder<boolean>;
}

/** Which app, at what time, and what it does about suspended people. */
export interface GuardContext {
  readonly appId: string;
  readonly now: Date;
  readonly suspendedPeople: "IGNORE" | "DEACTIVATE";
}

interface Present {
  readonly sweeping: boolean;
  readonly deactivating: boolean;
  readonly overwriting: boolean;
  readonly pushing: boolean;
  readonly holds: readonly BudgetDirection[];
}

/** Decides what is held in the app. Opens and ends holds as it finds them. The app's row must be locked. */
export async function guardBudget(trx: Trx, context: GuardContext): Promise<Held> {
  const switchedOff = deactivating(context.suspendedPeople);
  const removing = sql<boolean>`(${PUSHING} and ${REMOVALS} > 0)`;
  const present = await look(trx, context.appId, switchedOff);
  const { holds } = present;
  const isIdle = !present.deactivating && !present.overwriting && !present.pushing;
  // Until a sweep has come by, nothing that was found before it counts, and nobody was let pass as what the settings make of the account now.
  const unswept = present.sweeping ? COMPARABLE : OVERWRITING;
  if (isIdle && holds.length === 0) return { people: sql`(${switchedOff} or ${unswept})`, groups: removing };
  const budget = await readBudget(trx, context.appId);
  const directionOf = (direction: BudgetDirection) => ({
    ...context,
    budget,
    direction,
    switchedOff,
    isOpen: holds.includes(direction),
  });
  const off = await boundOf(trx, directionOf("deactivations"), present.deactivating);
  const over = await boundOfOverwrites(trx, directionOf("attributeOverwrites"), present);
  const removals = await boundOf(trx, directionOf("membershipRemovals"), present.pushing);
  return {
    people: sql`(${beyond(switchedOff, off)} or ${present.sweeping ? COMPARABLE : beyond(OVERWRITING, over)})`,
    groups: beyond(removing, removals),
  };
}

/** How much of a direction may be due, what was done included, for it to be claimed; "nothing" when it is held or was not looked at. */
type Bound = "nothing" | { readonly direction: Direction; readonly allowance: number };

/** What a bound holds back. Perf: what is due is counted once for a statement, and only when it meets something of the kind. */
function beyond(kind: RawBuilder<boolean>, bound: Bound): RawBuilder<boolean> {
  if (bound === "nothing") return kind;
  const { direction, allowance } = bound;
  if (allowance === Number.POSITIVE_INFINITY) return sql`false`;
  return sql`(${kind} and (select ${dueOf(direction)} + ${doneOf(scopeOf(direction))}) > ${allowance}::int)`;
}

/** Perf: one statement over indexes that are empty while nothing of the kind is due. */
async function look(trx: Trx, appId: string, switchedOff: RawBuilder<boolean>): Promise<Present> {
  const { rows } = await sql<Present>`
    select app.sweep_version > app.swept_version as sweeping,
      exists (select from app_user u where u.app_id = app.id and ${switchedOff}) as deactivating,
      exists (select from app_user u where u.app_id = app.id and ${OVERWRITING}) as overwriting,
      exists (select from push_group g where g.app_id = app.id and g.lease_owner is null and ${PUSHING}
        and exists (select from push_group_member k where k.push_group_id = g.id)) as pushing,
      array(select direction from budget_hold where app_id = app.id and state = 'OPEN') as holds
    from app where app.id = ${appId}`.execute(trx);
  return rows[0] ?? { sweeping: false, deactivating: false, overwriting: false, pushing: false, holds: [] };
}

interface Direction extends GuardContext {
  readonly budget: Budget;
  readonly direction: BudgetDirection;
  /** What "deactivating" means in this app. */
  readonly switchedOff: RawBuilder<boolean>;
  readonly isOpen: boolean;
}

/**
 * Which of the due people are overwritten is known only once they were compared. While more are due than would be harmless, and
 * some of them are not compared, they wait for the sweep; so does everybody while a sweep is under way, since it may find more.
 */
async function boundOfOverwrites(trx: Trx, direction: Direction, present: Present): Promise<Bound> {
  if (!present.overwriting) return await boundOf(trx, direction, false);
  if (present.sweeping) return "nothing";
  const counted = await count(trx, direction);
  if (counted.affected + counted.done <= counted.allowance) return await settle(trx, direction, counted);
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from app_user u where u.app_id = ${direction.appId} and ${OVERWRITING} and ${UNJUDGED}
      and u.lease_owner is null) as found`.execute(trx);
  if (rows[0]?.found !== true) return await settle(trx, direction, counted);
  await requestSweep(trx, direction.appId);
  return "nothing";
}

async function boundOf(trx: Trx, direction: Direction, isDue: boolean): Promise<Bound> {
  if (isDue) return await settle(trx, direction, await count(trx, direction));
  if (direction.isOpen) await lapseHold(trx, direction);
  return "nothing";
}

/** Opens a hold for what is over the budget, in the place of one that asks about something else; or ends the one that is no longer needed. */
async function settle(trx: Trx, direction: Direction, counted: Counted): Promise<Bound> {
  if (counted.affected + counted.done > counted.allowance) {
    const isOutdated = direction.isOpen && (await isHoldOutdated(trx, direction));
    if (isOutdated) await lapseHold(trx, direction);
    if (isOutdated || !direction.isOpen) await openHold(trx, { ...direction, ...counted });
    return "nothing";
  }
  if (direction.isOpen) await lapseHold(trx, direction);
  return { direction, allowance: counted.allowance };
}

interface Counted extends BudgetCount {
  readonly allowance: number;
}

async function count(trx: Trx, direction: Direction): Promise<Counted> {
  const rule = direction.budget[direction.direction];
  const harmless = harmlessOf(rule);
  const counted = await countBudget(trx, scopeOf(direction), { affected: dueOf(direction), harmless });
  const isHarmless = counted.affected + counted.done <= harmless;
  return { ...counted, allowance: isHarmless ? harmless : allowanceOf(rule, counted.population) };
}

function scopeOf({ appId, direction, budget, now }: Direction): BudgetScope {
  return { appId, direction, windowHours: budget.windowHours, now };
}

function dueOf({ appId, direction, switchedOff }: Direction): RawBuilder<number> {
  if (direction === "membershipRemovals") {
    return sql`(select coalesce(sum(${REMOVALS}), 0)::int from push_group g where g.app_id = ${appId} and ${PUSHING})`;
  }
  const due = direction === "deactivations" ? switchedOff : OVERWRITING;
  return sql`(select count(*)::int from app_user u where u.app_id = ${appId} and ${due})`;
}
