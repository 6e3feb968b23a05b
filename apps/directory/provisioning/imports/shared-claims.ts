/**
 * Several accounts of an app that mean the same person, or would become the same new one: nobody can tell which is right, wherever in the
 * list they stand. It is derived from the rows that wait whenever they are looked at, so that it ends when one of them is ignored, cleared
 * or confirmed. SQL over `import_row r`.
 */
import type { AppId } from "@lockstep/ports";
import { type RawBuilder, sql } from "kysely";
import type { Trx } from "../../domain/act.ts";
import { foldLogin } from "../../domain/person-row.ts";
import { profileText } from "../../domain/profile.ts";
import { textList } from "./list-parameter.ts";
import type { MatchedAccount } from "./matched-account.ts";

/** Whether another row that waits claims the same. */
export const IS_SHARED: RawBuilder<boolean> = sql<boolean>`(r.claims is not null and exists (
  select from import_row other where other.app_id = r.app_id and other.claims = r.claims and other.external_id <> r.external_id))`;

/** The match, the person and the reason of a row as it is shown and decided by. */
export const SHOWN_MATCH = sql`case when ${IS_SHARED} then 'AMBIGUOUS' else r.match end`;
export const SHOWN_PERSON = sql`case when ${IS_SHARED} then null else r.person_id end`;
export const SHOWN_REASON = sql`case when ${IS_SHARED} then ${reasonFor(sql`r.person_id`, sql`r.profile->>'login'`)} else r.reason end`;

/** Why a claim is ambiguous: over the person who is claimed, or else the login. */
export function reasonFor(personId: RawBuilder<unknown>, login: RawBuilder<unknown>): RawBuilder<string> {
  return sql`coalesce('Several accounts of the app match ' || (select profile->>'login' from person where id = ${personId}),
    'Several accounts of the app would become the person ' || (${login})) || '.'`;
}

/** What a row that is not stored would claim, as the column `import_row.claims` has it. */
export function claimOf(row: {
  readonly match: string;
  readonly personId: string | null;
  readonly login: string;
}): string | null {
  if (row.personId !== null) return row.personId;
  return row.match === "NONE" && row.login !== "" ? `login ${foldLogin(row.login)}` : null;
}

/**
 * Notes whether one of the accounts, of which no row is stored yet, claims what another of them or a row claims. Perf: as long as none does, the
 * end of the list need not look through all rows, most of which are out of the database's memory by then.
 */
export async function noteClaims(
  trx: Trx,
  run: { readonly id: string; readonly appId: AppId },
  accounts: readonly MatchedAccount[],
): Promise<void> {
  const claims = accounts.flatMap(({ match, person, mapped }) => {
    const login = profileText(mapped.profile, "login");
    return claimOf({ match, personId: person?.id ?? null, login }) ?? [];
  });
  await sql`
    update import_run set claims_met = true
     where id = ${run.id} and not claims_met and (${new Set(claims).size < claims.length} or exists (
       select from unnest(${textList(claims)}) as page (claims) where exists (
         select from import_row row where row.app_id = ${run.appId} and row.claims = page.claims offset 0)))`.execute(
    trx,
  );
}
