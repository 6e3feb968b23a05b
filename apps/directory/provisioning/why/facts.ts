/** Everything that decides whether a person has an account in an app, read for an explanation. */
import type { PersonId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import type { AppRow } from "../../domain/apps.ts";
import type { PersonRow } from "../../domain/person-row.ts";
import type { BudgetDirection } from "../../domain/plan-tables.ts";
import type { DirectoryTables } from "../../domain/tables.ts";
import type { Words } from "../../words/index.ts";
import { deactivating, OVERWRITING } from "../budget/due.ts";
import { findUserSubject, type UserSubject } from "../user-subject.ts";

/** The state of the work on one app user. */
export interface WorkFacts {
  readonly isDirty: boolean;
  readonly isLeased: boolean;
  readonly dueAt: Date;
  /** Others of the app that are due before. */
  readonly ahead: number;
  readonly lastSyncAt: Date | null;
  readonly task: {
    readonly id: string;
    readonly cause: string;
    readonly detail: string;
    readonly remedy: string;
    readonly statusCode: number | null;
    readonly nextAttemptAt: Date | null;
  } | null;
  readonly openHold: { readonly id: string; readonly direction: BudgetDirection } | null;
  readonly rejectedHold: { readonly id: string; readonly by: string | null; readonly at: Date } | null;
  readonly isSweeping: boolean;
}

/** What an explanation is made from. */
export interface WhyFacts {
  /** What the caller named; shown when there is nobody of it. */
  readonly asked: string;
  readonly app: AppRow;
  readonly person: PersonRow | undefined;
  readonly subject: UserSubject | undefined;
  readonly work: WorkFacts | undefined;
  /** Groups that give the person the app. */
  readonly through: readonly string[];
  /** Groups that give somebody the app. */
  readonly appGroups: readonly string[];
  readonly now: Date;
  readonly words: Words["why"];
  readonly taskWords: Words["tasks"];
}

/** Groups that are named in one sentence at most. */
const NAMES_MAX = 5;

/** Reads the facts. */
export async function readFacts(
  db: Kysely<DirectoryTables>,
  of: {
    readonly app: AppRow;
    readonly person: PersonRow | undefined;
    readonly asked: string;
    readonly now: Date;
    readonly words: Words;
  },
): Promise<WhyFacts> {
  const { app, person } = of;
  const subject = person === undefined ? undefined : await findUserSubject(db, { appId: app.id, personId: person.id });
  return {
    ...of,
    words: of.words.why,
    taskWords: of.words.tasks,
    subject,
    work: subject === undefined ? undefined : await readWork(db, subject),
    through: person === undefined ? [] : await readGroups(db, app.id, person.id),
    appGroups: await readGroups(db, app.id, undefined),
  };
}

async function readWork(db: Kysely<DirectoryTables>, subject: UserSubject): Promise<WorkFacts | undefined> {
  const { rows } = await sql<WorkFacts>`
    select u.is_dirty as "isDirty", u.lease_owner is not null as "isLeased", u.due_at as "dueAt",
      (select count(*)::int from app_user o where o.app_id = u.app_id and o.is_dirty and o.due_at < u.due_at) as ahead,
      u.last_sync_at as "lastSyncAt", app.sweep_version > app.swept_version as "isSweeping",
      (select jsonb_build_object('id', t.id, 'cause', t.cause, 'detail', t.detail, 'remedy', t.remedy, 'statusCode', t.status_code,
          'nextAttemptAt', t.next_attempt_at)
         from task t where t.app_user_id = u.id and t.state = 'OPEN') as task,
      (select jsonb_build_object('id', h.id, 'direction', h.direction) from budget_hold h
        where h.app_id = u.app_id and h.state = 'OPEN'
          and ((h.direction = 'deactivations' and ${deactivating(subject.app.suspendedPeople)}) or (h.direction = 'attributeOverwrites' and ${OVERWRITING}))
        limit 1) as "openHold",
      (select jsonb_build_object('id', h.id, 'by', h.decided_by->>'displayName', 'at', h.decided_at)
         from budget_hold_subject s join budget_hold h on h.id = s.hold_id
        where s.subject_id = u.id and s.version = u.dirty_version and h.state = 'REJECTED' limit 1) as "rejectedHold"
    from app_user u join app on app.id = u.app_id where u.id = ${subject.appUserId}`.execute(db);
  return rows[0];
}

async function readGroups(
  db: Kysely<DirectoryTables>,
  appId: string,
  personId: PersonId | undefined,
): Promise<readonly string[]> {
  const ofPerson =
    personId === undefined
      ? sql`true`
      : sql`exists (select from group_member m where m.group_id = g.id and m.person_id = ${personId})`;
  const { rows } = await sql<{ name: string }>`
    select g.name from app_group_assignment a join person_group g on g.id = a.group_id
     where a.app_id = ${appId} and ${ofPerson} order by a.priority, g.name limit ${NAMES_MAX}`.execute(db);
  return rows.map(({ name }) => name);
}
