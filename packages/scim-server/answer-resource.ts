/** Which operation a method means at a resource's address, and whether the credential may do it. */
import { type ResourceShape, ScimError } from "@lockstep/scim";
import type { Answer } from "./answer.ts";
import { replaceNamed } from "./collection-put.ts";
import { type Exchange, locationOf, scopeOf } from "./context.ts";
import { listResources, searchResources } from "./query-endpoint.ts";
import { createResource, patchResource, readOne, removeResource, replaceResource } from "./resource-endpoint.ts";

const RESOURCE_METHODS: readonly string[] = ["GET", "HEAD", "PUT", "PATCH", "DELETE"];

/** Answers at a type's endpoint. Throws at once what the request may not do. */
export function answerCollection(exchange: Exchange, shape: ResourceShape): Promise<Answer> {
  if (exchange.request.method.toUpperCase() === "PUT" && exchange.leniency.has("collectionPut")) {
    requireScope(exchange, shape, "write");
    return replaceNamed(exchange, shape);
  }
  const method = requireMethod(exchange, ["GET", "HEAD", "POST"]);
  requireScope(exchange, shape, method === "POST" ? "write" : "read");
  return method === "POST" ? createResource(exchange, shape) : listResources(exchange, shape);
}

/** Answers at a resource. Throws at once what the request may not do. */
export function answerResource(exchange: Exchange, shape: ResourceShape, id: string): Promise<Answer> {
  const method = requireMethod(exchange, RESOURCE_METHODS);
  requireScope(exchange, shape, method === "GET" || method === "HEAD" ? "read" : "write");
  switch (method) {
    case "PUT":
      return replaceResource(exchange, shape, id);
    case "PATCH":
      return patchResource(exchange, shape, id);
    case "DELETE":
      return removeResource(exchange, shape, id);
    default:
      return readOne(exchange, shape, id);
  }
}

/** RFC 7644 §3.4.3: a search reads, whatever its method. Without a shape it covers all types that the credential may read. */
export async function answerSearch(exchange: Exchange, shape: ResourceShape | undefined): Promise<Answer> {
  requireMethod(exchange, ["POST"]);
  if (shape !== undefined) requireScope(exchange, shape, "read");
  return searchResources(exchange, shape);
}

/**
 * RFC 7644 §3.11: /Me is another name of the user behind the credential; the answer names the permanent one. There is no POST:
 * whoever has a credential has a user.
 */
export async function answerMe(exchange: Exchange): Promise<Answer> {
  const { provider, caller } = exchange;
  requireMethod(exchange, RESOURCE_METHODS);
  const shape = exchange.shapes.find(({ type }) => type.name === "User");
  if (shape === undefined) throw new ScimError("notImplemented", "There are no users here, so /Me names nobody.");
  const answer = await answerResource(exchange, shape, caller.userId);
  const location = locationOf(provider, shape, caller.userId);
  return { ...answer, headers: { ...answer.headers, location, "content-location": location } };
}

/** The method, in upper case. Throws `ScimError` `methodNotAllowed` that names the allowed ones. */
export function requireMethod({ request }: Exchange, allowed: readonly string[]): string {
  const method = request.method.toUpperCase();
  if (allowed.includes(method)) return method;
  throw new ScimError("methodNotAllowed", `${method} is not supported here; allowed are ${allowed.join(", ")}.`, {
    headers: { allow: allowed.join(", ") },
  });
}

function requireScope({ provider, caller }: Exchange, shape: ResourceShape, right: "read" | "write"): void {
  const scope = scopeOf(provider, shape, right);
  if (caller.scopes.includes(scope)) return;
  throw new ScimError("forbidden", `The credential does not permit this operation: it lacks the right "${scope}".`);
}
