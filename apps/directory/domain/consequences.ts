/** What a change of a person's status does to their accounts, app by app: shown before it is confirmed. */
import type { PersonId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import type { Consequence } from "../contract.ts";
import type { Words } from "../words/index.ts";
import { IS_PROTECTED } from "./protection.ts";
import { type AppLimit, isWithin } from "./roles/app-limit.ts";
import type { DirectoryTables } from "./tables.ts";

/** Changes of status that reach apps. */
export const STATUS_CHANGES = ["activate", "deactivate", "suspend", "unsuspend", "delete"] as const;

/** One of them. */
export type StatusChange = (typeof STATUS_CHANGES)[number];

interface Row {
  readonly app_id: string;
  readonly label: string;
  readonly assigned: boolean;
  readonly has_account: boolean;
  readonly is_connected: boolean;
  readonly deactivates: boolean;
  readonly suspended_people: "IGNORE" | "DEACTIVATE";
  readonly is_protected: boolean;
  readonly through_group: boolean;
}

/** The consequences, by the names of the apps. */
export async function consequencesOf(
  db: Kysely<DirectoryTables>,
  personId: PersonId,
  {
    change,
    limit,
    words,
  }: { readonly change: StatusChange; readonly limit: AppLimit; readonly words: Words["consequences"] },
): Promise<readonly Consequence[]> {
  const { rows } = await sql<Row>`
    select app.id as app_id, app.label, u.assigned, u.external_id is not null and u.known_active is distinct from false as has_account,
      app.provisioning_enabled and app.status = 'ACTIVE' as is_connected, app.deactivate_users as deactivates, app.suspended_people,
      ${IS_PROTECTED} as is_protected,
      exists (select from app_group_assignment g join group_member m on m.group_id = g.group_id
        where g.app_id = app.id and m.person_id = p.id) as through_group
    from person p join app_user u on u.person_id = p.id join app on app.id = u.app_id
    where p.id = ${personId} and ${isWithin(limit, sql`app.id`)} order by lower(app.label), app.id`.execute(db);
  return rows.map((row) => ({ app: { id: row.app_id, label: row.label }, ...effectOf(row, change, words) }));
}

type Effect = Pick<Consequence, "effect" | "message">;

function effectOf(row: Row, change: StatusChange, words: Words["consequences"]): Effect {
  switch (change) {
    case "deactivate":
      return row.assigned ? leaving(row, words) : { effect: "nothing", message: words.notTheirs };
    case "delete":
      return { effect: "nothing", message: words.givenUp };
    case "suspend":
      return row.assigned && row.suspended_people === "DEACTIVATE"
        ? leaving(row, words)
        : { effect: "keeps", message: words.staysMeanwhile };
    case "unsuspend":
      return row.assigned && row.is_connected
        ? { effect: "returns", message: words.changesAreSent }
        : { effect: "nothing", message: words.nothingSent };
    case "activate":
      return returning(row, words);
  }
}

function leaving(row: Row, words: Words["consequences"]): Effect {
  if (!row.is_connected) {
    return { effect: "keeps", message: words.byHand };
  }
  if (!row.has_account) return { effect: "nothing", message: words.noAccount };
  if (!row.deactivates) {
    return { effect: "keeps", message: words.deactivateOff };
  }
  if (row.is_protected) {
    return {
      effect: "asksFirst",
      message: words.protectedPerson,
    };
  }
  return { effect: "deactivates", message: words.deactivated };
}

function returning(row: Row, words: Words["consequences"]): Effect {
  if (!row.assigned && !row.through_group) {
    return { effect: "nothing", message: words.assignAgain };
  }
  return row.is_connected
    ? { effect: "returns", message: words.returns }
    : { effect: "nothing", message: words.offNothing };
}
