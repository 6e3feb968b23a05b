/** Moves a person from status to status by the table of lifecycle-table.ts, and deletes for good. */
import { createPassword, OKTA_PASSWORD } from "@lockstep/engine";
import type { PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { PersonStatus } from "../contract.ts";
import { type Act, eventOf, type Trx } from "./act.ts";
import { markDependants } from "./dependants.ts";
import { markAppUsers, markPeopleDirty, markPushGroupsOfPeopleDirty, reconcileAssignments } from "./dirty.ts";
import { DirectoryError } from "./error.ts";
import { applyGroupRules } from "./group-rules/apply-rules.ts";
import { requireNoneDue } from "./left-accounts.ts";
import { destinationOf, type LifecycleOperation, MOVES, type Move } from "./lifecycle-table.ts";
import { hashPassword } from "./password.ts";
import { lockForPeopleChange } from "./people-lock.ts";
import { rememberHash } from "./person-password.ts";
import { lockPerson, type PersonRow, personTarget, requirePerson } from "./person-row.ts";
import { endToken, issueToken } from "./person-token.ts";
import { writeEvent } from "./system-log.ts";

/** Okta's length. */
const TEMPORARY_LENGTH = 8;

/** What a move gives. */
export interface MoveResult {
  readonly person: PersonRow;
  /** With which the person chooses a password, where the move asks for one. */
  readonly token: string | undefined;
  /** Of `expire_password_with_temp_password`. */
  readonly tempPassword: string | undefined;
}

/**
 * Moves a person. Leaving (and returning) reconciles assignments: individual ones end with a deactivation and are not
 * restored, those through groups come back. A move that is not in the table is refused.
 */
export async function movePerson(act: Act, id: PersonId, operation: LifecycleOperation): Promise<MoveResult> {
  const move: Move = MOVES[operation];
  const temporary = operation === "expire_password_with_temp_password" ? await makeTemporary(act) : undefined;
  return await act.database.transaction(async (trx) => {
    await lockForPeopleChange(trx);
    const person = await lockPerson(trx, id);
    const status = destinationOf(person, operation);
    if (status === undefined) throw refusalOf(move, operation, person);
    await storeStatus(trx, person, status);
    if (temporary !== undefined) await storeTemporary(trx, id, temporary.hash);
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: move.eventType,
        displayMessage: move.message,
        targets: [personTarget(id, person.profile)],
      }),
    );
    const now = new Date(act.clock.now());
    if (status !== person.status) await applyGroupRules(trx, act, [id]);
    await reconcileAssignments(trx, { personIds: [id], actor: act.actor, traceId: act.traceId, now });
    // Groups take nobody in who is suspended.
    if (operation === "activate" || operation === "deactivate" || operation === "unsuspend")
      await markPushGroupsOfPeopleDirty(trx, [id], now);
    if (operation === "suspend") await markSwitchedOff(trx, id, now);
    // What changed during a suspension is sent when it ends.
    if (operation === "unsuspend") await markPeopleDirty(trx, [id], now);
    const token = await tokenFor(trx, act, { id, operation, status });
    return { person: await requirePerson(trx, id), token, tempPassword: temporary?.password };
  });
}

/** Suspending sends nothing but to apps that switch the account off with it. */
async function markSwitchedOff(trx: Trx, id: PersonId, now: Date): Promise<void> {
  const apps = sql`select app.id from app where app.suspended_people = 'DEACTIVATE'`;
  await markAppUsers(trx, sql`person_id = ${id} and assigned and app_id in (${apps})`, now);
}

function refusalOf(move: Move, operation: LifecycleOperation, person: PersonRow): DirectoryError {
  const { code, subject, cause } = move.refusal;
  if (person.provider_type !== "OKTA" && move.to[person.status] !== undefined)
    return new DirectoryError(code, { causes: ["The person's password is kept elsewhere."] });
  if (operation === "activate") {
    return person.status === "ACTIVE"
      ? new DirectoryError("E0000016", { causes: [cause] })
      : new DirectoryError(code, { causes: [`${cause} This one is ${person.status}.`] });
  }
  const summary = subject === undefined ? {} : { summary: `Api validation failed: ${subject}` };
  return new DirectoryError(code, { ...summary, causes: [cause] });
}

async function storeStatus(trx: Trx, person: PersonRow, status: PersonStatus): Promise<void> {
  // A deactivated person's password can no longer be delivered anywhere.
  await sql`
    update person set status = ${status}, last_updated_at = now(),
      status_changed_at = case when status = ${status} then status_changed_at else now() end,
      activated_at = case when ${person.status} in ('STAGED', 'DEPROVISIONED') and ${status} <> 'DEPROVISIONED' then now() else activated_at end,
      password_sealed = case when ${status} = 'DEPROVISIONED' then null else password_sealed end,
      password_sealed_at = case when ${status} = 'DEPROVISIONED' then null else password_sealed_at end,
      failed_attempts = case when status = ${status} then failed_attempts else 0 end, locked_at = null, locked_from = null
    where id = ${person.id}`.execute(trx);
}

async function makeTemporary(act: Act): Promise<{ readonly password: string; readonly hash: string }> {
  const password = createPassword(act.random, { ...OKTA_PASSWORD, length: TEMPORARY_LENGTH });
  return { password, hash: await hashPassword(password) };
}

/** It is for the way to a new password only: apps are not given it. */
async function storeTemporary(trx: Trx, id: PersonId, hash: string): Promise<void> {
  await rememberHash(trx, id);
  await sql`update person set password_hash = ${hash}, password_changed_at = now() where id = ${id}`.execute(trx);
}

async function tokenFor(
  trx: Trx,
  act: Act,
  moved: { readonly id: PersonId; readonly operation: LifecycleOperation; readonly status: PersonStatus },
): Promise<string | undefined> {
  const { id, operation, status } = moved;
  if (operation === "reset_password") return await issueToken(trx, act, id, "RECOVERY");
  if (operation !== "activate" && operation !== "reactivate") {
    await endToken(trx, id);
    return undefined;
  }
  if (status === "ACTIVE") return undefined;
  return await issueToken(trx, act, id, status === "RECOVERY" ? "RECOVERY" : "ACTIVATION");
}

/**
 * `DELETE`: the first call deactivates, the second removes for good. A person whose account in an app is still to be switched
 * off is not removed (E0000112); what stays active on purpose is named in the System Log.
 */
export async function deletePerson(act: Act, id: PersonId): Promise<"deactivated" | "removed"> {
  const isRemoved = await act.database.transaction(async (trx) => {
    const person = await lockPerson(trx, id);
    if (person.status !== "DEPROVISIONED") return false;
    const left = await requireNoneDue(trx, id);
    const now = new Date(act.clock.now());
    await markDependants(trx, { personIds: [id], change: "NAMES", now });
    await markPushGroupsOfPeopleDirty(trx, [id], now);
    await trx.deleteFrom("person").where("id", "=", id).execute();
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "user.lifecycle.delete.completed",
        displayMessage: "Delete user",
        targets: [personTarget(id, person.profile)],
        ...(left.length === 0 ? {} : { severity: "WARN", debug: { accountsLeftActive: left.join(", ") } }),
      }),
    );
    return true;
  });
  if (isRemoved) return "removed";
  await movePerson(act, id, "deactivate");
  return "deactivated";
}
