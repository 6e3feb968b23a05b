/** The console's list of people: found by the beginnings of words, in an order, page after page. */
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { PersonStatus } from "../contract.ts";
import { PERSON_COLUMNS, type PersonRow } from "./person-row.ts";
import type { DirectoryTables } from "./tables.ts";

/** Words of one search at most. */
const WORDS_MAX = 10;
const WORD_LENGTH_MAX = 100;
/** Whoever looks for one person does not need to know whether ten thousand or more match. */
const TOTAL_MAX = 10_000;

/** Which people. */
export interface PeopleFilter {
  /** Each word begins a word of the names, the e-mail, the login or the employee number. */
  readonly text: string | undefined;
  /** One status, everybody, or (undefined) everybody who is not deactivated. */
  readonly status: PersonStatus | "ALL" | undefined;
  readonly department: string | undefined;
}

/** Where a page begins and in which order. */
export interface PeoplePlace {
  readonly beyond: RawBuilder<unknown>;
  readonly order: RawBuilder<unknown>;
  readonly key: RawBuilder<unknown>;
  readonly limit: number;
}

/** One page and one row more. */
export async function listPeople(
  db: Kysely<DirectoryTables>,
  filter: PeopleFilter,
  place: PeoplePlace,
): Promise<readonly (PersonRow & { readonly order_key: string })[]> {
  const { rows } = await sql<PersonRow & { order_key: string }>`
    select ${PERSON_COLUMNS}, ${place.key} as order_key from person
    where ${conditionOf(filter)} and ${place.beyond} order by ${place.order} limit ${place.limit + 1}`.execute(db);
  return rows;
}

/** How many match. Counting stops after ten thousand: `isCapped`. */
export async function countPeople(
  db: Kysely<DirectoryTables>,
  filter: PeopleFilter,
): Promise<{ readonly total: number; readonly isCapped: boolean }> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::int as total from (select from person where ${conditionOf(filter)} limit ${TOTAL_MAX + 1}) as found`.execute(
    db,
  );
  const total = rows[0]?.total ?? 0;
  return { total: Math.min(total, TOTAL_MAX), isCapped: total > TOTAL_MAX };
}

/** The filter as a condition on `person`; the words are looked up in the index `person_by_words`. */
export function conditionOf({ text, status, department }: PeopleFilter): RawBuilder<unknown> {
  const words = wordsOf(text ?? "");
  const terms = [
    ...(words.length === 0 ? [] : [sql`person_words(person.profile) @@ ${words.map(toTerm).join(" & ")}::tsquery`]),
    status === undefined
      ? sql`person.status <> 'DEPROVISIONED'`
      : status === "ALL"
        ? sql`true`
        : sql`person.status = ${status}`,
    ...(department === undefined ? [] : [sql`lower(person.profile->>'department') = lower(${department})`]),
  ];
  return sql`(${sql.join(terms, sql` and `)})`;
}

function wordsOf(text: string): readonly string[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return words.slice(0, WORDS_MAX).map((word) => word.slice(0, WORD_LENGTH_MAX));
}

/** A lexeme that begins so, quoted for `tsquery`. */
function toTerm(word: string): string {
  return `'${word.replaceAll("\\", "\\\\").replaceAll("'", "''")}':*`;
}
