/** Types of the directory's API about administrators and their sessions. */
export type AdministratorRole = "SUPER_ADMIN" | "APP_ADMIN" | "HELP_DESK_ADMIN" | "READ_ONLY_ADMIN";
export interface Administrator {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: AdministratorRole;
  /** Of an app administrator: the only apps that may be changed; null = every app. */
  readonly appIds: readonly string[] | null;
  /** INVITED: has chosen no password yet. */
  readonly status: "ACTIVE" | "INACTIVE" | "INVITED";
  readonly created: string;
  readonly lastSignIn: string | null;
}
export interface NewAdministrator extends Administrator {
  /** Where the password is chosen: works once, for a week. Shown this once. */
  readonly invitationUrl: string;
}
export interface ListedSession {
  readonly id: string;
  /** Whether it is the one that asks. */
  readonly isCurrent: boolean;
  readonly userAgent: string | null;
  readonly created: string;
  readonly lastUsed: string;
  readonly expiresAt: string;
}
