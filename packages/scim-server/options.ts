/** What a service provider is made of. */
import type { Clock, Logger, Random, TraceId } from "@lockstep/ports";
import type { ResourceShape, SchemaDefinition } from "@lockstep/scim";
import type { MakeResponse } from "./answer.ts";
import type { AuthenticationScheme } from "./authentication-schemes.ts";
import type { Authenticator, Caller, ResourceStore } from "./ports.ts";

/**
 * Which attribute of which type holds members that the store keeps as rows of their own, and which attribute of the
 * member type shows the reverse (`User.groups`, computed and read-only).
 */
export interface MembershipRule {
  /** Name of the type that holds members. */
  readonly resourceType: string;
  /** The multi-valued complex attribute of that type; its `value` is the member's id. */
  readonly attribute: string;
  /** Name of the type that shows the reverse. */
  readonly memberType: string;
  /** The read-only attribute of the member type that lists the holders. */
  readonly reverseAttribute: string;
}

/** RFC 7643 §4.1.2, §4.2: `Group.members` and its reverse `User.groups`. */
export const GROUP_MEMBERSHIP: MembershipRule = {
  resourceType: "Group",
  attribute: "members",
  memberType: "User",
  reverseAttribute: "groups",
};

/** Named maxima; the defaults hold where one is left out. */
export interface ScimServerLimits {
  /** Largest request body; 1 MiB. */
  readonly bodyBytes?: number;
  /** Deepest nesting of a body; 32. */
  readonly bodyDepth?: number;
  /** Resources in a page when the request names no `count`; 100. */
  readonly pageSizeDefault?: number;
  /** Most resources in a page, whatever the request asks for; 1,000. */
  readonly pageSizeMax?: number;
  /** How long a cursor is good for; 3,600. */
  readonly cursorTimeoutSeconds?: number;
  /** Most operations of a bulk request; 1,000. With 0 there is no Bulk. */
  readonly bulkOperations?: number;
  /** Largest body of a bulk request; 4 MiB. */
  readonly bulkBytes?: number;
}

/** One request and its answer, for a request log. Carries no credential. */
export interface ScimExchange {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly scimType: string | undefined;
  /** The detail of an error answer. */
  readonly detail: string | undefined;
  /** Id of an unexpected failure, as told to the client. */
  readonly errorId: string | undefined;
  readonly caller: Caller | undefined;
  /** How often each tolerance had to normalise something in this request, by the name of its switch. */
  readonly normalisations: Readonly<Record<string, number>>;
  /** The query string as it was sent, with its question mark, or empty; masked when it names a write-only attribute. */
  readonly sentSearch: () => string;
  /** The body's JSON as it was sent, values of write-only attributes masked; undefined when none was read. */
  readonly sentBody: () => unknown;
  /** The answer's JSON, values of write-only attributes masked; undefined when it has none. */
  readonly answer: () => unknown;
  readonly traceId: TraceId;
  readonly userAgent: string | undefined;
  readonly startedAtMs: number;
  readonly durationMs: number;
}

/** Everything that `createScimServer` is handed. */
export interface ScimServerOptions {
  /** Path of the SCIM base URI, such as `/SCIM/v2`; compared without regard to letter case. */
  readonly basePath: string;
  /** Address of the service as clients see it, without `basePath`: `meta.location` starts with it, never with a Host header. */
  readonly publicBaseUrl: () => string;
  /** The resource types that everybody sees. */
  readonly shapes: readonly ResourceShape[];
  /**
   * The resource types that this caller sees: `shapes` with types and extensions of the caller's own. Default: `shapes`. What is
   * derived from a list is kept as long as the list itself: give the same list until something changes.
   */
  readonly shapesOf?: (caller: Caller) => readonly ResourceShape[] | Promise<readonly ResourceShape[]>;
  /** Schemas for `/Schemas`; default: those of the caller's shapes. */
  readonly schemas?: readonly SchemaDefinition[];
  readonly store: ResourceStore;
  readonly authenticator: Authenticator;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly limits?: ScimServerLimits;
  /** Default: `GROUP_MEMBERSHIP`. */
  readonly membership?: readonly MembershipRule[];
  /** Shown in ServiceProviderConfig. */
  readonly documentationUri?: string;
  /** Makes the responses; default: those of the fetch standard. A host with a listener of its own may have lighter ones. */
  readonly makeResponse?: MakeResponse;
  /** How clients may authenticate, as ServiceProviderConfig shows it; at most one is primary. Default: Basic and bearer token. */
  readonly authenticationSchemes?: readonly AuthenticationScheme[];
  /** Secret of at least 32 bytes, the same in all processes: cursors are sealed with it. Absent: no paging by cursor. */
  readonly cursorKey?: Uint8Array;
  /** Paths of attributes that a filter in a URL must not name (RFC 7644 §7.5.2): 403 `sensitive`, search by POST instead. */
  readonly sensitiveAttributes?: readonly string[];
  /** Called once per request after the answer is made; what it throws is logged and changes nothing. */
  readonly onExchange?: (exchange: ScimExchange) => void;
}

/** A service provider: one function from request to answer. It never rejects. */
export type ScimServer = (request: Request) => Promise<Response>;
