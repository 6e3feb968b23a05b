/** Okta's dates: UTC with milliseconds. */
export function toInstant(date: Date): string {
  return date.toISOString();
}

/** As `toInstant`; null stays null. */
export function toInstantOrNull(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}
