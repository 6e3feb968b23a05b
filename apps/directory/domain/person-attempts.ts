/** Proving who one is by password or answer, and the lock-out after too many wrong ones (password policy). */
import type { PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import type { PersonStatus } from "../contract.ts";
import { type Act, eventOf } from "./act.ts";
import { followRules } from "./follow-rules.ts";
import { LOCKABLE } from "./lifecycle-table.ts";
import { verifyPassword } from "./password.ts";
import type { PasswordPolicySettings } from "./password-policy/settings.ts";
import { lockForPeopleChange } from "./people-lock.ts";
import { personTarget } from "./person-row.ts";
import { writeEvent } from "./system-log.ts";
import type { Profile } from "./tables.ts";

/** What is compared with what. */
export interface Proof {
  readonly personId: PersonId;
  readonly storedHash: string | null;
  readonly secret: string;
  readonly settings: PasswordPolicySettings;
}

/**
 * Compares a secret with its hash. The attempt is counted before it is made, so that attempts at the same time cannot
 * exceed the policy's number; a right one clears the count, the last wrong one locks the person out.
 */
export async function prove(act: Act, proof: Proof): Promise<"right" | "wrong" | "locked"> {
  const { maxAttempts } = proof.settings.password.lockout;
  const { rows } = await sql<{ failed_attempts: number }>`
    update person set failed_attempts = failed_attempts + 1
    where id = ${proof.personId} and status <> 'LOCKED_OUT' and (${maxAttempts} = 0 or failed_attempts < ${maxAttempts})
    returning failed_attempts`.execute(act.database.kysely);
  const [counted] = rows;
  if (counted === undefined) return "locked";
  if (await verifyPassword(proof.storedHash, proof.secret)) {
    await sql`update person set failed_attempts = 0 where id = ${proof.personId}`.execute(act.database.kysely);
    return "right";
  }
  if (maxAttempts > 0 && counted.failed_attempts >= maxAttempts) await lockOut(act, proof.personId);
  return "wrong";
}

async function lockOut(act: Act, personId: PersonId): Promise<void> {
  await act.database.transaction(async (trx) => {
    await lockForPeopleChange(trx);
    const { rows } = await sql<{ profile: Profile }>`
      update person set locked_from = status, status = 'LOCKED_OUT', locked_at = ${new Date(act.clock.now())},
        status_changed_at = now(), last_updated_at = now()
      where id = ${personId} and status = any(${LOCKABLE}::text[]) returning profile`.execute(trx);
    const [locked] = rows;
    if (locked === undefined) return;
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "user.account.lock",
        displayMessage: "Max sign in attempts exceeded",
        severity: "WARN",
        outcome: { result: "FAILURE", reason: "LOCKED_OUT" },
        targets: [personTarget(personId, locked.profile)],
      }),
    );
    await followRules(trx, act, personId);
  });
}

/** Lets a person in again whose lock-out has lasted as long as the policy says. */
export async function unlockWhenDue(act: Act, personId: PersonId, settings: PasswordPolicySettings): Promise<void> {
  const { autoUnlockMinutes } = settings.password.lockout;
  if (autoUnlockMinutes === 0) return;
  const lockedBefore = new Date(act.clock.now() - autoUnlockMinutes * 60_000);
  await act.database.transaction(async (trx) => {
    await lockForPeopleChange(trx);
    const { rows } = await sql<{ profile: Profile }>`
      update person set status = coalesce(locked_from, 'ACTIVE'), locked_from = null, locked_at = null, failed_attempts = 0,
        status_changed_at = now(), last_updated_at = now()
      where id = ${personId} and status = 'LOCKED_OUT' and locked_at <= ${lockedBefore} returning profile`.execute(trx);
    const [unlocked] = rows;
    if (unlocked === undefined) return;
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "user.account.unlock",
        displayMessage: "User account was unlocked after the time of the password policy",
        targets: [personTarget(personId, unlocked.profile)],
      }),
    );
    await followRules(trx, act, personId);
  });
}

/** Marks a password that is older than the policy allows: noticed when it is used, not by a sweep. Returns the status from now on. */
export async function expireWhenOld(
  act: Act,
  person: { readonly id: PersonId; readonly status: PersonStatus; readonly password_changed_at: Date | null },
  settings: PasswordPolicySettings,
): Promise<PersonStatus> {
  const { maxAgeDays } = settings.password.age;
  const changedAt = person.password_changed_at?.getTime() ?? 0;
  const isOld = maxAgeDays > 0 && act.clock.now() - changedAt > maxAgeDays * 24 * 60 * 60 * 1000;
  if (!isOld || person.status !== "ACTIVE") return person.status;
  return await act.database.transaction(async (trx) => {
    await lockForPeopleChange(trx);
    const { rows } = await sql<{ profile: Profile }>`
      update person set status = 'PASSWORD_EXPIRED', status_changed_at = now(), last_updated_at = now()
      where id = ${person.id} and status = 'ACTIVE' returning profile`.execute(trx);
    if (rows[0] !== undefined) {
      await writeEvent(
        trx,
        eventOf(act, {
          eventType: "user.account.expire_password",
          displayMessage: "Password is older than the password policy allows",
          targets: [personTarget(person.id, rows[0].profile)],
        }),
      );
      await followRules(trx, act, person.id);
    }
    return "PASSWORD_EXPIRED" as const;
  });
}
