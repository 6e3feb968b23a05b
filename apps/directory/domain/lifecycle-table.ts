/** Which move of a person's status is legal from where, and where it leads (okta-management-api §6.5). Data; docs/reference shows it. */
import type { PersonStatus } from "../contract.ts";
import type { ErrorCode } from "./error.ts";

/**
 * Where a move leads. SAME: the status stays. BY_PASSWORD: ACTIVE for who has a password or is verified elsewhere, else
 * PROVISIONED. BY_PROVIDER: ACTIVE for who is verified elsewhere, else PROVISIONED. BEFORE_LOCK: the status that the lock-out found.
 */
export type Destination = PersonStatus | "SAME" | "BY_PASSWORD" | "BY_PROVIDER" | "BEFORE_LOCK";

/** One move. */
export interface Move {
  readonly to: Readonly<Partial<Record<PersonStatus, Destination>>>;
  readonly eventType: string;
  readonly message: string;
  /** What is answered from another status; `subject` is Okta's summary of a validation error. */
  readonly refusal: { readonly code: ErrorCode; readonly subject?: string; readonly cause: string };
}

/** All statuses of a person. */
export const STATUSES: readonly PersonStatus[] = [
  "STAGED",
  "PROVISIONED",
  "ACTIVE",
  "RECOVERY",
  "PASSWORD_EXPIRED",
  "LOCKED_OUT",
  "SUSPENDED",
  "DEPROVISIONED",
];

const EXPIRE_REFUSAL = { code: "E0000038", cause: "Only an active person's password can expire." } as const;

/** The moves by their names in the path `/lifecycle/…`. What is not in `to` is refused. */
export const MOVES = {
  activate: {
    // Somebody who returns chooses a new password first: an old one may be known to others by now.
    to: { STAGED: "BY_PASSWORD", DEPROVISIONED: "BY_PROVIDER" },
    eventType: "user.lifecycle.activate",
    message: "Activate user",
    refusal: { code: "E0000038", cause: "Only a staged or deactivated person can be activated." },
  },
  reactivate: {
    to: { PROVISIONED: "SAME", RECOVERY: "SAME" },
    eventType: "user.lifecycle.reactivate",
    message: "Reactivate user",
    refusal: { code: "E0000038", cause: "Only a person who has not chosen a password yet can be reactivated." },
  },
  deactivate: {
    to: {
      STAGED: "DEPROVISIONED",
      PROVISIONED: "DEPROVISIONED",
      ACTIVE: "DEPROVISIONED",
      RECOVERY: "DEPROVISIONED",
      PASSWORD_EXPIRED: "DEPROVISIONED",
      LOCKED_OUT: "DEPROVISIONED",
      SUSPENDED: "DEPROVISIONED",
    },
    eventType: "user.lifecycle.deactivate",
    message: "Deactivate user",
    refusal: { code: "E0000038", cause: "The person is deactivated already." },
  },
  suspend: {
    to: { ACTIVE: "SUSPENDED" },
    eventType: "user.lifecycle.suspend",
    message: "Suspend user",
    refusal: { code: "E0000001", subject: "suspendUser", cause: "Cannot suspend a user that is not active" },
  },
  unsuspend: {
    to: { SUSPENDED: "ACTIVE" },
    eventType: "user.lifecycle.unsuspend",
    message: "Unsuspend user",
    refusal: { code: "E0000001", subject: "unsuspendUser", cause: "Cannot unsuspend a user that is not suspended" },
  },
  unlock: {
    to: { LOCKED_OUT: "BEFORE_LOCK" },
    eventType: "user.account.unlock_by_admin",
    message: "Unlock user account",
    refusal: { code: "E0000032", cause: "Only a locked person can be unlocked." },
  },
  expire_password: {
    to: { ACTIVE: "PASSWORD_EXPIRED" },
    eventType: "user.account.expire_password",
    message: "Expire user's password",
    refusal: EXPIRE_REFUSAL,
  },
  expire_password_with_temp_password: {
    to: { ACTIVE: "PASSWORD_EXPIRED" },
    eventType: "user.account.expire_password",
    message: "Expire user's password and set a temporary one",
    refusal: EXPIRE_REFUSAL,
  },
  reset_password: {
    to: {
      PROVISIONED: "RECOVERY",
      ACTIVE: "RECOVERY",
      RECOVERY: "RECOVERY",
      PASSWORD_EXPIRED: "RECOVERY",
      LOCKED_OUT: "RECOVERY",
    },
    eventType: "user.account.reset_password",
    message: "Reset user's password",
    refusal: { code: "E0000017", cause: "The person's status does not allow a password reset." },
  },
} as const satisfies Readonly<Record<string, Move>>;

/** The names of the moves. */
export type LifecycleOperation = keyof typeof MOVES;

/** Moves that are about a password kept here: not for people who are verified elsewhere. */
export const PASSWORD_MOVES: ReadonlySet<LifecycleOperation> = new Set([
  "expire_password",
  "expire_password_with_temp_password",
  "reset_password",
]);

/** Whether a path segment names a move. */
export function isLifecycleOperation(name: string): name is LifecycleOperation {
  return Object.hasOwn(MOVES, name);
}

/** Statuses from which the credential operations are allowed; all but `forgot` need a password (okta-management-api §6.6). */
export const CREDENTIAL_STATUSES = {
  change_password: ["STAGED", "ACTIVE", "PASSWORD_EXPIRED", "RECOVERY"],
  change_recovery_question: ["STAGED", "ACTIVE", "RECOVERY"],
  forgot_password: ["ACTIVE"],
} as const satisfies Readonly<Record<string, readonly PersonStatus[]>>;

/** Statuses that too many wrong passwords end in LOCKED_OUT. */
export const LOCKABLE: readonly PersonStatus[] = ["ACTIVE", "PASSWORD_EXPIRED", "RECOVERY"];

/** What a move depends on besides the status. */
export interface MovedPerson {
  readonly status: PersonStatus;
  readonly has_password: boolean;
  readonly provider_type: "OKTA" | "FEDERATION" | "SOCIAL";
  readonly locked_from: PersonStatus | null;
}

/** The status that a move leads to; undefined = it is refused. */
export function destinationOf(person: MovedPerson, operation: LifecycleOperation): PersonStatus | undefined {
  const move: Move = MOVES[operation];
  const isElsewhere = person.provider_type !== "OKTA";
  if (isElsewhere && PASSWORD_MOVES.has(operation)) return undefined;
  const to = move.to[person.status];
  switch (to) {
    case "SAME":
      return person.status;
    case "BY_PASSWORD":
      return person.has_password || isElsewhere ? "ACTIVE" : "PROVISIONED";
    case "BY_PROVIDER":
      return isElsewhere ? "ACTIVE" : "PROVISIONED";
    case "BEFORE_LOCK":
      return person.locked_from ?? "ACTIVE";
    default:
      return to;
  }
}
