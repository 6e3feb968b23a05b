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
import { deactivating, OVERWRITING, PUSHING, REMOVALS, UNJUDGED } from "./due.ts";
import { lapseHold, openHold } from "./open-hold.ts";
import { doneOf, populationOf } from "./population.ts";
import { readBudget } from "./read-budget.ts";

/** What must not be claimed now: conditions on `app_user u`, and on `push_group g`. */
export interface Held {
  readonly people: RawBuilder<boolean>;
  readonly groups: RawBuilder<boolean>;
}

/** Which app, at what time. */
export interface GuardContext {
  readonly appId: string;
  readonly now: Date;
}

interface Present {
  readonly sweeping: boolean;
  readonly deactivating: boolean;
  readonly overwriting: boolean;
  readonly pushing: boolean;
  readonly holds: readonly BudgetDirection[];
}

const NONE = sql<boolean>`false`;

/** Decides what is held in the app. Opens and ends holds as it finds them. The app's row must be locked. */
export async function guardBudget(trx: Trx, context: GuardContext): Promise<Held> {
  const suspendedPeople = await readSuspension(trx, context.appId);
  const switchedOff = deactivating(suspendedPeople);
  const present = await look(trx, context.appId, switchedOff);
  const { holds } = present;
  const isIdle = !present.deactivating && !present.overwriting && !present.pushing;
  if (isIdle && holds.length === 0) return { people: NONE, groups: NONE };
  const budget = await readBudget(trx, context.appId);
  const holdsOf = (direction: BudgetDirection) => ({
    ...context,
    budget,
    direction,
    switchedOff,
    isOpen: holds.includes(direction),
  });
  const off = await isOver(trx, holdsOf("deactivations"), present.deactivating);
  const over = await guardOverwrites(trx, holdsOf("attributeOverwrites"), present);
  const removing = await isOver(trx, holdsOf("membershipRemovals"), present.pushing);
  return {
    people: off && over ? sql`(${switchedOff} or ${OVERWRITING})` : off ? switchedOff : over ? OVERWRITING : NONE,
    groups: removing ? sql`(${PUSHING} and ${REMOVALS} > 0)` : NONE,
  };
}

async function readSuspension(trx: Trx, appId: string): Promise<"IGNORE" | "DEACTIVATE"> {
  const { rows } = await sql<{ suspendedPeople: "IGNORE" | "DEACTIVATE" }>`
    select suspended_people as "suspendedPeople" from app where id = ${appId}`.execute(trx);
  return rows[0]?.suspendedPeople ?? "IGNORE";
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
async function guardOverwrites(trx: Trx, direction: Direction, present: Present): Promise<boolean> {
  if (!present.overwriting) return await isOver(trx, direction, false);
  if (present.sweeping) return true;
  const counted = await count(trx, direction);
  if (counted.affected + counted.done <= counted.allowance) return await settle(trx, direction, undefined);
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from app_user u where u.app_id = ${direction.appId} and ${OVERWRITING} and ${UNJUDGED}
      and u.lease_owner is null) as found`.execute(trx);
  if (rows[0]?.found !== true) return await settle(trx, direction, counted);
  await requestSweep(trx, direction.appId);
  return true;
}

async function isOver(trx: Trx, direction: Direction, isDue: boolean): Promise<boolean> {
  if (!isDue) return await settle(trx, direction, undefined);
  const counted = await count(trx, direction);
  return await settle(trx, direction, counted.affected + counted.done > counted.allowance ? counted : undefined);
}

/** Opens a hold for what is over the budget, or ends the one that is no longer needed. */
async function settle(trx: Trx, direction: Direction, over: Counted | undefined): Promise<boolean> {
  if (over === undefined) {
    if (direction.isOpen) await lapseHold(trx, direction);
    return false;
  }
  if (!direction.isOpen) await openHold(trx, { ...direction, ...over });
  return true;
}

/** What a direction affects. */
interface Counted {
  /** Due now. */
  readonly affected: number;
  /** Done in the window without approval. */
  readonly done: number;
  /** How many there are. */
  readonly population: number;
  readonly allowance: number;
}

async function count(trx: Trx, direction: Direction): Promise<Counted> {
  const rule = direction.budget[direction.direction];
  const harmless = harmlessOf(rule);
  const scope = { ...direction, windowHours: direction.budget.windowHours };
  const { rows } = await sql<{ affected: number }>`select ${dueOf(direction)} as affected`.execute(trx);
  const affected = rows[0]?.affected ?? 0;
  const done = await doneOf(trx, scope);
  if (affected + done <= harmless) return { affected, done, population: 0, allowance: harmless };
  const population = await populationOf(trx, scope, done);
  return { affected, done, population, allowance: allowanceOf(rule, population) };
}

function dueOf({ appId, direction, switchedOff }: Direction): RawBuilder<number> {
  if (direction === "membershipRemovals") {
    return sql`(select coalesce(sum(${REMOVALS}), 0)::int from push_group g where g.app_id = ${appId} and ${PUSHING})`;
  }
  const due = direction === "deactivations" ? switchedOff : OVERWRITING;
  return sql`(select count(*)::int from app_user u where u.app_id = ${appId} and ${due})`;
}
