/**
 * An account of the app belongs to one person. Two people may have the same user name in an app (a shared mailbox with the
 * format Email): the second one is never linked to the first one's account, and nothing of it is changed.
 */
import type { Verdict } from "./outcome-rules.ts";
import type { UserSubject } from "./user-subject.ts";
import type { WorkerDeps } from "./worker-deps.ts";

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
export async function assertOwnAccount(deps: WorkerDeps, subject: UserSubject, externalId: string): Promise<void> {
  if (subject.externalId === externalId) return;
  const holder = await deps.store.findHolder(subject, externalId);
  if (holder !== undefined) throw new ForeignAccountError(verdictOf(subject, externalId, holder.login));
}

/**
 * Two runs found the same account at the same time and the other one was recorded first. Its holder is sent anew, in case
 * this run changed the account.
 */
export async function refuseForeignAccount(
  deps: WorkerDeps,
  subject: UserSubject,
  externalId: string,
): Promise<Extract<Verdict, { kind: "waits" }>> {
  const holder = await deps.store.findHolder(subject, externalId);
  if (holder !== undefined) await deps.store.sendAnew(holder.appUserId, new Date(deps.clock.now()));
  return verdictOf(subject, externalId, holder?.login ?? "another person");
}

function verdictOf(subject: UserSubject, externalId: string, holder: string): Extract<Verdict, { kind: "waits" }> {
  const detail = `The account ${externalId} that matches in ${subject.app.label} is linked to ${holder} already.`;
  return { kind: "waits", cause: "ambiguousMatch", status: undefined, detail, step: undefined };
}
