/** The seeds that every test run goes through. */
export const SEEDS = { first: 1, last: 2_000 } as const;

/** The worlds of imports that every test run goes through: over PostgreSQL, and so fewer. */
export const IMPORT_SEEDS = { first: 1, last: 40 } as const;

/** The worlds of budgets and approvals that every test run goes through, over PostgreSQL too. */
export const APPROVAL_SEEDS = { first: 1, last: 20 } as const;

/** What a person types to see a failing seed again, with options such as ` --bug NAME`. */
export function reproductionOf(seed: number, commit: string, options = ""): string {
  return `npm run simulate -- --seed ${seed}${options} --verbose   (commit ${commit})`;
}

/** The same for a seed of approvals, whose worlds need a database. */
export function approvalReproductionOf(seed: number, commit: string): string {
  return `LOCKSTEP_APPROVAL_SEED=${seed} npx vitest run packages/simulation/approvals/approval-worlds.test.ts   (commit ${commit})`;
}

/** The same for a seed of imports, whose worlds need a database. */
export function importReproductionOf(seed: number, commit: string): string {
  return `LOCKSTEP_IMPORT_SEED=${seed} npx vitest run packages/simulation/imports/import-worlds.test.ts   (commit ${commit})`;
}
