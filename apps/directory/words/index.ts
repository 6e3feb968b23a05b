/**
 * What the directory says to administrators in whole sentences, in the languages of the console (ADR 42): by family, each complete by type.
 * English is the source, and what scripts get that ask for nothing.
 */
import { budgetWords } from "./budget.ts";
import { budgetWords as budgetDutch } from "./budget-dutch.ts";
import { causeWords } from "./causes.ts";
import { causeWords as causesDutch } from "./causes-dutch.ts";
import { consequenceWords } from "./consequences.ts";
import { consequenceWords as consequencesDutch } from "./consequences-dutch.ts";
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
};

const LANGUAGES: Readonly<Record<string, Words>> = { en: english, nl: dutch };

/** The sentences in the first language of an `Accept-Language` (RFC 9110 §12.5.4) that is spoken here; English when none is. */
export function wordsFor(acceptLanguage: string | undefined): Words {
  const ranges = (acceptLanguage ?? "").split(",").slice(0, RANGES_MAX).map(readRange);
  const wanted = ranges.filter(({ weight }) => weight > 0).sort((left, right) => right.weight - left.weight);
  for (const { language } of wanted) {
    const words = Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language] : undefined;
    if (words !== undefined) return words;
  }
  return english;
}

/** Browsers send a handful. */
const RANGES_MAX = 20;

function readRange(text: string): { readonly language: string; readonly weight: number } {
  const [range = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  return { language: range.split("-", 1)[0] ?? "", weight: quality === undefined ? 1 : Number(quality) || 0 };
}
