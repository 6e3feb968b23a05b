/** Stores one page of an import in one transaction: counts for linked accounts, rows for the others, and confirmations by rule. */
import type { ImportedUser } from "@lockstep/engine";
import type { TraceId } from "@lockstep/ports";
import type { JsonObject } from "@lockstep/scim";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Trx } from "../../domain/act.ts";
import { lockForPeopleChange } from "../../domain/people-lock.ts";
import { loadProfileSchema } from "../../domain/profile-schema/load-schema.ts";
import { SYSTEM_ACTOR, writeEvent } from "../../domain/system-log.ts";
import type { ImportClaim } from "./claim-import.ts";
import { type Confirmation, confirmRows } from "./confirm-rows.ts";
import { pruneResults } from "./import-results.ts";
import type { ImportSubject } from "./import-subject.ts";
import { importedProfile } from "./imported-profile.ts";
import { type AccountMatch, type ImportedAccount, matchPeople } from "./match-people.ts";
import { holds } from "./same-account.ts";

/** A page as it was read. */
export interface ImportPage {
  readonly subject: ImportSubject;
  readonly traceId: TraceId;
  /** The request, for the log. */
  readonly request: string;
  /** Notes the page in the run: whom it shows, and where the next one is. Returns the accounts that no earlier page of the run has shown. */
  readonly takeIn: (trx: Trx) => Promise<readonly ImportedUser[]>;
}

