/** Searches that an administrator kept, page by page. */
import { violationOf } from "@lockstep/database";
import { sql } from "kysely";
import type { Deps } from "../deps.ts";
import { DirectoryError, invalidField, notFound } from "./error.ts";
import { createId } from "./ids.ts";

/** Views of one administrator at most. */
const VIEWS_MAX = 100;

/** A kept search: the search parameters of a page's address. */
export interface SavedViewRow {
  readonly id: string;
  readonly page: "systemLog" | "people";
  readonly name: string;
  readonly search: Readonly<Record<string, string>>;
}

/** The views of an administrator, by name. */
export async function listSavedViews(deps: Deps, administratorId: string): Promise<readonly SavedViewRow[]> {
  const { rows } = await sql<SavedViewRow>`
    select id, page, name, search from saved_view where administrator_id = ${administratorId} order by lower(name), id`.execute(
    deps.database.kysely,
  );
  return rows;
}

/** Keeps a search; one of the same name is replaced. */
export async function saveView(
  deps: Deps,
  administratorId: string,
  view: Omit<SavedViewRow, "id">,
): Promise<SavedViewRow> {
  const id = createId(deps.random, "savedView");
  try {
    return await deps.database.transaction(async (trx) => {
      const { rows: counted } = await sql<{ count: number }>`
        select count(*)::int as count from saved_view
        where administrator_id = ${administratorId} and not (page = ${view.page} and lower(name) = lower(${view.name}))`.execute(
        trx,
      );
      if ((counted[0]?.count ?? 0) >= VIEWS_MAX) throw invalidField("name", `At most ${VIEWS_MAX} views are kept`);
      const { rows } = await sql<SavedViewRow>`
        insert into saved_view (id, administrator_id, page, name, search)
        values (${id}, ${administratorId}, ${view.page}, ${view.name}, ${JSON.stringify(view.search)}::jsonb)
        on conflict (administrator_id, page, lower(name)) do update set name = excluded.name, search = excluded.search
        returning id, page, name, search`.execute(trx);
      if (rows[0] === undefined) throw new DirectoryError("E0000009");
      return rows[0];
    });
  } catch (error) {
    if (violationOf(error)?.kind !== "foreignKey") throw error;
    throw notFound(administratorId, "Administrator");
  }
}

/** Forgets a view of an administrator, or 404. */
export async function deleteView(deps: Deps, administratorId: string, id: string): Promise<void> {
  const { numAffectedRows } = await sql`
    delete from saved_view where id = ${id} and administrator_id = ${administratorId}`.execute(deps.database.kysely);
  if (numAffectedRows === 0n) throw notFound(id, "SavedView");
}
