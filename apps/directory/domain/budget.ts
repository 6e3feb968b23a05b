/**
 * Budgets (DESIGN §3.4): how much of an app may be taken away or overwritten without a person having agreed. Pure; the counting is
 * done in `provisioning/budget`.
 */
import type { Budget, BudgetRule } from "../contract-plan.ts";
import type { BudgetDirection } from "./plan-tables.ts";

/** Directions in the order in which they are shown. */
export const BUDGET_DIRECTIONS = [
  "deactivations",
  "membershipRemovals",
  "attributeOverwrites",
] as const satisfies readonly BudgetDirection[];

/** What may be stored: what is absent comes from the level above. */
export interface BudgetChange extends Partial<Readonly<Record<BudgetDirection, Partial<BudgetRule>>>> {
  readonly windowHours?: number;
}

/** The longest window that a budget looks back over. */
export const WINDOW_HOURS_MAX = 720;

const RULE: BudgetRule = { percent: 20, count: null, from: 100 };

/** What holds where nothing else is set. */
export const DEFAULT_BUDGET: Budget = {
  deactivations: RULE,
  membershipRemovals: RULE,
  attributeOverwrites: RULE,
  windowHours: 24,
};

/** The default, the directory's own default over it, and the app's over both. */
export function mergeBudgets(...changes: readonly (BudgetChange | null | undefined)[]): Budget {
  let budget = DEFAULT_BUDGET;
  for (const change of changes) {
    if (change === null || change === undefined) continue;
    budget = {
      windowHours: change.windowHours ?? budget.windowHours,
      deactivations: { ...budget.deactivations, ...change.deactivations },
      membershipRemovals: { ...budget.membershipRemovals, ...change.membershipRemovals },
      attributeOverwrites: { ...budget.attributeOverwrites, ...change.attributeOverwrites },
    };
  }
  return budget;
}

/** How many of `population` may be affected; Infinity when there is no limit. More than this is over the budget. */
export function allowanceOf(rule: BudgetRule, population: number): number {
  const share =
    rule.percent === null || population < rule.from
      ? Number.POSITIVE_INFINITY
      : Math.floor((rule.percent * population) / 100);
  return Math.min(rule.count ?? Number.POSITIVE_INFINITY, share);
}

/** How many are within the budget whatever the population is: up to here nothing has to be counted. */
export function harmlessOf(rule: BudgetRule): number {
  return Math.min(
    rule.count ?? Number.POSITIVE_INFINITY,
    rule.percent === null ? Number.POSITIVE_INFINITY : Math.floor((rule.percent * rule.from) / 100),
  );
}
