/** Why a person has an account in an app, or why not: the conditions in their order, the first that fails, and the one change that would help. */
import type { Why } from "../../contract.ts";
import type { WhyCondition } from "../../contract-plan.ts";
import type { Deps } from "../../deps.ts";
import type { AppRow } from "../../domain/apps.ts";
import { DirectoryError } from "../../domain/error.ts";
import { findPersonNamed, type PersonRow } from "../../domain/person-row.ts";
import type { Words } from "../../words/index.ts";
import { CONDITIONS, hasAccess } from "./conditions.ts";
import { readFacts, type WhyFacts } from "./facts.ts";

/** Explains. `asked` is a person's id, login or e-mail; a name that nobody has is an answer too. */
export async function whyUser(
  deps: Deps,
  app: AppRow,
  { asked, words }: { readonly asked: string; readonly words: Words },
): Promise<Why> {
  const person = await findNamed(deps, asked);
  const facts = await readFacts(deps.database.kysely, { app, person, asked, words, now: new Date(deps.clock.now()) });
  return explain(facts);
}

/** The person of an id, login or e-mail; undefined when there is nobody. */
export async function findNamed(deps: Deps, asked: string): Promise<PersonRow | undefined> {
  try {
    return await findPersonNamed(deps.database.kysely, asked);
  } catch (error) {
    if (error instanceof DirectoryError && error.code === "E0000007") return undefined;
    throw error;
  }
}

/** The explanation of what was read. */
export function explain(facts: WhyFacts): Why {
  const access = hasAccess(facts);
  const conditions = checkAll(facts, access);
  return { answer: answerOf(facts, conditions, access), hasAccess: access, conditions };
}

/** Who neither has nor should have the app is told that much; what comes after is not asked. */
function checkAll(facts: WhyFacts, access: boolean): readonly WhyCondition[] {
  let isDecided = false;
  return CONDITIONS.map(({ name, check }) => {
    const verdict = isDecided ? undefined : check(facts);
    if (verdict === undefined) return { name, ok: null, detail: facts.words.notAsked, fix: null };
    if (name === "assigned" && !verdict.ok && !access) isDecided = true;
    return { name, ok: verdict.ok, detail: verdict.detail, fix: verdict.ok ? null : verdict.fix };
  });
}

function answerOf(facts: WhyFacts, conditions: readonly WhyCondition[], access: boolean): string {
  const who = String(facts.person?.profile["login"] ?? facts.asked);
  const { label } = facts.app;
  const words = facts.words.answer;
  const isWanted = facts.subject?.assigned === true;
  const failed = conditions.filter(({ ok }) => ok === false);
  if (access && !isWanted) {
    // That the person is not assigned is what should be; what keeps the account alive comes after it.
    const hindrance = failed.find(({ name }) => name !== "assigned" && name !== "personActive");
    return words.still(who, label, hindrance === undefined ? "" : sentenceOf(hindrance));
  }
  const [first] = failed;
  if (first === undefined) {
    return words.has(who, label, conditions.find(({ name }) => name === "assigned")?.detail ?? "");
  }
  const reason = sentenceOf(first);
  return access ? words.hasBut(who, label, lowerFirst(reason)) : words.hasNot(who, label, reason);
}

function sentenceOf({ detail, fix }: WhyCondition): string {
  return `${detail} ${fix ?? ""}`.trim();
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;
}
