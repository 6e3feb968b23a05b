/** The moves of a person's status (okta-management-api §6.5). What is not in the table is refused. */
import type { PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { PersonStatus } from "../contract.ts";
import { type Act, eventOf, type Trx } from "./act.ts";
import { markAppUsers, markPeopleDirty, markPushGroupsOfPeopleDirty, reconcileAssignments } from "./dirty.ts";
import { DirectoryError, type ErrorCode } from "./error.ts";
import { lockPerson, type PersonRow, personTarget, requirePerson } from "./person-row.ts";
import { writeEvent } from "./system-log.ts";

/** One move. */
interface Move {
  readonly from: readonly PersonStatus[];
  readonly to: (person: PersonRow) => PersonStatus;
  readonly eventType: string;
  readonly message: string;
  /** What is answered from another status; `subject` is Okta's summary of a validation error. */
  readonly refusal: { readonly code: ErrorCode; readonly subject?: string; readonly cause: string };
}

const ALIVE: readonly PersonStatus[] = [
  "STAGED",
  "PROVISIONED",
  "ACTIVE",
  "RECOVERY",
  "PASSWORD_EXPIRED",
  "LOCKED_OUT",
  "SUSPENDED",
];

const MOVES = {
  activate: {
    from: ["STAGED", "DEPROVISIONED"],
    // Somebody who returns chooses a new password first: an old one may be known to others by now.
    to: (person) => (person.status === "STAGED" && person.has_password ? "ACTIVE" : "PROVISIONED"),
    eventType: "user.lifecycle.activate",
    message: "Activate user",
    refusal: { code: "E0000016", cause: "Only a staged or deactivated person can be activated." },
  },
  reactivate: {
    from: ["PROVISIONED", "RECOVERY"],
    to: (person) => person.status,
    eventType: "user.lifecycle.reactivate",
    message: "Reactivate user",
    refusal: { code: "E0000038", cause: "Only a person who has not chosen a password yet can be reactivated." },
  },
  deactivate: {
    from: ALIVE,
    to: () => "DEPROVISIONED",
    eventType: "user.lifecycle.deactivate",
    message: "Deactivate user",
    refusal: { code: "E0000038", cause: "The person is deactivated already." },
  },
  suspend: {
    from: ["ACTIVE"],
    to: () => "SUSPENDED",
    eventType: "user.lifecycle.suspend",
    message: "Suspend user",
    refusal: { code: "E0000001", subject: "suspendUser", cause: "Cannot suspend a user that is not active" },
  },
  unsuspend: {
    from: ["SUSPENDED"],
    to: () => "ACTIVE",
    eventType: "user.lifecycle.unsuspend",
    message: "Unsuspend user",
    refusal: { code: "E0000001", subject: "unsuspendUser", cause: "Cannot unsuspend a user that is not suspended" },
  },
  unlock: {
    from: ["LOCKED_OUT"],
    to: () => "ACTIVE",
    eventType: "user.account.unlock_by_admin",
    message: "Unlock user account",
    refusal: { code: "E0000038", cause: "Only a locked person can be unlocked." },
  },
  expire_password: {
    from: ["ACTIVE"],
    to: () => "PASSWORD_EXPIRED",
    eventType: "user.account.expire_password",
    message: "Expire user's password",
    refusal: { code: "E0000038", cause: "Only an active person's password can expire." },
  },
  reset_password: {
    from: ["ACTIVE", "PASSWORD_EXPIRED", "LOCKED_OUT", "RECOVERY", "PROVISIONED"],
    to: () => "RECOVERY",
    eventType: "user.account.reset_password",
    message: "Reset user's password",
    refusal: { code: "E0000017", cause: "The person's status does not allow a password reset." },
  },
} satisfies Readonly<Record<string, Move>>;

/** The names of the moves, as they stand in the path `/lifecycle/…`. */
export type LifecycleOperation = keyof typeof MOVES;

/** Whether a path segment names a move. */
export function isLifecycleOperation(name: string): name is LifecycleOperation {
  return Object.hasOwn(MOVES, name);
}

/**
 * Moves a person. Leaving (and returning) reconciles assignments: individual ones end with a deactivation and are not
 * restored, those through groups come back.
 */
export async function movePerson(act: Act, id: PersonId, operation: LifecycleOperation): Promise<PersonRow> {
  const move: Move = MOVES[operation];
  return await act.database.transaction(async (trx) => {
    const person = await lockPerson(trx, id);
    if (!move.from.includes(person.status)) throw refusalOf(move, operation, person.status);
    await storeStatus(trx, person, move.to(person));
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: move.eventType,
        displayMessage: move.message,
        targets: [personTarget(id, person.profile)],
      }),
    );
    const now = new Date(act.clock.now());
    await reconcileAssignments(trx, { personIds: [id], actor: act.actor, now });
    if (operation === "activate" || operation === "deactivate") await markPushGroupsOfPeopleDirty(trx, [id], now);
    if (operation === "suspend") await markSwitchedOff(trx, id, now);
    // What changed during a suspension is sent when it ends.
    if (operation === "unsuspend") await markPeopleDirty(trx, [id], now);
    return await requirePerson(trx, id);
  });
}

