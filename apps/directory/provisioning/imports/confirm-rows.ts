/** Confirming imported accounts: link to a person, create the person, or ignore (okta-client §3.5, Import tab). */
import type { AppId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import { type Act, eventOf, type Trx } from "../../domain/act.ts";
import { APP_USER_ID, markAppUsers, markPushGroupsOfPeopleDirty } from "../../domain/dirty.ts";
import { invalidField } from "../../domain/error.ts";
import { insertPerson } from "../../domain/people.ts";
import { lockForPeopleChange } from "../../domain/people-lock.ts";
import { foldedLogin } from "../../domain/person-row.ts";
import { profileText } from "../../domain/profile.ts";
import { loadProfileSchema } from "../../domain/profile-schema/load-schema.ts";
import { writeEvents } from "../../domain/system-log.ts";
import { completeProfile } from "./imported-profile.ts";

/** What is to become of one imported account. `personId` for LINK; left out, the person it was matched with. */
export interface Confirmation {
  readonly externalId: string;
  readonly action: "LINK" | "NEW" | "IGNORE";
  readonly personId?: PersonId | undefined;
}

/** How many accounts were linked, people created, and accounts ignored. */
export interface ConfirmResult {
  readonly linked: number;
  readonly created: number;
  readonly ignored: number;
}

/** What `confirmRows` is to do. */
export interface ConfirmInput {
  readonly appId: AppId;
  readonly rows: readonly Confirmation[];
  /** Whether created people are activated; else they are staged. */
  readonly activateNew: boolean;
  /** Skip what cannot be done instead of refusing the whole (confirmation by rule). */
  readonly onlyUnconfirmed?: boolean;
}

/** Rows of one call at most. */
const ROWS_MAX = 1_000;

interface StoredRow {
  readonly externalId: string;
  readonly userName: string;
  readonly active: boolean;
  readonly profile: Readonly<Record<string, string>>;
  readonly personId: PersonId | null;
  readonly state: "UNCONFIRMED" | "CONFIRMED" | "IGNORED";
}

/** Confirms rows on behalf of an administrator: all of them, or none and an error that names the row. */
export async function confirmImportRows(
  act: Act,
  appId: AppId,
  input: { readonly rows: readonly Confirmation[]; readonly activateNew?: boolean },
): Promise<ConfirmResult> {
  if (input.rows.length > ROWS_MAX) throw invalidField("rows", `At most ${ROWS_MAX} rows can be confirmed at once`);
  return await act.database.transaction(async (trx) => {
    await lockForPeopleChange(trx);
    const activateNew = input.activateNew ?? (await readsAutoActivate(trx, appId));
    return await confirmRows(trx, act, { appId, rows: input.rows, activateNew });
  });
}

/** As `confirmImportRows`, inside a transaction that holds `lockForPeopleChange`. */
export async function confirmRows(trx: Trx, act: Act, input: ConfirmInput): Promise<ConfirmResult> {
  const stored = await lockRows(trx, input);
  const counts = { linked: 0, created: 0, ignored: 0 };
  for (const confirmation of input.rows) {
    const row = stored.get(confirmation.externalId);
    const refusal = await confirmOne(trx, act, { confirmation, row, input });
    if (refusal === undefined) counts[COUNTED[confirmation.action]] += 1;
    else if (input.onlyUnconfirmed !== true) throw invalidField(confirmation.externalId, refusal);
  }
  return counts;
}

const COUNTED = { LINK: "linked", NEW: "created", IGNORE: "ignored" } as const;

interface OneConfirmation {
  readonly confirmation: Confirmation;
  readonly row: StoredRow | undefined;
  readonly input: ConfirmInput;
}

/** Why it cannot be done, or undefined when it is done. */
async function confirmOne(
  trx: Trx,
  act: Act,
  { confirmation, row, input }: OneConfirmation,
): Promise<string | undefined> {
  if (row === undefined) return "No imported account has this id";
  if (row.state === "CONFIRMED") return "The account is confirmed already";
  if (row.state === "IGNORED" && input.onlyUnconfirmed === true) return "The account is ignored";
  if (confirmation.action === "IGNORE") {
    await setState(trx, input.appId, { row, state: "IGNORED", personId: null });
    return undefined;
  }
  const person =
    confirmation.action === "NEW"
      ? await createFrom(trx, act, { row, input })
      : await findPersonOf(trx, confirmation, row);
  if (!person.ok) return person.refusal;
  const refusal = await link(trx, act, { appId: input.appId, row, personId: person.id });
  if (refusal !== undefined) return refusal;
  await setState(trx, input.appId, { row, state: "CONFIRMED", personId: person.id });
  await logLink(trx, act, { appId: input.appId, personId: person.id, row, isNew: confirmation.action === "NEW" });
  return undefined;
}

type PersonResult = { readonly ok: true; readonly id: PersonId } | { readonly ok: false; readonly refusal: string };

async function findPersonOf(trx: Trx, confirmation: Confirmation, row: StoredRow): Promise<PersonResult> {
  const wanted = confirmation.personId ?? row.personId;
  if (wanted === null) return { ok: false, refusal: "No person is given, and none matches" };
  const { rows } = await sql<{ id: PersonId; status: string }>`
    select id, status from person where id = ${wanted} for no key update`.execute(trx);
  const [person] = rows;
  if (person === undefined) return { ok: false, refusal: "The person does not exist" };
  if (person.status === "DEPROVISIONED")
    return { ok: false, refusal: "The person is deactivated: activate the person first" };
  return { ok: true, id: person.id };
}

async function createFrom(
  trx: Trx,
  act: Act,
  { row, input }: { readonly row: StoredRow; readonly input: ConfirmInput },
): Promise<PersonResult> {
  const profile = completeProfile(await loadProfileSchema(trx), row.profile);
  if (profile === undefined)
    return {
      ok: false,
      refusal:
        "The account lacks what a person needs: login, e-mail, first and last name, and the attributes that the profile schema requires",
    };
  const login = profileText(profile, "login");
  const taken = await sql`
    select from person where ${foldedLogin(sql`profile->>'login'`)} = ${foldedLogin(sql`${login}::text`)}`.execute(trx);
  if (taken.rows.length > 0)
    return { ok: false, refusal: `A person with the login ${login} exists already: link the account to that person` };
  const person = await insertPerson(trx, act, { profile, activate: input.activateNew, source: "import" });
  return { ok: true, id: person.id };
}

/** The account is known by its id and confirmed by a person or a rule; what differs from the mappings is pushed next. */
async function link(
  trx: Trx,
  act: Act,
  { appId, row, personId }: { readonly appId: AppId; readonly row: StoredRow; readonly personId: PersonId },
): Promise<string | undefined> {
  const now = new Date(act.clock.now());
  const { rows } = await sql<{ personId: PersonId; externalId: string | null }>`
    select person_id as "personId", external_id as "externalId" from app_user
     where app_id = ${appId} and (person_id = ${personId} or external_id = ${row.externalId}) for update`.execute(trx);
  if (rows.some((found) => found.externalId === row.externalId)) return "The account is linked already";
  if (rows.some((found) => found.externalId !== null)) return "The person has another account in the app already";
  await sql`
    insert into app_user as assignment (id, app_id, person_id, assigned, scope, provision_requested, external_id, origin, known_active, user_name,
      sync_state, due_at)
    values (${APP_USER_ID}, ${appId}, ${personId}, true, 'USER', true, ${row.externalId}, 'confirmed', ${row.active}, ${row.userName},
      'OUT_OF_SYNC', ${now})
    on conflict (app_id, person_id) do update
      set assigned = true, scope = case when assignment.assigned then assignment.scope else 'USER' end, provision_requested = true,
          external_id = excluded.external_id, origin = 'confirmed', known = null, known_active = excluded.known_active,
          user_name = excluded.user_name, status_changed_at = ${now}`.execute(trx);
  await markAppUsers(trx, sql`app_id = ${appId} and person_id = ${personId}`, now);
  await markPushGroupsOfPeopleDirty(trx, [personId], now);
  return undefined;
}

async function lockRows(trx: Trx, input: ConfirmInput): Promise<ReadonlyMap<string, StoredRow>> {
  const { rows } = await sql<StoredRow>`
    select external_id as "externalId", user_name as "userName", active, profile, person_id as "personId", state from import_row
     where app_id = ${input.appId} and external_id = any(${input.rows.map((row) => row.externalId)}::text[])
     order by external_id for update`.execute(trx);
  return new Map(rows.map((row) => [row.externalId, row]));
}

async function setState(
  trx: Trx,
  appId: AppId,
  change: { readonly row: StoredRow; readonly state: "CONFIRMED" | "IGNORED"; readonly personId: PersonId | null },
): Promise<void> {
  await sql`
    update import_row set state = ${change.state}, person_id = ${change.personId}, last_updated_at = now()
     where app_id = ${appId} and external_id = ${change.row.externalId}`.execute(trx);
}

async function readsAutoActivate(trx: Trx, appId: AppId): Promise<boolean> {
  const app = await trx.selectFrom("app").select("import_match").where("id", "=", appId).executeTakeFirst();
  return app?.import_match.autoActivateNewUsers === true;
}

async function logLink(
  trx: Trx,
  act: Act,
  linked: { readonly appId: AppId; readonly personId: PersonId; readonly row: StoredRow; readonly isNew: boolean },
): Promise<void> {
  const { appId, personId, row, isNew } = linked;
  const name = row.profile["displayName"] ?? row.userName;
  await writeEvents(trx, [
    eventOf(act, {
      eventType: isNew ? "system.import.user.create" : "system.import.user_match.confirm",
      displayMessage: isNew ? "Create person from imported account" : "Confirm match of imported account",
      targets: [
        { id: personId, type: "User", displayName: name, alternateId: row.profile["login"] ?? row.userName },
        { id: appId, type: "AppInstance", displayName: "" },
      ],
      debug: { externalId: row.externalId, userName: row.userName },
    }),
  ]);
}
