/**
 * An account of the app belongs to one person. Two people may have the same user name in an app (a shared mailbox with the
 * format Email): the second one is never linked to the first one's account, and nothing of it is changed.
 */
import { sql } from "kysely";
import type { Deps } from "../deps.ts";
import { markAppUsers } from "../domain/dirty.ts";
import type { Verdict } from "./outcome-rules.ts";
import type { UserSubject } from "./user-subject.ts";

/** Ends a run before its next request: the account that was found is another person's. */
export class ForeignAccountError extends Error {
  override readonly name = "ForeignAccountError";
  readonly verdict: Extract<Verdict, { kind: "waits" }>;

  constructor(verdict: Extract<Verdict, { kind: "waits" }>) {
    super(verdict.detail);
    this.verdict = verdict;
  }
}

/** Throws when the account that was just found is linked to somebody else. */
export async function assertOwnAccount(deps: Deps, subject: UserSubject, externalId: string): Promise<void> {
  if (subject.externalId === externalId) return;
  const holder = await findHolder(deps, subject, externalId);
  if (holder !== undefined) throw new ForeignAccountError(verdictOf(subject, externalId, holder.login));
}

/**
 * Two runs found the same account at the same time and the other one was recorded first. Its holder is sent anew, in case
 * this run changed the account.
 */
export async function refuseForeignAccount(
  deps: Deps,
  subject: UserSubject,
  externalId: string,
): Promise<Extract<Verdict, { kind: "waits" }>> {
  const holder = await findHolder(deps, subject, externalId);
  if (holder !== undefined) {
    await deps.database.transaction(async (trx) => {
      await sql`update app_user set known = null where id = ${holder.id}`.execute(trx);
      await markAppUsers(trx, sql`id = ${holder.id}`);
    });
  }
  return verdictOf(subject, externalId, holder?.login ?? "another person");
}

async function findHolder(
  deps: Deps,
  subject: UserSubject,
  externalId: string,
): Promise<{ readonly id: string; readonly login: string } | undefined> {
  const { rows } = await sql<{ id: string; login: string }>`
    select u.id, p.profile->>'login' as login from app_user u join person p on p.id = u.person_id
     where u.app_id = ${subject.app.id} and u.external_id = ${externalId} and u.id <> ${subject.appUserId}`.execute(
    deps.database.kysely,
  );
  return rows[0];
}

function verdictOf(subject: UserSubject, externalId: string, holder: string): Extract<Verdict, { kind: "waits" }> {
  const detail = `The account ${externalId} that matches in ${subject.app.label} is linked to ${holder} already.`;
  return { kind: "waits", cause: "ambiguousMatch", status: undefined, detail, step: undefined };
}
