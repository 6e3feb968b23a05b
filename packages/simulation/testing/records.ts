/** Records as runs leave them behind, for tests of stores. */
import type {
  Claim,
  ComparedMembers,
  GroupRecord,
  GroupSubject,
  UserRecord,
  UserSubject,
} from "@lockstep/directory-app/simulation";

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

/** The account, linked before, was brought up to date. */
export function resynced(leased: Leased, externalId: string): UserRecord {
  const link = { externalId, origin: "created", known: { userName: "x" }, knownActive: true } as const;
  return { ...clean(leased), ran: { link, isSynced: true, passwordDelivered: false } };
}

/** A leased push group, with whom it compares. */
export interface LeasedGroup {
  readonly claim: Claim;
  readonly subject: GroupSubject;
  readonly compared: ComparedMembers;
  readonly now: Date;
}

/** How a push ended. Default: everything was settled, and the app holds what it held. */
export interface PushEnd {
  readonly held?: readonly string[];
  /** The app answered that it may not go on (the notes stay), or did not answer (nobody knows what may differ). */
  readonly comparison?: "open" | "lost";
  /** Accounts that the app refused as members. */
  readonly refused?: readonly string[];
}

/** The group was pushed. */
export function pushed({ claim, subject, compared, now }: LeasedGroup, end: PushEnd = {}): GroupRecord {
  const { comparison, held = compared.held, refused = [] } = end;
  return {
    claim,
    subject,
    now,
    effects: comparison === undefined ? CLEAN : { ...CLEAN, work: { kind: "keep" } },
    inDoubt: false,
    events: [],
    ran: {
      externalId: "group-1",
      displayName: subject.group.name,
      membersKnown: true,
      isSynced: true,
      comparison: comparison === undefined ? { kind: "done", notes: compared.notes } : { kind: comparison },
      held: { before: compared.held, after: held },
      leftOut: {
        people: compared.people,
        split: { members: [], leftOut: [] },
        refused: refused.map((value) => ({ value, change: "add", detail: "There is no such user." })),
      },
      isRemoved: false,
      removed: [],
    },
  };
}
