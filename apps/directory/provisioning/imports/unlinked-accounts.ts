/**
 * Accounts of a page that belong to nobody yet: matched, and kept as rows that wait. Whom a rule confirms is decided when the list has ended
 * (confirm-by-rule.ts), and so is who may be meant by several accounts.
 */
import type { ImportedUser } from "@lockstep/engine";
import type { Trx } from "../../domain/act.ts";
import { type AccountSource, settingsMark, sourcesOf } from "./account-source.ts";
import type { HookAnswers } from "./amend-account.ts";
import { ruleFor } from "./decide-confirmations.ts";
import { deferAccounts } from "./defer-accounts.ts";
import { findHeld, type HeldRow } from "./held-rows.ts";
import type { NewResult, PageResults } from "./import-results.ts";
import type { ImportSettings } from "./import-settings.ts";
import type { LooksAhead } from "./looks-ahead.ts";
import type { MadeAhead, PageHint } from "./made-ahead.ts";
import { type MatchedAccount, matchAll } from "./matched-account.ts";
import { IGNORED, INACTIVE, refusalWords, waitingWords } from "./result-words.ts";
import { noteClaims } from "./shared-claims.ts";
import { storeRows, storeTellingRows } from "./store-rows.ts";

/** What became of a page's unlinked accounts. */
export interface UnlinkedCounts extends PageResults {
  readonly newPeople: number;
  readonly matched: number;
  readonly skipped: number;
  readonly failed: number;
  /** Accounts about which the hook gave no usable answer. */
  readonly hookFailures: number;
  /** How many accounts needed their source, and how many were mapped. */
  readonly work: Pick<PageHint, "sourced" | "mapped" | "unmatched">;
  /** Stores rows, and notes whom the end of the list decides about. */
  readonly store: (trx: Trx) => Promise<unknown>;
  /** Stores the rows that tell of themselves. */
  readonly storeTelling: (trx: Trx) => Promise<void>;
}

/** A page's accounts of nobody. */
export interface UnlinkedInput {
  readonly settings: ImportSettings;
  readonly users: readonly ImportedUser[];
  readonly runId: string;
  readonly isPreview: boolean;
  /** None of them has a row: nothing but this run has made rows of the app, and it has not shown them before. */
  readonly isFirst: boolean;
  readonly answers: HookAnswers;
  /** What was made of the accounts already, by these settings. */
  readonly made: MadeAhead | undefined;
  /** Who was looked for already. */
  readonly looks: Pick<LooksAhead, "held" | "candidates"> | undefined;
}

const NO_SOURCES: ReadonlyMap<string, AccountSource> = new Map();
const NONE_HELD: ReadonlyMap<string, HeldRow> = new Map();
const NOBODY: ReadonlySet<MatchedAccount> = new Set();

/** Decides about them. */
export async function decideUnlinked(trx: Trx, input: UnlinkedInput): Promise<UnlinkedCounts> {
  const { settings, runId, isPreview, isFirst, answers, made, looks } = input;
  const shown = shownOf(input.users, settings);
  const sources = sourcesFor(shown, input);
  const run = { id: runId, appId: settings.appId };
  const held = isFirst
    ? NONE_HELD
    : heldOf(shown, looks?.held ?? (await findHeld(trx, { run, rules: settings.rules, users: shown, sources })));
  const users = shown.filter(({ id }) => typeof held.get(id)?.toldIn !== "string");
  const { candidates } = looks ?? {};
  const accounts = await matchAll(trx, { settings, users, answers, made: made?.accounts, candidates });
  const isIgnored = ({ user }: MatchedAccount) => held.get(user.id)?.isIgnored === true;
  const waiting = accounts.filter((account) => !isIgnored(account));
  const deferred = waiting.filter((account) => {
    if (account.hookError !== undefined) return false;
    // A preview has no rows to be looked through for accounts of the same person.
    return (
      isPreview ||
      ruleFor({ match: account.match, active: account.user.active }, settings.rules) !== undefined ||
      held.get(account.user.id)?.isShared === true
    );
  });
  const isDeferred = new Set(deferred);
  const telling = isPreview ? NOBODY : new Set(waiting.filter((one) => !isDeferred.has(one) && isToldByRow(one, held)));
  // Perf: all leave together, in this order.
  const store = (by: Trx) =>
    Promise.all([
      isFirst ? noteClaims(by, run, accounts) : undefined,
      isPreview
        ? undefined
        : storeRows(by, settings, { accounts: accounts.filter((one) => !telling.has(one)), held, sources }),
      deferAccounts(by, runId, {
        accounts: deferred.map((account) => ({ ...account, note: account.hookProblem })),
        isPreview,
      }),
    ]);
  const told = accounts.filter((account) => !isDeferred.has(account) && !telling.has(account));
  const results = [
    ...leftOf(input.users, shown).map(
      (user): NewResult => ({ externalId: user.id, userName: user.userName, outcome: "SKIPPED", reason: INACTIVE }),
    ),
    ...told.map((account) => ({ ...resultOf(account, isIgnored(account)), isNew: !held.has(account.user.id) })),
  ];
  const count = (outcome: NewResult["outcome"]) => results.filter((result) => result.outcome === outcome).length;
  const newOnes = waiting.filter(({ match }) => match === "NONE").length;
  return {
    newPeople: newOnes + shown.length - users.length,
    matched: waiting.length - newOnes,
    skipped: count("SKIPPED"),
    failed: count("FAILED"),
    hookFailures: waiting.filter(({ hookProblem }) => hookProblem !== undefined).length,
    work: {
      sourced: sources.size > 0 ? shown.length : 0,
      mapped: accounts.length,
      unmatched: accounts.filter(({ match }) => match === "NONE").length,
    },
    store,
    storeTelling: (by) => storeTellingRows(by, settings, { accounts: [...telling], sources, runId }),
    results,
    kept: keptOf(held, { runId, telling }),
  };
}

