/**
 * Accounts of a page that belong to nobody yet: matched, and kept as rows that wait. Whom a rule confirms is decided when the list has ended
 * (confirm-by-rule.ts), and so is who may be meant by several accounts.
 */
import { hash } from "node:crypto";
import type { ImportedUser } from "@lockstep/engine";
import { sql } from "kysely";
import type { Trx } from "../../domain/act.ts";
import { foldLogin } from "../../domain/person-row.ts";
import { profileText } from "../../domain/profile.ts";
import type { Profile } from "../../domain/tables.ts";
import { sourcesOf } from "./account-source.ts";
import type { HookAnswers } from "./amend-account.ts";
import { ruleFor } from "./decide-confirmations.ts";
import { deferAccounts } from "./defer-accounts.ts";
import { findHeld, type HeldRow } from "./held-rows.ts";
import type { NewResult, PageResults } from "./import-results.ts";
import type { ImportSettings } from "./import-settings.ts";
import { type MatchedAccount, matchAll } from "./matched-account.ts";
import { IGNORED, INACTIVE, refusalWords, waitingWords } from "./result-words.ts";

/** What became of a page's unlinked accounts. */
export interface UnlinkedCounts extends PageResults {
  readonly newPeople: number;
  readonly matched: number;
  readonly skipped: number;
  readonly failed: number;
  /** Accounts about which the hook gave no usable answer. */
  readonly hookFailures: number;
}

/** A page's accounts of nobody. */
export interface UnlinkedInput {
  readonly settings: ImportSettings;
  readonly users: readonly ImportedUser[];
  readonly runId: string;
  readonly isPreview: boolean;
  readonly answers: HookAnswers;
}

/** Decides about them, and unless it is a preview stores the rows. */
export async function recordUnlinked(trx: Trx, input: UnlinkedInput): Promise<UnlinkedCounts> {
  const { settings, runId, isPreview, answers } = input;
  const isShown = ({ active }: ImportedUser) => active || settings.rules.showInactiveUsers;
  const shown = input.users.filter(isShown);
  const left = input.users.filter((user) => !isShown(user));
  // A preview writes down all that it tells, and keeps nothing that a run told.
  const sources = isPreview ? new Map<string, string>() : sourcesOf(settings, shown, answers);
  const run = { id: runId, appId: settings.appId };
  const held = await findHeld(trx, { run, rules: settings.rules, users: shown, sources });
  const users = shown.filter(({ id }) => typeof held.get(id)?.toldIn !== "string");
  const accounts = await matchAll(trx, { settings, users, answers });
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
  // Perf: both leave together, in this order.
  await Promise.all([
    isPreview ? undefined : storeRows(trx, settings, { accounts, held, sources }),
    deferAccounts(trx, runId, {
      accounts: deferred.map((account) => ({ ...account, note: account.hookProblem })),
      isPreview,
    }),
  ]);
  const isDeferred = new Set(deferred);
  const results = [
    ...left.map(
      (user): NewResult => ({ externalId: user.id, userName: user.userName, outcome: "SKIPPED", reason: INACTIVE }),
    ),
    ...accounts.filter((account) => !isDeferred.has(account)).map((account) => resultOf(account, isIgnored(account))),
  ];
  const count = (outcome: NewResult["outcome"]) => results.filter((result) => result.outcome === outcome).length;
  const newOnes = waiting.filter(({ match }) => match === "NONE").length;
  return {
    newPeople: newOnes + shown.length - users.length,
    matched: waiting.length - newOnes,
    skipped: count("SKIPPED"),
    failed: count("FAILED"),
    hookFailures: waiting.filter(({ hookProblem }) => hookProblem !== undefined).length,
    results,
    kept: keptOf(held),
  };
}

/** The accounts of which nothing new is to be told, by the run that told of them. */
function keptOf(held: ReadonlyMap<string, HeldRow>): ReadonlyMap<string, readonly string[]> {
  const kept = new Map<string, string[]>();
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

/** Writes the rows that are new or otherwise. An ignored one stays ignored; a confirmed one whose link is gone waits again. */
async function storeRows(
  trx: Trx,
  settings: ImportSettings,
  page: {
    readonly accounts: readonly MatchedAccount[];
    readonly held: ReadonlyMap<string, HeldRow>;
    readonly sources: ReadonlyMap<string, string>;
  },
): Promise<void> {
  const rows = page.accounts.flatMap((account) => {
    const held = page.held.get(account.user.id);
    const source = page.sources.get(account.user.id) ?? null;
    const text = JSON.stringify(rowOf(account));
    const digest = hash("sha256", text, "base64url");
    return held?.digest === digest && held.source === source ? [] : [{ text, digest, source }];
  });
  if (rows.length === 0) return;
  // Perf: texts of JSON hold no line break. As one parameter they are neither escaped nor read as elements of a list.
  const lines = (name: "text" | "digest" | "source") =>
    sql`string_to_array(${rows.map((row) => row[name] ?? "").join("\n")}::text, ${sql.lit("\n")})`;
  await sql`
    insert into import_row (app_id, external_id, user_name, active, profile, match, person_id, resource, reason, refusal, keys, digest, source)
    select ${settings.appId}, external_id, user_name, active, profile, match, person_id, resource, reason, refusal, keys, digest,
        nullif(source, '')
      from unnest(${lines("text")}, ${lines("digest")}, ${lines("source")}) as stored (account, digest, source)
        cross join jsonb_to_record(account::jsonb) as row (external_id text, user_name text, active boolean, profile jsonb,
          match text, person_id text, resource jsonb, reason text, refusal text, keys text[])
    on conflict (app_id, external_id) do update
      set user_name = excluded.user_name, active = excluded.active, profile = excluded.profile,
          match = excluded.match, person_id = excluded.person_id, resource = excluded.resource, reason = excluded.reason,
          refusal = excluded.refusal, keys = excluded.keys, digest = excluded.digest, source = excluded.source,
          confirmed_as = null, confirmed_at = null, before = null, last_updated_at = now(),
          state = case when import_row.state = 'IGNORED' then 'IGNORED' else 'UNCONFIRMED' end`.execute(trx);
}

function rowOf({ user, mapped, match, person, reason, hookError }: MatchedAccount) {
  return {
    external_id: user.id,
    user_name: user.userName,
    active: user.active,
    profile: mapped.profile,
    match,
    person_id: person?.id ?? null,
    resource: user.resource,
    reason: hookError === undefined ? (reason ?? null) : refusalWords(hookError),
    refusal: hookError ?? null,
    keys: keysOf(mapped.profile),
  };
}

/** What people are found by, as the database compares it (migrations/0028-accounts-as-they-were.sql). */
function keysOf(profile: Profile): readonly string[] {
  const names = ["email", "lastName", "firstName"].map((name) => profileText(profile, name).toLowerCase());
  return [foldLogin(profileText(profile, "login")), ...names];
}
