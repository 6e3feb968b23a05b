/** Everything that decides one person's account in one app, read in one statement and therefore of one moment. */
import {
  type Dialect,
  dialectOf,
  findDialectName,
  type PasswordRule,
  type TargetSwitches,
  type ToAppFeatures,
} from "@lockstep/engine";
import type { AppId, PersonId } from "@lockstep/ports";
import type { JsonObject } from "@lockstep/scim";
import type { Passport } from "@lockstep/scim-client";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { AuthScheme, ImportMapping, PersonStatus } from "../contract.ts";
import { IS_PROTECTED } from "../domain/protection.ts";
import type { AuthSettings, CustomAttribute, DirectoryTables, Profile } from "../domain/tables.ts";
import { completeSubject, factsAskedBy, isWholeByRow } from "./complete-subject.ts";
import { type LoadedFacts, NO_FACTS } from "./expression-scope.ts";
import type { AppTarget } from "./open-client.ts";
import type { RatePer } from "./pace-requests.ts";
import type { Reference } from "./references.ts";
import { asSourced } from "./sourced-paths.ts";

/** One row of the To App mappings. */
export interface MappingRow {
  readonly attribute: string;
  readonly expression: string;
  readonly pushStatus: "PUSH" | "DONT_PUSH";
  /** CONSTANT: the expression is the value itself. GROUP: only groups and overrides give values. An expression when not given. */
  readonly source?: "EXPRESSION" | "CONSTANT" | "GROUP";
}

/** The app, as its part of every subject. */
export interface SubjectApp extends AppTarget {
  readonly id: AppId;
  readonly label: string;
  /** The app's dialect, with the switches of its connection on top. */
  readonly dialect: Dialect;
  /** What the dialect was made from, beside its name: switches, and what was measured. */
  readonly switches: TargetSwitches;
  readonly passport: Passport | null;
  readonly features: ToAppFeatures;
  readonly passwordSeed: "RANDOM" | "OKTA";
  readonly passwordRule: PasswordRule;
  readonly suspendedPeople: "IGNORE" | "DEACTIVATE";
  readonly goneAccounts: "RECREATE" | "ASK";
  readonly userName: {
    readonly type: "BUILT_IN" | "CUSTOM" | "NONE";
    readonly template: string;
    readonly push: "PUSH" | "DONT_PUSH";
  };
  readonly mappings: readonly MappingRow[];
  /** To Directory mappings of an app that sources people; without it the app masters nothing. */
  readonly inbound?: readonly ImportMapping[] | undefined;
  readonly name: string;
  readonly userNameSuffix: string | null;
  readonly customAttributes: readonly CustomAttribute[];
  readonly connectionTestedAt: Date | null;
  readonly rateLimitCount: number;
  /** Whether work may be sent: active, enabled, not paused. */
  readonly canSend: boolean;
  /** A task of the whole app is open: its pause, for instance. */
  readonly hasOpenTask: boolean;
  /** Something failed of late: what comes next counts for its health. */
  readonly isTroubled: boolean;
  /** A setting changed, and the sweep that compares all people by it has not come by. */
  readonly isUnswept: boolean;
}

/** One app user with its person and app. */
export interface UserSubject {
  readonly appUserId: string;
  /** The version of the dirt that this state answers: what is newer stays dirty. */
  readonly version: string;
  readonly attempts: number;
  readonly assigned: boolean;
  readonly provisionRequested: boolean;
  readonly userNameOverride: string | null;
  readonly profileOverride: JsonObject;
  /** Values of the assigned groups that the person is in, by priority; empty for an individual assignment. */
  readonly groupValues: readonly JsonObject[];
  /** The user name that is spoken for; null before the first run. */
  readonly reservedUserName: string | null;
  readonly externalId: string | null;
  readonly origin: "created" | "linked" | "confirmed" | null;
  readonly known: JsonObject | null;
  readonly knownActive: boolean | null;
  readonly userName: string | null;
  readonly lastError: string | null;
  /** An earlier request may have been carried out whose answer nobody recorded. */
  readonly inDoubt: boolean;
  readonly hasOpenTask: boolean;
  readonly passwordPending: boolean;
  readonly passwordSealed: Buffer | null;
  readonly passwordExpiredAt: Date | null;
  /** Codes that an administrator approved for the next run. */
  readonly approved: readonly string[];
  /** Traces of the changes that made it due. */
  readonly causes: readonly string[];
  readonly isProtected: boolean;
  /** Other people that mappings refer to, by the attribute. */
  readonly references: readonly Reference[];
  readonly person: { readonly id: PersonId; readonly status: PersonStatus; readonly profile: Profile };
  readonly app: SubjectApp;
  /** What the app's expressions ask for besides the profile. */
  readonly facts: LoadedFacts;
}

