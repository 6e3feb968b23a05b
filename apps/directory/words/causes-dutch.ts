/** Why something was sent that nobody asked for by a request of their own, in Dutch. */
import type { CauseWords } from "./causes.ts";

export const causeWords: CauseWords = {
  scheduledImport: (label) => `De geplande import van ${label ?? "een andere toepassing"}`,
  importByHand: (label) => `Een import van ${label ?? "een andere toepassing"} die met de hand werd gestart`,
  rule: (name) => (name === null ? "Een groepsregel die intussen is verwijderd" : `De groepsregel “${name}”`),
  account: (name) => `Het account van ${name}, waarnaar dit verwijst, werd gemaakt of gewijzigd`,
};
