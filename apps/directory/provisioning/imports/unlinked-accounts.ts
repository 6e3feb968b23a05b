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
import type { MadeAhead, PageHint } from "./made-ahead.ts";
import { type MatchedAccount, matchAll } from "./matched-account.ts";
import { IGNORED, INACTIVE, refusalWords, waitingWords } from "./result-words.ts";
import { storeRows } from "./store-rows.ts";

/** What became of a page's unlinked accounts. */
export interface UnlinkedCounts extends PageResults {
  readonly newPeople: number;
  readonly matched: number;
  readonly skipped: number;
  readonly failed: number;
  /** Accounts about which the hook gave no usable answer. */
  readonly hookFailures: number;
  /** How many accounts needed their source, and how many were mapped. */
  readonly work: Pick<PageHint, "sourced" | "mapped">;
}

/** A page's accounts of nobody. */
export interface UnlinkedInput {
  readonly settings: ImportSettings;
  readonly users: readonly ImportedUser[];
  readonly runId: string;
  readonly isPreview: boolean;
  readonly answers: HookAnswers;
  /** What was made of the accounts already. */
  readonly made: MadeAhead | undefined;
}

const NO_SOURCES: ReadonlyMap<string, AccountSource> = new Map();
const NOBODY: ReadonlySet<MatchedAccount> = new Set();

/** Decides about them, and unless it is a preview stores the rows. */
export async function recordUnlinked(trx: Trx, input: UnlinkedInput): Promise<UnlinkedCounts> {
  const { settings, runId, isPreview, answers } = input;
  const isShown = ({ active }: ImportedUser) => active || settings.rules.showInactiveUsers;
  const shown = input.users.filter(isShown);
  const left = input.users.filter((user) => !isShown(user));
  const mark = settingsMark(settings);
  const made = input.made?.mark === mark ? input.made : undefined;
  // A preview writes down all that it tells, and keeps nothing that a run told.
  const looksAtAll = isPreview || settings.rules.autoConfirmNewUsers || mark === undefined;
  const sources = looksAtAll ? NO_SOURCES : sourcesOf(shown, { mark, answers, ahead: made?.sources });
  const run = { id: runId, appId: settings.appId };
  const held = await findHeld(trx, { run, rules: settings.rules, users: shown, sources });
  const users = shown.filter(({ id }) => typeof held.get(id)?.toldIn !== "string");
  const accounts = await matchAll(trx, { settings, users, answers, made: made?.accounts });
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
  // Perf: both leave together, in this order.
  await Promise.all([
    isPreview ? undefined : storeRows(trx, settings, { accounts, held, sources, runId, telling }),
    deferAccounts(trx, runId, {
      accounts: deferred.map((account) => ({ ...account, note: account.hookProblem })),
      isPreview,
    }),
  ]);
  const told = accounts.filter((account) => !isDeferred.has(account) && !telling.has(account));
  const results = [
    ...left.map(
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
    work: { sourced: sources.size, mapped: accounts.length },
    results,
    kept: keptOf(held, { runId, telling }),
  };
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