/** A lease on an app user. */
export interface UserLease {
  readonly id: string;
  readonly appId: string;
  readonly owner: string;
}

/**
 * The subjects under leases of one app, in the order of the leases; undefined where the lease is no longer held. One statement, so all
 * are of one moment. Perf: what they share, the app with its mappings, is read once and comes with the first of them only.
 */
export async function loadLeasedUsers(
  db: Kysely<DirectoryTables>,
  leases: readonly UserLease[],
): Promise<readonly (UserSubject | undefined)[]> {
  const { rows } = await sql<PersonRow & Nullable<SettingsRow> & { readonly owner: string }>`
    with held as materialized (
      select u.id, u.lease_owner as owner from app_user u
        join unnest(${leases.map(({ id }) => id)}::text[], ${leases.map(({ owner }) => owner)}::text[]) as lease (id, owner)
          on u.id = lease.id and u.lease_owner = lease.owner),
    settings as materialized (
      select ${SETTINGS_COLUMNS} from app a where a.id = ${leases[0]?.appId ?? ""})
    select held.owner, ${USER_COLUMNS}, settings.*
      from held join app_user u on u.id = held.id join person p on p.id = u.person_id
      left join settings on u.id = (select min(id) from held)`.execute(db);
  const settings = rows.find((row): row is typeof row & SettingsRow => row.label !== null);
  if (settings === undefined) return leases.map(() => undefined);
  const app = toSubjectApp(settings);
  const asked = factsAskedBy(app);
  const subjects = new Map<string, UserSubject>();
  for (const row of rows) {
    subjects.set(`${row.appUserId} ${row.owner}`, await completeSubject(db, toSubject(row, app), asked));
  }
  return leases.map(({ id, owner }) => subjects.get(`${id} ${owner}`));
}

type Nullable<Row> = { readonly [Key in keyof Row]: Row[Key] | null };

/** The subject by app and person, under settings as `settings` changes them; undefined when the person never had the app. */
export async function findUserSubject(
  db: Kysely<DirectoryTables>,
  ids: { readonly appId: string; readonly personId: string },
  settings?: (app: SubjectApp) => SubjectApp,
): Promise<UserSubject | undefined> {
  return await loadUser(db, sql`u.app_id = ${ids.appId} and u.person_id = ${ids.personId}`, settings);
}

/** The app's part of a subject as one JSON-free list of columns; shared with push groups. */
export const APP_COLUMNS = sql`
  a.id as "appId", a.label, a.dialect, a.base_url as "baseUrl", a.auth_scheme as "authScheme", a.auth_username as "authUsername",
  a.auth_settings as "authSettings", a.auth_secret_sealed as "authSecretSealed", a.connection_tested_at as "connectionTestedAt",
  a.rate_limit_count as "rateLimitCount",
  (select p.passport from passport_run p where p.app_id = a.id and p.state = 'DONE' and p.base_url = a.base_url
    order by p.created_at desc limit 1) as passport,
  (a.status = 'ACTIVE' and a.provisioning_enabled and coalesce(a.paused_reason, 'quarantine') = 'quarantine') as "canSend",
  a.target_switches as switches, a.rate_requests as "rateRequests", a.rate_per as "ratePer", a.health is not null as "isTroubled",
  exists (select from task o where o.app_id = a.id and o.state = 'OPEN' and o.app_user_id is null and o.push_group_id is null) as "appHasOpenTask"`;

/** What `APP_COLUMNS` yields. */
export interface AppColumns {
  readonly appId: AppId;
  readonly label: string;
  readonly dialect: string;
  readonly baseUrl: string | null;
  readonly authScheme: AuthScheme | null;
  readonly authUsername: string | null;
  readonly authSettings: AuthSettings;
  readonly authSecretSealed: Buffer | null;
  readonly connectionTestedAt: Date | null;
  readonly rateLimitCount: number;
  readonly passport: Passport | null;
  readonly canSend: boolean;
  readonly switches: TargetSwitches;
  readonly rateRequests: number | null;
  readonly ratePer: RatePer | null;
  readonly isTroubled: boolean;
  readonly appHasOpenTask: boolean;
}

/** Values of assigned groups for one app user `u`, the first by priority first. An individual assignment takes none. */
export const GROUP_VALUES = sql`
  (select coalesce(json_agg(granted.profile order by granted.priority, granted.group_id), '[]')
   from app_group_assignment granted join group_member membership on membership.group_id = granted.group_id
   where granted.app_id = u.app_id and membership.person_id = u.person_id and u.scope = 'GROUP' and granted.profile <> '{}')`;

