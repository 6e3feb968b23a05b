/** Members of a pushed group whom the app does not hold: named with the reason, page by page. They join by themselves when they can. */
import type { PersonId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import type { DirectoryTables } from "../tables.ts";

/** Somebody who is left out. */
export interface LeftOutRow {
  readonly person_id: PersonId;
  readonly login: string;
  readonly display_name: string;
  readonly reason: string;
}

/** One page by user name and one member more, and how many fit in all. `text` stands in the user name, the name or the reason. */
export async function listLeftOut(
  db: Kysely<DirectoryTables>,
  of: { readonly pushGroupId: string; readonly text: string | undefined },
  page: { readonly limit: number; readonly after: { readonly key: string; readonly id: string } | undefined },
): Promise<{ readonly rows: readonly LeftOutRow[]; readonly total: number }> {
  const { text } = of;
  const fits =
    text === undefined
      ? sql`true`
      : sql`strpos(lower(concat_ws(' ', login, display_name, reason)), lower(${text}::text)) > 0`;
  const { after } = page;
  const beyond = after === undefined ? sql`true` : sql`(login, person_id) > (${after.key}, ${after.id})`;
  const all = sql`
    (select left_out.person_id, left_out.reason, (person.profile->>'login') collate "C" as login,
       coalesce(person.profile->>'displayName', concat_ws(' ', person.profile->>'firstName', person.profile->>'lastName')) as display_name
     from push_group_left_out as left_out join person on person.id = left_out.person_id
     where left_out.push_group_id = ${of.pushGroupId}) as everybody`;
  const { rows } = await sql<LeftOutRow>`
    select * from ${all} where ${fits} and ${beyond} order by login, person_id limit ${page.limit + 1}`.execute(db);
  const counted = await sql<{ total: number }>`select count(*)::int as total from ${all} where ${fits}`.execute(db);
  return { rows, total: counted.rows[0]?.total ?? 0 };
}
