/**
 * Undoing confirmations: the account waits again, and nothing is sent to the app. A person that the confirmation made is deleted as long as
 * nobody touched it. What the app was sent meanwhile, and values that it gave as a source, stay as they are.
 */
import type { AppId, PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { UndoResult } from "../../contract.ts";
import { markAccountReaders } from "../../domain/account-readers.ts";
import { type Act, eventOf, type Trx } from "../../domain/act.ts";
import { markDependants } from "../../domain/dependants.ts";
import { markPushGroupsOfPeopleDirty, recordChanges } from "../../domain/dirty.ts";
import { invalidField } from "../../domain/error.ts";
import { EVERYONE_GROUP_ID } from "../../domain/people.ts";
import { lockForPeopleChange } from "../../domain/people-lock.ts";
import { personTarget } from "../../domain/person-row.ts";
import { writeEvents } from "../../domain/system-log.ts";
import type { Profile } from "../../domain/tables.ts";
import { CONFIRM_ROWS_MAX } from "./confirm-rows.ts";
import { loadImportSettings } from "./import-settings.ts";
import { rematchSome } from "./rematch.ts";

interface ConfirmedRow {
  readonly externalId: string;
  readonly state: string;
  readonly confirmedAs: "LINK" | "NEW" | null;
  readonly before: { readonly assigned?: boolean; readonly scope?: "USER" | "GROUP" } | null;
  readonly personId: PersonId | null;
  readonly profile: Profile | null;
  readonly appUserId: string | null;
  readonly scope: "USER" | "GROUP" | null;
  readonly isLeased: boolean | null;
  /** The person that was made is as it was made. */
  readonly isUntouched: boolean | null;
}

type Undo =
  | { readonly kind: "kept"; readonly row: ConfirmedRow; readonly reason: string }
  | { readonly kind: "unlink"; readonly row: ConfirmedRow; readonly reason: string | undefined }
  | { readonly kind: "delete"; readonly row: ConfirmedRow };

/** Undoes what can be; the rest is told with its reason. */
export async function undoConfirmations(act: Act, appId: AppId, externalIds: readonly string[]): Promise<UndoResult> {
  if (externalIds.length > CONFIRM_ROWS_MAX)
    throw invalidField("externalIds", `At most ${CONFIRM_ROWS_MAX} rows can be undone at once`);
  return await act.database.transaction(async (trx) => {
    await lockForPeopleChange(trx);
    const settings = await loadImportSettings(trx, appId, act.clock.now());
    const rows = await loadConfirmed(trx, appId, externalIds);
    const unknown = externalIds.filter((id) => !rows.some(({ externalId }) => externalId === id));
    const undos = rows.map(decideUndo);
    const undone = undos.filter((undo) => undo.kind !== "kept");
    const unlinked = undos.filter((undo) => undo.kind === "unlink").map(({ row }) => row);
    await unlink(trx, act, { appId, rows: unlinked });
    await deletePeople(
      trx,
      act,
      undos.filter((undo) => undo.kind === "delete").map(({ row }) => row),
    );
    const ids = undone.map(({ row }) => row.externalId);
    await sql`
      update import_row set state = 'UNCONFIRMED', person_id = null, confirmed_as = null, confirmed_at = null, before = null
      where app_id = ${appId} and external_id = any(${ids}::text[])`.execute(trx);
    await rematchSome(trx, settings, ids);
    await writeEvents(
      trx,
      undone.map(({ row }) =>
        eventOf(act, {
          eventType: "system.import.user_match.update",
          displayMessage: "Undo confirmation of imported account",
          targets: [
            ...(row.personId === null ? [] : [personTarget(row.personId, row.profile ?? {})]),
            { id: appId, type: "AppInstance", displayName: settings.label, alternateId: settings.label },
          ],
          debug: { externalId: row.externalId, confirmedAs: row.confirmedAs },
        }),
      ),
    );
    return {
      unlinked: undone.length,
      deleted: undos.filter(({ kind }) => kind === "delete").length,
      kept: [
        ...unknown.map((externalId) => ({ externalId, reason: "No imported account has this id." })),
        ...undos.flatMap((undo) =>
          undo.kind === "delete" || undo.reason === undefined
            ? []
            : [{ externalId: undo.row.externalId, reason: undo.reason }],
        ),
      ],
    };
  });
}

/** What becomes of one confirmation. Pure. */
function decideUndo(row: ConfirmedRow): Undo {
  const kept = (reason: string): Undo => ({ kind: "kept", row, reason });
  if (row.state !== "CONFIRMED") return kept("The account is not confirmed.");
  if (row.confirmedAs === null) return kept("What was there before is not known any more: unassign the app instead.");
  if (row.appUserId === null) return kept("The account is not linked to the person any more.");
  if (row.isLeased === true) return kept("Work for the person in the app is under way: try again in a moment.");
  if (row.confirmedAs === "LINK") return { kind: "unlink", row, reason: undefined };
  if (row.isUntouched === true) return { kind: "delete", row };
  const reason = "The account waits again. The person that was made of it has been changed or used since, and stays.";
  return { kind: "unlink", row, reason };
}

async function loadConfirmed(trx: Trx, appId: AppId, externalIds: readonly string[]): Promise<readonly ConfirmedRow[]> {
  await sql`
    select from person where id in (
      select person_id from import_row where app_id = ${appId} and external_id = any(${externalIds}::text[]))
    order by id for update`.execute(trx);
  const { rows } = await sql<ConfirmedRow>`
    select r.external_id as "externalId", r.state, r.confirmed_as as "confirmedAs", r.before, r.person_id as "personId", p.profile,
      u.id as "appUserId", u.scope, u.lease_owner is not null as "isLeased",
      p.profile = r.before->'profile' and p.status = r.before->>'status' and p.password_hash is null
        and not exists (select from group_member m where m.person_id = p.id and m.is_manual and m.group_id <> ${EVERYONE_GROUP_ID})
        and not exists (select from app_user o where o.person_id = p.id and o.id <> u.id
          and (o.external_id is not null or o.in_doubt or o.lease_owner is not null or (o.assigned and o.scope = 'USER'))) as "isUntouched"
    from import_row r left join person p on p.id = r.person_id
    left join app_user u on u.app_id = r.app_id and u.external_id = r.external_id and u.person_id = r.person_id
    where r.app_id = ${appId} and r.external_id = any(${externalIds}::text[])
    order by r.external_id for update of r`.execute(trx);
  return rows;
}

interface UndoneRows {
  readonly appId: AppId;
  readonly rows: readonly ConfirmedRow[];
}

/**
 * The app user is as it was before: gone, or without an account. Who has the app by then in another way waits for "Provision user", so
 * that nothing links the account again by itself.
 */
async function unlink(trx: Trx, act: Act, { appId, rows }: UndoneRows): Promise<void> {
  const now = new Date(act.clock.now());
  const wasThere = ({ before, confirmedAs }: ConfirmedRow) => confirmedAs === "LINK" && before?.assigned === true;
  const isGone = (row: ConfirmedRow) => !wasThere(row) && row.scope === "USER";
  const ids = (some: readonly ConfirmedRow[]) => some.flatMap(({ appUserId }) => appUserId ?? []);
  const gone = ids(rows.filter(isGone));
  const kept = ids(rows.filter((row) => !isGone(row)));
  if (gone.length > 0) {
    const removed = sql`
      delete from app_user as assignment where id = any(${gone}::text[])
      returning assignment.id, assignment.app_id, assignment.person_id`;
    await recordChanges(trx, removed, {
      scope: { now, actor: act.actor },
      eventType: "application.user_membership.remove",
      message: "Remove user's application membership: the confirmation of the account was undone",
    });
  }
  if (kept.length === 0) return;
  // While the account is still known: it leaves the pushed groups that hold it.
  const people = rows.flatMap((row) => (isGone(row) ? [] : (row.personId ?? [])));
  await markAccountReaders(trx, { appId, personIds: people, now });
  await markPushGroupsOfPeopleDirty(trx, people, now);
  await sql`
    update app_user set external_id = null, origin = null, known = null, seen = null, known_active = null, user_name = null, in_doubt = false,
      provision_requested = false, sync_state = 'DISABLED', clean_version = dirty_version, attempts = 0, last_error = null,
      last_updated_at = ${now}
    where id = any(${kept}::text[])`.execute(trx);
}

async function deletePeople(trx: Trx, act: Act, rows: readonly ConfirmedRow[]): Promise<void> {
  const ids = rows.flatMap(({ personId }) => personId ?? []);
  if (ids.length === 0) return;
  const now = new Date(act.clock.now());
  await markDependants(trx, { personIds: ids, change: "NAMES", now });
  await markPushGroupsOfPeopleDirty(trx, ids, now);
  await trx.deleteFrom("person").where("id", "in", ids).execute();
  await writeEvents(
    trx,
    rows.map(({ personId, profile }) =>
      eventOf(act, {
        eventType: "user.lifecycle.delete.completed",
        displayMessage: "Delete user: the import that made the person was undone",
        targets: personId === null ? [] : [personTarget(personId, profile ?? {})],
      }),
    ),
  );
}
