/** The directory as a simulation sees it: the worker's store, the changes that people make, and a view for the judge. */
import type {
  MappingRow,
  PersonStatus,
  Profile,
  ProvisioningStore,
  ToAppChange,
} from "@lockstep/directory-app/simulation";
import type { ToAppFeatures } from "@lockstep/engine";
import type { GroupId, PersonId } from "@lockstep/ports";

/** A directory with one app, in memory or in PostgreSQL. */
export interface SimulatedDirectory {
  readonly store: ProvisioningStore;
  readonly changes: DirectoryChanges;
  view(): Promise<DirectoryView>;
  close(): Promise<void>;
}

/** The move of a person's status. */
export type PersonMove = "activate" | "deactivate" | "suspend" | "unsuspend";

/** What people do in the directory. Each is one transaction; `DirectoryError` when it is refused, and then nothing changed. */
export interface DirectoryChanges {
  hire(person: { readonly profile: Profile; readonly password: string }): Promise<PersonId>;
  /** Attributes that are null are cleared, those that are not given stay. */
  changeProfile(personId: PersonId, profile: Readonly<Record<string, string | null>>): Promise<void>;
  move(personId: PersonId, move: PersonMove): Promise<void>;
  setPassword(personId: PersonId, password: string): Promise<void>;
  assign(personId: PersonId): Promise<void>;
  unassign(personId: PersonId): Promise<void>;
  /** "Provision user". */
  provision(personId: PersonId): Promise<void>;
  createGroup(name: string): Promise<GroupId>;
  renameGroup(groupId: GroupId, name: string): Promise<void>;
  addMember(groupId: GroupId, personId: PersonId): Promise<void>;
  removeMember(groupId: GroupId, personId: PersonId): Promise<void>;
  assignGroup(groupId: GroupId): Promise<void>;
  unassignGroup(groupId: GroupId): Promise<void>;
  /** Mirrors a group into the app; with `targetGroupId` by linking to that one. */
  push(groupId: GroupId, targetGroupId?: string): Promise<string>;
  setPushStatus(pushId: string, status: "ACTIVE" | "INACTIVE"): Promise<void>;
  pushNow(pushId: string): Promise<void>;
  unlink(pushId: string, deleteInTarget: boolean): Promise<void>;
  replaceMappings(mappings: readonly MappingRow[]): Promise<void>;
  setFeatures(change: ToAppChange): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Stores the connection with this password after its test, and replays what failed. */
  saveCredential(password: string): Promise<void>;
  resetPasswords(): Promise<void>;
  forceSync(): Promise<void>;
  retryTasks(): Promise<void>;
  /** Makes every assigned app user and every active push group dirty, as a change of all would. */
  touchAll(): Promise<void>;
}

/** Everything that the judge looks at, of one moment. */
export interface DirectoryView {
  readonly isSending: boolean;
  readonly people: readonly { readonly id: PersonId; readonly status: PersonStatus; readonly profile: Profile }[];
  readonly appUsers: readonly AppUserView[];
  readonly groups: readonly { readonly id: GroupId; readonly name: string; readonly members: readonly PersonId[] }[];
  readonly pushes: readonly PushView[];
}

/** One app user. `taskCause`: of its open task. */
export interface AppUserView {
  readonly id: string;
  readonly personId: PersonId;
  readonly assigned: boolean;
  readonly externalId: string | null;
  readonly knownActive: boolean | null;
  readonly provisionRequested: boolean;
  readonly passwordPending: boolean;
  readonly isDirty: boolean;
  readonly dueAt: number;
  /** Grows with each mark. */
  readonly version: number;
  readonly isLeased: boolean;
  readonly taskCause: string | undefined;
}

/** One push group. */
export interface PushView {
  readonly id: string;
  readonly groupId: GroupId;
  readonly status: "ACTIVE" | "INACTIVE" | "ERROR";
  readonly externalId: string | null;
  readonly linkedByChoice: boolean;
  readonly removing: boolean;
  readonly isDirty: boolean;
  readonly dueAt: number;
  /** Grows with each mark. */
  readonly version: number;
  readonly isLeased: boolean;
  readonly taskCause: string | undefined;
}

/** What a directory is made of beside its storage. */
export interface AppSetup {
  readonly dialect: "okta-catalogue" | "okta-wizard" | "rfc";
  readonly baseUrl: string;
  readonly userName: string;
  readonly password: string;
  readonly features: ToAppFeatures;
  readonly passwordSeed: "RANDOM" | "OKTA";
  readonly passwordChange: "CHANGE" | "KEEP_EXISTING";
  readonly mappings: readonly MappingRow[];
  /** What becomes of members of pushed groups that the directory does not know. */
  readonly foreignMembers: "KEEP" | "REMOVE";
}
