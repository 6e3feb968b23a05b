/** Filter choices of the user list. */
export const ACTIVE_CHOICES = ["true", "false"] as const;
/** Tabs of My account. */
export const ACCOUNT_TABS = ["profile", "password", "api-keys"] as const;
