/** The rows of the stand-in, as the directory's tables have them (apps/directory/migrations). Times are milliseconds. */
import type { GroupSubject, PersonStatus, Profile, SyncState, UserSubject } from "@lockstep/directory-app/simulation";
import type { Health } from "@lockstep/engine";
import type { AppId, GroupId, PersonId } from "@lockstep/ports";

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

export interface PersonRow {
  readonly id: PersonId;
  status: PersonStatus;
  profile: Profile;
  passwordSealed: Buffer | null;
}

export interface GroupRow {
  readonly id: GroupId;
  name: string;
  readonly members: Set<PersonId>;
}

/** Level-triggered work: dirty while `dirtyVersion` is greater than `cleanVersion`. */
interface WorkRow {
  readonly id: string;
  dirtyVersion: number;
  cleanVersion: number;
  dueAt: number;
  attempts: number;
  inDoubt: boolean;
  leaseOwner: string | null;
  leaseExpiresAt: number;
}

export interface AppUserRow
  extends WorkRow,
    Mutable<
      Pick<
        UserSubject,
        | "assigned"
        | "provisionRequested"
        | "userNameOverride"
        | "profileOverride"
        | "externalId"
        | "origin"
        | "known"
        | "knownActive"
        | "userName"
        | "reservedUserName"
        | "lastError"
        | "passwordPending"
        | "passwordSealed"
      >
    > {
  readonly personId: PersonId;
  leaseAtOnce: number;
  scope: "USER" | "GROUP";
  syncState: SyncState;
}

export interface PushRow
  extends WorkRow,
    Mutable<
      Pick<
        GroupSubject,
        | "status"
        | "errorSummary"
        | "linkedByChoice"
        | "removing"
        | "deleteInTarget"
        | "externalId"
        | "knownDisplayName"
        | "membersKnown"
      >
    > {
  readonly groupId: GroupId;
  readonly held: Set<string>;
  /** Members whose addition was sent and not recorded yet. */
  readonly sent: Set<string>;
  /** Everybody is compared while greater than `comparedVersion`. */
  wholeVersion: number;
  comparedVersion: number;
  /** Who may have changed since. */
  readonly notes: Map<string, { readonly personId: PersonId; readonly externalId: string | null }>;
  /** Members that the app refused, with its words. */
  readonly refused: Map<PersonId, string>;
}

export interface AppRow
  extends Mutable<Omit<UserSubject["app"], "canSend" | "hasOpenTask" | "isTroubled" | "isUnswept" | "features">> {
  readonly id: AppId;
  features: Mutable<UserSubject["app"]["features"]>;
  provisioningEnabled: boolean;
  passwordChange: "CHANGE" | "KEEP_EXISTING";
  pausedReason: "credential" | "rateLimit" | "administrator" | "quarantine" | null;
  /** Failures of late; undefined while nothing fails. */
  health: Health | undefined;
  pausedAt: number | null;
  resumeAt: number | null;
  renameAppGroups: boolean;
  readonly foreignMembers: "KEEP" | "REMOVE";
}

/** Tables of one app, and who is told when work may be due. */
export interface Tables {
  readonly app: AppRow;
  readonly people: Map<PersonId, PersonRow>;
  readonly groups: Map<GroupId, GroupRow>;
  readonly assignedGroups: Set<GroupId>;
  /** By id. */
  readonly appUsers: Map<string, AppUserRow>;
  readonly appUserOf: Map<PersonId, AppUserRow>;
  readonly pushes: Map<string, PushRow>;
  /** How many notes were written. */
  noteCount: number;
  /** Cause of the open task, by subject (the app's own tasks under its id and cause). */
  readonly tasks: Map<string, string>;
  readonly listeners: Set<() => void>;
  /** A planted bug: whether the marks of a change get lost. */
  readonly losesMark: () => boolean;
}

export function notify(tables: Tables): void {
  for (const wake of [...tables.listeners]) wake();
}
