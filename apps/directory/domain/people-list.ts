/**
 * The console's list of people: found by the beginnings of words, in an order, page after page.
 *
 * PostgreSQL cannot know how many have a word that begins so, and guesses the same for one person's name as for everybody's domain. So a
 * search first looks at the next thousand people: whether they fill the page, and whether so many have the words that the index of words
 * is a detour. Each statement after that has one way that it can go.
 */
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { PersonStatus } from "../contract.ts";
import { PERSON_COLUMNS, type PersonRow } from "./person-row.ts";
import type { DirectoryTables } from "./tables.ts";

/** Words of one search at most. */
const WORDS_MAX = 10;
const WORD_LENGTH_MAX = 100;
/** Whoever looks for one person does not need to know whether ten thousand or more match. */
const TOTAL_MAX = 10_000;
/** Perf: 1.7 ms in a directory of 100,000 (`bench:engine -- --part search`). */
const AHEAD = 1_000;
/** So many times as far is looked when the words are common and the rest of the filter leaves a part of a page. */
const FARTHER = 10;
/** Perf: from one of four people on, reading everybody's words (25 ms for ten thousand of 100,000) is quicker than the index (55 to 100 ms). */
const COMMON_SHARE = 0.25;

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
  /** People can be read in this order without being sorted. */
  readonly isIndexed: boolean;
}

/** A person with the key of the order, for a cursor. */
export type ListedPerson = PersonRow & { readonly order_key: string };

/** One page and one row more, and how many match. Counting stops after ten thousand: `isCapped`. */
export async function findPeoplePage(
  db: Kysely<DirectoryTables>,
  filter: PeopleFilter,
  place: PeoplePlace,
): Promise<{ readonly rows: readonly ListedPerson[]; readonly total: number; readonly isCapped: boolean }> {
  const isSearch = wordsOf(filter.text ?? "").length > 0;
  const ahead = isSearch ? await lookAheadFarEnough(db, filter, place) : undefined;
  const condition = conditionOf(filter, ahead?.isCommon === true ? "rows" : "index");
  const page =
    ahead?.ids === undefined
      ? pageOf(condition, place, isSearch)
      : pageOfIds(sql`select unnest(${ahead.ids}::text[])`, place);
  const [{ rows }, total] = await Promise.all([page.execute(db), countPeople(db, condition)]);
  return { rows, total: Math.min(total, TOTAL_MAX), isCapped: total > TOTAL_MAX };
}

/** The statement of a page. A search keeps its own way to the people: the order may not lure it into walking through all of them. */
export function pageOf(
  condition: RawBuilder<unknown>,
  place: PeoplePlace,
  isSearch: boolean,
): RawBuilder<ListedPerson> {
  const found = isSearch
    ? sql`(select * from person where ${condition} and ${place.beyond} offset 0) as person`
    : sql`person where ${condition} and ${place.beyond}`;
  // Perf: what is shown of a person is made for the page, and not for everybody who is put in order for it.
  return pageOfIds(sql`select person.id from ${found} order by ${place.order} limit ${place.limit + 1}`, place);
}

function pageOfIds(ids: RawBuilder<unknown>, place: PeoplePlace): RawBuilder<ListedPerson> {
  return sql<ListedPerson>`
    select ${PERSON_COLUMNS}, ${place.key} as order_key from person where id = any(array(${ids})) order by ${place.order}`;
}

/** What the next people say of a search. */
interface Ahead {
  /** Of the page, when all of it lies among them. */
  readonly ids: readonly string[] | undefined;
  /** How many of them belong to the page. */
  readonly found: number;
  /** Many have the words. */
  readonly isCommon: boolean;
}

async function lookAheadFarEnough(
  db: Kysely<DirectoryTables>,
  filter: PeopleFilter,
  place: PeoplePlace,
): Promise<Ahead> {
  const near = await lookAhead(db, filter, { ...place, count: AHEAD });
  const isNearby = near.isCommon && place.isIndexed && near.found * FARTHER > place.limit;
  if (near.ids !== undefined || !isNearby) return near;
  return await lookAhead(db, filter, { ...place, count: AHEAD * FARTHER });
}

async function lookAhead(
  db: Kysely<DirectoryTables>,
  filter: PeopleFilter,
  { beyond, order, limit, isIndexed, count }: PeoplePlace & { readonly count: number },
): Promise<Ahead> {
  const next = isIndexed ? sql`where ${beyond} order by ${order}` : sql``;
  const { rows } = await sql<{ ids: readonly string[]; seen: number; with_words: number }>`
    with ahead as materialized (
      select id, ${hasWords(filter)} as has_words, ${conditionOf({ ...filter, text: undefined }, "rows")} as is_wanted
      from person ${next} limit ${count})
    select array(select id from ahead where has_words and is_wanted limit ${limit + 1}) as ids,
      (select count(*)::int from ahead) as seen, (select count(*)::int from ahead where has_words) as with_words`.execute(
    db,
  );
  const { ids, seen, with_words } = rows[0] ?? { ids: [], seen: 0, with_words: 0 };
  const isWhole = isIndexed && (ids.length > limit || seen < count);
  return { ids: isWhole ? ids : undefined, found: ids.length, isCommon: with_words >= seen * COMMON_SHARE };
}

async function countPeople(db: Kysely<DirectoryTables>, condition: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::int as total from (select from person where ${condition} limit ${TOTAL_MAX + 1}) as found`.execute(
    db,
  );
  return rows[0]?.total ?? 0;
}

/** The filter as a condition on `person`. `index`: words may be looked up in `person_by_words`; `rows`: they are read in each row. */
export function conditionOf(filter: PeopleFilter, way: "index" | "rows"): RawBuilder<unknown> {
  const { text, status, department } = filter;
  const words = hasWords(filter);
  const terms = [
    // An index serves a comparison, not what is said about one.
    ...(wordsOf(text ?? "").length === 0 ? [] : [way === "index" ? words : sql`(${words}) is true`]),
    status === undefined
      ? sql`person.status <> 'DEPROVISIONED'`
      : status === "ALL"
        ? sql`true`
        : sql`person.status = ${status}`,
    ...(department === undefined ? [] : [sql`lower(person.profile->>'department') = lower(${department})`]),
  ];
  return sql`(${sql.join(terms, sql` and `)})`;
}

function hasWords({ text }: PeopleFilter): RawBuilder<unknown> {
  return sql`person.words @@ ${wordsOf(text ?? "")
    .map(toTerm)
    .join(" & ")}::tsquery`;
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
