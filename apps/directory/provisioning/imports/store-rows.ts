/** Rows of accounts that belong to nobody yet, as the database holds them. */
import { hash } from "node:crypto";
import { type RawBuilder, sql } from "kysely";
import type { Trx } from "../../domain/act.ts";
import { foldLogin } from "../../domain/person-row.ts";
import { profileText } from "../../domain/profile.ts";
import type { Profile } from "../../domain/tables.ts";
import type { AccountSource } from "./account-source.ts";
import type { HeldRow } from "./held-rows.ts";
import type { ImportSettings } from "./import-settings.ts";
import type { MatchedAccount } from "./matched-account.ts";
import { refusalWords } from "./result-words.ts";

/** A row to be written; `small` is all of it but what came from the app and what was made of that. */
interface NewRow {
  readonly small: string;
  readonly resource: string;
  readonly profile: string;
  readonly digest: string;
  readonly source: string | null;
}

/**
 * Writes the rows that are new or otherwise. An ignored one stays ignored; a confirmed one whose link is gone waits again. The caller has
 * locked the run, so that nobody else stores rows of the app.
 */
export async function storeRows(
  trx: Trx,
  settings: ImportSettings,
  page: {
    readonly accounts: readonly MatchedAccount[];
    readonly held: ReadonlyMap<string, HeldRow>;
    readonly sources: ReadonlyMap<string, AccountSource>;
  },
): Promise<void> {
  const fresh: NewRow[] = [];
  const otherwise: NewRow[] = [];
  for (const account of page.accounts) {
    const held = page.held.get(account.user.id);
    const row = rowOf(account, page.sources.get(account.user.id));
    if (held === undefined) fresh.push(row);
    else if (held.digest !== row.digest || held.source !== row.source) otherwise.push(row);
  }
  // Perf: looking for rows in the way costs a tenth of writing one, and there are none.
  await Promise.all([insert(trx, settings, fresh, sql``), insert(trx, settings, otherwise, REPLACE)]);
}

const REPLACE = sql`
  on conflict (app_id, external_id) do update
    set user_name = excluded.user_name, active = excluded.active, profile = excluded.profile,
        match = excluded.match, person_id = excluded.person_id, resource = excluded.resource, reason = excluded.reason,
        refusal = excluded.refusal, keys = excluded.keys, digest = excluded.digest, source = excluded.source,
        confirmed_as = null, confirmed_at = null, before = null, last_updated_at = now(),
        state = case when import_row.state = 'IGNORED' then 'IGNORED' else 'UNCONFIRMED' end`;

async function insert(
  trx: Trx,
  { appId }: ImportSettings,
  rows: readonly NewRow[],
  conflict: RawBuilder<unknown>,
): Promise<void> {
  if (rows.length === 0) return;
  // Perf: texts of JSON hold no line break. As one parameter they are neither escaped nor read as elements of a list.
  const lines = (name: keyof NewRow) =>
    sql`string_to_array(${rows.map((row) => row[name] ?? "").join("\n")}::text, ${sql.lit("\n")})`;
  await sql`
    insert into import_row (app_id, external_id, user_name, active, profile, match, person_id, resource, reason, refusal, keys, digest, source)
    select ${appId}, external_id, user_name, active, stored.profile::jsonb, match, person_id, resource::json, reason, refusal, keys, digest,
        nullif(source, '')
      from unnest(${lines("small")}, ${lines("profile")}, ${lines("resource")}, ${lines("digest")}, ${lines("source")})
          as stored (small, profile, resource, digest, source)
        cross join jsonb_to_record(small::jsonb) as row (external_id text, user_name text, active boolean,
          match text, person_id text, reason text, refusal text, keys text[])
    ${conflict}`.execute(trx);
}

function rowOf(
  { user, mapped, match, person, reason, hookError }: MatchedAccount,
  source: AccountSource | undefined,
): NewRow {
  const small = JSON.stringify({
    external_id: user.id,
    user_name: user.userName,
    active: user.active,
    match,
    person_id: person?.id ?? null,
    reason: hookError === undefined ? (reason ?? null) : refusalWords(hookError),
    refusal: hookError ?? null,
    keys: keysOf(mapped.profile),
  });
  const profile = JSON.stringify(mapped.profile);
  const resource = source?.text ?? JSON.stringify(user.resource);
  // The digest of the source tells of the resource too.
  const digest = hash("sha256", small + profile + (source?.digest ?? resource), "base64url");
  return { small, profile, resource, digest, source: source?.digest ?? null };
}

/** What people are found by, as the database compares it (migrations/0028-accounts-as-they-were.sql). */
export function keysOf(profile: Profile): readonly string[] {
  const names = ["email", "lastName", "firstName"].map((name) => profileText(profile, name).toLowerCase());
  return [foldLogin(profileText(profile, "login")), ...names];
}
