/** Accounts of a page that belong to nobody yet: matched, kept as rows that wait, and confirmed where a rule says so. */
import type { ImportedUser } from "@lockstep/engine";
import { sql } from "kysely";
import type { Act, Trx } from "../../domain/act.ts";
import type { ImportMatch } from "../../domain/tables.ts";
import type { HookAnswers } from "./amend-account.ts";
import { confirmRows, previewConfirmations } from "./confirm-rows.ts";
import type { Confirmation, StoredRow } from "./decide-confirmations.ts";
import type { NewResult } from "./import-results.ts";
import type { ImportSettings } from "./import-settings.ts";
import { type MatchedAccount, matchAll } from "./matched-account.ts";

/** What became of a page's unlinked accounts. */
export interface UnlinkedCounts {
  readonly newPeople: number;
  readonly matched: number;
  readonly linked: number;
  readonly created: number;
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

const INACTIVE = "The account is inactive in the app.";
const IGNORED = "The account is ignored.";

/** Decides about them, and unless it is a preview stores and confirms. */
export async function recordUnlinked(trx: Trx, act: Act, input: UnlinkedInput): Promise<UnlinkedCounts> {
  const { settings, runId, isPreview } = input;
  const shown = input.users.filter(({ active }) => active || settings.rules.showInactiveUsers);
  const left = input.users.filter((user) => !shown.includes(user));
  const { answers } = input;
  const accounts = await matchAll(trx, { settings, users: shown, runId: isPreview ? runId : undefined, answers });
  const ignored = await findIgnored(trx, input, accounts);
  const waiting = accounts.filter(({ user }) => !ignored.has(user.id));
  if (!isPreview) await upsertRows(trx, input, accounts);
  const confirmations = waiting.flatMap((account) => byRule(account, settings.rules));
  const done = await confirm(trx, act, { ...input, confirmations, waiting });
  const results = [
    ...left.map(
      (user): NewResult => ({ externalId: user.id, userName: user.userName, outcome: "SKIPPED", reason: INACTIVE }),
    ),
    ...accounts.map((account) =>
      ignored.has(account.user.id)
        ? { ...about(account), outcome: "SKIPPED" as const, reason: IGNORED }
        : resultOf(account, done),
    ),
  ];
  const count = (outcome: NewResult["outcome"]) => results.filter((result) => result.outcome === outcome).length;
  const newPeople = waiting.filter(({ match }) => match === "NONE").length;
  return {
    newPeople,
    matched: waiting.length - newPeople,
    linked: count("LINKED"),
    created: count("CREATED"),
    skipped: count("SKIPPED"),
    failed: count("FAILED"),
    hookFailures: waiting.filter(({ hookProblem }) => hookProblem !== undefined).length,
    results,
  };
}

/** "Auto-confirm": never for inactive accounts, which Okta does not take in at all, and never where it is not certain who is meant. */
function byRule({ user, match, person, hookError }: MatchedAccount, rules: ImportMatch): readonly Confirmation[] {
  const externalId = user.id;
  if (!user.active || hookError !== undefined) return [];
  const isWanted =
    (match === "EXACT" && rules.autoConfirmExactMatch) || (match === "PARTIAL" && rules.autoConfirmPartialMatch);
  if (isWanted && person !== undefined) return [{ externalId, action: "LINK", personId: person.id }];
  return match === "NONE" && rules.autoConfirmNewUsers ? [{ externalId, action: "NEW" }] : [];
}

interface Done {
  readonly confirmed: ReadonlyMap<string, Confirmation>;
  readonly refused: ReadonlyMap<string, string>;
  readonly people: ReadonlyMap<string, NewResult["personId"]>;
}

async function confirm(
  trx: Trx,
  act: Act,
  input: UnlinkedInput & {
    readonly confirmations: readonly Confirmation[];
    readonly waiting: readonly MatchedAccount[];
  },
): Promise<Done> {
  const { settings, confirmations } = input;
  const confirmed = new Map(confirmations.map((one) => [one.externalId, one]));
  if (confirmations.length === 0) return { confirmed, refused: new Map(), people: new Map() };
  const activateNew = settings.rules.autoActivateNewUsers;
  const confirm = { appId: settings.appId, rows: confirmations, activateNew, byRule: true };
  if (!input.isPreview) return { confirmed, ...(await confirmRows(trx, act, { settings, confirm })) };
  const rows = input.waiting.map(toStoredRow);
  const people = new Map(confirmations.map(({ externalId, personId }) => [externalId, personId]));
  return { confirmed, refused: await previewConfirmations(trx, { settings, confirm, rows }), people };
}

function toStoredRow({ user, mapped, match, person }: MatchedAccount): StoredRow {
  return {
    externalId: user.id,
    userName: user.userName,
    active: user.active,
    profile: mapped.profile,
    match,
    personId: person?.id ?? null,
    state: "UNCONFIRMED",
    resource: user.resource,
  };
}

function about({ user, match, person }: MatchedAccount) {
  return { externalId: user.id, userName: user.userName, match, personId: person?.id };
}

function resultOf(account: MatchedAccount, done: Done): NewResult {
  const result = decidedResult(account, done);
  const note = hookNote(account);
  return note === undefined ? result : { ...result, reason: [result.reason, note].filter(Boolean).join(" ") };
}

function hookNote({ hookProblem }: MatchedAccount): string | undefined {
  return hookProblem === undefined
    ? undefined
    : `The hook gave no usable answer (${hookProblem}), so it was done as without it.`;
}

function decidedResult(account: MatchedAccount, done: Done): NewResult {
  const { user, reason, hookError } = account;
  if (hookError !== undefined)
    return { ...about(account), outcome: "FAILED", reason: `The hook refuses the account: ${hookError}` };
  const confirmation = done.confirmed.get(user.id);
  if (confirmation === undefined) {
    const words = [user.active ? undefined : INACTIVE, reason].filter((text) => text !== undefined);
    return { ...about(account), outcome: "WAITING", reason: words.join(" ") || "Waits to be confirmed." };
  }
  const refusal = done.refused.get(user.id);
  if (refusal !== undefined) return { ...about(account), outcome: "FAILED", reason: `${refusal}.` };
  const outcome = confirmation.action === "NEW" ? "CREATED" : "LINKED";
  return { ...about(account), outcome, personId: done.people.get(user.id) };
}

async function findIgnored(
  trx: Trx,
  { settings }: UnlinkedInput,
  accounts: readonly MatchedAccount[],
): Promise<ReadonlySet<string>> {
  if (accounts.length === 0) return new Set();
  const { rows } = await sql<{ externalId: string }>`
    select external_id as "externalId" from import_row where app_id = ${settings.appId} and state = 'IGNORED'
      and external_id = any(${accounts.map(({ user }) => user.id)}::text[])`.execute(trx);
  return new Set(rows.map(({ externalId }) => externalId));
}

/** An ignored row stays ignored; a confirmed one whose link is gone waits again. */
async function upsertRows(
  trx: Trx,
  { settings, runId }: UnlinkedInput,
  accounts: readonly MatchedAccount[],
): Promise<void> {
  if (accounts.length === 0) return;
  const values = accounts.map(({ user, mapped, match, person, reason, hookError }) => ({
    external_id: user.id,
    user_name: user.userName,
    active: user.active,
    profile: mapped.profile,
    match,
    person_id: person?.id ?? null,
    resource: user.resource,
    reason: hookError === undefined ? (reason ?? null) : `The hook refuses the account: ${hookError}`,
  }));
  await sql`
    insert into import_row (app_id, external_id, import_run_id, user_name, active, profile, match, person_id, resource, reason)
    select ${settings.appId}, external_id, ${runId}, user_name, active, profile, match, person_id, resource, reason
      from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as row (external_id text, user_name text, active boolean, profile jsonb,
        match text, person_id text, resource jsonb, reason text)
    on conflict (app_id, external_id) do update
      set import_run_id = excluded.import_run_id, user_name = excluded.user_name, active = excluded.active, profile = excluded.profile,
          match = excluded.match, person_id = excluded.person_id, resource = excluded.resource, reason = excluded.reason,
          confirmed_as = null, confirmed_at = null, before = null, last_updated_at = now(),
          state = case when import_row.state = 'IGNORED' then 'IGNORED' else 'UNCONFIRMED' end`.execute(trx);
}