/** What the app masters of the person of one app user `u`; null of apps that source nobody. */
export const SOURCED = sql`
  case when exists (select from app source where source.id = u.app_id and source.profile_sourcing)
    then array(select attribute from person_source where person_source.person_id = u.person_id and person_source.app_id = u.app_id) end`;

interface PersonRow extends Omit<UserSubject, "person" | "app" | "references" | "facts"> {
  readonly sourced: readonly string[] | null;
  readonly personId: PersonId;
  readonly personStatus: PersonStatus;
  readonly profile: Profile;
}

interface SettingsRow extends AppColumns {
  readonly isUnswept: boolean;
  readonly createUsers: boolean;
  readonly updateUserAttributes: boolean;
  readonly deactivateUsers: boolean;
  readonly syncPassword: boolean;
  readonly passwordSeed: "RANDOM" | "OKTA";
  readonly passwordLength: number;
  readonly passwordAlphabet: string;
  readonly suspendedPeople: "IGNORE" | "DEACTIVATE";
  readonly goneAccounts: "RECREATE" | "ASK";
  readonly userNameType: "BUILT_IN" | "CUSTOM" | "NONE";
  readonly userNameTemplate: string;
  readonly userNamePush: "PUSH" | "DONT_PUSH";
  readonly mappings: readonly MappingRow[];
  readonly inbound: readonly ImportMapping[] | null;
  readonly appName: string;
  readonly userNameSuffix: string | null;
  readonly customAttributes: readonly CustomAttribute[];
}

const USER_COLUMNS = sql`
      u.id as "appUserId", u.dirty_version as version, u.attempts, u.assigned, u.provision_requested as "provisionRequested",
      u.user_name_override as "userNameOverride", u.profile_override as "profileOverride", u.external_id as "externalId", u.origin,
      u.known, u.known_active as "knownActive", u.user_name as "userName", u.last_error as "lastError", u.in_doubt as "inDoubt",
      u.password_pending as "passwordPending", u.password_sealed as "passwordSealed", u.password_expired_at as "passwordExpiredAt",
      u.approved, u.causes, ${IS_PROTECTED} as "isProtected", u.reserved_user_name as "reservedUserName", ${GROUP_VALUES} as "groupValues",
      ${SOURCED} as sourced,
      exists (select from task t where t.app_user_id = u.id and t.state = 'OPEN') as "hasOpenTask",
      p.id as "personId", p.status as "personStatus", p.profile`;

const SETTINGS_COLUMNS = sql`
      ${APP_COLUMNS}, a.sweep_version > a.swept_version as "isUnswept", a.create_users as "createUsers", a.update_user_attributes as "updateUserAttributes",
      a.deactivate_users as "deactivateUsers", a.sync_password as "syncPassword", a.password_seed as "passwordSeed",
      a.password_length as "passwordLength", a.password_alphabet as "passwordAlphabet", a.suspended_people as "suspendedPeople",
      a.gone_accounts as "goneAccounts", a.user_name_type as "userNameType", a.user_name_template as "userNameTemplate",
      a.user_name_push as "userNamePush",
      a.name as "appName", a.user_name_suffix as "userNameSuffix", a.custom_attributes as "customAttributes",
      (select coalesce(json_agg(json_build_object('attribute', m.attribute, 'expression', m.expression, 'pushStatus', m.push_status,
           'source', m.source) order by m.position), '[]') from app_mapping m where m.app_id = a.id) as mappings,
      case when a.profile_sourcing then (
        select coalesce(json_agg(json_build_object('attribute', m.attribute, 'expression', m.expression) order by m.position), '[]')
        from import_mapping m where m.app_id = a.id) end as inbound`;

async function loadUser(
  db: Kysely<DirectoryTables>,
  condition: RawBuilder<unknown>,
  settings: (app: SubjectApp) => SubjectApp = (app) => app,
): Promise<UserSubject | undefined> {
  const { rows } = await sql<PersonRow & SettingsRow>`
    select ${USER_COLUMNS}, ${SETTINGS_COLUMNS}
    from app_user u join person p on p.id = u.person_id join app a on a.id = u.app_id
    where ${condition}`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  const app = settings(toSubjectApp(row));
  return await completeSubject(db, toSubject(row, app), factsAskedBy(app));
}

