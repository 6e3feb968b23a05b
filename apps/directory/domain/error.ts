/** What the directory refuses, with Okta's error codes: thrown by rules, turned into a body at one place of the HTTP edge. */

/** Code, HTTP status and default summary (Okta's catalogue). */
const CATALOGUE = {
  E0000001: { status: 400, summary: "Api validation failed" },
  E0000003: { status: 400, summary: "The request body was not well-formed." },
  E0000004: { status: 401, summary: "Authentication failed" },
  E0000005: { status: 403, summary: "Invalid session" },
  E0000006: { status: 403, summary: "You do not have permission to perform the requested action" },
  E0000007: { status: 404, summary: "Not found" },
  E0000008: { status: 404, summary: "The requested path was not found" },
  E0000009: { status: 500, summary: "Internal Server Error" },
  E0000010: { status: 503, summary: "The directory is stopping. Try again in a few seconds." },
  E0000011: { status: 401, summary: "Invalid token provided" },
  E0000014: { status: 403, summary: "Update of credentials failed" },
  E0000016: { status: 403, summary: "Activation failed because the user is already active" },
  E0000017: { status: 403, summary: "Password reset failed" },
  E0000021: { status: 400, summary: "The request's media type is not supported" },
  E0000022: { status: 405, summary: "The endpoint does not support the provided HTTP method" },
  E0000024: { status: 400, summary: "Bad request: the app does not support this" },
  E0000027: { status: 400, summary: "Group push bad request" },
  E0000028: { status: 400, summary: "The request is missing a required parameter" },
  E0000029: { status: 400, summary: "Invalid paging request" },
  E0000030: { status: 400, summary: "Bad date. Dates must be of the form yyyy-MM-dd'T'HH:mm:ss.SSSZZ" },
  E0000031: { status: 400, summary: "Invalid search criteria" },
  E0000032: { status: 403, summary: "Unlock is not allowed for this user" },
  E0000033: { status: 400, summary: "Can't specify a search query and filter in the same request" },
  E0000034: { status: 403, summary: "Forgot password not allowed on specified user" },
  E0000035: { status: 403, summary: "Change password not allowed on specified user" },
  E0000036: { status: 403, summary: "Change recovery question not allowed on specified user" },
  E0000038: { status: 403, summary: "This operation is not allowed in the user's current status" },
  E0000037: { status: 400, summary: "Type mismatch exception" },
  E0000041: { status: 400, summary: "Credentials should not be set on this resource based on the scheme" },
  E0000040: {
    status: 400,
    summary: "The application label must not be the same as another existing application label",
  },
  E0000045: { status: 400, summary: "Field mapping bad request" },
  E0000047: { status: 429, summary: "API call exceeded rate limit due to too many requests." },
  E0000053: { status: 400, summary: "Invalid filter" },
  E0000056: { status: 403, summary: "Delete application forbidden" },
  E0000059: { status: 400, summary: "The connector configuration could not be tested" },
  E0000062: { status: 409, summary: "The specified user is already assigned to the application" },
  E0000075: {
    status: 403,
    summary: "Cannot modify an attribute that has a field mapping while profile push is enabled",
  },
  E0000080: { status: 403, summary: "The password does not meet the complexity requirements of the password policy" },
  E0000087: { status: 403, summary: "The recovery question answer did not match our records." },
  E0000093: { status: 400, summary: "Target count limit exceeded" },
  E0000107: { status: 403, summary: "The entity is not in the expected state for the requested transition" },
  E0000112: { status: 409, summary: "Unable to update the user: the user is still being changed" },
  E0000117: { status: 403, summary: "Cannot assign apps to or update app profiles for an inactive user" },
  E0000124: {
    status: 400,
    summary:
      "Could not create user. To create a user and expire their password immediately, a password must be specified",
  },
  E0000125: {
    status: 400,
    summary: "Could not create user. To expire the password at once, the user must be activated",
  },
  E0000195: { status: 409, summary: "The request conflicts with the current state" },
  E0000231: { status: 412, summary: "The entity tag does not match" },
  E0000242: { status: 400, summary: "The entity tag is malformed" },
  LS000413: { status: 413, summary: "The request body is too large" },
} as const;

/** Okta's code, or one of ours (`LS…`) where Okta has none. */
export type ErrorCode = keyof typeof CATALOGUE;

/** A request that the directory refuses. Nothing was changed. */
export class DirectoryError extends Error {
  override readonly name = "DirectoryError";
  readonly code: ErrorCode;
  readonly status: number;
  /** One sentence per problem; a validation cause starts with the field: `login: …`. */
  readonly causes: readonly string[];
  /** More keys of the body, such as the report of a refused file. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    options: {
      readonly summary?: string;
      readonly causes?: readonly string[];
      readonly extra?: Readonly<Record<string, unknown>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(
      options.summary ?? CATALOGUE[code].summary,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.status = CATALOGUE[code].status;
    this.causes = options.causes ?? [];
    this.extra = options.extra ?? {};
  }
}

/** What Okta calls the kinds of things in `Not found: Resource not found: <id> (<Type>)`. */
export type ResourceKind =
  | "User"
  | "UserGroup"
  | "GroupRule"
  | "UserType"
  | "UserSchema"
  | "Policy"
  | "AppInstance"
  | "AppUser"
  | "ApiToken"
  | "GroupPushMapping"
  | "DriftCheck"
  | "GroupPushRule"
  | "ImportHook"
  | "Feature"
  | "ImportRun"
  | "AppGroup"
  | "Task"
  | "ServiceApp"
  | "Administrator"
  | "Session"
  | "SavedView"
  | "Plan"
  | "BudgetHold"
  | "ApplicationGroupAssignment"
  | "Protection";

/** 404 E0000007 in Okta's words. */
export function notFound(id: string, kind: ResourceKind): DirectoryError {
  return new DirectoryError("E0000007", { summary: `Not found: Resource not found: ${id} (${kind})` });
}

/** 400 E0000001: `Api validation failed: <field>`, a cause per problem. */
export function invalid(field: string, causes: readonly string[]): DirectoryError {
  return new DirectoryError("E0000001", { summary: `Api validation failed: ${field}`, causes });
}

/** 400 E0000001 for one field. */
export function invalidField(field: string, reason: string): DirectoryError {
  return invalid(field, [`${field}: ${reason}`]);
}
