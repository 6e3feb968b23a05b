/** Who may call the API: administrators, their console sessions, and their API tokens. Secrets are kept as hashes only. */
import { type Kysely, sql } from "kysely";
import type { Deps } from "../deps.ts";
import { DirectoryError } from "./error.ts";
import { createId } from "./ids.ts";
import { hashPassword } from "./password.ts";
import type { AdministratorRole, Rights } from "./roles/role.ts";
import type { DirectoryTables, LogParty } from "./tables.ts";

/** An administrator who was recognised. */
export interface Administrator extends Rights {
  readonly id: string;
  readonly login: string;
  readonly name: string;
}

/** Columns of `administrator` that make an `Administrator`: the rights are read with the credential, so that a change of role holds at once. */
export const ADMINISTRATOR_COLUMNS = sql<Administrator>`
  administrator.id, administrator.login, administrator.name, administrator.role,
  case when administrator.app_limited then array(
    select app_id from administrator_app where administrator_id = administrator.id order by app_id) end as "appIds"`;

/** An administrator as the actor of events. */
export function actorOf(administrator: Pick<Administrator, "id" | "login" | "name">): LogParty {
  return { id: administrator.id, type: "User", alternateId: administrator.login, displayName: administrator.name };
}

/** Adds an administrator of the first start: a super administrator, unless a role is given. An existing login is left alone. */
export async function ensureAdministrator(
  deps: Deps,
  input: {
    readonly login: string;
    readonly name: string;
    readonly password: string;
    readonly role?: AdministratorRole | undefined;
  },
): Promise<Administrator> {
  const db = deps.database.kysely;
  const found = await findAdministrator(db, input.login);
  if (found !== undefined) return found;
  const hash = await hashPassword(input.password);
  await sql`
    insert into administrator (id, login, name, password_hash, role)
    values (${createId(deps.random, "administrator")}, ${input.login}, ${input.name}, ${hash}, ${input.role ?? "SUPER_ADMIN"})
    on conflict do nothing`.execute(db);
  const added = await findAdministrator(db, input.login);
  if (added === undefined) throw new DirectoryError("E0000009");
  return added;
}

/** An administrator with what a sign-in is checked against. */
export interface SignInRow extends Administrator {
  readonly status: "ACTIVE" | "INACTIVE";
  readonly password_hash: string | null;
}

/** The administrator of a login, in any letter case. */
export async function findAdministrator(db: Kysely<DirectoryTables>, login: string): Promise<SignInRow | undefined> {
  const { rows } = await sql<SignInRow>`
    select ${ADMINISTRATOR_COLUMNS}, administrator.status, administrator.password_hash
    from administrator where lower(login) = lower(${login})`.execute(db);
  return rows[0];
}
