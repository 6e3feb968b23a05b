/** A person's own password: stored as a hash, delivered to apps (okta-client §1.6). Proofs and lock-out: person-attempts.ts. */
import type { PersonId } from "@lockstep/ports";
import { type Kysely, sql } from "kysely";
import { type Act, eventOf, type Trx } from "./act.ts";
import { notifyWork, touchAppUser } from "./dirty.ts";
import { DirectoryError, type ErrorCode, invalidField } from "./error.ts";
import { followRules } from "./follow-rules.ts";
import { CREDENTIAL_STATUSES } from "./lifecycle-table.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { loadPasswordPolicy } from "./password-policy/policy.ts";
import { type PasswordPolicySettings, passwordProblem } from "./password-policy/settings.ts";
import { lockForPeopleChange } from "./people-lock.ts";
import { prove, unlockWhenDue } from "./person-attempts.ts";
import { lockPerson, type PersonRow, personTarget, requirePerson } from "./person-row.ts";
import { endToken } from "./person-token.ts";
import { profileText } from "./profile.ts";
import { pendingPasswordContext, sealSecret } from "./seal.ts";
import { writeEvent } from "./system-log.ts";
import type { DirectoryTables, Profile } from "./tables.ts";

/** A password that a person has from now on. `hash` undefined: it is already stored. */
export interface NewPassword {
  readonly personId: PersonId;
  readonly password: string;
  readonly hash?: string | undefined;
}

/** Statuses that end with a password: the person had none, or had to choose a new one. */
const ENDED_BY_PASSWORD = ["PROVISIONED", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT"];
/** Hashes that are kept whatever the policy says now: it may ask for more tomorrow. */
const HISTORY_MAX = 24;

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
  const { status: before } = await requirePerson(trx, personId);
  await rememberHash(trx, personId);
  await sql`
    update person set password_hash = ${hash}, password_changed_at = now(), last_updated_at = now(),
      failed_attempts = 0, locked_at = null, locked_from = null,
      status_changed_at = case when status = any(${ENDED_BY_PASSWORD}::text[]) then now() else status_changed_at end,
      status = case when status = any(${ENDED_BY_PASSWORD}::text[]) then 'ACTIVE' else status end
    where id = ${personId}`.execute(trx);
  await endToken(trx, personId);
  const person = await requirePerson(trx, personId);
  await writeEvent(
    trx,
    eventOf(act, {
      eventType: "user.account.update_password",
      displayMessage: "User update password for Lockstep",
      targets: [personTarget(personId, person.profile)],
    }),
  );
  if (person.status === before) return;
  await followRules(trx, act, personId);
}

/** The present hash becomes history. */
export async function rememberHash(trx: Trx, personId: PersonId): Promise<void> {
  await sql`
    insert into person_password_history (person_id, password_hash)
    select id, password_hash from person where id = ${personId} and password_hash is not null`.execute(trx);
  await sql`
    delete from person_password_history where ctid in (
      select ctid from person_password_history where person_id = ${personId} order by replaced_at desc offset ${HISTORY_MAX})`.execute(
    trx,
  );
}

/** How a new password is judged. */
export interface PasswordJudgement {
  readonly profile: Profile;
  /** Of a person who exists: minimum age and history count as well. */
  readonly personId?: PersonId | undefined;
  readonly minimumAge?: boolean | undefined;
}

/** What the policy has against a new password; undefined when it can be used. */
export async function judgePassword(
  act: Act,
  password: string,
  judgement: PasswordJudgement,
): Promise<string | undefined> {
  const { settings } = await loadPasswordPolicy(act.database.kysely);
  const { profile, personId } = judgement;
  const problem = passwordProblem(settings, password, ownerOf(profile));
  if (problem !== undefined || personId === undefined) return problem;
  const tooYoung = judgement.minimumAge === true ? await ageProblem(act, personId, settings) : undefined;
  return tooYoung ?? (await historyProblem(act.database.kysely, { personId, password, settings }));
}

/** Whom a policy compares a password with. */
export function ownerOf(profile: Profile): Parameters<typeof passwordProblem>[2] {
  const text = (name: string) => profileText(profile, name);
  return { login: text("login"), firstName: text("firstName"), lastName: text("lastName") };
}

