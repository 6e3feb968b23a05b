/** Rows of accounts that belong to nobody yet, as the database holds them. */
import { hash } from "node:crypto";
import type { AppId } from "@lockstep/ports";
import { type RawBuilder, sql } from "kysely";
import type { Trx } from "../../domain/act.ts";
import type { AccountSource } from "./account-source.ts";
import type { HeldRow } from "./held-rows.ts";
import type { ImportSettings } from "./import-settings.ts";
import { keysOf } from "./imported-profile.ts";
import { booleanList, textList } from "./list-parameter.ts";
import { othersTurn } from "./made-ahead.ts";
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
  { appId }: ImportSettings,
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
  const made = { appId, runId: null };
  await Promise.all([
    insert(trx, fresh, { ...made, conflict: NONE_IN_THE_WAY }),
    insert(trx, otherwise, { ...made, conflict: REPLACE }),
  ]);
}

/** Rows of one statement: the database stores them while the next ones are made. */
const SLICE = 64;

/** Writes rows that are new and tell of themselves for the run. */
export async function storeTellingRows(
  trx: Trx,
  { appId }: ImportSettings,
  page: {
    readonly accounts: readonly MatchedAccount[];
    readonly sources: ReadonlyMap<string, AccountSource>;
    readonly runId: string;
  },
): Promise<void> {
  const sent: Promise<void>[] = [];
  for (let at = 0; at < page.accounts.length; at += SLICE) {
    if (at > 0) await othersTurn();
    const rows = page.accounts
      .slice(at, at + SLICE)
      .map((account) => rowOf(account, page.sources.get(account.user.id)));
    const stored = insert(trx, rows, { appId, runId: page.runId, conflict: NONE_IN_THE_WAY });
    // The rejection is read below; until then it must not count as unhandled.
    stored.catch(() => undefined);
    sent.push(stored);
  }
  await Promise.all(sent);
}

/** Perf: looking for rows in the way costs a tenth of writing one, and there are none. */
const NONE_IN_THE_WAY = sql``;

const REPLACE = sql`
  on conflict (app_id, external_id) do update
    set user_name = excluded.user_name, active = excluded.active, profile = excluded.profile,
        match = excluded.match, person_id = excluded.person_id, resource = excluded.resource, reason = excluded.reason,
        refusal = excluded.refusal, keys = excluded.keys, digest = excluded.digest, source = excluded.source, told_in = excluded.told_in,
        confirmed_as = null, confirmed_at = null, before = null, last_updated_at = now(),
        state = case when import_row.state = 'IGNORED' then 'IGNORED' else 'UNCONFIRMED' end`;

/** `runId`: the run that the rows tell of themselves for. */
async function insert(
  trx: Trx,
  rows: readonly NewRow[],
  {
    appId,
    runId,
    conflict,
  }: { readonly appId: AppId; readonly runId: string | null; readonly conflict: RawBuilder<unknown> },
): Promise<void> {
  if (rows.length === 0) return;
  const texts = (read: (row: NewRow) => string | null) => textList(rows.map(read));
  // Perf: texts of JSON and digests hold no line break. As one parameter they are neither escaped nor read as elements of a list. Columns of
  // their own cost a fifth less than one text of JSON with all that is small.
  const lines = (name: "profile" | "resource" | "digest") =>
    sql`string_to_array(${rows.map((row) => row[name]).join("\n")}::text, ${sql.lit("\n")})`;
  const keys = rows.map((row) => row.keys.join(BETWEEN_KEYS)).join(BETWEEN_ROWS);
  // Perf: of rows that tell of themselves these are the same, and no lists.
  const small =
    runId === null
      ? {
          values: sql`match, active, person_id, refusal, null`,
          lists: sql`, ${texts(({ account }) => account.match)}, ${booleanList(rows.map(({ account }) => account.user.active))},
            ${texts(({ account }) => account.person?.id ?? null)}, ${texts(({ account }) => account.hookError ?? null)}`,
          names: sql`, match, active, person_id, refusal`,
        }
      : { values: sql`'NONE', true, null, null, ${runId}`, lists: sql``, names: sql`` };
  await sql`
    insert into import_row (app_id, external_id, user_name, profile, resource, reason, keys, digest, source, match, active, person_id, refusal, told_in)
    select ${appId}, external_id, user_name, profile::jsonb, resource::json, reason, string_to_array(keys, ${sql.lit(BETWEEN_KEYS)}), digest, source,
        ${small.values}
      from unnest(${texts(({ account }) => account.user.id)}, ${texts(({ account }) => account.user.userName)}, ${lines("profile")}, ${lines("resource")},
          ${texts(({ reason }) => reason)}, string_to_array(${keys}::text, ${sql.lit(BETWEEN_ROWS)}), ${lines("digest")},
          ${texts(({ source }) => source)}${small.lists})
        as row (external_id, user_name, profile, resource, reason, keys, digest, source${small.names})
    ${conflict}`.execute(trx);
}

function rowOf(account: MatchedAccount, source: AccountSource | undefined): NewRow {
  const { user, mapped, made, match, person, hookError } = account;
  const reason = hookError === undefined ? (account.reason ?? null) : refusalWords(hookError);
  const keys = made?.keys ?? keysOf(mapped.profile);
  const profile = made?.profileJson ?? JSON.stringify(mapped.profile);
  const resource = source?.text ?? JSON.stringify(user.resource);
  const row = { account, reason, profile, resource, keys, source: source?.digest ?? null };
  // Perf: whom nobody matches, and of whom no hook said anything, is all that the source tells.
  if (source !== undefined && match === "NONE") return { ...row, digest: AS_SOURCE };
  const small = JSON.stringify([user.id, user.userName, user.active, match, person?.id, reason, hookError, keys]);
  return { ...row, digest: hash("sha256", small + profile + (source?.digest ?? resource), "base64url") };
}

/** Digest of a row that is what its source tells and no more. */
const AS_SOURCE = "source";
