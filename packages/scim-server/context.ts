/** What every handler is handed: the options with their defaults, and the request so far. */
import { type ResourceShape, type SchemaDefinition, ScimError } from "@lockstep/scim";
import { type AuthenticationScheme, DEFAULT_SCHEMES } from "./authentication-schemes.ts";
import { type CursorSealer, createCursorSealer } from "./cursor.ts";
import { GROUP_MEMBERSHIP, type MembershipRule, type ScimServerLimits, type ScimServerOptions } from "./options.ts";
import type { Caller, Scope } from "./ports.ts";
import type { Leniency } from "./tolerance/leniency.ts";

const LIMITS: Required<ScimServerLimits> = {
  bodyBytes: 1_048_576,
  bodyDepth: 32,
  pageSizeDefault: 100,
  pageSizeMax: 1_000,
  cursorTimeoutSeconds: 3_600,
  bulkOperations: 1_000,
  bulkBytes: 4_194_304,
};

/**
 * How often something is attempted whose credential or resource types have changed meanwhile. Each repetition stands for a change that
 * somebody made within it: more of them than this in a row do not come by chance.
 */
export const ATTEMPTS_MAX = 20;

/** The options with their defaults. */
export interface Provider extends ScimServerOptions {
  readonly limits: Required<ScimServerLimits>;
  readonly membership: readonly MembershipRule[];
  readonly authenticationSchemes: readonly AuthenticationScheme[];
  /** Absent: pages by index only. */
  readonly cursors: CursorSealer | undefined;
  /** Paths of attributes that a filter in a URL must not name, in lower case. */
  readonly sensitive: ReadonlySet<string>;
}

/** One authenticated request. */
export interface Exchange {
  readonly provider: Provider;
  readonly request: Request;
  readonly parameters: URLSearchParams;
  readonly caller: Caller;
  /** The resource types that the caller sees. */
  readonly shapes: readonly ResourceShape[];
  /** What the caller's tolerance allows, and the count of what was needed. */
  readonly leniency: Leniency;
  /** The JSON of the body, read once however often it is asked for. Throws `ScimError`: 415, 413, 400 `invalidSyntax`. */
  readonly readBody: () => Promise<unknown>;
}

/** Fills in the defaults. Throws an `Error` for options that contradict one another. */
export function createProvider(options: ScimServerOptions): Provider {
  const limits = { ...LIMITS, ...options.limits };
  const authenticationSchemes = options.authenticationSchemes ?? DEFAULT_SCHEMES;
  if (authenticationSchemes.filter(({ primary }) => primary === true).length > 1) {
    throw new Error("RFC 7643 §5: at most one authentication scheme is the primary one.");
  }
  return {
    ...options,
    limits,
    authenticationSchemes,
    membership: options.membership ?? [GROUP_MEMBERSHIP],
    cursors:
      options.cursorKey === undefined
        ? undefined
        : createCursorSealer(options.cursorKey, {
            now: () => options.clock.now(),
            timeoutSeconds: limits.cursorTimeoutSeconds,
          }),
    sensitive: new Set((options.sensitiveAttributes ?? []).map((path) => path.toLowerCase())),
  };
}

/** The schemas of these shapes, each once. */
export function schemasIn(shapes: readonly ResourceShape[]): readonly SchemaDefinition[] {
  const all = shapes.flatMap((shape) => [shape.core, ...shape.extensions.map(({ schema }) => schema)]);
  return [...new Map(all.map((schema) => [schema.id.toLowerCase(), schema])).values()];
}

/**
 * For the repetition of a request or operation: its body has come and its caller was judged just now, so that the credential does not
 * outdate it a second time however fast it changes.
 */
export function withoutAdmission({ admission: _judged, ...caller }: Caller): Caller {
  return caller;
}

/** The rule by which resources of this type hold members. */
export function findHolderRule(provider: Provider, shape: ResourceShape): MembershipRule | undefined {
  return provider.membership.find((rule) => rule.resourceType === shape.type.name);
}

/** The rule by which resources of this type show where they are members. */
export function findMemberRule(provider: Provider, shape: ResourceShape): MembershipRule | undefined {
  return provider.membership.find((rule) => rule.memberType === shape.type.name);
}

/** Types that hold members need the groups scopes, all others the users scopes. */
export function scopeOf(provider: Provider, shape: ResourceShape, right: "read" | "write"): Scope {
  return `${findHolderRule(provider, shape) === undefined ? "users" : "groups"}:${right}`;
}

/** The types that the credential may read. Throws `ScimError` `forbidden` when it may read none. */
export function requireReadable({ provider, caller, shapes }: Exchange): readonly ResourceShape[] {
  const readable = shapes.filter((shape) => caller.scopes.includes(scopeOf(provider, shape, "read")));
  if (readable.length > 0) return readable;
  throw new ScimError("forbidden", "The credential does not permit this operation: it may read no resource type.");
}

/** Perf: each resource of a page has a location. */
const bases = new WeakMap<Provider, { readonly publicUrl: string; readonly base: string }>();

/** The SCIM base URI without a slash at its end. */
export function baseUri(provider: Provider): string {
  const publicUrl = provider.publicBaseUrl();
  const known = bases.get(provider);
  if (known?.publicUrl === publicUrl) return known.base;
  const path = provider.basePath.split("/").filter((segment) => segment !== "");
  const base = [publicUrl.replace(/\/+$/, ""), ...path].join("/");
  bases.set(provider, { publicUrl, base });
  return base;
}

/** RFC 7643 §3.1: where a resource is found. */
export function locationOf(provider: Provider, shape: ResourceShape, id: string): string {
  return `${baseUri(provider)}${shape.type.endpoint}/${encodeURIComponent(id)}`;
}
