/** The seeds that every test run goes through. */
export const SEEDS = { first: 1, last: 2_000 } as const;

/** What a person types to see a failing seed again, with options such as ` --bug NAME`. */
export function reproductionOf(seed: number, commit: string, options = ""): string {
  return `npm run simulate -- --seed ${seed}${options} --verbose   (commit ${commit})`;
}
