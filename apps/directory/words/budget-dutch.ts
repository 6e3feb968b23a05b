/** Sentences of what exceeds a budget, in Dutch. */
import type { BudgetDirection } from "../domain/plan-tables.ts";
import type { budgetWords as english } from "./budget.ts";

const WHAT: Readonly<Record<BudgetDirection, readonly [string, string]>> = {
  deactivations: ["accounts zouden worden gedeactiveerd", "actieve accounts"],
  membershipRemovals: ["lidmaatschappen van groepen zouden verdwijnen", "lidmaatschappen"],
  attributeOverwrites: ["accounts zouden overschreven waarden krijgen", "accounts"],
};

export const budgetWords: typeof english = {
  excess: ({ direction, affected, done, windowHours, allowance, population }) => {
    const [what, of] = WHAT[direction];
    const before = done === 0 ? "" : `, na ${done} in de laatste ${windowHours} uur`;
    return `${affected} ${what}${before}; het budget staat er ${allowance} toe van ${population} ${of}.`;
  },
};
