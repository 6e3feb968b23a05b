/** Rows of a page's accounts as earlier imports left them, and which of these accounts wait for the same reason as before. */
import type { ImportedUser } from "@lockstep/engine";
import type { AppId } from "@lockstep/ports";
import { type RawBuilder, sql } from "kysely";
import type { Trx } from "../../domain/act.ts";
import { foldedLogin } from "../../domain/person-row.ts";
import type { ImportMatch } from "../../domain/tables.ts";
import type { AccountSource } from "./account-source.ts";
import { earlierRuns, isRetained } from "./import-results.ts";
import { textList } from "./list-parameter.ts";
import { INACTIVE, WAITS } from "./result-words.ts";
import { IS_SHARED } from "./shared-claims.ts";

/** A row that there is. `digest`: null when something else than an import has changed it, and with `source` where nothing new is to be told. */
export interface HeldRow {
  readonly externalId: string;
  readonly isIgnored: boolean;
  /** Another row that waits claims the same. Not asked of accounts of which nothing else is to be told, unless at the end of the list. */
  readonly isShared: boolean;
  readonly digest: string | null;
  readonly source: string | null;
  /** The earlier run that tells of it what is to be told now: nobody matched the account, and nothing that decides about it is otherwise. */
  readonly toldIn: string | null;
}

/** Finds them in one statement. `sources`: digests of the accounts as they are (account-source.ts). */
export async function findHeld(
  trx: Trx,
  input: {
    readonly run: { readonly id: string; readonly appId: AppId };
    readonly rules: ImportMatch;
    readonly users: readonly ImportedUser[];
    readonly sources: ReadonlyMap<string, AccountSource>;
  },
): Promise<ReadonlyMap<string, HeldRow>> {
  const { run, rules, users, sources } = input;
  if (users.length === 0) return new Map();
  // Perf: each account is a look into an index for each thing that is asked, whatever the planner believes of tables that have just grown. Of one
  // that waits for the same reason as before these are its row and whoever may be meant: whether others mean the same is asked of the whole
  // list when it has ended (defer-accounts.ts), and its row knows the run that told of it.
  const { rows } = await sql<HeldRow>`
    with ${earlierRuns(run)},
    told as materialized (select id from earlier where ${isRetained(sql`earlier.id`)})
    select r.external_id as "externalId", r.state = 'IGNORED' as "isIgnored", same.told_in as "toldIn",
      case when same.told_in is null then r.digest end as digest, case when same.told_in is null then r.source end as source,
      same.told_in is null and ${IS_SHARED} as "isShared"
      from unnest(${textList(users.map(({ id }) => id))}, ${textList(users.map(({ id }) => sources.get(id)?.digest ?? null))}) as page (id, source)
        cross join lateral (
          select * from import_row where app_id = ${run.appId} and external_id = page.id limit 1) as r
        cross join lateral (
          select case when r.source = page.source and r.digest is not null and r.state = 'UNCONFIRMED' and r.match = 'NONE' and r.refusal is null
            and not (${isAnybodyNear(rules)}) then
              case when r.told_in in (select id from told) then r.told_in else ${LOOKED_FOR} end end as told_in offset 0) as same`.execute(
    trx,
  );
  return new Map(rows.map((row) => [row.externalId, row]));
}

/** What is told of a row that waits. */
const REASON_TOLD = sql`coalesce(nullif(concat_ws(' ', case when not r.active then ${sql.lit(INACTIVE)} end, r.reason), ''), ${sql.lit(WAITS)})`;

/** The earlier run that tells of the row in these words. */
const LOOKED_FOR = sql`(
  select result.import_run_id from earlier join import_result result
      on result.import_run_id = earlier.id and result.external_id = r.external_id
   where result.user_name = r.user_name and result.outcome = 'WAITING' and result.match = 'NONE' and result.person_id is null
     and result.reason = ${REASON_TOLD} limit 1)`;

/** Whether there may be somebody who matches the row's account: who shares none of the values that are compared is nobody (match-people.ts). */
function isAnybodyNear(rules: ImportMatch): RawBuilder<boolean> {
  const { exactMatchCriteria: criteria, allowPartialMatch } = rules;
  // All criteria have to hold, so that the one with the cheapest index decides.
  const [first] = ["USERNAME", "EMAIL", ...criteria].filter((criterion) => criteria.includes(criterion));
  const exact = first === undefined ? sql<boolean>`false` : isAnybodyWith(first);
  if (!allowPartialMatch) return exact;
  return sql`${exact} or r.keys[3] <> '' and r.keys[4] <> '' and exists (
    select from person p where lower(p.profile->>'lastName') = r.keys[3] and lower(p.profile->>'firstName') = r.keys[4]
      and p.status <> 'DEPROVISIONED'
      and not exists (select from app_user u where u.app_id = r.app_id and u.person_id = p.id and u.external_id is not null))`;
}

function isAnybodyWith(criterion: string): RawBuilder<boolean> {
  switch (criterion) {
    case "USERNAME":
      return sql`r.keys[1] <> '' and exists (
        select from person p where ${foldedLogin(sql`p.profile->>'login'`)} = r.keys[1])`;
    case "EMAIL":
      return sql`r.keys[2] <> '' and exists (select from person p where lower(p.profile->>'email') = r.keys[2])`;
    default:
      return sql`jsonb_exists(r.profile, ${criterion}) and exists (
        select from person p where p.profile @> jsonb_build_object(${criterion}::text, r.profile->${criterion}::text))`;
  }
}
