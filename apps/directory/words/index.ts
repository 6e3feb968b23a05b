/**
 * What the directory says to administrators in whole sentences, in the languages of the console (ADR 42): by family, each complete by type.
 * English is the source, and what scripts get that ask for nothing. Sentences that were finished before, where something was refused, stored
 * or seen, are told again at the edge (ADR 50).
 */
import { createTranslation, preferredLanguage, type Translation } from "@lockstep/ports";
import { budgetWords } from "./budget.ts";
import { budgetWords as budgetDutch } from "./budget-dutch.ts";
import { causeWords } from "./causes.ts";
import { causeWords as causesDutch } from "./causes-dutch.ts";
import { consequenceWords } from "./consequences.ts";
import { consequenceWords as consequencesDutch } from "./consequences-dutch.ts";
import { attributeTitles } from "./dutch/attribute-titles.ts";
import { eventsSentences } from "./dutch/events.ts";
import { dutchSentences } from "./dutch/index.ts";
import { passwordPageWords } from "./password-page.ts";
import { passwordPageWords as passwordPageDutch } from "./password-page-dutch.ts";
import { taskWords } from "./tasks.ts";
import { taskWords as tasksDutch } from "./tasks-dutch.ts";
import { traitWords } from "./traits.ts";
import { traitWords as traitsDutch } from "./traits-dutch.ts";
import { whyWords } from "./why.ts";
import { whyWords as whyDutch } from "./why-dutch.ts";

const english = {
  why: whyWords,
  tasks: taskWords,
  consequences: consequenceWords,
  budget: budgetWords,
  traits: traitWords,
  causes: causeWords,
  passwordPage: passwordPageWords,
};

/** The sentences of one language. */
export type Words = typeof english;

const dutch: Words = {
  why: whyDutch,
  tasks: tasksDutch,
  consequences: consequencesDutch,
  budget: budgetDutch,
  traits: traitsDutch,
  causes: causesDutch,
  passwordPage: passwordPageDutch,
};

const LANGUAGES = { en: english, nl: dutch } as const;
const SPOKEN = Object.keys(LANGUAGES) as readonly (keyof typeof LANGUAGES)[];

/** The sentences in the first language of an `Accept-Language` (RFC 9110 §12.5.4) that is spoken here; English when none is. */
export function wordsFor(acceptLanguage: string | undefined): Words {
  return LANGUAGES[preferredLanguage(acceptLanguage, SPOKEN) ?? "en"];
}

/** How finished sentences are told in a language that is not their own. */
export interface Retelling {
  readonly language: string;
  readonly sentence: Translation;
  /** Titles of the attributes that every app has. */
  readonly attributeTitle: Translation;
  /** English titles of events that hold the word in this language, letter case ignored: the log stores the English ones. */
  readonly eventsWith: (word: string) => readonly string[];
}

const DUTCH: Retelling = {
  language: "nl",
  sentence: createTranslation(dutchSentences),
  attributeTitle: (title) => (Object.hasOwn(attributeTitles, title) ? (attributeTitles[title] ?? title) : title),
  eventsWith: (word) =>
    Object.entries(eventsSentences).flatMap(([english, translation]) =>
      translation.toLowerCase().includes(word.toLowerCase()) ? [english] : [],
    ),
};

/** How finished sentences are told to whoever asks so; undefined: in English, as they are. */
export function retellingFor(acceptLanguage: string | undefined): Retelling | undefined {
  return preferredLanguage(acceptLanguage, SPOKEN) === "nl" ? DUTCH : undefined;
}
