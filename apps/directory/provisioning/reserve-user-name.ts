/**
 * Before anything is sent, the user name is spoken for: two people of an app never hold the same one, whatever the target would allow. A
 * clash is a task that names both. Whoever gives a name up wakes those who wait for one.
 */
import type { Verdict } from "./outcome-rules.ts";
import type { NameHolder } from "./provisioning-store.ts";
import type { UserSubject } from "./user-subject.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/** Speaks for the name; the verdict when another person of the app has it. */
export async function reserveUserName(
  deps: WorkerDeps,
  subject: UserSubject,
  userName: string,
): Promise<Extract<Verdict, { kind: "waits" }> | undefined> {
  if (subject.reservedUserName === userName) return undefined;
  const holder = await deps.store.reserveUserName(subject, userName);
  if (holder === undefined) {
    if (subject.reservedUserName !== null) await deps.store.wakeNamesakes(subject, new Date(deps.clock.now()));
    return undefined;
  }
  const detail = wordsOfClash(subject, holder, userName);
  return { kind: "waits", cause: "userNameTaken", status: undefined, detail, step: undefined };
}

/** Two people of one name, in words that name both. */
export function wordsOfClash(subject: UserSubject, holder: NameHolder, userName: string): string {
  const login = subject.person.profile["login"] ?? subject.person.id;
  return `${login} and ${holder.login} would both be "${userName}" in ${subject.app.label}.`;
}
