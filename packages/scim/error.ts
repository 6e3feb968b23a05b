/**
 * The closed set of SCIM protocol errors (RFC 7644 §3.12 table 9, RFC 9865 §2.3).
 * Thrown in the core; turned into a body by exactly one function at the HTTP edge.
 */

/** RFC 7644 §3.12: the URN of the error message. */
export const ERROR_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error";

interface ErrorKind {
  readonly status: number;
  readonly scimType?: string;
  readonly detail: string;
}

const KINDS = {
  invalidFilter: {
    status: 400,
    scimType: "invalidFilter",
    detail: "The filter cannot be understood or is not supported.",
  },
  tooMany: { status: 400, scimType: "tooMany", detail: "The query matches more resources than the server returns." },
  uniqueness: { status: 409, scimType: "uniqueness", detail: "A value that must be unique is already in use." },
  mutability: { status: 400, scimType: "mutability", detail: "The attribute cannot be changed." },
  invalidSyntax: { status: 400, scimType: "invalidSyntax", detail: "The request body is not a valid SCIM message." },
  invalidPath: { status: 400, scimType: "invalidPath", detail: "The path is not valid." },
  noTarget: { status: 400, scimType: "noTarget", detail: "The path matches nothing that can be changed." },
  invalidValue: {
    status: 400,
    scimType: "invalidValue",
    detail: "A required value is missing or a value is not valid.",
  },
  invalidVersion: { status: 400, scimType: "invalidVers", detail: "This SCIM protocol version is not supported." },
  invalidCursor: { status: 400, scimType: "invalidCursor", detail: "The cursor is not valid for this query." },
  expiredCursor: { status: 400, scimType: "expiredCursor", detail: "The cursor has expired; start again without one." },
  invalidCount: { status: 400, scimType: "invalidCount", detail: "The count is not valid." },
  sensitive: { status: 403, scimType: "sensitive", detail: "The request would reveal sensitive values in a URL." },
  unauthenticated: { status: 401, detail: "Authentication is required." },
  forbidden: { status: 403, detail: "The credential does not permit this operation." },
  notFound: { status: 404, detail: "The resource does not exist." },
  methodNotAllowed: { status: 405, detail: "The method is not supported here." },
  requestTimeout: { status: 408, detail: "The request did not come whole in time." },
  conflict: { status: 409, detail: "The request contradicts the state of a resource." },
  preconditionFailed: { status: 412, detail: "The resource has changed since the given version." },
  tooLarge: { status: 413, detail: "The request is larger than the server accepts." },
  unsupportedMediaType: { status: 415, detail: "The media type of the request is not supported." },
  tooManyRequests: { status: 429, detail: "Too many requests." },
  headersTooLarge: { status: 431, detail: "The headers of the request are larger than the server accepts." },
  internal: { status: 500, detail: "The server failed to complete the request." },
  unavailable: { status: 503, detail: "The server cannot answer just now; try again." },
  notImplemented: { status: 501, detail: "The operation is not supported." },
} as const satisfies Record<string, ErrorKind>;

/** Every way in which a SCIM request can fail. */
export type ScimErrorCode = keyof typeof KINDS;
/** The names of all of them. */
export const SCIM_ERROR_CODES = Object.keys(KINDS) as readonly ScimErrorCode[];

/** The wire form of an error (RFC 7644 §3.12): `status` is a string. */
export interface ScimErrorBody {
  readonly schemas: readonly [typeof ERROR_SCHEMA];
  readonly status: string;
  readonly scimType?: string;
  readonly detail: string;
}

/** A protocol error. `detail` names the attribute path and, in a PATCH, the operation index; it never echoes secrets. */
export class ScimError extends Error {
  readonly code: ScimErrorCode;
  readonly status: number;
  readonly scimType: string | undefined;
  readonly detail: string;
  /** Extra response headers, such as `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ScimErrorCode,
    detail?: string,
    options: { readonly cause?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    const kind: ErrorKind = KINDS[code];
    super(detail ?? kind.detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ScimError";
    this.code = code;
    this.status = kind.status;
    this.scimType = kind.scimType;
    this.detail = detail ?? kind.detail;
    this.headers = options.headers ?? {};
  }

  /** The body that goes on the wire. */
  toBody(): ScimErrorBody {
    return {
      schemas: [ERROR_SCHEMA],
      status: String(this.status),
      ...(this.scimType === undefined ? {} : { scimType: this.scimType }),
      detail: this.detail,
    };
  }
}
