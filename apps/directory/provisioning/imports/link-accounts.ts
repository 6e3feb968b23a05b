/** Ties confirmed accounts to people, all in the same statements: app users, rows, what the app masters, and the log. */
import type { ImportedUser } from "@lockstep/engine";
import type { AppId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import { markAccountReaders } from "../../domain/account-readers.ts";
import { type Act, eventOf, type Trx } from "../../domain/act.ts";
import { APP_USER_ID, markAppUsers, markPushGroupsOfPeopleDirty } from "../../domain/dirty.ts";
import { profileText } from "../../domain/profile.ts";
import { type SystemEvent, writeEvents } from "../../domain/system-log.ts";
import type { Profile } from "../../domain/tables.ts";
import { amend, type HookAnswers } from "./amend-account.ts";
import type { StoredRow } from "./decide-confirmations.ts";
import type { ImportSettings } from "./import-settings.ts";
import type { MappedProfile } from "./imported-profile.ts";
import { keptAsAnswers } from "./kept-answers.ts";
import { applySourced } from "./profile-sourcing.ts";

/** One account with its person. */
export interface AccountLink {
  readonly row: StoredRow;
  readonly personId: PersonId;
  readonly as: "LINK" | "NEW";
  /** Kept for undoing: the app user that there was, or the person as it was made. */
  readonly before: Readonly<Record<string, unknown>> | null;
}

/** The accounts are known by their ids and confirmed; what differs from the mappings is pushed next. */
export async function linkAccounts(
  trx: Trx,
  act: Act,
  { settings, links }: { readonly settings: ImportSettings; readonly links: readonly AccountLink[] },
): Promise<void> {
  if (links.length === 0) return;
  const now = new Date(act.clock.now());
  await storeLinks(trx, settings.appId, { links, now });
  const personIds = links.map(({ personId }) => personId);
  await markAppUsers(trx, sql`app_id = ${settings.appId} and person_id = any(${personIds}::text[])`, now);
  await markAccountReaders(trx, { appId: settings.appId, personIds, now });
  await markPushGroupsOfPeopleDirty(trx, personIds, now);
  await storeConfirmed(trx, settings.appId, { links, now });
  await writeEvents(
    trx,
    links.map((link) => linkEvent(act, settings, link)),
  );
  if (!settings.isSource) return;
  const { label, mapper } = settings;
  const linked = links.filter(({ as }) => as === "LINK");
  const users = linked.flatMap(({ row }) => userOf(row) ?? []);
  const answers = await keptAsAnswers(trx, settings, users);
  const accounts = linked.map(({ row, personId }) => ({ personId, mapped: mapped(settings, row, answers) }));
  await applySourced(trx, act, {
    app: { id: settings.appId, label, schema: mapper.schema },
    accounts,
    isPreview: false,
  });
}

/** Rows that were ignored, or are looked at again. */
export async function storeRowStates(
  trx: Trx,
  appId: AppId,
  states: readonly { readonly row: StoredRow; readonly state: "IGNORED" | "UNCONFIRMED" }[],
): Promise<void> {
  for (const state of ["IGNORED", "UNCONFIRMED"] as const) {
    const ids = states.filter((one) => one.state === state).map(({ row }) => row.externalId);
    if (ids.length === 0) continue;
    await sql`
      update import_row set state = ${state}, last_updated_at = now()
      where app_id = ${appId} and external_id = any(${ids}::text[])`.execute(trx);
  }
}

function userOf({ externalId: id, userName, active, resource }: StoredRow): ImportedUser | undefined {
  return resource === null ? undefined : { id, userName, active, resource: resource as ImportedUser["resource"] };
}

function mapped({ mapper }: ImportSettings, row: StoredRow, answers: HookAnswers): MappedProfile {
  const user = userOf(row);
  // Rows of before the accounts were kept as they are have the profile alone.
  if (user === undefined) return { taken: new Set(), profile: row.profile, problems: [] };
  return amend(mapper, user, { asked: answers.get(user.id) }).mapped;
}

async function storeLinks(
  trx: Trx,
  appId: AppId,
  { links, now }: { readonly links: readonly AccountLink[]; readonly now: Date },
): Promise<void> {
  const rows = links.map(({ row, personId }) => ({
    person_id: personId,
    external_id: row.externalId,
    active: row.active,
    user_name: row.userName,
  }));
  await sql`
    insert into app_user as assignment (id, app_id, person_id, assigned, scope, provision_requested, external_id, origin, known_active,
      user_name, sync_state, due_at)
    select ${APP_USER_ID}, ${appId}, person_id, true, 'USER', true, external_id, 'confirmed', active, user_name, 'OUT_OF_SYNC',
      ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as linked (person_id text, external_id text, active boolean, user_name text)
    on conflict (app_id, person_id) do update
      set assigned = true, scope = case when assignment.assigned then assignment.scope else 'USER' end, provision_requested = true,
          external_id = excluded.external_id, origin = 'confirmed', known = null, seen = null, known_active = excluded.known_active,
          user_name = excluded.user_name, status_changed_at = ${now}::timestamptz`.execute(trx);
}

async function storeConfirmed(
  trx: Trx,
  appId: AppId,
  { links, now }: { readonly links: readonly AccountLink[]; readonly now: Date },
): Promise<void> {
  const rows = links.map(({ row, personId, as, before }) => ({
    external_id: row.externalId,
    person_id: personId,
    confirmed_as: as,
    before,
  }));
  await sql`
    update import_row set state = 'CONFIRMED', person_id = confirmed.person_id, confirmed_as = confirmed.confirmed_as,
      confirmed_at = ${now}, before = confirmed.before, reason = null, last_updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as confirmed (external_id text, person_id text, confirmed_as text, before jsonb)
    where import_row.app_id = ${appId} and import_row.external_id = confirmed.external_id`.execute(trx);
}

function linkEvent(act: Act, settings: ImportSettings, { row, personId, as }: AccountLink): SystemEvent {
  const isNew = as === "NEW";
  const text = (name: keyof Profile & string) => profileText(row.profile, name);
  return eventOf(act, {
    eventType: isNew ? "system.import.user.create" : "system.import.user_match.confirm",
    displayMessage: isNew ? "Create person from imported account" : "Confirm match of imported account",
    targets: [
      {
        id: personId,
        type: "User",
        displayName: text("displayName") || row.userName,
        alternateId: text("login") || row.userName,
      },
      { id: settings.appId, type: "AppInstance", displayName: settings.label, alternateId: settings.label },
    ],
    debug: { externalId: row.externalId, userName: row.userName },
  });
}
