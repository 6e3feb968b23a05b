/** Whom a push compares: all members of a group or, at a cost that does not depend on its size, those who were noted since the last push. */
import type { AppId, PersonId } from "@lockstep/ports";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { PersonStatus } from "../contract.ts";
import type { DirectoryTables } from "../domain/tables.ts";
import type { GroupSubject } from "./group-subject.ts";

/** A member of the directory's group, with the account in the app as far as there is one. */
export interface GroupMemberRow {
  readonly personId: PersonId;
  readonly status: PersonStatus;
  readonly login: string;
  readonly assigned: boolean | null;
  readonly externalId: string | null;
  readonly knownActive: boolean | null;
  readonly userName: string | null;
  readonly lastError: string | null;
  readonly provisionRequested: boolean | null;
}

/** Everybody, or only people who were noted (push_group_pending). */
export type ComparedScope = "everybody" | "noted";

/** What a push compares, and what it settles by that. */
export interface ComparedMembers {
  readonly scope: ComparedScope;
  /** Notes that this comparison settles; those that come later are for the next one. */
  readonly notes: readonly string[];
  /** What led to them, where that is not said of the group itself. */
  readonly causes: readonly string[];
  /** People who are compared; undefined = everybody. */
  readonly people: readonly PersonId[] | undefined;
  /** Members of the directory's group among them, in the order of their ids. */
  readonly members: readonly GroupMemberRow[];
  /** Their SCIM ids that the app was confirmed to hold in the group, in order. */
  readonly held: readonly string[];
  /** SCIM ids whose addition may have been sent without an answer; asked for with `everybody` only. */
  readonly sent: readonly string[];
  /** Why the app refused somebody who is not compared now; undefined when it refused nobody. */
  readonly refusal: string | undefined;
}

/** Loads a scope. Notes are read first: whatever they speak of is seen by what is read after them. */
export async function loadComparedMembers(
  db: Kysely<DirectoryTables>,
  subject: GroupSubject,
  scope: ComparedScope,
): Promise<ComparedMembers> {
  const { rows: notes } = await sql<NoteRow>`
    select id, person_id as "personId", external_id as "externalId", causes from push_group_pending
     where push_group_id = ${subject.pushGroupId} order by id`.execute(db);
  const loaded = scope === "everybody" ? await loadEverybody(db, subject) : await loadNoted(db, subject, notes);
  const causes = [...new Set(notes.flatMap((note) => note.causes))];
  return { scope, notes: notes.map(({ id }) => id), causes, ...loaded };
}

interface NoteRow {
  readonly id: string;
  readonly personId: PersonId;
  readonly externalId: string | null;
  readonly causes: readonly string[];
}

type Loaded = Omit<ComparedMembers, "scope" | "notes" | "causes">;

const MEMBER_COLUMNS = sql`
  p.id as "personId", p.status, p.profile->>'login' as login, u.assigned, u.external_id as "externalId",
  u.known_active as "knownActive", u.user_name as "userName", u.last_error as "lastError", u.provision_requested as "provisionRequested"`;

async function loadEverybody(db: Kysely<DirectoryTables>, subject: GroupSubject): Promise<Loaded> {
  const held = await loadHeld(db, subject.pushGroupId, sql`true`);
  const sent = await loadSent(db, subject.pushGroupId);
  // What is unlinked has no members any more.
  if (subject.removing) return { people: undefined, members: [], held, sent, refusal: undefined };
  const { rows: members } = await sql<GroupMemberRow>`
    select ${MEMBER_COLUMNS}
    from group_member m join person p on p.id = m.person_id
      left join app_user u on u.person_id = p.id and u.app_id = ${subject.app.id}
    where m.group_id = ${subject.group.id} order by p.id`.execute(db);
  return { people: undefined, members, held, sent, refusal: undefined };
}

/** Whoever has one of the accounts now is compared as well: an account may have gone from one person to another. */
async function loadNoted(
  db: Kysely<DirectoryTables>,
  subject: GroupSubject,
  notes: readonly NoteRow[],
): Promise<Loaded> {
  const noted = [...new Set(notes.map(({ personId }) => personId))];
  const accounts = new Set(notes.flatMap(({ externalId }) => externalId ?? []));
  const { rows } = await sql<GroupMemberRow & { readonly isMember: boolean }>`
    select ${MEMBER_COLUMNS}, m.person_id is not null as "isMember"
    from (select unnest(${noted}::text[]) as id
          union select person_id from app_user where app_id = ${subject.app.id} and external_id = any(${[...accounts]}::text[])) as c
      join person p on p.id = c.id
      left join group_member m on m.group_id = ${subject.group.id} and m.person_id = p.id
      left join app_user u on u.person_id = p.id and u.app_id = ${subject.app.id}
    order by p.id`.execute(db);
  for (const { externalId } of rows) if (externalId !== null) accounts.add(externalId);
  const held = await loadHeld(db, subject.pushGroupId, sql`external_id = any(${[...accounts]}::text[])`);
  const people = [...new Set([...noted, ...rows.map(({ personId }) => personId)])];
  const members = rows.flatMap(({ isMember, ...row }) => (isMember ? [row] : []));
  return { people, members, held, sent: [], refusal: await findRefusal(db, subject.pushGroupId, people) };
}

async function loadHeld(
  db: Kysely<DirectoryTables>,
  pushGroupId: string,
  condition: RawBuilder<unknown>,
): Promise<readonly string[]> {
  const { rows } = await sql<{ externalId: string }>`
    select external_id as "externalId" from push_group_member
     where push_group_id = ${pushGroupId} and ${condition} order by external_id`.execute(db);
  return rows.map(({ externalId }) => externalId);
}

/** SCIM ids whose addition was sent to a push group, and of which nobody recorded whether they arrived. */
export async function loadSent(db: Kysely<DirectoryTables>, pushGroupId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ externalId: string }>`
    select external_id as "externalId" from push_group_sent where push_group_id = ${pushGroupId} order by external_id`.execute(
    db,
  );
  return rows.map(({ externalId }) => externalId);
}

/** Of SCIM ids, those that are accounts of the app that the directory knows. */
export async function findAccounts(
  db: Kysely<DirectoryTables>,
  appId: AppId,
  externalIds: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await sql<{ externalId: string }>`
    select external_id as "externalId" from app_user where app_id = ${appId} and external_id = any(${externalIds}::text[])`.execute(
    db,
  );
  return rows.map(({ externalId }) => externalId);
}

async function findRefusal(
  db: Kysely<DirectoryTables>,
  pushGroupId: string,
  people: readonly PersonId[],
): Promise<string | undefined> {
  const { rows } = await sql<{ reason: string }>`
    select reason from push_group_left_out
     where push_group_id = ${pushGroupId} and refused and person_id <> all(${people}::text[])
     order by person_id limit 1`.execute(db);
  return rows[0]?.reason;
}
