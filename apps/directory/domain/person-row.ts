/** Reading one person. */
import type { PersonId } from "@lockstep/ports";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { PersonStatus } from "../contract.ts";
import type { Trx } from "./act.ts";
import { DirectoryError, notFound } from "./error.ts";
import { displayNameOf, profileText } from "./profile.ts";
import type { DirectoryTables, LogParty, Profile } from "./tables.ts";

/** A person as the API shows it; never with the password's hash. */
export interface PersonRow {
  readonly id: PersonId;
  readonly status: PersonStatus;
  readonly profile: Profile;
  readonly has_password: boolean;
  readonly recovery_question: string | null;
  readonly provider_type: "OKTA" | "FEDERATION" | "SOCIAL";
  readonly provider_name: string;
  readonly locked_from: PersonStatus | null;
  readonly created_at: Date;
  readonly activated_at: Date | null;
  readonly status_changed_at: Date | null;
  readonly last_updated_at: Date;
  readonly password_changed_at: Date | null;
  /** Order of lists and entity tags: microseconds matter. */
  readonly created_key: string;
  readonly version: string;
}

/** Columns of `person` that make a `PersonRow`. */
export const PERSON_COLUMNS = sql<PersonRow>`
  person.id, person.status, person.profile, person.password_hash is not null as has_password, person.recovery_question,
  person.provider_type, person.provider_name, person.locked_from, person.created_at, person.activated_at,
  person.status_changed_at, person.last_updated_at, person.password_changed_at,
  to_char(person.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_key,
  to_char(person.last_updated_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS') as version`;

/** The person, or 404. */
export async function requirePerson(db: Kysely<DirectoryTables>, id: PersonId): Promise<PersonRow> {
  const { rows } = await sql<PersonRow>`select ${PERSON_COLUMNS} from person where id = ${id}`.execute(db);
  if (rows[0] === undefined) throw notFound(id, "User");
  return rows[0];
}

/** The people of these ids, in no order; ids that name nobody are left out. */
export async function findPeople(db: Kysely<DirectoryTables>, ids: readonly PersonId[]): Promise<readonly PersonRow[]> {
  const { rows } = await sql<PersonRow>`select ${PERSON_COLUMNS} from person where id = any(${ids}::text[])`.execute(
    db,
  );
  return rows;
}

/** The person under a row lock until the transaction ends, or 404. */
export async function lockPerson(trx: Trx, id: PersonId): Promise<PersonRow> {
  const { rows } =
    await sql<PersonRow>`select ${PERSON_COLUMNS} from person where id = ${id} for no key update`.execute(trx);
  if (rows[0] === undefined) throw notFound(id, "User");
  return rows[0];
}

/** Resolves an id, a login (letter case ignored), or the part of a login before `@` when only one person has it. 404 otherwise. */
export async function findPerson(db: Kysely<DirectoryTables>, reference: string): Promise<PersonRow> {
  const { rows } = await sql<PersonRow & { exact: boolean }>`
    select ${PERSON_COLUMNS}, (person.id = ${reference} or lower(person.profile->>'login') = lower(${reference})) as exact
    from person
    where person.id = ${reference} or lower(person.profile->>'login') = lower(${reference})
      or (position('@' in ${reference}) = 0 and split_part(lower(person.profile->>'login'), '@', 1) = lower(${reference}))
    order by exact desc, person.id limit 2`.execute(db);
  const [first, second] = rows;
  if (first === undefined || (!first.exact && second !== undefined)) throw notFound(reference, "User");
  return first;
}

/** As `findPerson`, by e-mail too. Several people may have one: then the logins are named, and 400. */
export async function findPersonNamed(db: Kysely<DirectoryTables>, reference: string): Promise<PersonRow> {
  try {
    return await findPerson(db, reference);
  } catch (error) {
    if (!(error instanceof DirectoryError) || error.code !== "E0000007") throw error;
    const { rows } = await sql<PersonRow>`
      select ${PERSON_COLUMNS} from person where lower(person.profile->>'email') = lower(${reference}) order by person.id limit 5`.execute(
      db,
    );
    const [found, other] = rows;
    if (found === undefined) throw error;
    if (other === undefined) return found;
    const logins = rows.map(({ profile }) => profileText(profile, "login")).join(", ");
    throw new DirectoryError("E0000001", {
      causes: [`${reference} is the e-mail of several people. Name one by the login: ${logins}`],
      cause: error,
    });
  }
}

/** A login as it is unique: without letter case and diacritics. The same expression as of the index (migrations/0003-users). */
export function foldedLogin(login: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`regexp_replace(normalize(lower(${login}), NFD), ${sql.lit("[\\u0300-\\u036f]")}, '', 'g')`;
}

/** A person as a target of an event. */
export function personTarget(id: PersonId, profile: Profile): LogParty {
  return { id, type: "User", alternateId: profileText(profile, "login"), displayName: displayNameOf(profile) };
}

const ASCII = /^[\0-\x7f]*$/;

/** As `foldedLogin`, of a text at hand. */
export function foldLogin(login: string): string {
  const lower = login.toLowerCase();
  // Perf: nothing is to be taken from letters of ASCII, and an import folds each login of a list.
  return ASCII.test(lower) ? lower : lower.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
}

/** Who has which of these logins, letter case and diacritics ignored: ids by folded login. */
export async function findLoginHolders(
  db: Kysely<DirectoryTables>,
  logins: readonly string[],
): Promise<ReadonlyMap<string, PersonId>> {
  if (logins.length === 0) return new Map();
  const folded = foldedLogin(sql`profile->>'login'`);
  const { rows } = await sql<{ folded: string; id: PersonId }>`
    select ${folded} as folded, id from person where ${folded} = any(${logins.map(foldLogin)}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.folded, row.id]));
}
