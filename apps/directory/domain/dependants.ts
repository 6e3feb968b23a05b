/**
 * Who depends on something else than the own profile (ADR 38): app users whose apps read the groups of a person, or somebody whom the
 * profile names. A change of those marks them in its own transaction, set by set.
 */
import type { GroupId, PersonId } from "@lockstep/ports";
import { type RawBuilder, sql } from "kysely";
import type { Trx } from "./act.ts";
import { type AppReads, readsOfApps } from "./app-reads.ts";
import { type MemberMark, markAppUsers, markMembersDirty } from "./dirty.ts";

/** Length up to which a name of somebody is compared; logins and ids are shorter. The same expression as of the index (migrations/0020-dependants). */
const NAME_LENGTH = 100;

/** People who came, changed or are about to go. */
export interface ChangedPeople {
  readonly personIds: readonly PersonId[];
  /** NAMES: whom a name means may be another now, since they are new, about to be removed, or have other logins. */
  readonly change: "PROFILE" | "NAMES";
  /** Logins that they no longer have. */
  readonly formerLogins?: readonly string[];
  readonly now: Date;
}

/** Marks those whose profiles name one of these people, in the apps that read whom they name. Returns how many. */
export async function markDependants(trx: Trx, changed: ChangedPeople): Promise<number> {
  if (changed.personIds.length === 0) return 0;
  const apps = appsByAttribute(await readsOfApps(trx), changed.change);
  const naming = await findNaming(trx, changed, apps);
  return naming === undefined ? 0 : await markAppUsers(trx, naming, changed.now);
}

/** A condition on `app_user`: those who have an app and whose profiles name these people, by the attribute that names and in its apps. Undefined = nobody. */
export async function findNaming(
  trx: Trx,
  changed: Omit<ChangedPeople, "change" | "now">,
  apps: ReadonlyMap<string, readonly string[]>,
): Promise<RawBuilder<unknown> | undefined> {
  const names = apps.size === 0 ? [] : await namesOf(trx, changed);
  const conditions: RawBuilder<unknown>[] = [];
  for (const [attribute, appIds] of apps) {
    // Perf: their ids first, so that the database knows how few they mostly are.
    const { rows } = await sql<{ id: PersonId }>`
      select id from person
       where left(lower(profile->>${sql.lit(attribute)}), ${sql.lit(NAME_LENGTH)}) = any(${names}::text[])`.execute(
      trx,
    );
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) conditions.push(sql`(person_id = any(${ids}::text[]) and app_id = any(${appIds}::text[]))`);
  }
  return conditions.length === 0 ? undefined : sql`(assigned and (${sql.join(conditions, sql` or `)}))`;
}

/** What profiles may call them: ids and logins, as they are compared. */
async function namesOf(
  trx: Trx,
  { personIds, formerLogins = [] }: Pick<ChangedPeople, "personIds" | "formerLogins">,
): Promise<readonly string[]> {
  const { rows } = await sql<{ login: string }>`
    select profile->>'login' as login from person where id = any(${personIds}::text[])`.execute(trx);
  const names = [...personIds, ...formerLogins, ...rows.map(({ login }) => login)];
  return [...new Set(names.map((name) => name.toLowerCase().slice(0, NAME_LENGTH)))];
}

function appsByAttribute(
  apps: readonly AppReads[],
  change: ChangedPeople["change"],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { appId, profilesBy, accountsBy } of apps) {
    for (const attribute of new Set([...profilesBy, ...(change === "NAMES" ? accountsBy : [])])) {
      found.set(attribute, [...(found.get(attribute) ?? []), appId]);
    }
  }
  return found;
}

/** Marks the members of a group whose name or description changed, in the apps that read groups. */
export async function markGroupReaders(trx: Trx, groupId: GroupId, now: Date): Promise<number> {
  const readers = (await readsOfApps(trx)).filter(({ groups }) => groups).map(({ appId }) => appId);
  if (readers.length === 0) return 0;
  const members = sql`select person_id from group_member where group_id = ${groupId}`;
  return await markAppUsers(trx, sql`assigned and app_id = any(${readers}::text[]) and person_id in (${members})`, now);
}

/**
 * What follows from memberships that began or ended, beside assignments: push groups, and app users whose values come from groups. The
 * people are locked, or new.
 */
export async function followMemberships(trx: Trx, members: readonly MemberMark[], now: Date): Promise<void> {
  if (members.length === 0) return;
  const readers = (await readsOfApps(trx)).filter(({ groups }) => groups).map(({ appId }) => appId);
  const groupIds = [...new Set(members.map(({ groupId }) => groupId))];
  const personIds = [...new Set(members.map(({ personId }) => personId))];
  // Before the push groups: whoever records a run locks in this order.
  await markAppUsers(
    trx,
    sql`assigned and person_id = any(${personIds}::text[]) and (app_id = any(${readers}::text[])
      or (scope = 'GROUP' and app_id in (
        select granted.app_id from app_group_assignment granted
         where granted.group_id = any(${groupIds}::text[]) and granted.profile <> '{}')))`,
    now,
  );
  await markMembersDirty(trx, members, now);
}
