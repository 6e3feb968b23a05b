/** Filter choices of the user list. */
export const ACTIVE_CHOICES = ["true", "false"] as const;
/** Roles that a link to the page for a new user can tick beforehand. */
export const NEW_USER_ROLES = ["administrator", "employee"] as const;
/** Tabs of My account. */
export const ACCOUNT_TABS = ["profile", "password", "api", "sessions"] as const;
/** Directories that the provisioning page has a guide for. */
export const CLIENTS = ["lockstep", "okta", "entra", "onelogin", "jumpcloud"] as const;
/** How a request of the log went. */
export const OUTCOMES = ["ok", "fault", "normalised"] as const;
/** Methods of SCIM requests. */
export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
/** What an event did to its resource. */
export const EVENT_KINDS = ["created", "replaced", "removed"] as const;
/** States of a webhook's deliveries. */
export const DELIVERY_STATES = ["pending", "delivered", "dead"] as const;
/** Beginnings of the actions of the audit trail. */
export const AUDIT_ACTIONS = [
  "user.",
  "session.",
  "credential.",
  "organisation.",
  "module.",
  "settings.",
  "schema.",
  "resourceType.",
  "webhook.",
  "resource.",
] as const;
/** Kinds of credentials that can be made. */
export const CREDENTIAL_KINDS = ["apiKey", "oauthClient"] as const;
