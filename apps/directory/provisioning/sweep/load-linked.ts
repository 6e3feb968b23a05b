/**
 * People of an app whose account is known, as a comparison needs them. Perf: a batch is one JSON document instead of a thousand rows of
 * thirty columns, which the driver reads value by value (test/bench/engine.ts, part noop).
 */
import type { PersonId } from "@lockstep/ports";
import type { JsonObject } from "@lockstep/scim";
import { type Kysely, sql } from "kysely";
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

/** The next people after one, in the order of their ids. */
export interface LinkedBatch {
  readonly app: SubjectApp;
  readonly afterPersonId: string;
  readonly limit: number;
}

/**
 * The next people after one, or of these. What only a run looks at (protection, open tasks) is left at its default.
 */
export async function loadLinked(
  db: Kysely<DirectoryTables>,
  batch: LinkedBatch & { readonly of?: readonly string[] },
): Promise<readonly LinkedUser[]> {
  const { app, afterPersonId, limit, of } = batch;
  const where = of === undefined ? LINKED : sql<boolean>`(${LINKED} and u.person_id = any(${of}::text[]))`;
  // References, and what expressions ask for besides the profile, are looked up one by one, as for a run.
  if (!isWholeByRow(app)) {
    const subjects = await loadUserBatch(db, { ...batch, where });
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

/** Of the next people after one, those who are not told to be as desired. */
export async function findUnsettled(
  db: Kysely<DirectoryTables>,
  { app, afterPersonId, limit, surely }: LinkedBatch & { readonly surely: SurelyAsDesired },
): Promise<{ readonly personIds: readonly string[]; readonly lastPersonId: string | null }> {
  const { rows } = await sql<{ personIds: readonly string[] | null; lastPersonId: string | null }>`
    select array_agg(person_id order by person_id) filter (where not is_settled) as "personIds", max(person_id) as "lastPersonId"
      from (select person_id, coalesce(${surely.holds}, false) as is_settled
              from (select of_row.*, ${surely.texts}
                      from (select ${surely.columns} from app_user u join person p on p.id = u.person_id
                             where u.app_id = ${app.id} and u.person_id > ${afterPersonId} and ${LINKED}
                             order by u.person_id limit ${limit}) as of_row offset 0) as of_person) as batch`.execute(
    db,
  );
  return { personIds: rows[0]?.personIds ?? [], lastPersonId: rows[0]?.lastPersonId ?? null };
}

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
