/**
 * What a new user name format would do to the people of an app, before it is saved: how many names change, who gets none, and which
 * people would get the same one. People are read in pages; only the names themselves are kept.
 */
import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { PersonStatus, SignOnChange, SignOnPlan } from "../contract.ts";
import type { AppRow } from "../domain/apps.ts";
import { factsAsked } from "../domain/facts-asked.ts";
import { profileText } from "../domain/profile.ts";
import type { DirectoryTables, Profile } from "../domain/tables.ts";
import { requireUserNameFormat } from "../domain/user-name-format.ts";
import { flat, loadFacts } from "./expression-facts.ts";
import { scopeOf } from "./expression-scope.ts";
import { computeUserName } from "./user-name.ts";

const PAGE = 1_000;
/** People and clashes that are named. */
const SAMPLES = 5;
const CLASHES_MAX = 100;

interface Row {
  readonly id: string;
  readonly personId: string;
  readonly status: PersonStatus;
  readonly profile: Profile;
  readonly userName: string | null;
  readonly override: string | null;
  readonly externalId: string | null;
  readonly known: Readonly<Record<string, unknown>> | null;
}

/** The plan. The format is checked as on saving; E0000001 names a fault. */
export async function planSignOn(
  db: Kysely<DirectoryTables>,
  app: AppRow,
  input: { readonly change: SignOnChange; readonly now: number },
): Promise<Omit<SignOnPlan, "overBudget">> {
  const { change, now } = input;
  const format = requireUserNameFormat(change);
  const counts = { people: 0, changed: 0, empty: 0 };
  const samples: SignOnPlan["samples"][number][] = [];
  const emptySamples: string[] = [];
  const holders = new Map<string, { readonly userName: string; readonly logins: string[] }>();
  for await (const row of peopleOf(db, app)) {
    const login = profileText(row.profile, "login");
    const after = await nameOf(db, row, { app, change: { ...change, ...format }, now });
    counts.people += 1;
    if (after === null) {
      counts.empty += 1;
      if (emptySamples.length < SAMPLES) emptySamples.push(login);
      continue;
    }
    const holder = holders.get(after.toLowerCase());
    if (holder === undefined) holders.set(after.toLowerCase(), { userName: after, logins: [login] });
    else holder.logins.push(login);
    if (row.userName === null || row.userName === after) continue;
    counts.changed += 1;
    if (samples.length < SAMPLES) samples.push({ login, before: row.userName, after });
  }
  const clashes = [...holders.values()].flatMap(({ userName, logins }) =>
    logins.length > 1 ? [{ userName, logins: logins.sort() }] : [],
  );
  const facts = {
    change: { ...change, ...format },
    ...counts,
    clashes: clashes.map(({ userName, logins }) => [userName, logins]),
  };
  return {
    token: createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 32),
    ...counts,
    samples,
    emptySamples,
    clashes: clashes.slice(0, CLASHES_MAX),
    clashCount: clashes.length,
  };
}

/** The name that a person would have: the own one, the one that stays on "create only", or the format's. */
async function nameOf(
  db: Kysely<DirectoryTables>,
  row: Row,
  { app, change, now }: { readonly app: AppRow; readonly change: SignOnChange; readonly now: number },
): Promise<string | null> {
  if (row.override !== null && row.override !== "") return row.override;
  if (change.push === "DONT_PUSH" && row.userName !== null && row.externalId !== null) return row.userName;
  const person = { id: row.personId, status: row.status, profile: row.profile };
  const facts = await loadFacts(db, person, factsAsked({ mappings: [], userName: change.template }));
  const named = { label: app.label, name: app.name, userNameSuffix: change.userSuffix };
  const computed = computeUserName(change, scopeOf({ person, app: named, facts, appuser: flat(row.known), now }));
  return computed.ok ? computed.userName : null;
}

async function* peopleOf(db: Kysely<DirectoryTables>, app: AppRow): AsyncGenerator<Row> {
  let after = "";
  for (;;) {
    const { rows } = await sql<Row>`
      select app_user.id, person.id as "personId", person.status, person.profile, app_user.user_name as "userName",
        app_user.user_name_override as "override", app_user.external_id as "externalId", app_user.known
      from app_user join person on person.id = app_user.person_id
      where app_user.app_id = ${app.id} and app_user.assigned and app_user.id > ${after}
      order by app_user.id limit ${PAGE}`.execute(db);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.id;
  }
}
