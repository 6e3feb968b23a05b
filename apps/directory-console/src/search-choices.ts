/** Filter choices of the people list. */
export const PERSON_STATUSES = [
  "ALL",
  "STAGED",
  "PROVISIONED",
  "ACTIVE",
  "RECOVERY",
  "PASSWORD_EXPIRED",
  "LOCKED_OUT",
  "SUSPENDED",
  "DEPROVISIONED",
] as const;
/** Filter choices of task lists. */
export const TASK_STATES = ["OPEN", "RESOLVED", "CANCELLED"] as const;
/** Filter choices of the list of imported rows. */
export const IMPORT_ROW_STATES = ["UNCONFIRMED", "CONFIRMED", "IGNORED"] as const;
/** Filter choices of the System Log. */
export const SEVERITIES = ["DEBUG", "INFO", "WARN", "ERROR"] as const;
/** Days that the System Log can look back. */
export const LOG_PERIODS = ["7", "30", "90"] as const;
/** The two lists of the Assignments tab. */
export const ASSIGNMENT_VIEWS = ["people", "groups"] as const;
/** Whether an optional part of a page is open. */
export const SHOWN = ["shown"] as const;
/** Filter choices of assigned people. */
export const ASSIGNMENT_STATES = ["PROVISIONED", "PENDING", "NOT_PROVISIONED", "ERROR"] as const;
/** Which push groups are listed. */
export const PUSH_LISTS = ["all", "byName", "byRule", "errors", "inactive"] as const;
/** The lists of the Push Groups tab. */
export const PUSH_VIEWS = ["groups", "rules", "drift"] as const;
/** How an imported user can match. */
export const IMPORT_MATCHES = ["EXACT", "PARTIAL", "NONE", "AMBIGUOUS"] as const;
/** What can become of an account of an import. */
export const IMPORT_OUTCOMES = ["CREATED", "LINKED", "WAITING", "UPDATED", "REMOVED", "SKIPPED", "FAILED"] as const;
/** The two lists of the Import tab. */
export const IMPORT_VIEWS = ["users", "groups"] as const;
/** Days that the dashboard's figures go back. */
export const TREND_DAYS = ["1", "7", "30"] as const;
