/**
 * Where the worker's subjects live. The worker and its runs decide everything; a store leases, reads and carries out what was
 * decided (`UserRecord`, `GroupRecord`), each call in one transaction. Time is always a parameter. PostgreSQL implements it in
 * `store/`, and packages/simulation in memory; both pass the same contract.
 */
import type { Claim, ClaimOptions, Lease } from "./claim.ts";
import type { ComparedMembers, ComparedScope } from "./compared-members.ts";
import type { GroupSubject } from "./group-subject.ts";
import type { GroupRecord } from "./record-group.ts";
import type { UserRecord } from "./record-user.ts";
import type { UserSubject } from "./user-subject.ts";

/** `leaseLost`: nothing at all was stored. `accountTaken`: nothing was stored, since the account is linked to another app user. */
export type Recorded = "recorded" | "leaseLost" | "accountTaken";

/** The app user that an account of the app is linked to. */
export interface AccountHolder {
  readonly appUserId: string;
  readonly login: string;
}

/** The person of an app who has a user name. */
export interface NameHolder {
  readonly login: string;
}

/** What the worker asks of its storage. */
export interface ProvisioningStore {
  /** Calls `wake` whenever work may have become due. Resolves to a function that ends it. */
  listen(wake: () => void): Promise<() => Promise<void>>;
  /** Leases due subjects, people before groups, the longest waiting first. Empty when nothing can be claimed now. */
  claim(options: ClaimOptions): Promise<readonly Claim[]>;
  /** Extends leases that are still held. Returns those that are not: their runs no longer count. */
  extend(leases: readonly Lease[], expiresAt: Date): Promise<readonly Lease[]>;
  /** Ends a lease after a fault of our own: the subject stays as dirty as it was, due again at `dueAt`. */
  giveBack(claim: Claim, dueAt: Date): Promise<void>;
  /** The earliest moment at which something may be claimed; in the past when others hold it back. */
  findNextDue(now: Date): Promise<Date | undefined>;
  /** The subject under a lease, all of one moment; undefined when the lease is no longer held. */
  loadUser(claim: Claim): Promise<UserSubject | undefined>;
  /** As `loadUser`, for a push group. */
  loadGroup(claim: Claim): Promise<GroupSubject | undefined>;
  /** Whom a push of the group compares, with what the app was confirmed to hold of them. */
  loadMembers(subject: GroupSubject, scope: ComparedScope): Promise<ComparedMembers>;
  /** Of SCIM ids, those that are accounts of the group's app that the directory knows. */
  findAccounts(subject: GroupSubject, externalIds: readonly string[]): Promise<readonly string[]>;
  /**
   * Notes under a lease whose addition to the app's group is about to be sent: found there, they are ours. False when the lease or the link
   * that the run began with is gone. What is noted goes with the record of a run that knows who is in the group.
   */
  noteSent(claim: Claim, subject: GroupSubject, externalIds: readonly string[]): Promise<boolean>;
  /** Another app user of the app that the account is linked to. */
  findHolder(subject: UserSubject, externalId: string): Promise<AccountHolder | undefined>;
  /** Forgets what the app is known to hold for an app user and makes it due: it is read and compared anew. */
  sendAnew(appUserId: string, now: Date): Promise<void>;
  /** Speaks for a user name of the app; the other person when somebody who has the app holds it, letter case ignored. One of two wins. */
  reserveUserName(subject: UserSubject, userName: string): Promise<NameHolder | undefined>;
  /** Makes other app users of the app due whose task says that their user name is taken. */
  wakeNamesakes(subject: UserSubject, now: Date): Promise<void>;
  /** Stores a run's result and ends its lease. */
  recordUser(record: UserRecord): Promise<Recorded>;
  /** As `recordUser`, for a push group. */
  recordGroup(record: GroupRecord): Promise<Recorded>;
}
