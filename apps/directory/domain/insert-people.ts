/** Inserts many people at once: rows, the group that everyone is in, and the events. Unique values, rules and assignments follow (`followNewPeople`). */
import type { PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { PersonStatus } from "../contract.ts";
import { type Act, eventOf, type Trx } from "./act.ts";
import { markDependants } from "./dependants.ts";
import { markMembersDirty, reconcileAssignments } from "./dirty.ts";
import { applyGroupRules } from "./group-rules/apply-rules.ts";
import { EVERYONE_GROUP_ID } from "./people.ts";
import { personTarget } from "./person-row.ts";
import { claimUniqueValues } from "./profile-schema/unique-values.ts";
import { type SystemEvent, writeEvents } from "./system-log.ts";
import type { PersonTable, Profile } from "./tables.ts";

/** A person whose profile is checked. */
export interface PreparedPerson {
  readonly id: PersonId;
  readonly profile: Profile;
  readonly status: Extract<PersonStatus, "STAGED" | "PROVISIONED" | "ACTIVE">;
  readonly source: PersonTable["source"];
  /** Of the password; null for none. */
  readonly hash?: string | null;
  /** The password on its way to apps, sealed, in base64. */
  readonly sealed?: string | null;
}

/** Inserts them in one statement. A taken login is a violation of `person_login_folded_unique`: check before. */
export async function insertPeople(trx: Trx, act: Act, people: readonly PreparedPerson[]): Promise<void> {
  if (people.length === 0) return;
  await sql`
    insert into person (id, status, profile, source, password_hash, password_changed_at, password_sealed, activated_at, status_changed_at)
    select id, status, profile, source, hash, case when hash is not null then now() end, decode(sealed, 'base64'),
      case when status <> 'STAGED' then now() end, case when status <> 'STAGED' then now() end
    from jsonb_to_recordset(${JSON.stringify(people)}::jsonb)
      as added(id text, status text, profile jsonb, source text, hash text, sealed text)`.execute(trx);
  await sql`
    insert into group_member (group_id, person_id)
    select ${EVERYONE_GROUP_ID}, unnest(${people.map(({ id }) => id)}::text[]) on conflict do nothing`.execute(trx);
  await writeEvents(
    trx,
    people.flatMap((person) => eventsOf(act, person)),
  );
}

function eventsOf(act: Act, { id, profile, status }: PreparedPerson): readonly SystemEvent[] {
  const targets = [personTarget(id, profile)];
  const create = eventOf(act, { eventType: "user.lifecycle.create", displayMessage: "Create user", targets });
  if (status === "STAGED") return [create];
  return [create, eventOf(act, { eventType: "user.lifecycle.activate", displayMessage: "Activate user", targets })];
}

/** What follows for people who were just inserted: unique values, memberships by rule, and assignments. E0000001 when another person has a unique value. */
export async function followNewPeople(trx: Trx, act: Act, ids: readonly PersonId[]): Promise<void> {
  if (ids.length === 0) return;
  const now = new Date(act.clock.now());
  await claimUniqueValues(trx, ids);
  await sql`update person_group set last_membership_updated_at = now() where id = ${EVERYONE_GROUP_ID}`.execute(trx);
  const members = ids.map((personId) => ({ groupId: EVERYONE_GROUP_ID, personId }));
  await markMembersDirty(trx, members, now);
  await applyGroupRules(trx, act, ids);
  await reconcileAssignments(trx, { personIds: ids, actor: act.actor, now });
  await markDependants(trx, { personIds: ids, change: "NAMES", now });
}