/** The app's part of its subjects; undefined when there is no such app. */
export async function findSubjectApp(db: Kysely<DirectoryTables>, appId: string): Promise<SubjectApp | undefined> {
  const { rows } = await sql<SettingsRow>`select ${SETTINGS_COLUMNS} from app a where a.id = ${appId}`.execute(db);
  return rows[0] === undefined ? undefined : toSubjectApp(rows[0]);
}

/** Which subjects of one app, after which person, and how many at most. */
export interface SubjectBatch {
  readonly app: SubjectApp;
  /** On `app_user u` and `person p`. */
  readonly where: RawBuilder<unknown>;
  readonly afterPersonId: string;
  /** Null = all. */
  readonly limit: number | null;
}

/** Subjects of one app in the order of their people, in one statement: the app is loaded once, not with each of them. */
export async function loadUserBatch(
  db: Kysely<DirectoryTables>,
  { app, where, afterPersonId, limit }: SubjectBatch,
): Promise<readonly UserSubject[]> {
  const { rows } = await sql<PersonRow>`
    select ${USER_COLUMNS} from app_user u join person p on p.id = u.person_id
     where u.app_id = ${app.id} and u.person_id > ${afterPersonId} and ${where} order by u.person_id limit ${limit}`.execute(
    db,
  );
  const subjects = rows.map((row) => toSubject(row, app));
  if (isWholeByRow(app)) return subjects;
  const asked = factsAskedBy(app);
  const complete: UserSubject[] = [];
  for (const subject of subjects) complete.push(await completeSubject(db, subject, asked));
  return complete;
}

function toSubject(row: PersonRow, app: SubjectApp): UserSubject {
  return {
    facts: NO_FACTS,
    groupValues: row.groupValues,
    reservedUserName: row.reservedUserName,
    appUserId: row.appUserId,
    version: row.version,
    attempts: row.attempts,
    assigned: row.assigned,
    provisionRequested: row.provisionRequested,
    userNameOverride: row.userNameOverride,
    profileOverride: row.profileOverride,
    externalId: row.externalId,
    origin: row.origin,
    known: row.known,
    knownActive: row.knownActive,
    userName: row.userName,
    lastError: row.lastError,
    inDoubt: row.inDoubt,
    hasOpenTask: row.hasOpenTask,
    passwordPending: row.passwordPending,
    passwordSealed: row.passwordSealed,
    passwordExpiredAt: row.passwordExpiredAt,
    approved: row.approved,
    causes: row.causes,
    isProtected: row.isProtected,
    references: [],
    person: { id: row.personId, status: row.personStatus, profile: row.profile },
    app: asSourced(app, row.sourced),
  };
}

function toSubjectApp(row: SettingsRow): SubjectApp {
  return {
    ...toTarget(row),
    dialect: toDialect(row),
    switches: row.switches,
    passport: row.passport,
    features: {
      createUsers: row.createUsers,
      updateUserAttributes: row.updateUserAttributes,
      deactivateUsers: row.deactivateUsers,
      syncPassword: row.syncPassword,
    },
    passwordSeed: row.passwordSeed,
    passwordRule: { length: row.passwordLength, alphabet: row.passwordAlphabet },
    suspendedPeople: row.suspendedPeople,
    goneAccounts: row.goneAccounts,
    userName: { type: row.userNameType, template: row.userNameTemplate, push: row.userNamePush },
    mappings: row.mappings,
    ...(row.inbound === null ? {} : { inbound: row.inbound }),
    name: row.appName,
    userNameSuffix: row.userNameSuffix,
    customAttributes: row.customAttributes,
    rateLimitCount: row.rateLimitCount,
    canSend: row.canSend,
    hasOpenTask: row.appHasOpenTask,
    isTroubled: row.isTroubled,
    isUnswept: row.isUnswept,
  };
}

/** The connection's part of the app's columns. */
export function toTarget(
  row: AppColumns,
): AppTarget & { readonly label: string; readonly connectionTestedAt: Date | null } {
  return {
    id: row.appId,
    label: row.label,
    baseUrl: row.baseUrl,
    authScheme: row.authScheme,
    authUsername: row.authUsername,
    authSettings: row.authSettings,
    authSecretSealed: row.authSecretSealed,
    rate:
      row.rateRequests === null || row.ratePer === null ? undefined : { requests: row.rateRequests, per: row.ratePer },
    connectionTestedAt: row.connectionTestedAt,
  };
}

/** How the app is spoken to. A dialect of an unknown name (written by a newer version) is the RFC's. */
export function toDialect(row: {
  readonly dialect: string;
  readonly switches: TargetSwitches;
  readonly passport?: Passport | null;
}): Dialect {
  return dialectOf(findDialectName(row.dialect) ?? "rfc", row.switches, row.passport);
}
