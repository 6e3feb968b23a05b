/** Words of results that pages and the end of the list tell alike. */

/** Accounts that are left out. */
export const INACTIVE = "The account is inactive in the app.";
export const IGNORED = "The account is ignored.";
/** Of which nothing else is to be said. */
export const WAITS = "Waits to be confirmed.";

/** Why an account waits. `note`: what there is to be said of its hook. */
export function waitingWords(why: {
  readonly active: boolean;
  readonly reason: string | null | undefined;
  readonly note: string | null | undefined;
}): string {
  const words = [why.active ? undefined : INACTIVE, why.reason].filter(Boolean).join(" ");
  return [words || WAITS, why.note].filter(Boolean).join(" ");
}

/** The hook keeps the account out. */
export function refusalWords(refusal: string): string {
  return `The hook refuses the account: ${refusal}`;
}
