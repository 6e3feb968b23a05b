/** What a person proves without the password: the answer to the own question, or a one-time token (okta-management-api §6.5, §6.6). */
import type { PersonId } from "@lockstep/ports";
import { sql } from "kysely";
import { type Act, eventOf } from "./act.ts";
import { DirectoryError, invalidField } from "./error.ts";
import { hashPassword } from "./password.ts";
import { loadPasswordPolicy } from "./password-policy/policy.ts";
import { lockForPeopleChange } from "./people-lock.ts";
import { expireWhenOld, prove } from "./person-attempts.ts";
import { deliverPassword, judgePassword, requireProof } from "./person-password.ts";
import { lockPerson, type PersonRow, personTarget, requirePerson } from "./person-row.ts";
import { findTokenOwner, issueToken, spendToken } from "./person-token.ts";
import { displayNameOf, profileText } from "./profile.ts";
import { writeEvent } from "./system-log.ts";

/** A question with its answer. */
export interface RecoveryQuestion {
  readonly question: string;
  readonly answer: string;
}

const ANSWER_LENGTH_MAX = 100;

/** The hash of an answer: letter case and blanks around it do not count. */
export async function hashAnswer(answer: string): Promise<string> {
  return await hashPassword(foldAnswer(answer));
}

function foldAnswer(answer: string): string {
  return answer.trim().toLowerCase();
}

/** A question that can be stored; E0000001 otherwise. */
export function requireQuestion(recovery: RecoveryQuestion): RecoveryQuestion {
  for (const [field, text] of Object.entries(recovery)) {
    if (text.trim() === "") throw invalidField(`recovery_question.${field}`, "The field cannot be left blank");
    if (text.length > ANSWER_LENGTH_MAX)
      throw invalidField(`recovery_question.${field}`, `Must be at most ${ANSWER_LENGTH_MAX} characters long`);
  }
  return recovery;
}

/** `change_recovery_question`: the password proves who asks. The status stays. */
export async function changeRecoveryQuestion(
  act: Act,
  personId: PersonId,
  change: { readonly password: string; readonly recovery: RecoveryQuestion },
): Promise<PersonRow> {
  const { question, answer } = requireQuestion(change.recovery);
  const proof = { operation: "change_recovery_question", field: "password", refusal: "E0000036" } as const;
  const person = await requireProof(act, personId, { ...proof, password: change.password });
  const { settings } = await loadPasswordPolicy(act.database.kysely);
  if ((await expireWhenOld(act, person, settings)) === "PASSWORD_EXPIRED")
    throw new DirectoryError("E0000036", { causes: ["The password has expired: change it first."] });
  const answerHash = await hashAnswer(answer);
  return await act.database.transaction(async (trx) => {
    await lockPerson(trx, personId);
    await sql`
      update person set recovery_question = ${question}, recovery_answer_hash = ${answerHash}, last_updated_at = now()
      where id = ${personId}`.execute(trx);
    await writeEvent(
      trx,
      eventOf(act, {
        eventType: "user.account.update_recovery_question",
        displayMessage: "Change recovery question",
        targets: [personTarget(personId, person.profile)],
      }),
    );
    return await requirePerson(trx, personId);
  });
}

/** `forgot_password`: a token for somebody who is active and has a question. The status stays. E0000034 otherwise. */
export async function forgetPassword(act: Act, personId: PersonId): Promise<string> {
  return await act.database.transaction(async (trx) => {
    const person = await lockPerson(trx, personId);
    requireQuestionOf(person);
    return await issueToken(trx, act, personId, "RECOVERY");
  });
}

function requireQuestionOf(person: PersonRow): void {
  if (person.status === "ACTIVE" && person.has_password && person.recovery_question !== null) return;
  throw new DirectoryError("E0000034", {
    causes: ["It needs a person who is ACTIVE and has a password and a recovery question."],
  });
}

/** `forgot_password_recovery_question`: the answer proves who asks. E0000087 when it is wrong; wrong ones count as wrong passwords do. */
export async function recoverByAnswer(
  act: Act,
  personId: PersonId,
  change: { readonly answer: string; readonly password: string },
): Promise<PersonRow> {
  const person = await requirePerson(act.database.kysely, personId);
  requireQuestionOf(person);
  const stored = await act.database.kysely
    .selectFrom("person")
    .select("recovery_answer_hash")
    .where("id", "=", personId)
    .executeTakeFirst();
  const { settings } = await loadPasswordPolicy(act.database.kysely);
  const proof = {
    personId,
    storedHash: stored?.recovery_answer_hash ?? null,
    secret: foldAnswer(change.answer),
    settings,
  };
  const verdict = await prove(act, proof);
  if (verdict === "locked") throw new DirectoryError("E0000034", { causes: ["The person is locked out."] });
  if (verdict === "wrong") throw new DirectoryError("E0000087");
  return await storeChosen(act, person, { password: change.password, token: undefined });
}

/** Somebody who came with a token; undefined when it is unknown, used or too old. */
export async function findByToken(act: Act, token: string): Promise<PersonRow | undefined> {
  const personId = await findTokenOwner(act, token);
  return personId === undefined ? undefined : await requirePerson(act.database.kysely, personId);
}

/** Ends the welcome or reset flow: the person with the token has this password from now on, and is ACTIVE. E0000080 when the policy is against it, E0000011 for a token that does not work. */
export async function choosePassword(act: Act, token: string, password: string): Promise<PersonRow> {
  const person = await findByToken(act, token);
  if (person === undefined) throw new DirectoryError("E0000011");
  const { id, profile } = person;
  const own = { id, type: "User", alternateId: profileText(profile, "login"), displayName: displayNameOf(profile) };
  return await storeChosen({ ...act, actor: own }, person, { password, token });
}

async function storeChosen(
  act: Act,
  person: PersonRow,
  chosen: { readonly password: string; readonly token: string | undefined },
): Promise<PersonRow> {
  const { password, token } = chosen;
  const problem = await judgePassword(act, password, { profile: person.profile, personId: person.id });
  if (problem !== undefined) throw new DirectoryError("E0000080", { causes: [`password: ${problem}`] });
  const hash = await hashPassword(password);
  return await act.database.transaction(async (trx) => {
    await lockForPeopleChange(trx);
    const current = await lockPerson(trx, person.id);
    if (token === undefined) requireQuestionOf(current);
    else if (!(await spendToken(trx, act, token))) throw new DirectoryError("E0000011");
    await deliverPassword(trx, act, { personId: person.id, password, hash });
    return await requirePerson(trx, person.id);
  });
}
