/** The link between a pushed group and the group of the app that it is mirrored into. */
import { sql } from "kysely";
import type { Trx } from "./act.ts";

/**
 * Forgets what push groups are linked to: their next push looks for a group that bears the directory's id, then for the name, and makes a group
 * when there is none. A stranger's group of that name is still not taken over. The rows must be locked or marked by the caller.
 */
export async function forgetGroupLinks(trx: Trx, pushGroupIds: readonly string[]): Promise<void> {
  if (pushGroupIds.length === 0) return;
  await sql`delete from push_group_member where push_group_id = any(${pushGroupIds}::text[])`.execute(trx);
  await sql`
    update push_group set external_id = null, known_display_name = null, members_known = false, held_count = 0,
        linked_by_choice = false, in_doubt = true
     where id in (select id from push_group where id = any(${pushGroupIds}::text[]) order by id for no key update)`.execute(
    trx,
  );
  // After the rows are locked: a run that notes what it sends holds them meanwhile.
  await sql`delete from push_group_sent where push_group_id = any(${pushGroupIds}::text[])`.execute(trx);
}
