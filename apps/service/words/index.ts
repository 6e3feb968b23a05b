/** What the service says to people in its console, told in the language that they ask for (ADR 50). English is the source. */
import { createTranslation, preferredLanguage, type Translation } from "@lockstep/ports";
import { dutchSentences } from "./dutch/index.ts";

/** How finished sentences are told in a language that is not their own. */
export interface Retelling {
  readonly language: string;
  readonly sentence: Translation;
}

const SPOKEN = ["en", "nl"] as const;
const DUTCH: Retelling = { language: "nl", sentence: createTranslation(dutchSentences) };

/** How sentences are told to whoever sends this `Accept-Language`; undefined: in English, as they are. */
export function retellingFor(acceptLanguage: string | undefined): Retelling | undefined {
  return preferredLanguage(acceptLanguage, SPOKEN) === "nl" ? DUTCH : undefined;
}
