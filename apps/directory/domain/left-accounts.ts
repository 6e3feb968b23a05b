/** What a person's deletion would leave behind in apps: the person's row is all that knows which accounts are meant. */
import type { PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { Trx } from "./act.ts";
import { DirectoryError } from "./error.ts";

/** An account that is not known to be switched off, in words: `Declaree (account 42)`. */
interface LeftAccount {
  readonly words: string;
  /** Switching it off is still to be sent, or failed and waits for an administrator. */
  readonly isDue: boolean;
}

/**
 * The accounts that stay active when a deactivated person is deleted now: their app does not deactivate, or an administrator
 * gave them up by cancelling the task. E0000112 while one is still to be switched off, an account included that may
 * have been created without an answer.
 */
export async function requireNoneDue(trx: Trx, id: PersonId): Promise<readonly string[]> {
  const { rows } = await sql<LeftAccount>`
    select app.label || coalesce(' (account ' || u.external_id || ')', '') as words,
      app.provisioning_enabled and app.deactivate_users and app.status = 'ACTIVE' and (u.is_dirty
        or exists (select from task where task.app_user_id = u.id and task.state = 'OPEN')) as "isDue"
    from app_user u join app on app.id = u.app_id
    where u.person_id = ${id}
      and case when u.external_id is null then u.in_doubt or u.lease_owner is not null else u.known_active is not false end
    order by app.label, app.id`.execute(trx);
  const due = rows.filter(({ isDue }) => isDue).map(({ words }) => words);
  if (due.length === 0) return rows.map(({ words }) => words);
  throw new DirectoryError("E0000112", {
    causes: [
      `The person's account is still to be deactivated in ${due.join(", ")}. Wait for it, or solve or cancel its task, then delete again.`,
    ],
  });
}
