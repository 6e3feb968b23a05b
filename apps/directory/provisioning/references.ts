/**
 * References from one account to another, such as a manager: a mapping names a person of the directory, and the app is given that
 * person's id in this app. Who has no account yet goes first; where that is a circle, the reference is left out and completed later.
 */
import type { AppId, PersonId } from "@lockstep/ports";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Trx } from "../domain/act.ts";
import { notifyWork } from "../domain/dirty.ts";
import { ownCause } from "../domain/own-causes.ts";
import { isReferenceAttribute } from "../domain/reference-attributes.ts";
import type { DirectoryTables } from "../domain/tables.ts";
import { subjectScope, subjectValues } from "./subject-values.ts";
import type { UserSubject } from "./user-subject.ts";

/** One reference of an account. */
export interface Reference {
  readonly attribute: string;
  /** Whom it names; undefined when the directory knows nobody of that id or login. */
  readonly personId: PersonId | undefined;
  /** What the app is given; undefined while that person has no account in it. */
  readonly value: string | undefined;
  /** That person's account is about to be created, and does not wait for this one. */
  readonly isComing: boolean;
  /** That account is about to be created, but waits for this one, or is this one: it is given afterwards. */
  readonly isLeftOut: boolean;
  /** The mapping counts on creation only: given once, the reference is the app's own. */
  readonly isCreateOnly: boolean;
}

/** How long an account waits for another one before it looks again; the other one's creation wakes it at once. */
export const YIELD_MS = 5_000;

/** Whether the attribute of a mapping names a person. */
export function isReference(subject: { readonly app: UserSubject["app"] }, attribute: string): boolean {
  return isReferenceAttribute(subject.app.dialect, attribute);
}

/** Whether the app maps any reference at all. */
export function hasReferences(subject: UserSubject): boolean {
  return subject.app.mappings.some(({ attribute }) => isReference(subject, attribute));
}

/** The subject with its references looked up: by person id, or by login in any letter case. */
export async function withReferences(db: Kysely<DirectoryTables>, subject: UserSubject): Promise<UserSubject> {
  if (!subject.assigned || !hasReferences(subject)) return subject;
  const named = await stillToGive(db, subject, namesOf(subject));
  if (named.length === 0) return subject;
  const people = await findPeople(db, subject, [...new Set(named.map(({ name }) => name))]);
  const references: Reference[] = [];
  for (const { attribute, name, isCreateOnly } of named) {
    const found = people.get(name);
    const isToCome = found?.isComing === true;
    const isFirst = isToCome && (await isFirstOfCircle(db, subject, found.personId));
    const isOwn = found?.personId === subject.person.id && subject.externalId === null;
    references.push({
      attribute,
      personId: found?.personId,
      value: found?.value ?? undefined,
      isComing: isToCome && !isFirst,
      isLeftOut: isFirst || isOwn,
      isCreateOnly,
    });
  }
  return { ...subject, references };
}

/** What the mappings name, as text; a mapping that fails is reported where the profile is computed. */
function namesOf(subject: UserSubject): readonly NamedPerson[] {
  return subjectValues(subject, subjectScope(subject), true).flatMap(({ path: attribute, value, source }) => {
    if (!isReference(subject, attribute)) return [];
    const name = value.ok ? value.value : null;
    const mapping = subject.app.mappings.find((row) => row.attribute === attribute);
    const isCreateOnly = source === "MAPPING" && mapping?.pushStatus === "DONT_PUSH";
    return typeof name === "string" && name.trim() !== "" ? [{ attribute, name: name.trim(), isCreateOnly }] : [];
  });
}

/** Without those that count on creation only and were given then: what was still open is noted with the account that we made. */
async function stillToGive(
  db: Kysely<DirectoryTables>,
  subject: UserSubject,
  named: readonly NamedPerson[],
): Promise<readonly NamedPerson[]> {
  if (subject.externalId === null || !named.some(({ isCreateOnly }) => isCreateOnly)) return named;
  const noted = await db
    .selectFrom("app_user_reference")
    .select("attribute")
    .where("app_user_id", "=", subject.appUserId)
    .execute();
  const isOpen = (attribute: string) =>
    subject.origin === "created" && noted.some((row) => row.attribute === attribute);
  return named.filter(({ attribute, isCreateOnly }) => !isCreateOnly || isOpen(attribute));
}

interface NamedPerson extends Pick<Reference, "attribute" | "isCreateOnly"> {
  readonly name: string;
}

interface FoundPerson {
  readonly personId: PersonId;
  readonly value: string | null;
  readonly isComing: boolean;
}

async function findPeople(
  db: Kysely<DirectoryTables>,
  subject: UserSubject,
  names: readonly string[],
): Promise<ReadonlyMap<string, FoundPerson>> {
  const { rows } = await sql<FoundPerson & { name: string }>`
    select named.name, p.id as "personId", ${referenceValue("m", sql`${subject.app.dialect.references}`)} as value,
      coalesce(m.assigned and m.external_id is null and m.provision_requested and m.is_dirty
        and m.attempts = 0 and p.id <> ${subject.person.id}, false) as "isComing"
    from unnest(${names}::text[]) as named (name)
    cross join lateral (
      select id from person where id = named.name
      union all select id from person where lower(profile->>'login') = lower(named.name) limit 1) as p
    left join app_user m on m.person_id = p.id and m.app_id = ${subject.app.id}`.execute(db);
  return new Map(rows.map(({ name, ...found }) => [name, found]));
}

