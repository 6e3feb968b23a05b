/** The roles of administrators, named like Okta's. */

/** Every role, the mightiest first. */
export const ADMINISTRATOR_ROLES = ["SUPER_ADMIN", "APP_ADMIN", "HELP_DESK_ADMIN", "READ_ONLY_ADMIN"] as const;

/** A role. */
export type AdministratorRole = (typeof ADMINISTRATOR_ROLES)[number];

/** What an administrator may do. */
export interface Rights {
  readonly role: AdministratorRole;
  /** Of an app administrator: the only apps that are seen and changed; null = every app. */
  readonly appIds: readonly string[] | null;
}
