/** From a path to what it names (RFC 7644 §3.2). The base path and endpoints are compared without regard to letter case. */
import type { ResourceShape } from "@lockstep/scim";

/** The documents of RFC 7644 §4. */
export type DiscoveryDocument = "ServiceProviderConfig" | "Schemas" | "ResourceTypes";

/** What a path names. */
export type Route =
  | SingleRoute
  /** RFC 7644 §3.7. */
  | { readonly kind: "bulk" };

/** What one request reads or writes; operations of a bulk request name these. */
export type SingleRoute =
  | { readonly kind: "collection"; readonly shape: ResourceShape }
  | { readonly kind: "resource"; readonly shape: ResourceShape; readonly id: string }
  | { readonly kind: "discovery"; readonly document: DiscoveryDocument; readonly id: string | undefined }
  /** The base URI: all resources (RFC 7644 §3.4.2.1). */
  | { readonly kind: "root" }
  /** RFC 7644 §3.4.3: `.search` below a type's endpoint, or, without a shape, below the base URI. */
  | { readonly kind: "search"; readonly shape: ResourceShape | undefined }
  /** RFC 7644 §3.11. */
  | { readonly kind: "me" }
  /** RFC 7644 §3.13: another version of the protocol. */
  | { readonly kind: "version"; readonly version: string }
  | { readonly kind: "unknown" };

/** RFC 7644 §4; the plural is in real use (erratum 4978). */
const DOCUMENTS: Readonly<Record<string, DiscoveryDocument>> = {
  serviceproviderconfig: "ServiceProviderConfig",
  serviceproviderconfigs: "ServiceProviderConfig",
  schemas: "Schemas",
  resourcetypes: "ResourceTypes",
};

/** Endpoints that are no resource type's and have nothing below them. */
const SINGLES: Readonly<Record<string, Route>> = {
  me: { kind: "me" },
  bulk: { kind: "bulk" },
  ".search": { kind: "search", shape: undefined },
};

type Router = (pathname: string) => Route;

/** Gives the router of a list of shapes, for a base path such as `/SCIM/v2`. Perf: made once for each list. */
export function createRouters(basePath: string): (shapes: readonly ResourceShape[]) => Router {
  const routers = new WeakMap<readonly ResourceShape[], Router>();
  return (shapes) => {
    let router = routers.get(shapes);
    if (router === undefined) {
      router = createRouter(basePath, shapes);
      routers.set(shapes, router);
    }
    return router;
  };
}

/** Makes a router for a base path such as `/SCIM/v2`. */
export function createRouter(basePath: string, shapes: readonly ResourceShape[]): Router {
  const base = segmentsOf(basePath);
  const byEndpoint = new Map(shapes.map((shape) => [segmentsOf(shape.type.endpoint).join("/").toLowerCase(), shape]));
  return (pathname) => {
    const segments = segmentsOf(pathname);
    const head = segments.slice(0, base.length);
    if (!equalSegments(head, base)) return otherVersion(head, base);
    const rest: string[] = [];
    for (let place = base.length; place < segments.length; place += 1) {
      const part = decodeSegment(segments[place] ?? "");
      if (part === undefined) return { kind: "unknown" };
      rest.push(part);
    }
    return match(rest, byEndpoint);
  };
}

function match(segments: readonly string[], byEndpoint: ReadonlyMap<string, ResourceShape>): Route {
  const [endpoint, id, ...rest] = segments;
  if (endpoint === undefined) return { kind: "root" };
  const name = endpoint.toLowerCase();
  const single = Object.hasOwn(SINGLES, name) ? SINGLES[name] : undefined;
  if (single !== undefined) return id === undefined ? single : { kind: "unknown" };
  const document = Object.hasOwn(DOCUMENTS, name) ? DOCUMENTS[name] : undefined;
  if (document !== undefined) return rest.length > 0 ? { kind: "unknown" } : { kind: "discovery", document, id };
  const shape = byEndpoint.get(name);
  if (shape === undefined || rest.length > 0) return { kind: "unknown" };
  if (id === undefined) return { kind: "collection", shape };
  if (id.toLowerCase() === ".search") return { kind: "search", shape };
  return { kind: "resource", shape, id };
}

/** Blank segments come from trailing and doubled slashes, which clients make by joining a base URI with a path. */
function segmentsOf(path: string): string[] {
  const segments: string[] = [];
  for (let start = 0; start < path.length; ) {
    const slash = path.indexOf("/", start);
    const end = slash < 0 ? path.length : slash;
    if (end > start) segments.push(path.slice(start, end));
    start = end + 1;
  }
  return segments;
}

function equalSegments(left: readonly string[], right: readonly string[]): boolean {
  return (
    left.length === right.length && left.every((part, index) => part.toLowerCase() === right[index]?.toLowerCase())
  );
}

function decodeSegment(segment: string): string | undefined {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function otherVersion(head: readonly string[], base: readonly string[]): Route {
  const version = head.at(-1) ?? "";
  const isSibling = head.length === base.length && equalSegments(head.slice(0, -1), base.slice(0, -1));
  return isSibling && isVersion(version) && isVersion(base.at(-1) ?? "")
    ? { kind: "version", version }
    : { kind: "unknown" };
}

function isVersion(segment: string): boolean {
  return /^v\d{1,3}(?:\.\d{1,3})?$/i.test(segment);
}
