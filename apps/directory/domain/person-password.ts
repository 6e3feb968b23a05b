/** A new directory password: its hash, and what it means for the person's accounts in apps (okta-client §1.6). */
import type { PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import { type Act, eventOf, type Trx } from "./act.ts";
import { notifyWork, touchAppUser } from "./dirty.ts";
import { DirectoryError } from "./error.ts";
import { checkPassword, hashPassword, verifyPassword } from "./password.ts";
import { lockPerson, type PersonRow, personTarget, requirePerson } from "./person-row.ts";
import { pendingPasswordContext, sealSecret } from "./seal.ts";
import { writeEvent } from "./system-log.ts";

/** A password that a person has from now on. `hash` undefined: it is already stored. */
export interface NewPassword {
  readonly personId: PersonId;
  readonly password: string;
  readonly hash?: string | undefined;
}

/** Statuses that end with a password: the person had none, or had to choose a new one. */
const ENDED_BY_PASSWORD = ["PROVISIONED", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT"];

/**
 * Stores the new password's hash and makes the apps that sync passwords deliver: a new random one where the app cycles
 * them, the directory's own (sealed until it is sent) where the app takes that. Other apps are left alone.
 */
export async function deliverPassword(trx: Trx, act: Act, change: NewPassword): Promise<void> {
  if (change.hash !== undefined) await storeHash(trx, act, change.personId, change.hash);
  const isSealNeeded = await syncsDirectoryPassword(trx);
  const sealed = isSealNeeded ? sealSecret(act, pendingPasswordContext(change.personId), change.password) : null;
  const now = new Date(act.clock.now());
  const { numAffectedRows } = await sql`
    update app_user set password_pending = true,
      password_sealed = case when app.password_seed = 'OKTA' then ${sealed}::bytea end,
      password_sealed_at = case when app.password_seed = 'OKTA' then ${now}::timestamptz end, password_expired_at = null,
      ${touchAppUser(now)}
    from app
    where app.id = app_user.app_id and app_user.person_id = ${change.personId} and app_user.assigned
      and app.provisioning_enabled and app.sync_password
      and (app.password_seed = 'OKTA' or app.password_change = 'CHANGE')`.execute(trx);
  // Nobody took it over yet: it waits for the first assignment to an app that syncs the directory's password.
  await sql`
    update person set password_sealed = case when exists (
      select 1 from app_user where person_id = person.id and password_sealed is not null) then null else ${sealed}::bytea end,
      password_sealed_at = ${now}::timestamptz
    where id = ${change.personId}`.execute(trx);
  if ((numAffectedRows ?? 0n) > 0n) await notifyWork(trx);
}

async function syncsDirectoryPassword(trx: Trx): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select 1 from app where provisioning_enabled and sync_password and password_seed = 'OKTA') as found`.execute(
    trx,
  );
  return rows[0]?.found === true;
}

async function storeHash(trx: Trx, act: Act, personId: PersonId, hash: string): Promise<void> {
  await sql`
    update person set password_hash = ${hash}, password_changed_at = now(), last_updated_at = now(),
      status_changed_at = case when status = any(${ENDED_BY_PASSWORD}::text[]) then now() else status_changed_at end,
      status = case when status = any(${ENDED_BY_PASSWORD}::text[]) then 'ACTIVE' else status end
    where id = ${personId}`.execute(trx);
  const person = await requirePerson(trx, personId);
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: "user.account.update_password",
      displayMessage: "User update password for Lockstep",
      targets: [personTarget(personId, person.profile)],
    }),
  );
}

/** Statuses in which a person may change the own password. */
const MAY_CHANGE = ["STAGED", "ACTIVE", "PASSWORD_EXPIRED", "RECOVERY"];

/** `change_password`: the old one proves who asks. E0000014 when it is wrong or the new one too weak, E0000035 when not allowed. */
export async function changePassword(
  act: Act,
  personId: PersonId,
  passwords: { readonly oldPassword: string; readonly newPassword: string },
): Promise<PersonRow> {
  const stored = await act.database.kysely
    .selectFrom("person")
    .select(["status", "password_hash", "profile"])
    .where("id", "=", personId)
    .executeTakeFirst();
  if (stored === undefined || stored.password_hash === null || !MAY_CHANGE.includes(stored.status)) {
    throw new DirectoryError("E0000035", {
      causes: ["The person has no password, or is in a status that does not allow it."],
    });
  }
  if (!(await verifyPassword(stored.password_hash, passwords.oldPassword))) {
    throw new DirectoryError("E0000014", { causes: ["oldPassword: The credentials provided were incorrect."] });
  }
  const problem = checkPassword(passwords.newPassword, stored.profile["login"] ?? "");
  if (problem !== undefined) throw new DirectoryError("E0000014", { causes: [`password: ${problem}`] });
  const hash = await hashPassword(passwords.newPassword);
  return await act.database.transaction(async (trx) => {
    await lockPerson(trx, personId);
    await deliverPassword(trx, act, { personId, password: passwords.newPassword, hash });
    return await requirePerson(trx, personId);
  });
}