/** Suspending sends nothing but to apps that switch the account off with it. */
async function markSwitchedOff(trx: Trx, id: PersonId, now: Date): Promise<void> {
  const apps = sql`select app.id from app where app.suspended_people = 'DEACTIVATE'`;
  await markAppUsers(trx, sql`person_id = ${id} and assigned and app_id in (${apps})`, now);
}

function refusalOf(move: Move, operation: LifecycleOperation, status: PersonStatus): DirectoryError {
  const { code, subject, cause } = move.refusal;
  if (operation === "activate" && status !== "ACTIVE") {
    return new DirectoryError("E0000038", { causes: [`${cause} This one is ${status}.`] });
  }
  const summary = subject === undefined ? {} : { summary: `Api validation failed: ${subject}` };
  return new DirectoryError(code, { ...summary, causes: [cause] });
}

async function storeStatus(trx: Trx, person: PersonRow, status: PersonStatus): Promise<void> {
  // A deactivated person's password can no longer be delivered anywhere.
  await sql`
    update person set status = ${status}, status_changed_at = now(), last_updated_at = now(),
      activated_at = case when ${person.status} in ('STAGED', 'DEPROVISIONED') and ${status} <> 'DEPROVISIONED' then now() else activated_at end,
      password_sealed = case when ${status} = 'DEPROVISIONED' then null else password_sealed end,
      password_sealed_at = case when ${status} = 'DEPROVISIONED' then null else password_sealed_at end
    where id = ${person.id}`.execute(trx);
}

/**
 * `DELETE`: the first call deactivates, the second removes for good. A person whose deactivation still waits to be sent
 * to an app is not removed (E0000112): the row is all that knows which account is meant.
 */
export async function deletePerson(act: Act, id: PersonId): Promise<"deactivated" | "removed"> {
  const person = await requirePerson(act.database.kysely, id);
  if (person.status !== "DEPROVISIONED") {
    await movePerson(act, id, "deactivate");
    return "deactivated";
  }
  await act.database.transaction(async (trx) => {
    await lockPerson(trx, id);
    await assertNothingWaits(trx, id);
    await markPushGroupsOfPeopleDirty(trx, [id], new Date(act.clock.now()));
    await trx.deleteFrom("person").where("id", "=", id).execute();
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "user.lifecycle.delete.completed",
        displayMessage: "Delete user",
        targets: [personTarget(id, person.profile)],
      }),
    );
  });
  return "removed";
}

async function assertNothingWaits(trx: Trx, id: PersonId): Promise<void> {
  const { rows } = await sql<{ label: string }>`
    select app.label from app_user join app on app.id = app_user.app_id
    where app_user.person_id = ${id} and app_user.dirty_version > app_user.clean_version and app_user.external_id is not null
      and app_user.known_active is not false and app.provisioning_enabled and app.deactivate_users and app.status = 'ACTIVE'
    order by app.label`.execute(trx);
  if (rows.length === 0) return;
  const labels = rows.map((row) => row.label).join(", ");
  throw new DirectoryError("E0000112", {
    causes: [
      `The person's account is still to be deactivated in ${labels}. Wait for it, or solve its task, then delete again.`,
    ],
  });
}
