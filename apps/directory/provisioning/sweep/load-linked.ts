/**
 * People of an app whose account is known, as a comparison needs them. Perf: a batch is one JSON document instead of a thousand rows of
 * thirty columns, which the driver reads value by value (test/bench/engine.ts, part noop).
 */
import type { PersonId } from "@lockstep/ports";
import type { JsonObject } from "@lockstep/scim";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { PersonStatus } from "../../contract.ts";
import type { DirectoryTables, Profile } from "../../domain/tables.ts";
import { isWholeByRow } from "../complete-subject.ts";
import { NO_FACTS } from "../expression-scope.ts";
import { asSourced } from "../sourced-paths.ts";
import { GROUP_VALUES, loadUserBatch, SOURCED, type SubjectApp, type UserSubject } from "../user-subject.ts";
import type { SurelyAsDesired } from "./surely-as-desired.ts";

/** One person, in the order of the statement below. */
type LinkedRow = readonly [
  appUserId: string,
  version: string,
  attempts: number,
  userNameOverride: string | null,
  profileOverride: JsonObject | null,
  externalId: string,
  known: JsonObject,
  knownActive: boolean | null,
  userName: string | null,
  lastError: string | null,
  passwordPending: boolean,
  personId: PersonId,
  status: PersonStatus,
  profile: Profile,
  isDirty: boolean,
  inDoubt: boolean,
  groupValues: readonly JsonObject[] | null,
  sourced: readonly string[] | null,
];

/** A person, and whether work for the person waits already. */
export interface LinkedUser {
  readonly subject: UserSubject;
  readonly isDirty: boolean;
}

const NO_OVERRIDE: JsonObject = {};
const NO_GROUP_VALUES: readonly JsonObject[] = [];
const LINKED = sql<boolean>`(u.assigned and u.external_id is not null and u.known is not null)`;

/** People of an app, in the order of their ids. */
export interface LinkedRange {
  readonly app: SubjectApp;
  readonly afterPersonId: string;
  /** The last one; unset = up to the end. */
  readonly lastPersonId?: string | undefined;
}

/** People of a range, the first of them, or of them those who are named. What only a run looks at (protection, open tasks) is left at its default. */
export async function loadLinked(
  db: Kysely<DirectoryTables>,
  batch: LinkedRange & { readonly limit?: number; readonly of?: readonly string[] },
): Promise<readonly LinkedUser[]> {
  const { app, afterPersonId, limit = null, of } = batch;
  const named = of === undefined ? sql`true` : sql`u.person_id = any(${of}::text[])`;
  const where = sql<boolean>`(${LINKED} and ${isUpTo(batch)} and ${named})`;
  // References, and what expressions ask for besides the profile, are looked up one by one, as for a run.
  if (!isWholeByRow(app)) {
    const subjects = await loadUserBatch(db, { app, afterPersonId, limit, where });
    // Not told apart here: whoever is clean is simply found so once more.
    return subjects.map((subject) => ({ subject, isDirty: true }));
  }
  const { rows } = await sql<{ linked: readonly LinkedRow[] | null }>`
    select json_agg(json_build_array(id, dirty_version::text, attempts, user_name_override, nullif(profile_override, '{}'), external_id,
      known, known_active, user_name, last_error, password_pending, person_id, status, profile, is_dirty, in_doubt, group_values, sourced)) as linked
    from (select u.*, p.status, p.profile,
            case when exists (select from app_group_assignment where app_id = ${app.id} and profile <> '{}') then ${GROUP_VALUES} end as group_values,
            ${app.inbound === undefined ? sql`null::text[]` : SOURCED} as sourced
            from app_user u join person p on p.id = u.person_id
           where u.app_id = ${app.id} and u.person_id > ${afterPersonId} and ${where}
           order by u.person_id limit ${limit}) as batch`.execute(db);
  return (rows[0]?.linked ?? []).map((row) => ({ subject: toSubject(row, app), isDirty: row[14] }));
}

function isUpTo({ lastPersonId }: LinkedRange): RawBuilder<boolean> {
  return lastPersonId === undefined ? sql`true` : sql`u.person_id <= ${lastPersonId}`;
}

/** A range in parts of about `size` people, the last of them open: whoever is linked meanwhile is in one of them. */
export async function findRanges(
  db: Kysely<DirectoryTables>,
  { app, afterPersonId }: LinkedRange,
  size: number,
): Promise<readonly LinkedRange[]> {
  const { rows } = await sql<{ personId: string }>`
    select person_id as "personId"
      from (select person_id, row_number() over (order by person_id) as nr from app_user
             where app_id = ${app.id} and person_id > ${afterPersonId}) as numbered
     where nr % ${size}::int = 0 order by person_id`.execute(db);
  const ends = rows.map(({ personId }) => personId);
  return [...ends, undefined].map((lastPersonId, index) => ({
    app,
    afterPersonId: ends[index - 1] ?? afterPersonId,
    lastPersonId,
  }));
}

/** Ids of the people of a range who are not told to be as desired; without a check nobody is. */
export async function findUnsettled(
  db: Kysely<DirectoryTables>,
  range: LinkedRange,
  surely: SurelyAsDesired | undefined,
): Promise<readonly string[]> {
  const { columns, texts, holds } = surely ?? NOBODY;
  const { rows } = await sql<{ personIds: readonly string[] | null }>`
    select array_agg(person_id order by person_id) as "personIds"
      from (select of_row.*, ${texts}
              from (select ${columns} from app_user u join person p on p.id = u.person_id
                     where u.app_id = ${range.app.id} and u.person_id > ${range.afterPersonId} and ${isUpTo(range)} and ${LINKED}
                    offset 0) as of_row offset 0) as of_person
     where ${holds} is not true`.execute(db);
  return rows[0]?.personIds ?? [];
}

const NOBODY: SurelyAsDesired = { columns: sql`u.person_id`, texts: sql`true as is_read`, holds: sql`false` };

function toSubject(row: LinkedRow, app: SubjectApp): UserSubject {
  return {
    appUserId: row[0],
    version: row[1],
    attempts: row[2],
    assigned: true,
    provisionRequested: true,
    userNameOverride: row[3],
    profileOverride: row[4] ?? NO_OVERRIDE,
    groupValues: row[16] ?? NO_GROUP_VALUES,
    reservedUserName: null,
    facts: NO_FACTS,
    externalId: row[5],
    origin: null,
    known: row[6],
    knownActive: row[7],
    userName: row[8],
    lastError: row[9],
    inDoubt: row[15],
    hasOpenTask: false,
    passwordPending: row[10],
    passwordSealed: null,
    passwordExpiredAt: null,
    approved: [],
    causes: [],
    isProtected: false,
    references: [],
    person: { id: row[11], status: row[12], profile: row[13] },
    app: asSourced(app, row[17]),
  };
}
