/** Importing people from a CSV file: everything is checked first; with any wrong row nothing is stored. */
import type { GroupId, PersonId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import type { CsvReport, CsvRowError } from "../../contract.ts";
import type { Act, Trx } from "../act.ts";
import { DirectoryError } from "../error.ts";
import { createId } from "../ids.ts";
import { hashPassword } from "../password.ts";
import { loadPasswordPolicy } from "../password-policy/policy.ts";
import { refusingTakenLogin } from "../people.ts";
import { lockForPeopleChange } from "../people-lock.ts";
import { profileText } from "../profile.ts";
import { loadProfileSchema } from "../profile-schema/load-schema.ts";
import type { DirectoryTables } from "../tables.ts";
import { decodeUtf8 } from "./decode.ts";
import { fold, type ImportPlan, type KnownDirectory, type KnownPerson, planImport } from "./plan.ts";
import { type CsvContent, ERRORS_MAX, readRows } from "./read-rows.ts";
import { storePlan } from "./store-plan.ts";

/** How an import is to run. */
export interface ImportOptions {
  /** Only check; store nothing. */
  readonly dryRun: boolean;
  /** Told how far it is: hashing of passwords and storing of people are steps. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Hashes computed at once: they are CPU work in the thread pool. */
const HASHES_AT_ONCE = 4;

/**
 * Imports a file. E0000001 with the report in `extra.report` when it is refused. The same file again changes nothing.
 */
export async function importPeople(act: Act, bytes: Uint8Array, options: ImportOptions): Promise<CsvReport> {
  const content = await readContent(act.database.kysely, bytes, options.dryRun);
  const newPeople = await countPasswords(act, content);
  if (options.dryRun) return await act.database.transaction((trx) => checkOnly(trx, act, content));
  const total = newPeople.length + content.people.length;
  const hashes = await hashPasswords(newPeople, (done) => options.onProgress(done, total));
  return await refusingTakenLogin(() =>
    act.database.transaction(async (trx) => {
      await lockForPeopleChange(trx);
      const plan = await planOn(trx, act, content);
      const byId = new Map(
        plan.created.flatMap((person) => toHash(person.id, hashes.get(fold(profileText(person.profile, "login"))))),
      );
      const skipped = newPeople.length + plan.unchanged;
      await storePlan(trx, act, {
        plan,
        hashes: byId,
        onProgress: (done) => options.onProgress(skipped + done, total),
      });
      return reportOf(content, plan, false);
    }),
  );
}

function toHash(id: PersonId, hash: string | undefined): readonly (readonly [PersonId, string])[] {
  return hash === undefined ? [] : [[id, hash]];
}

async function readContent(db: Kysely<DirectoryTables>, bytes: Uint8Array, dryRun: boolean): Promise<CsvContent> {
  const decoded = decodeUtf8(bytes);
  if (!decoded.ok)
    throw refused({ rows: 0, errors: [{ row: decoded.line, column: null, message: decoded.message }], dryRun });
  const rules = { schema: await loadProfileSchema(db), policy: (await loadPasswordPolicy(db)).settings };
  const content = await readRows(decoded.text, rules);
  if (content.errors.length > 0) throw refused({ rows: content.rows, errors: content.errors, dryRun });
  return content;
}

async function checkOnly(trx: Trx, act: Act, content: CsvContent): Promise<CsvReport> {
  return reportOf(content, await planOn(trx, act, content, true), true);
}

/** Plans against the directory as it is, with the people of the file locked. Throws when a row cannot be imported. */
async function planOn(trx: Trx, act: Act, content: CsvContent, dryRun = false): Promise<ImportPlan> {
  const directory = await readDirectory(trx, content);
  const plan = planImport(content, directory, {
    person: () => createId(act.random, "person"),
    group: () => createId(act.random, "group"),
  });
  if (plan.errors.length > 0) throw refused({ rows: content.rows, errors: plan.errors, dryRun });
  return plan;
}

async function readDirectory(trx: Trx, content: CsvContent): Promise<KnownDirectory> {
  const logins = content.people.map((person) => fold(profileText(person.profile, "login")));
  const managers = content.people.flatMap((person) => (person.managerLogin ? [fold(person.managerLogin)] : []));
  const names = new Set(content.people.flatMap((person) => person.groups.map(fold)));
  const wanted = [...new Set([...logins, ...managers])];
  const people = await sql<KnownPerson>`
    with found as (
      select person.id, person.status, person.profile from person
      where lower(person.profile->>'login') = any(${wanted}::text[]) order by person.id for no key update)
    select found.*, array(select group_id from group_member where group_member.person_id = found.id) as "groupIds",
      case when exists (select from app where profile_sourcing) then (
        select coalesce(json_agg(json_build_object('attribute', person_source.attribute, 'label', app.label) order by person_source.attribute), '[]')
        from person_source join app on app.id = person_source.app_id where person_source.person_id = found.id) else '[]' end as sources
    from found`.execute(trx);
  const groups = await sql<{ id: GroupId; name: string; type: "OKTA_GROUP" | "APP_GROUP" | "BUILT_IN" }>`
    select id, name, type from person_group where type <> 'APP_GROUP' and lower(name) = any(${[...names]}::text[])`.execute(
    trx,
  );
  return {
    people: new Map(people.rows.map((person) => [fold(profileText(person.profile, "login")), person])),
    groups: new Map(groups.rows.map((group) => [fold(group.name), group])),
  };
}

/** Folded logins and passwords of the people who are new and have one. Hashing must not keep a transaction waiting. */
async function countPasswords(
  act: { readonly database: { readonly kysely: Kysely<DirectoryTables> } },
  content: CsvContent,
): Promise<readonly { readonly login: string; readonly password: string }[]> {
  const given = content.people.flatMap(({ profile, password }) =>
    password === undefined ? [] : [{ login: fold(profileText(profile, "login")), password }],
  );
  if (given.length === 0) return [];
  const { rows } = await sql<{ login: string }>`
    select lower(profile->>'login') as login from person
    where lower(profile->>'login') = any(${given.map((person) => person.login)}::text[])`.execute(act.database.kysely);
  const known = new Set(rows.map((row) => row.login));
  return given.filter((person) => !known.has(person.login));
}

async function hashPasswords(
  people: readonly { readonly login: string; readonly password: string }[],
  onProgress: (done: number) => void,
): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  for (let start = 0; start < people.length; start += HASHES_AT_ONCE) {
    const batch = people.slice(start, start + HASHES_AT_ONCE);
    const hashed = await Promise.all(batch.map((person) => hashPassword(person.password)));
    for (const [index, person] of batch.entries()) hashes.set(person.login, hashed[index] ?? "");
    onProgress(hashes.size);
  }
  return hashes;
}

function reportOf(content: CsvContent, plan: ImportPlan, dryRun: boolean): CsvReport {
  return {
    rows: content.rows,
    created: plan.created.length,
    updated: plan.updated.length,
    unchanged: plan.unchanged,
    errors: [],
    dryRun,
  };
}

function refused(input: {
  readonly rows: number;
  readonly errors: readonly CsvRowError[];
  readonly dryRun: boolean;
}): DirectoryError {
  const errors = input.errors.slice(0, ERRORS_MAX);
  const report: CsvReport = { rows: input.rows, created: 0, updated: 0, unchanged: 0, errors, dryRun: input.dryRun };
  const causes = errors.slice(0, 20).map((error) => {
    const place = error.column === null ? `row ${error.row}` : `row ${error.row}, ${error.column}`;
    return `${place}: ${error.message}`;
  });
  return new DirectoryError("E0000001", { summary: "Api validation failed: file", causes, extra: { report } });
}
