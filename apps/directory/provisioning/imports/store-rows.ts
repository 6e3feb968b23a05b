/** Rows of accounts that belong to nobody yet, as the database holds them. */
import { hash } from "node:crypto";
import { type RawBuilder, sql } from "kysely";
import type { Trx } from "../../domain/act.ts";
import type { AccountSource } from "./account-source.ts";
import type { HeldRow } from "./held-rows.ts";
import type { ImportSettings } from "./import-settings.ts";
import { keysOf } from "./imported-profile.ts";
import type { MatchedAccount } from "./matched-account.ts";
import { refusalWords } from "./result-words.ts";

/** A row to be written. */
interface NewRow {
  readonly account: MatchedAccount;
  readonly reason: string | null;
  readonly profile: string;
  readonly resource: string;
  readonly keys: readonly string[];
  readonly digest: string;
  readonly source: string | null;
  readonly toldIn: string | null;
}

/** No value of a profile has these (profile-schema/check-value.ts). */
const BETWEEN_KEYS = "\u001f";
const BETWEEN_ROWS = "\u001e";

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
    readonly runId: string;
    /** Accounts of which their rows tell. */
    readonly telling: ReadonlySet<MatchedAccount>;
  },
): Promise<void> {
  const fresh: NewRow[] = [];
  const otherwise: NewRow[] = [];
  for (const account of page.accounts) {
    const held = page.held.get(account.user.id);
    const row = rowOf(account, page.sources.get(account.user.id));
    if (held === undefined) fresh.push(page.telling.has(account) ? { ...row, toldIn: page.runId } : row);
    else if (held.digest !== row.digest || held.source !== row.source) otherwise.push(row);
  }
  // Perf: looking for rows in the way costs a tenth of writing one, and there are none.
  await Promise.all([insert(trx, settings, fresh, sql``), insert(trx, settings, otherwise, REPLACE)]);
}

const REPLACE = sql`
  on conflict (app_id, external_id) do update
    set user_name = excluded.user_name, active = excluded.active, profile = excluded.profile,
        match = excluded.match, person_id = excluded.person_id, resource = excluded.resource, reason = excluded.reason,
        refusal = excluded.refusal, keys = excluded.keys, digest = excluded.digest, source = excluded.source, told_in = excluded.told_in,
        confirmed_as = null, confirmed_at = null, before = null, last_updated_at = now(),
        state = case when import_row.state = 'IGNORED' then 'IGNORED' else 'UNCONFIRMED' end`;

async function insert(
  trx: Trx,
  { appId }: ImportSettings,
  rows: readonly NewRow[],
  conflict: RawBuilder<unknown>,
): Promise<void> {
  if (rows.length === 0) return;
  const texts = (read: (row: NewRow) => string | null) => sql`${rows.map(read)}::text[]`;
  // Perf: texts of JSON and digests hold no line break. As one parameter they are neither escaped nor read as elements of a list. Columns of
  // their own cost a fifth less than one text of JSON with all that is small.
  const lines = (name: "profile" | "resource" | "digest") =>
    sql`string_to_array(${rows.map((row) => row[name]).join("\n")}::text, ${sql.lit("\n")})`;
  const keys = rows.map((row) => row.keys.join(BETWEEN_KEYS)).join(BETWEEN_ROWS);
  await sql`
    insert into import_row (app_id, external_id, user_name, active, profile, match, person_id, resource, reason, refusal, keys, digest, source, told_in)
    select ${appId}, external_id, user_name, active, profile::jsonb, match, person_id, resource::json, reason, refusal,
        string_to_array(keys, ${sql.lit(BETWEEN_KEYS)}), digest, source, told_in
      from unnest(${texts(({ account }) => account.user.id)}, ${texts(({ account }) => account.user.userName)},
          ${rows.map(({ account }) => account.user.active)}::boolean[], ${lines("profile")}, ${texts(({ account }) => account.match)},
          ${texts(({ account }) => account.person?.id ?? null)}, ${lines("resource")}, ${texts(({ reason }) => reason)},
          ${texts(({ account }) => account.hookError ?? null)}, string_to_array(${keys}::text, ${sql.lit(BETWEEN_ROWS)}), ${lines("digest")},
          ${texts(({ source }) => source)}, ${texts(({ toldIn }) => toldIn)})
        as row (external_id, user_name, active, profile, match, person_id, resource, reason, refusal, keys, digest, source, told_in)
    ${conflict}`.execute(trx);
}

function rowOf(account: MatchedAccount, source: AccountSource | undefined): NewRow {
  const { user, mapped, made, match, person, hookError } = account;
  const reason = hookError === undefined ? (account.reason ?? null) : refusalWords(hookError);
  const keys = made?.keys ?? keysOf(mapped.profile);
  const profile = made?.profileJson ?? JSON.stringify(mapped.profile);
  const resource = source?.text ?? JSON.stringify(user.resource);
  const small = JSON.stringify({
    external_id: user.id,
    user_name: user.userName,
    active: user.active,
    match,
    person_id: person?.id ?? null,
    reason,
    refusal: hookError ?? null,
    keys,
  });
  // The digest of the source tells of the resource too.
  const digest = hash("sha256", small + profile + (source?.digest ?? resource), "base64url");
  return { account, reason, profile, resource, keys, digest, source: source?.digest ?? null, toldIn: null };
}
