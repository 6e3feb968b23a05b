/**
 * The second phase of an import: what the rules confirm ("auto-confirm"), once the whole list was read. Who is meant by several accounts,
 * wherever they stand in it, is left to an administrator; and after a list in doubt everybody is. In portions, each one transaction.
 */
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Act, Trx } from "../../domain/act.ts";
import { lockForPeopleChange } from "../../domain/people-lock.ts";
import { SYSTEM_ACTOR } from "../../domain/system-log.ts";
import type { ImportMatch } from "../../domain/tables.ts";
import type { ImportClaim } from "./claim-import.ts";
import { confirmRows, previewConfirmations } from "./confirm-rows.ts";
import { type Confirmation, ruleFor } from "./decide-confirmations.ts";
import { type DeferredAccount, type EndedList, loadDeferred, markTold } from "./defer-accounts.ts";
import { type NewResult, storePageResults, storeResults } from "./import-results.ts";
import { type ImportSettings, loadImportSettings } from "./import-settings.ts";
import type { ImportSubject, PhaseEnd } from "./import-subject.ts";
import { IGNORED, waitingWords } from "./result-words.ts";

/** Accounts of one portion. */
const PORTION = 500;

const IN_DOUBT =
  "The app's list was not read to its end without doubt, and nothing is confirmed by a rule before that.";
const NO_LONGER: Readonly<Record<"cleared" | "IGNORED" | "CONFIRMED" | "linked", string>> = {
  cleared: "The account was cleared while the import ran: the next one finds it again.",
  IGNORED,
  CONFIRMED: "The account was confirmed by hand while the import ran.",
  linked: "The account was linked while the import ran.",
};

/** Decides about all deferred accounts, carries it out unless it is a preview, and tells of them. */
export async function confirmByRule(
  deps: Deps,
  claim: ImportClaim,
  work: { readonly subject: ImportSubject; readonly signal: AbortSignal },
): Promise<PhaseEnd> {
  let progressed = false;
  for (;;) {
    if (work.signal.aborted) return { kind: "stopped", progressed };
    const settled = await deps.database.transaction((trx) => settlePortion(trx, deps, claim, work.subject));
    if (settled === undefined) return { kind: "lost", progressed };
    progressed = true;
    if (settled < PORTION) return { kind: "done", progressed };
  }
}

/** How many accounts were decided; the last portion also ends the phase. Undefined when the lease is gone. */
async function settlePortion(
  trx: Trx,
  deps: Deps,
  claim: ImportClaim,
  subject: ImportSubject,
): Promise<number | undefined> {
  await lockForPeopleChange(trx);
  const { rows: runs } = await sql`
    select from import_run where id = ${claim.id} and lease_owner = ${claim.owner} and state = 'RUNNING' for update`.execute(
    trx,
  );
  if (runs.length === 0) return undefined;
  const settings = await loadImportSettings(trx, claim.appId, deps.clock.now());
  const isPreview = subject.preview;
  const isWhole = subject.complete === true && subject.mode === "FULL";
  const list: EndedList = { runId: claim.id, appId: claim.appId, isPreview, isWhole };
  const accounts = await loadDeferred(trx, list, PORTION);
  const done = await confirm(trx, deps, { settings, subject, accounts });
  const results = accounts.map((account) =>
    resultOf(account, { done, settings, isComplete: subject.complete === true }),
  );
  await (isPreview ? storeResults(trx, claim.id, results) : storePageResults(trx, claim, { results, kept: new Map() }));
  await markTold(
    trx,
    claim.id,
    accounts.map(({ externalId }) => externalId),
  );
  const count = (outcome: NewResult["outcome"]) => results.filter((result) => result.outcome === outcome).length;
  await sql`
    update import_run set linked = linked + ${count("LINKED")}, created = created + ${count("CREATED")},
        skipped = skipped + ${count("SKIPPED")}, failed = failed + ${count("FAILED")},
        phase = case when ${accounts.length < PORTION} then 'GROUPS' else phase end,
        lease_expires_at = ${new Date(deps.clock.now() + claim.leaseMs)}
     where id = ${claim.id}`.execute(trx);
  return accounts.length;
}

interface Done {
  readonly confirmed: ReadonlyMap<string, Confirmation>;
  readonly refused: ReadonlyMap<string, string>;
  readonly people: ReadonlyMap<string, NewResult["personId"]>;
}

async function confirm(
  trx: Trx,
  deps: Deps,
  input: {
    readonly settings: ImportSettings;
    readonly subject: ImportSubject;
    readonly accounts: readonly DeferredAccount[];
  },
): Promise<Done> {
  const { settings, subject, accounts } = input;
  const confirmations = subject.complete === true ? accounts.flatMap((account) => byRule(account, settings.rules)) : [];
  const confirmed = new Map(confirmations.map((one) => [one.externalId, one]));
  if (confirmations.length === 0) return { confirmed, refused: new Map(), people: new Map() };
  const activateNew = settings.rules.autoActivateNewUsers;
  const act: Act = { ...deps, actor: SYSTEM_ACTOR };
  const confirm = { appId: settings.appId, rows: confirmations, activateNew, byRule: true };
  if (!subject.preview) return { confirmed, ...(await confirmRows(trx, act, { settings, confirm })) };
  const rows = accounts.map((account) => ({
    ...account,
    state: "UNCONFIRMED" as const,
    refusal: null,
    resource: null,
  }));
  const people = new Map(confirmations.map(({ externalId, personId }) => [externalId, personId]));
  const refused = await previewConfirmations(trx, { settings, confirm, rows, runId: subject.runId });
  return { confirmed, refused, people };
}

function byRule(account: DeferredAccount, rules: ImportMatch): readonly Confirmation[] {
  const { externalId, personId, active, match } = account;
  if (whyNoLonger(account) !== undefined) return [];
  const action = ruleFor({ match, active }, rules);
  if (action === "LINK") return personId === null ? [] : [{ externalId, action, personId }];
  return action === undefined ? [] : [{ externalId, action }];
}

/** What somebody else has done about the account since its page was read. */
function whyNoLonger({ state, isLinked }: DeferredAccount): string | undefined {
  if (state === null) return NO_LONGER.cleared;
  if (state !== "UNCONFIRMED") return NO_LONGER[state];
  return isLinked ? NO_LONGER.linked : undefined;
}

function resultOf(
  account: DeferredAccount,
  run: { readonly done: Done; readonly settings: ImportSettings; readonly isComplete: boolean },
): NewResult {
  const { externalId, userName, match, personId, note } = account;
  const about = { externalId, userName, match, personId: personId ?? undefined };
  const noLonger = whyNoLonger(account);
  if (noLonger !== undefined) return { externalId, userName, outcome: "SKIPPED", reason: noLonger };
  const { confirmed, refused, people } = run.done;
  const confirmation = confirmed.get(externalId);
  if (confirmation === undefined) {
    const isHeldUp = !run.isComplete && byRule(account, run.settings.rules).length > 0;
    const reason = [account.reason, isHeldUp ? IN_DOUBT : undefined].filter(Boolean).join(" ");
    return { ...about, outcome: "WAITING", reason: waitingWords({ ...account, reason }) };
  }
  const refusal = refused.get(externalId);
  const reason = (words: string) => [words, note].filter(Boolean).join(" ");
  if (refusal !== undefined) return { ...about, outcome: "FAILED", reason: reason(`${refusal}.`) };
  const outcome = confirmation.action === "NEW" ? "CREATED" : "LINKED";
  return { ...about, outcome, personId: people.get(externalId), reason: reason("") };
}
