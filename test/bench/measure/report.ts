/** The table at the end of a bench. */

/** One number to hold. */
export interface Row {
  readonly what: string;
  readonly value: number;
  /** What it must not fall below, or not exceed. */
  readonly target: { readonly atLeast: number } | { readonly atMost: number };
  /** Single measurements behind it, for the spread. */
  readonly spread: string;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}

/** Prints the rows and, when asked to check, lets the process end with 1 where one missed its target. */
export function report(rows: readonly Row[], isCheck: boolean): void {
  for (const row of rows) {
    const target = "atLeast" in row.target ? `at least ${row.target.atLeast}` : `at most ${row.target.atMost}`;
    const verdict = holds(row) ? "holds" : "MISSED";
    console.log(
      `${row.what.padEnd(62)} ${row.value.toFixed(2).padStart(7)}  ${target.padEnd(14)} ${verdict}  (${row.spread})`,
    );
  }
  const missed = rows.filter((row) => !holds(row)).map((row) => row.what);
  if (!isCheck || missed.length === 0) return;
  console.error(`Missed: ${missed.join("; ")}.`);
  process.exitCode = 1;
}

function holds({ value, target }: Row): boolean {
  return "atLeast" in target ? value >= target.atLeast : value <= target.atMost;
}
