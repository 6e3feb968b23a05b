/** Records as runs leave them behind, for tests of stores. */
import type { Claim, UserRecord, UserSubject } from "@lockstep/directory-app/simulation";

/** A leased subject. */
export interface Leased {
  readonly claim: Claim;
  readonly subject: UserSubject;
  readonly now: Date;
}

const CLEAN = { work: { kind: "clean" }, task: undefined, app: undefined } as const;

/** All is as it should be. */
export function clean(leased: Leased): UserRecord {
  const { subject } = leased;
  const task = { kind: "resolve", subject: { appId: subject.app.id, appUserId: subject.appUserId } } as const;
  const effects = subject.hasOpenTask ? { ...CLEAN, task } : CLEAN;
  return { ...leased, effects, inDoubt: false, syncState: "SYNCHRONIZED", lastError: null, events: [] };
}

/** The account was created. */
export function linked(leased: Leased, externalId: string): UserRecord {
  const ran = {
    link: { externalId, origin: "created", known: { userName: "x" }, knownActive: true },
    isSynced: true,
    passwordDelivered: false,
    membershipOf: externalId,
  } as const;
  return { ...clean(leased), ran };
}

/** Tried again at a moment, with a task. */
export function retried(leased: Leased, at: Date): UserRecord {
  const { subject } = leased;
  const task = {
    subject: { appId: subject.app.id, appUserId: subject.appUserId },
    cause: "serverError",
    summary: "It failed",
    detail: "502",
  } as const;
  return {
    ...clean(leased),
    syncState: "ERROR",
    lastError: "502",
    effects: { work: { kind: "retry", at }, task: { kind: "open", task }, app: undefined },
  };
}

/** A create went out, and no answer came. */
export function lost(leased: Leased, at: Date): UserRecord {
  return { ...retried(leased, at), inDoubt: true };
}

/** The app as a whole refused. */
export function stopped(
  leased: Leased,
  how: { readonly kind: "appWaits"; readonly delayMs: number } | { readonly kind: "appStops" },
): UserRecord {
  const words = { detail: "No.", step: undefined };
  const trouble =
    how.kind === "appWaits"
      ? ({ ...how, ...words, cause: "rateLimit", status: 429 } as const)
      : ({ ...how, ...words, cause: "credential", status: 401 } as const);
  return {
    ...clean(leased),
    syncState: "OUT_OF_SYNC",
    effects: { work: { kind: "keep" }, task: undefined, app: { kind: "stops", trouble } },
  };
}
