/** Sentences of what exceeds a budget. */
import type { BudgetDirection } from "../domain/plan-tables.ts";

/** What exceeds it, in numbers. */
export interface ExcessNumbers {
  readonly direction: BudgetDirection;
  readonly affected: number;
  readonly done: number;
  readonly windowHours: number;
  readonly allowance: number;
  readonly population: number;
}

const WHAT: Readonly<Record<BudgetDirection, readonly [string, string]>> = {
  deactivations: ["accounts would be deactivated", "active accounts"],
  membershipRemovals: ["group memberships would be removed", "memberships"],
  attributeOverwrites: ["accounts would have values overwritten", "accounts"],
};

export const budgetWords = {
  excess: ({ direction, affected, done, windowHours, allowance, population }: ExcessNumbers): string => {
    const [what, of] = WHAT[direction];
    const before = done === 0 ? "" : `, after ${done} in the last ${windowHours} hours`;
    return `${affected} ${what}${before}; the budget allows ${allowance} of ${population} ${of}.`;
  },
};