/** What a reference to the account of a row holds; null while there is no account. */
function referenceValue(alias: string, kind: RawBuilder<unknown>): RawBuilder<string | null> {
  const row = sql.raw(alias);
  return sql`case when ${row}.external_id is null then null else
    case ${kind} when 'externalId' then ${row}.person_id when 'userName' then ${row}.user_name else ${row}.external_id end end`;
}

/**
 * Whether the other person's account in turn waits for this one, over any number of others, and this one goes first: of those who wait for
 * each other, the one of the least id. It does not depend on who looked first, so that a plan foresees it (`plans/circles.ts`).
 */
async function isFirstOfCircle(
  db: Kysely<DirectoryTables>,
  { person, app }: UserSubject,
  other: PersonId,
): Promise<boolean> {
  const { rows } = await sql<{ first: string | null }>`
    with recursive ahead (person_id) as (
      select ${other}::text
      union
      select reference.person_id from ahead
        join app_user u on u.person_id = ahead.person_id and u.app_id = ${app.id} and u.external_id is null
        join app_user_reference reference on reference.app_user_id = u.id),
    behind (person_id) as (
      select ${person.id}::text where exists (select from ahead where person_id = ${person.id})
      union
      select u.person_id from behind
        join app_user_reference reference on reference.person_id = behind.person_id and reference.app_id = ${app.id}
        join app_user u on u.id = reference.app_user_id and u.external_id is null)
    select min(person_id collate "C") as first from ahead join behind using (person_id)`.execute(db);
  return rows[0]?.first === person.id;
}

/** Those whose later change is to be followed: what counts on creation only is done with once it was given. */
export function followedReferences(references: readonly Reference[], isComplete: boolean): readonly Reference[] {
  return references.filter(({ isCreateOnly, value }) => !(isComplete && isCreateOnly && value !== undefined));
}

/** Stores what the app was given, so that a change of the other account is noticed. */
export async function storeReferences(trx: Trx, subject: UserSubject, references: readonly Reference[]): Promise<void> {
  const known = references.filter(({ personId }) => personId !== undefined);
  const attributes = known.map(({ attribute }) => attribute);
  await sql`
    delete from app_user_reference where app_user_id = ${subject.appUserId} and attribute <> all(${attributes}::text[])`.execute(
    trx,
  );
  if (known.length === 0) return;
  await sql`
    insert into app_user_reference (app_user_id, attribute, app_id, person_id, sent)
    select ${subject.appUserId}, row.attribute, ${subject.app.id}, row.person_id, row.sent
      from unnest(${attributes}::text[], ${known.map(({ personId }) => personId ?? "")}::text[],
        ${known.map(({ value }) => value ?? null)}::text[]) as row (attribute, person_id, sent)
      join person on person.id = row.person_id
    on conflict (app_user_id, attribute) do update set person_id = excluded.person_id, sent = excluded.sent`.execute(
    trx,
  );
}

/**
 * Makes due whose references no longer say what the directory knows: the other account was created, linked, lost or renamed.
 * Called after the commit of each side of a reference: whichever comes last sees both. Without a person: all.
 */
export async function markStaleReferences(
  db: Kysely<DirectoryTables>,
  now: Date,
  scope?: { readonly appId: AppId; readonly personId: PersonId; readonly appUserId: string },
): Promise<number> {
  const within =
    scope === undefined
      ? sql`true`
      : sql`((reference.person_id = ${scope.personId} and reference.app_id = ${scope.appId}) or reference.app_user_id = ${scope.appUserId})`;
  const kind = sql`coalesce(app.target_switches->>'references', 'id')`;
  const { numAffectedRows } = await sql`
    with stale as (
       select u.id, ${ownCause("account", "")} || reference.person_id as cause from app_user_reference reference
         join app_user u on u.id = reference.app_user_id and u.assigned
         join app on app.id = reference.app_id and app.provisioning_enabled
         left join app_user other on other.app_id = reference.app_id and other.person_id = reference.person_id
        where ${within} and reference.sent is distinct from ${referenceValue("other", kind)}
          and (u.dirty_version = u.clean_version or (u.attempts = 0 and u.lease_owner is null and u.due_at > ${now}))
        order by u.id for no key update of u)
    update app_user set dirty_version = dirty_version + 1, due_at = ${now}, attempts = 0,
      sync_state = case when sync_state = 'SYNCING' then 'SYNCING' else 'OUT_OF_SYNC' end, last_updated_at = ${now},
      causes = joined_causes(causes, array(select distinct cause from stale where stale.id = app_user.id))
     where id in (select id from stale)`.execute(db);
  const marked = Number(numAffectedRows ?? 0n);
  if (marked > 0) await notifyWork(db);
  return marked;
}
