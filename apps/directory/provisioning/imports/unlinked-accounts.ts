/** Accounts of a page that belong to nobody yet: matched, kept as rows that wait, and confirmed where a rule says so. */
import { hash } from "node:crypto";
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
  const [accounts, held] = await Promise.all([
    matchAll(trx, { settings, users: shown, runId: isPreview ? runId : undefined, answers }),
    findHeld(trx, settings, shown),
  ]);
  const ignored = new Set([...held.values()].filter(({ isIgnored }) => isIgnored).map(({ externalId }) => externalId));
  const waiting = accounts.filter(({ user }) => !ignored.has(user.id));
  const confirmations = waiting.flatMap((account) => byRule(account, settings.rules));
  // Perf: rows and what is asked of them leave together, in this order.
  const [, done] = await Promise.all([
    isPreview ? undefined : storeRows(trx, settings, { accounts, held }),
    confirm(trx, act, { ...input, confirmations, waiting }),
  ]);
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

/** A row that there is. `digest`: null when something else than an import has changed it. */
interface HeldRow {
  readonly externalId: string;
  readonly isIgnored: boolean;
  readonly digest: string | null;
}

async function findHeld(
  trx: Trx,
  { appId }: ImportSettings,
  users: readonly ImportedUser[],
): Promise<ReadonlyMap<string, HeldRow>> {
  if (users.length === 0) return new Map();
  const { rows } = await sql<HeldRow>`
    select external_id as "externalId", state = 'IGNORED' as "isIgnored", digest from import_row
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
    insert into import_row (app_id, external_id, user_name, active, profile, match, person_id, resource, reason, digest)
    select ${settings.appId}, external_id, user_name, active, profile, match, person_id, resource, reason, digest
      from unnest(${rows.map(({ text }) => text)}::jsonb[], ${rows.map(({ digest }) => digest)}::text[]) as stored (account, digest)
        cross join jsonb_to_record(account) as row (external_id text, user_name text, active boolean, profile jsonb,
          match text, person_id text, resource jsonb, reason text)
    on conflict (app_id, external_id) do update
      set user_name = excluded.user_name, active = excluded.active, profile = excluded.profile,
          match = excluded.match, person_id = excluded.person_id, resource = excluded.resource, reason = excluded.reason,
          digest = excluded.digest, confirmed_as = null, confirmed_at = null, before = null, last_updated_at = now(),
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
    reason: hookError === undefined ? (reason ?? null) : `The hook refuses the account: ${hookError}`,
  };
}
