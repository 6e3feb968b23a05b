/** The worker's store in PostgreSQL: leases, subjects and records, a statement or a short transaction each. */
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import { markAppUsers, WORK_CHANNEL } from "../../domain/dirty.ts";
import { type Claim, claimWork, extendLeases, giveBack } from "../claim.ts";
import { findAccounts, loadComparedMembers } from "../compared-members.ts";
import { findNextDue } from "../dispatcher/next-due.ts";
import { noteSent } from "../group-rows.ts";
import { loadLeasedGroup } from "../group-subject.ts";
import type { AccountHolder, ProvisioningStore } from "../provisioning-store.ts";
import type { UserRecord } from "../record-user.ts";
import { loadLeasedUsers, type UserSubject } from "../user-subject.ts";
import { gathered } from "./gathered.ts";
import { storeGroup } from "./store-group.ts";
import { isAccountTaken, storeUsers } from "./store-user.ts";
import { together } from "./together.ts";
import { findNameHolder, isNameTaken, type NameClaim, reserveUserNames, wakeNamesakes } from "./user-names.ts";

/**
 * Creates the store over the directory's database. `gatherMs`: how long a result of a stream of them may wait to be stored with others;
 * unset = each is stored as soon as the one before it.
 */
export function createProvisioningStore(deps: Deps, options: { readonly gatherMs?: number } = {}): ProvisioningStore {
  const { database } = deps;
  const load = together((claims: readonly Claim[]) => loadLeasedUsers(database.kysely, claims));
  const reserve = together((claims: readonly NameClaim[]) => reserveUserNames(deps, claims));
  const record = together((records: readonly UserRecord[]) => storeUsers(deps, records));
  const { gatherMs } = options;
  const recordStream = gatherMs === undefined ? record : gathered(record, { timers: deps.timers, gatherMs });
  return {
    listen: (wake) => database.listen(WORK_CHANNEL, wake),
    claim: (options) => claimWork(database, options, deps.clock),
    extend: (leases, expiresAt) => extendLeases(database, leases, expiresAt),
    giveBack: (claim, dueAt) => giveBack(database, claim, dueAt),
    findNextDue: (now) => findNextDue(database, now),
    loadUser: (claim) => load(claim.appId, claim),
    loadGroup: (claim) => loadLeasedGroup(database.kysely, claim),
    loadMembers: (subject, scope) => loadComparedMembers(database.kysely, subject, scope),
    findAccounts: (subject, externalIds) => findAccounts(database.kysely, subject.app.id, externalIds),
    noteSent: (claim, subject, externalIds) => noteSent(database.kysely, { claim, subject, externalIds }),
    findHolder: (subject, externalId) => findHolder(deps, subject, externalId),
    sendAnew: (appUserId, now) => sendAnew(deps, appUserId, now),
    reserveUserName: async (subject, userName) => {
      const isReserved = await unless(isNameTaken, false, reserve(subject.app.id, { subject, userName }));
      return isReserved ? undefined : ((await findNameHolder(deps, subject, userName)) ?? { login: "another person" });
    },
    wakeNamesakes: (subject, now) => wakeNamesakes(deps, subject, now),
    // Only what is done may wait: a failure may hold others back until it is stored.
    recordUser: (ran) =>
      unless(
        isAccountTaken,
        "accountTaken",
        (ran.ran?.isSynced === true ? recordStream : record)(ran.subject.app.id, ran),
      ),
    recordGroup: (record) => storeGroup(deps, record),
  };
}

/** What the work gives, or `otherwise` when it is refused so. */
async function unless<Result>(
  isRefused: (error: unknown) => boolean,
  otherwise: Result,
  work: Promise<Result>,
): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!isRefused(error)) throw error;
    return otherwise;
  }
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
    await sql`update app_user set seen = coalesce(known, seen), known = null where id = ${appUserId}`.execute(trx);
    await markAppUsers(trx, sql`id = ${appUserId}`, now);
  });
}
