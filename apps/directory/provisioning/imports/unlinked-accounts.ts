/**
 * Accounts of a page that belong to nobody yet: matched, and kept as rows that wait. Whom a rule confirms is decided when the list has ended
 * (confirm-by-rule.ts), and so is who may be meant by several accounts.
 */
import { hash } from "node:crypto";
import type { ImportedUser } from "@lockstep/engine";
import { sql } from "kysely";
import type { Trx } from "../../domain/act.ts";
import type { HookAnswers } from "./amend-account.ts";
import { ruleFor } from "./decide-confirmations.ts";
import { deferAccounts } from "./defer-accounts.ts";
import type { NewResult } from "./import-results.ts";
import type { ImportSettings } from "./import-settings.ts";
import { type MatchedAccount, matchAll } from "./matched-account.ts";
import { IGNORED, INACTIVE, refusalWords, waitingWords } from "./result-words.ts";
import { IS_SHARED } from "./shared-claims.ts";

/** What became of a page's unlinked accounts. */
export interface UnlinkedCounts {
  readonly newPeople: number;
  readonly matched: number;
  readonly skipped: number;
  readonly failed: number;
  /** Accounts about which the hook gave no usable answer. */
  readonly hookFailures: number;
  readonly results: readonly NewResult[];
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
  const shown = input.users.filter(({ active }) => active || settings.rules.showInactiveUsers);
  const left = input.users.filter((user) => !shown.includes(user));
  const [accounts, held] = await Promise.all([
    matchAll(trx, { settings, users: shown, answers }),
    findHeld(trx, settings, shown),
  ]);
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
    isPreview ? undefined : storeRows(trx, settings, { accounts, held }),
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
  const newPeople = waiting.filter(({ match }) => match === "NONE").length;
  return {
    newPeople,
    matched: waiting.length - newPeople,
    skipped: count("SKIPPED"),
    failed: count("FAILED"),
    hookFailures: waiting.filter(({ hookProblem }) => hookProblem !== undefined).length,
    results,
  };
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

/** A row that there is. `digest`: null when something else than an import has changed it. */
interface HeldRow {
  readonly externalId: string;
  readonly isIgnored: boolean;
  readonly isShared: boolean;
  readonly digest: string | null;
}

async function findHeld(
  trx: Trx,
  { appId }: ImportSettings,
  users: readonly ImportedUser[],
): Promise<ReadonlyMap<string, HeldRow>> {
  if (users.length === 0) return new Map();
  const { rows } = await sql<HeldRow>`
    select external_id as "externalId", state = 'IGNORED' as "isIgnored", ${IS_SHARED} as "isShared", digest from import_row r
     where app_id = ${appId} and external_id = any(${users.map(({ id }) => id)}::text[])`.execute(trx);
  return new Map(rows.map((row) => [row.externalId, row]));
}

/** Writes the rows that are new or otherwise. An ignored one stays ignored; a confirmed one whose link is gone waits again. */
async function storeRows(
  trx: Trx,
  settings: ImportSettings,
  { accounts, held }: { readonly accounts: readonly MatchedAccount[]; readonly held: ReadonlyMap<string, HeldRow> },
): Promise<void> {
  const rows = accounts
    .map((account) => ({ externalId: account.user.id, text: JSON.stringify(rowOf(account)) }))
    .map((row) => ({ ...row, digest: hash("sha256", row.text, "base64url") }))
    .filter(({ externalId, digest }) => held.get(externalId)?.digest !== digest);
  if (rows.length === 0) return;
  await sql`
    insert into import_row (app_id, external_id, user_name, active, profile, match, person_id, resource, reason, refusal, digest)
    select ${settings.appId}, external_id, user_name, active, profile, match, person_id, resource, reason, refusal, digest
      from unnest(${rows.map(({ text }) => text)}::jsonb[], ${rows.map(({ digest }) => digest)}::text[]) as stored (account, digest)
        cross join jsonb_to_record(account) as row (external_id text, user_name text, active boolean, profile jsonb,
          match text, person_id text, resource jsonb, reason text, refusal text)
    on conflict (app_id, external_id) do update
      set user_name = excluded.user_name, active = excluded.active, profile = excluded.profile,
          match = excluded.match, person_id = excluded.person_id, resource = excluded.resource, reason = excluded.reason,
          refusal = excluded.refusal, digest = excluded.digest, confirmed_as = null, confirmed_at = null, before = null,
          last_updated_at = now(), state = case when import_row.state = 'IGNORED' then 'IGNORED' else 'UNCONFIRMED' end`.execute(
    trx,
  );
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
  };
}
