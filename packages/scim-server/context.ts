/** What every handler is handed: the options with their defaults, and the request so far. */
import type { ResourceShape, SchemaDefinition } from "@lockstep/scim";
import { GROUP_MEMBERSHIP, type MembershipRule, type ScimServerLimits, type ScimServerOptions } from "./options.ts";
import type { Caller } from "./ports.ts";

const LIMITS: Required<ScimServerLimits> = {
  bodyBytes: 1_048_576,
  bodyDepth: 32,
  pageSizeDefault: 100,
  pageSizeMax: 1_000,
};

/** The options with their defaults. */
export interface Provider extends ScimServerOptions {
  readonly limits: Required<ScimServerLimits>;
  readonly membership: readonly MembershipRule[];
  readonly schemas: readonly SchemaDefinition[];
}

/** One authenticated request. */
export interface Exchange {
  readonly provider: Provider;
  readonly request: Request;
  readonly parameters: URLSearchParams;
  readonly caller: Caller;
  /** The JSON of the body, read once however often it is asked for. Throws `ScimError`: 415, 413, 400 `invalidSyntax`. */
  readonly readBody: () => Promise<unknown>;
}

/** Fills in the defaults. */
export function createProvider(options: ScimServerOptions): Provider {
  return {
    ...options,
    limits: { ...LIMITS, ...options.limits },
    membership: options.membership ?? [GROUP_MEMBERSHIP],
    schemas: options.schemas ?? schemasIn(options.shapes),
  };
}

function schemasIn(shapes: readonly ResourceShape[]): readonly SchemaDefinition[] {
  const all = shapes.flatMap((shape) => [shape.core, ...shape.extensions.map(({ schema }) => schema)]);
  return [...new Map(all.map((schema) => [schema.id.toLowerCase(), schema])).values()];
}

/** The rule by which resources of this type hold members. */
export function findHolderRule(provider: Provider, shape: ResourceShape): MembershipRule | undefined {
  return provider.membership.find((rule) => rule.resourceType === shape.type.name);
}

/** The rule by which resources of this type show where they are members. */
export function findMemberRule(provider: Provider, shape: ResourceShape): MembershipRule | undefined {
  return provider.membership.find((rule) => rule.memberType === shape.type.name);
}

/** The SCIM base URI without a slash at its end. */
export function baseUri({ publicBaseUrl, basePath }: Provider): string {
  const path = basePath.split("/").filter((segment) => segment !== "");
  return [publicBaseUrl().replace(/\/+$/, ""), ...path].join("/");
}

/** RFC 7643 §3.1: where a resource is found. */
export function locationOf(provider: Provider, shape: ResourceShape, id: string): string {
  return `${baseUri(provider)}${shape.type.endpoint}/${encodeURIComponent(id)}`;
}