async function ageProblem(act: Act, id: PersonId, settings: PasswordPolicySettings): Promise<string | undefined> {
  const { minAgeMinutes } = settings.password.age;
  const { password_changed_at: changedAt } = await requirePerson(act.database.kysely, id);
  if (minAgeMinutes === 0 || changedAt === null) return undefined;
  return act.clock.now() - changedAt.getTime() < minAgeMinutes * 60_000
    ? `Password requirements were not met. At least ${minAgeMinutes} minute(s) must have elapsed since the password was changed.`
    : undefined;
}

async function historyProblem(
  db: Kysely<DirectoryTables>,
  input: { readonly personId: PersonId; readonly password: string; readonly settings: PasswordPolicySettings },
): Promise<string | undefined> {
  const { historyCount } = input.settings.password.age;
  if (historyCount === 0) return undefined;
  const { rows } = await sql<{ password_hash: string }>`
    (select password_hash from person where id = ${input.personId} and password_hash is not null)
    union all
    (select password_hash from person_password_history where person_id = ${input.personId}
      order by replaced_at desc limit ${historyCount - 1})`.execute(db);
  for (const { password_hash: hash } of rows) {
    if (await verifyPassword(hash, input.password))
      return `Password requirements were not met. The password cannot be any of the last ${historyCount} passwords.`;
  }
  return undefined;
}

/** The hash of a password that may be used; E0000001 otherwise. Undefined stays undefined. */
export async function hashNewPassword(
  act: Act,
  password: string | undefined,
  judgement: PasswordJudgement,
): Promise<string | undefined> {
  if (password === undefined) return undefined;
  const problem = await judgePassword(act, password, judgement);
  if (problem !== undefined) throw invalidField("password", problem);
  return await hashPassword(password);
}

/** Throws `refusal` when the person has no password, or the status does not allow the operation. */
function assertCredential(
  person: PersonRow,
  { operation, refusal }: { readonly operation: keyof typeof CREDENTIAL_STATUSES; readonly refusal: ErrorCode },
): void {
  if (!person.has_password)
    throw new DirectoryError(refusal, { causes: ["The person has no password here that could be proved."] });
  if (!CREDENTIAL_STATUSES[operation].some((status) => status === person.status))
    throw new DirectoryError(refusal, { causes: [`The status ${person.status} does not allow it.`] });
}

/** Proves who asks by the present password; E0000014 when it is wrong, `refusal` when the status or a lock-out forbids the operation. */
export async function requireProof(
  act: Act,
  personId: PersonId,
  options: {
    readonly operation: keyof typeof CREDENTIAL_STATUSES;
    readonly password: string;
    readonly field: string;
    readonly refusal: ErrorCode;
  },
): Promise<PersonRow> {
  const { settings } = await loadPasswordPolicy(act.database.kysely);
  await unlockWhenDue(act, personId, settings);
  const person = await requirePerson(act.database.kysely, personId);
  assertCredential(person, options);
  const stored = await act.database.kysely
    .selectFrom("person")
    .select("password_hash")
    .where("id", "=", personId)
    .executeTakeFirst();
  const proof = { personId, storedHash: stored?.password_hash ?? null, secret: options.password, settings };
  const verdict = await prove(act, proof);
  if (verdict === "right") return person;
  if (verdict === "locked") throw new DirectoryError(options.refusal, { causes: ["The person is locked out."] });
  throw new DirectoryError("E0000014", { causes: [`${options.field}: The credentials provided were incorrect.`] });
}

/** `change_password`: the old one proves who asks. E0000014 when it is wrong or the new one against the policy, E0000035 when not allowed. */
export async function changePassword(
  act: Act,
  personId: PersonId,
  change: { readonly oldPassword: string; readonly newPassword: string; readonly isStrict: boolean },
): Promise<PersonRow> {
  const proof = { operation: "change_password", field: "oldPassword", refusal: "E0000035" } as const;
  const { profile } = await requireProof(act, personId, { ...proof, password: change.oldPassword });
  const judgement = { profile, personId, minimumAge: change.isStrict };
  const problem = await judgePassword(act, change.newPassword, judgement);
  if (problem !== undefined) throw new DirectoryError("E0000014", { causes: [`password: ${problem}`] });
  const hash = await hashPassword(change.newPassword);
  return await act.database.transaction(async (trx) => {
    await lockForPeopleChange(trx);
    // Meanwhile the person may have been deactivated.
    assertCredential(await lockPerson(trx, personId), proof);
    await deliverPassword(trx, act, { personId, password: change.newPassword, hash });
    return await requirePerson(trx, personId);
  });
}
