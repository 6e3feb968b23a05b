/** Administrators: invited, given a role, switched off. One super administrator who can sign in always remains. */
import { violationOf } from "@lockstep/database";
import { type Kysely, sql } from "kysely";
import { ADMINISTRATOR_COLUMNS, type Administrator, actorOf } from "./access.ts";
import { type Act, eventOf, type Trx } from "./act.ts";
import { issueInvitation } from "./administrator-invitation.ts";
import { endSessionsIn } from "./console-sessions.ts";
import { DirectoryError, invalidField, notFound } from "./error.ts";
import { createId } from "./ids.ts";
import type { AdministratorRole } from "./roles/role.ts";
import { writeEvent } from "./system-log.ts";
import type { DirectoryTables } from "./tables.ts";

/** An administrator as lists show it. */
export interface AdministratorRow extends Administrator {
  readonly status: "ACTIVE" | "INACTIVE";
  /** False: invited, has chosen no password yet. */
  readonly has_password: boolean;
  readonly last_sign_in_at: Date | null;
  readonly created_at: Date;
}

/** What can be changed; what is absent stays. `appIds` null = every app. */
export interface AdministratorChange {
  readonly name?: string | undefined;
  readonly role?: AdministratorRole | undefined;
  readonly appIds?: readonly string[] | null | undefined;
}

/** Administrators and app limits are few; a limit names no more apps than this. */
const APPS_MAX = 1000;

const SELECT = sql<AdministratorRow>`
  select ${ADMINISTRATOR_COLUMNS}, administrator.status, administrator.password_hash is not null as has_password,
    administrator.last_sign_in_at, administrator.created_at
  from administrator`;

/** All of them, by name. */
export async function listAdministrators(db: Kysely<DirectoryTables>): Promise<readonly AdministratorRow[]> {
  const { rows } = await sql<AdministratorRow>`${SELECT} order by lower(name), id limit 1000`.execute(db);
  return rows;
}

/** The administrator, or 404. */
export async function requireAdministrator(db: Kysely<DirectoryTables>, id: string): Promise<AdministratorRow> {
  const { rows } = await sql<AdministratorRow>`${SELECT} where administrator.id = ${id}`.execute(db);
  if (rows[0] === undefined) throw notFound(id, "Administrator");
  return rows[0];
}

/** Invites somebody: the token opens the page on which a password is chosen, once. */
export async function inviteAdministrator(
  act: Act,
  input: AdministratorChange & { readonly login: string; readonly name: string; readonly role: AdministratorRole },
): Promise<{ readonly row: AdministratorRow; readonly token: string }> {
  const id = createId(act.random, "administrator");
  try {
    return await act.database.transaction(async (trx) => {
      await sql`
        insert into administrator (id, login, name, role) values (${id}, ${input.login}, ${input.name}, ${input.role})`.execute(
        trx,
      );
      await storeLimit(trx, id, limitOf(input.role, input.appIds ?? null));
      const token = await issueInvitation(trx, act, id);
      const row = await requireAdministrator(trx, id);
      await logPrivilege(trx, act, row, "grant");
      return { row, token };
    });
  } catch (error) {
    if (violationOf(error)?.kind !== "unique") throw error;
    throw new DirectoryError("E0000001", {
      summary: "Api validation failed: login",
      causes: ["login: Another administrator has this login"],
      cause: error,
    });
  }
}

/** Makes a new link for choosing a password; an earlier one ends. The password stays until the link is used. */
export async function renewInvitation(act: Act, id: string): Promise<string> {
  return await act.database.transaction(async (trx) => {
    await lockAdministrator(trx, id);
    const row = await requireAdministrator(trx, id);
    if (row.status !== "ACTIVE")
      throw new DirectoryError("E0000107", { causes: ["Activate the administrator first."] });
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "user.account.reset_password",
        displayMessage: "Reset password for an administrator",
        targets: [actorOf(row)],
      }),
    );
    return await issueInvitation(trx, act, id);
  });
}