/** Accounts that the app's settings show to administrators. */
export function shownOf(users: readonly ImportedUser[], { rules }: ImportSettings): readonly ImportedUser[] {
  return rules.showInactiveUsers ? users : users.filter(({ active }) => active);
}

function leftOf(users: readonly ImportedUser[], shown: readonly ImportedUser[]): readonly ImportedUser[] {
  if (shown.length === users.length) return [];
  const isShown = new Set(shown);
  return users.filter((user) => !isShown.has(user));
}

/** Sources of the accounts of which nothing new may have to be told. A preview writes down all that it tells, and keeps nothing that a run told. */
export function sourcesFor(
  shown: readonly ImportedUser[],
  { settings, isPreview, answers, made }: Pick<UnlinkedInput, "settings" | "isPreview" | "answers" | "made">,
): ReadonlyMap<string, AccountSource> {
  if (isPreview || settings.rules.autoConfirmNewUsers) return NO_SOURCES;
  const mark = made?.mark ?? settingsMark(settings);
  return mark === undefined ? NO_SOURCES : sourcesOf(shown, { mark, answers, ahead: made?.sources });
}

/** The rows of these accounts; others may have been found beside them. */
function heldOf(users: readonly ImportedUser[], found: ReadonlyMap<string, HeldRow>): ReadonlyMap<string, HeldRow> {
  if (found.size === 0) return found;
  return new Map(
    users.flatMap(({ id }) => {
      const row = found.get(id);
      return row === undefined ? [] : [[id, row] as const];
    }),
  );
}

/** Whether the account's row says all that is to be told of it: it is new, nobody matches it, and it waits for the row's reason. */
function isToldByRow(account: MatchedAccount, held: ReadonlyMap<string, HeldRow>): boolean {
  const { user, match, person, reason, hookError, hookProblem } = account;
  const isOrdinary = user.active && hookError === undefined && hookProblem === undefined;
  return isOrdinary && match === "NONE" && person === undefined && Boolean(reason) && !held.has(user.id);
}

/** The accounts of which nothing new is to be told, by the run that told of them, and those of which their rows tell for this run. */
function keptOf(
  held: ReadonlyMap<string, HeldRow>,
  now: { readonly runId: string; readonly telling: ReadonlySet<MatchedAccount> },
): ReadonlyMap<string, readonly string[]> {
  const kept = new Map<string, string[]>();
  if (now.telling.size > 0)
    kept.set(
      now.runId,
      [...now.telling].map(({ user }) => user.id),
    );
  for (const { externalId, toldIn } of held.values()) {
    if (toldIn === null) continue;
    const ids = kept.get(toldIn);
    if (ids === undefined) kept.set(toldIn, [externalId]);
    else ids.push(externalId);
  }
  return kept;
}

function resultOf(account: MatchedAccount, isIgnored: boolean): NewResult {
  const { user, match, person, reason, hookError } = account;
  const about = { externalId: user.id, userName: user.userName, match, personId: person?.id };
  if (isIgnored) return { ...about, outcome: "SKIPPED", reason: IGNORED };
  if (hookError !== undefined) return { ...about, outcome: "FAILED", reason: refusalWords(hookError) };
  return {
    ...about,
    outcome: "WAITING",
    reason: waitingWords({ active: user.active, reason, note: account.hookProblem }),
  };
}
