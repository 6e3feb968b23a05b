/** Filter choices of the user list. */
export const ACTIVE_CHOICES = ["true", "false"] as const;
/** Roles that a link to the page for a new user can tick beforehand. */
export const NEW_USER_ROLES = ["administrator", "employee"] as const;
/** Tabs of My account. */
export const ACCOUNT_TABS = ["profile", "password", "api-keys"] as const;