/** Changes name, role and limit. Another role holds from the next request on. */
export async function changeAdministrator(
  act: Act,
  id: string,
  change: AdministratorChange,
): Promise<AdministratorRow> {
  return await act.database.transaction(async (trx) => {
    await lockSupers(trx);
    const before = await requireAdministrator(trx, id);
    const role = change.role ?? before.role;
    if (before.role === "SUPER_ADMIN" && role !== "SUPER_ADMIN") await assertAnotherSuper(trx, before);
    await sql`
      update administrator set name = ${change.name ?? before.name}, role = ${role}, last_updated_at = now()
      where id = ${id}`.execute(trx);
    await storeLimit(trx, id, limitOf(role, change.appIds === undefined ? keptLimit(before, role) : change.appIds));
    const after = await requireAdministrator(trx, id);
    if (JSON.stringify([after.role, after.appIds]) !== JSON.stringify([before.role, before.appIds])) {
      await logPrivilege(trx, act, after, "grant");
    }
    return after;
  });
}

/** Switches an administrator off, which ends sessions, tokens and invitation at once, or on again. */
export async function setAdministratorStatus(
  act: Act,
  id: string,
  status: AdministratorRow["status"],
): Promise<AdministratorRow> {
  return await act.database.transaction(async (trx) => {
    await lockSupers(trx);
    const before = await requireAdministrator(trx, id);
    if (before.status === status) return before;
    if (status === "INACTIVE") {
      if (act.actor.id === id) {
        throw new DirectoryError("E0000107", { causes: ["Nobody deactivates themselves. Ask another administrator."] });
      }
      if (before.role === "SUPER_ADMIN") await assertAnotherSuper(trx, before);
      await endSessionsIn(trx, act, { party: actorOf(before) });
      await sql`delete from api_token where administrator_id = ${id}`.execute(trx);
      await sql`delete from administrator_invitation where administrator_id = ${id}`.execute(trx);
    }
    await sql`update administrator set status = ${status}, last_updated_at = now() where id = ${id}`.execute(trx);
    const row = await requireAdministrator(trx, id);
    await logPrivilege(trx, act, row, status === "ACTIVE" ? "grant" : "revoke");
    return row;
  });
}

/** Whoever gives an administrator a way in waits for one who is switching the administrator off. */
async function lockAdministrator(trx: Trx, id: string): Promise<void> {
  await sql`select from administrator where id = ${id} for share`.execute(trx);
}

/** Two who take the role from each other at the same time wait for each other here. */
async function lockSupers(trx: Trx): Promise<void> {
  await sql`select id from administrator where role = 'SUPER_ADMIN' order by id for update`.execute(trx);
}

async function assertAnotherSuper(trx: Trx, except: AdministratorRow): Promise<void> {
  const { rows } = await sql`
    select 1 from administrator
    where role = 'SUPER_ADMIN' and status = 'ACTIVE' and password_hash is not null and id <> ${except.id} limit 1`.execute(
    trx,
  );
  if (rows.length > 0) return;
  throw new DirectoryError("E0000107", {
    causes: [`${except.name} is the last super administrator who can sign in. Give somebody else the role first.`],
  });
}

/** Only app administrators have a limit. */
function limitOf(role: AdministratorRole, appIds: readonly string[] | null): readonly string[] | null {
  if (appIds === null) return null;
  if (role !== "APP_ADMIN") throw invalidField("appIds", "Only an app administrator is limited to apps");
  if (appIds.length > APPS_MAX) throw invalidField("appIds", `At most ${APPS_MAX} apps; leave the limit out for all`);
  return [...new Set(appIds)];
}

function keptLimit(before: AdministratorRow, role: AdministratorRole): readonly string[] | null {
  return role === "APP_ADMIN" ? before.appIds : null;
}

async function storeLimit(trx: Trx, id: string, appIds: readonly string[] | null): Promise<void> {
  await sql`update administrator set app_limited = ${appIds !== null} where id = ${id}`.execute(trx);
  await sql`delete from administrator_app where administrator_id = ${id}`.execute(trx);
  if (appIds === null || appIds.length === 0) return;
  const { rows } = await sql<{ id: string }>`
    insert into administrator_app (administrator_id, app_id)
    select ${id}, id from app where id = any(${appIds}::text[]) returning app_id as id`.execute(trx);
  const missing = appIds.filter((appId) => !rows.some((row) => row.id === appId));
  if (missing.length > 0) throw invalidField("appIds", `There is no app ${missing.join(", ")}`);
}

async function logPrivilege(trx: Trx, act: Act, row: AdministratorRow, verb: "grant" | "revoke"): Promise<void> {
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: `user.account.privilege.${verb}`,
      displayMessage: verb === "grant" ? "Grant user privilege" : "Revoke user privilege",
      targets: [actorOf(row)],
      debug: { role: row.role, ...(row.appIds === null ? {} : { apps: row.appIds.join(" ") }) },
    }),
  );
}
