/** The worker's store in PostgreSQL: leases, subjects and records, a statement or a short transaction each. */
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import { markAppUsers, WORK_CHANNEL } from "../../domain/dirty.ts";
import { claimWork, extendLeases, giveBack } from "../claim.ts";
import { findNextDue } from "../dispatcher/next-due.ts";
import { loadKnownMembers, loadLeasedGroup, loadMembers } from "../group-subject.ts";
import type { AccountHolder, ProvisioningStore } from "../provisioning-store.ts";
import { loadLeasedUser, type UserSubject } from "../user-subject.ts";
import { storeGroup } from "./store-group.ts";
import { storeUser } from "./store-user.ts";
import { reserveUserName, wakeNamesakes } from "./user-names.ts";

/** Creates the store over the directory's database. */
export function createProvisioningStore(deps: Deps): ProvisioningStore {
  const { database } = deps;
  return {
    listen: (wake) => database.listen(WORK_CHANNEL, wake),
    claim: (options) => claimWork(database, options),
    extend: (leases, expiresAt) => extendLeases(database, leases, expiresAt),
    giveBack: (claim, dueAt) => giveBack(database, claim, dueAt),
    findNextDue: (now) => findNextDue(database, now),
    loadUser: (claim) => loadLeasedUser(database.kysely, claim),
    loadGroup: (claim) => loadLeasedGroup(database.kysely, claim),
    loadMembers: (subject) => loadMembers(database.kysely, subject),
    loadHeldMembers: (pushGroupId) => loadKnownMembers(database.kysely, pushGroupId),
    findHolder: (subject, externalId) => findHolder(deps, subject, externalId),
    sendAnew: (appUserId, now) => sendAnew(deps, appUserId, now),
    reserveUserName: (subject, userName) => reserveUserName(deps, subject, userName),
    wakeNamesakes: (subject, now) => wakeNamesakes(deps, subject, now),
    recordUser: (record) => storeUser(deps, record),
    recordGroup: (record) => storeGroup(deps, record),
  };
}

async function findHolder(deps: Deps, subject: UserSubject, externalId: string): Promise<AccountHolder | undefined> {
  const { rows } = await sql<AccountHolder>`
    select u.id as "appUserId", p.profile->>'login' as login from app_user u join person p on p.id = u.person_id
     where u.app_id = ${subject.app.id} and u.external_id = ${externalId} and u.id <> ${subject.appUserId}`.execute(
    deps.database.kysely,
  );
  return rows[0];
}

async function sendAnew(deps: Deps, appUserId: string, now: Date): Promise<void> {
  await deps.database.transaction(async (trx) => {
    await sql`update app_user set known = null where id = ${appUserId}`.execute(trx);
    await markAppUsers(trx, sql`id = ${appUserId}`, now);
  });
}
