/** What the path of a bulk operation names, and the request that it stands for. */
import { type BulkOperation, type Json, type ResourceShape, ScimError } from "@lockstep/scim";
import type { Answer } from "../answer.ts";
import { answerCollection, answerMe, answerResource } from "../answer-resource.ts";
import { type Exchange, locationOf, type Provider } from "../context.ts";
import type { Route } from "../route.ts";

/** Where an operation leads; `location` is the resource's URI, unknown for one that is yet to be created. */
export type OperationTarget =
  | { readonly kind: "collection"; readonly shape: ResourceShape; readonly location: undefined }
  | { readonly kind: "resource"; readonly shape: ResourceShape; readonly id: string; readonly location: string }
  | { readonly kind: "me"; readonly location: undefined };

/** The target of a path. Throws `ScimError`: only resource types, resources and /Me can be worked on in bulk. */
export function targetOf(
  provider: Provider,
  path: string,
  { route, resolveId }: { readonly route: (pathname: string) => Route; readonly resolveId: (id: string) => string },
): OperationTarget {
  const named = path.slice(0, 200);
  if (/[?#]/.test(path)) throw new ScimError("invalidValue", `The path "${named}" must not have a query.`);
  const found = route(`${provider.basePath}/${path}`);
  switch (found.kind) {
    case "collection":
      return { ...found, location: undefined };
    case "resource": {
      const id = resolveId(found.id);
      return { ...found, id, location: locationOf(provider, found.shape, id) };
    }
    case "me":
      return { kind: "me", location: undefined };
    case "unknown":
    case "version":
      throw new ScimError("notFound", `There is no SCIM endpoint at "${named}".`);
    default:
      throw new ScimError("invalidValue", `"${named}" cannot be part of a bulk request: name a resource or its type.`);
  }
}

/** Sends one operation through the functions that answer single requests. */
export async function sendOperation(
  bulk: Exchange,
  target: OperationTarget,
  operation: {
    readonly method: BulkOperation["method"];
    readonly version?: string | undefined;
    readonly data?: Json | undefined;
  },
): Promise<Answer> {
  const { method, version, data } = operation;
  const { provider } = bulk;
  const exchange: Exchange = {
    ...bulk,
    request: new Request(target.location ?? provider.publicBaseUrl(), {
      method,
      headers: version === undefined ? {} : { "if-match": toHeaderValue(version) },
    }),
    parameters: withoutMembership(provider),
    readBody: () =>
      data === undefined
        ? Promise.reject(new ScimError("invalidSyntax", `"data" is missing; a ${method} needs it.`))
        : Promise.resolve(data),
  };
  switch (target.kind) {
    case "collection":
      return answerCollection(exchange, target.shape);
    case "resource":
      return answerResource(exchange, target.shape, target.id);
    case "me":
      return answerMe(exchange);
  }
}

/** RFC 9110 §8.8.3: a version that no header can carry is none that was ever given out, so it matches nothing. */
function toHeaderValue(version: string): string {
  return /^[\x20-\x7e]*$/.test(version) ? version : '""';
}

/** The answer to an operation shows no resource, so members and groups need not be read. */
function withoutMembership({ membership }: Provider): URLSearchParams {
  const excluded = membership.flatMap(({ attribute, reverseAttribute }) => [attribute, reverseAttribute]);
  return new URLSearchParams(excluded.length === 0 ? {} : { excludedAttributes: excluded.join(",") });
}