interface Counts {
  readonly newPeople: number;
  readonly matched: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** Stores a page and extends the lease; false when the lease is gone and nothing was stored. */
export async function recordPage(deps: Deps, claim: ImportClaim, page: ImportPage): Promise<boolean> {
  return await deps.database.transaction(async (trx) => {
    await lockForPeopleChange(trx);
    // The run's row is locked first: a cancellation waits for the page, or the page is not stored at all.
    const { rows } = await sql<{ scanned: number }>`
      select scanned from import_run where id = ${claim.id} and lease_owner = ${claim.owner} and state = 'RUNNING' for update`.execute(
      trx,
    );
    if (rows.length === 0) return false;
    if (rows[0]?.scanned === 0) await pruneResults(trx, claim.appId);
    const users = await page.takeIn(trx);
    const linked = await countLinked(trx, claim, users);
    const unlinked = users.filter((user) => !linked.ids.has(user.id));
    const found = await storeUnlinked(trx, claim, { page, users: unlinked });
    await storeCounts(trx, claim, { ...found.counts, updated: linked.updated, unchanged: linked.unchanged });
    await confirmByRule(deps, trx, claim, { page, accounts: found.accounts });
    await tellPage(trx, claim, { page, scanned: users.length });
    return true;
  });
}

function tellPage(
  trx: Trx,
  claim: ImportClaim,
  { page, scanned }: { readonly page: ImportPage; readonly scanned: number },
): Promise<void> {
  return writeEvent(trx, {
    eventType: "system.import.complete_batch",
    displayMessage: "Read a page of users from app",
    severity: "DEBUG",
    targets: [
      { id: claim.appId, type: "AppInstance", displayName: page.subject.label, alternateId: page.subject.label },
    ],
    traceId: page.traceId,
    debug: { request: page.request, status: 200, scanned },
  });
}

async function storeCounts(trx: Trx, claim: ImportClaim, counts: Counts): Promise<void> {
  await sql`
    update import_run set new_people = new_people + ${counts.newPeople}, matched = matched + ${counts.matched},
        updated = updated + ${counts.updated}, unchanged = unchanged + ${counts.unchanged}
     where id = ${claim.id}`.execute(trx);
}

interface LinkedRow {
  readonly id: string;
  readonly externalId: string;
  readonly userName: string | null;
  readonly knownActive: boolean | null;
  readonly known: JsonObject | null;
}

/**
 * Accounts that are linked already are counted. One that was changed in the app is remembered as not known any more: the
 * next time its person is sent, the app is read and compared first.
 */
async function countLinked(
  trx: Trx,
  claim: ImportClaim,
  users: readonly ImportedUser[],
): Promise<{ readonly ids: ReadonlySet<string>; readonly updated: number; readonly unchanged: number }> {
  const { rows } = await sql<LinkedRow>`
    select id, external_id as "externalId", user_name as "userName", known_active as "knownActive", known from app_user
     where app_id = ${claim.appId} and external_id = any(${users.map((user) => user.id)}::text[])`.execute(trx);
  const byId = new Map(users.map((user) => [user.id, user]));
  const changed = rows.flatMap((row) => {
    const user = byId.get(row.externalId);
    return user === undefined || isUnchanged(row, user) ? [] : [{ row, user }];
  });
  if (changed.length > 0) {
    await sql`
      update app_user set known = null, known_active = seen.active
        from unnest(${changed.map(({ row }) => row.id)}::text[], ${changed.map(({ user }) => user.active)}::boolean[]) as seen (id, active)
       where app_user.id = seen.id and lease_owner is null`.execute(trx);
  }
  return {
    ids: new Set(rows.map((row) => row.externalId)),
    updated: changed.length,
    unchanged: rows.length - changed.length,
  };
}

function isUnchanged(row: LinkedRow, user: ImportedUser): boolean {
  const sameName = row.userName === null || row.userName.toLowerCase() === user.userName.toLowerCase();
  return sameName && row.knownActive === user.active && holds(user.resource, row.known ?? undefined);
}

async function storeUnlinked(
  trx: Trx,
  claim: ImportClaim,
  input: { readonly page: ImportPage; readonly users: readonly ImportedUser[] },
): Promise<{ readonly accounts: readonly MatchedAccount[]; readonly counts: Pick<Counts, "newPeople" | "matched"> }> {
  const { subject } = input.page;
  const schema = await loadProfileSchema(trx);
  const accounts = input.users.map((user) => ({
    user,
    profile: importedProfile(user, subject.userNameTemplate, schema),
  }));
  if (accounts.length === 0) return { accounts: [], counts: { newPeople: 0, matched: 0 } };
  const matches = await matchPeople(trx, claim.appId, { accounts, rules: subject.rules });
  const rows = accounts.map((account, index) => ({ ...account, ...(matches[index] ?? NO_MATCH) }));
  await upsertRows(trx, claim, rows);
  const newPeople = rows.filter((row) => row.match === "NONE").length;
  return { accounts: rows, counts: { newPeople, matched: rows.length - newPeople } };
}

type MatchedAccount = ImportedAccount & AccountMatch;
const NO_MATCH: AccountMatch = { match: "NONE", personId: undefined };

/** An ignored row stays ignored; a confirmed one whose link is gone waits again. */
async function upsertRows(trx: Trx, claim: ImportClaim, rows: readonly MatchedAccount[]): Promise<void> {
  const values = rows.map((row) => ({
    external_id: row.user.id,
    user_name: row.user.userName,
    active: row.user.active,
    profile: row.profile,
    match: row.match,
    person_id: row.personId ?? null,
  }));
  await sql`
    insert into import_row (app_id, external_id, import_run_id, user_name, active, profile, match, person_id)
    select ${claim.appId}, external_id, ${claim.id}, user_name, active, profile, match, person_id
      from jsonb_to_recordset(${JSON.stringify(values)}::jsonb)
        as row (external_id text, user_name text, active boolean, profile jsonb, match text, person_id text)
    on conflict (app_id, external_id) do update
      set import_run_id = excluded.import_run_id, user_name = excluded.user_name, active = excluded.active, profile = excluded.profile,
          match = excluded.match, person_id = excluded.person_id, last_updated_at = now(),
          state = case when import_row.state = 'IGNORED' then 'IGNORED' else 'UNCONFIRMED' end`.execute(trx);
}

/** "Auto-confirm": never for inactive accounts, which Okta does not take in at all, and never for rows that a person ignored. */
async function confirmByRule(
  deps: Deps,
  trx: Trx,
  claim: ImportClaim,
  input: { readonly page: ImportPage; readonly accounts: readonly MatchedAccount[] },
): Promise<void> {
  const { rules } = input.page.subject;
  const confirmations = input.accounts.flatMap(({ user, match, personId }): readonly Confirmation[] => {
    const externalId = user.id;
    if (!user.active) return [];
    if (match === "EXACT" && rules.autoConfirmExactMatch && personId !== undefined)
      return [{ externalId, action: "LINK", personId }];
    if (match === "PARTIAL" && rules.autoConfirmPartialMatch && personId !== undefined)
      return [{ externalId, action: "LINK", personId }];
    return match === "NONE" && rules.autoConfirmNewUsers ? [{ externalId, action: "NEW" }] : [];
  });
  if (confirmations.length === 0) return;
  await confirmRows(
    trx,
    { ...deps, actor: SYSTEM_ACTOR },
    {
      appId: claim.appId,
      rows: confirmations,
      activateNew: rules.autoActivateNewUsers,
      onlyUnconfirmed: true,
    },
  );
}
