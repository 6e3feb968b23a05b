/** The service provider itself: authenticate, route, answer, and turn whatever goes wrong into a SCIM error (RFC 7644 §3.12). */
import { createTraceparent, parseTraceparent, type TraceId, uuidV7 } from "@lockstep/ports";
import { type ResourceShape, ScimError } from "@lockstep/scim";
import { type Answer, toErrorResponse, toResponse } from "./answer.ts";
import { createProvider, type Exchange, findHolderRule, type Provider } from "./context.ts";
import { answerDiscovery } from "./discovery.ts";
import { maskSearch, maskSecrets, secretNames } from "./mask.ts";
import type { ScimServer, ScimServerOptions } from "./options.ts";
import { type Caller, type Scope, StaleCallerError } from "./ports.ts";
import { readBody } from "./request-body.ts";
import {
  createResource,
  listResources,
  patchResource,
  readOne,
  removeResource,
  replaceResource,
} from "./resource-endpoint.ts";
import { createRouter, type Route } from "./route.ts";

const NONE: Readonly<Record<string, number>> = {};

/** What becomes known of a request on its way, for the request log. */
interface Trail {
  caller: Caller | undefined;
  error: ScimError | undefined;
  errorId: string | undefined;
  /** The body's JSON, once it has been read. */
  body: unknown;
}

/** Makes a service provider (RFC 7644) over a store and an authenticator. It never rejects and never reads the Host header. */
export function createScimServer(options: ScimServerOptions): ScimServer {
  const provider = createProvider(options);
  const route = createRouter(provider.basePath, provider.shapes);
  return async (request) => {
    const startedAtMs = provider.clock.now();
    const url = new URL(request.url);
    const { traceparent, traceId } = createTraceparent(
      provider.random,
      parseTraceparent(request.headers.get("traceparent")),
    );
    const trail: Trail = { caller: undefined, error: undefined, errorId: undefined, body: undefined };
    const response = await respond();
    response.headers.set("traceparent", traceparent);
    tell(provider, { request, url, response, traceId, startedAtMs, trail });
    return response;

    async function respond(): Promise<Response> {
      try {
        const body = once(async () => {
          trail.body = await readBody(request, provider.limits);
          return trail.body;
        });
        try {
          return await attempt(body, false);
        } catch (error) {
          if (!(error instanceof StaleCallerError)) throw error;
          return await attempt(body, true);
        }
      } catch (error) {
        trail.error = toScimError(provider, error, { traceId, trail });
        return toErrorResponse(trail.error, request.method);
      }
    }

    async function attempt(body: () => Promise<unknown>, fresh: boolean): Promise<Response> {
      trail.caller = { ...(await provider.authenticator.authenticate(request, traceId, { fresh })), traceId };
      const exchange = { provider, request, parameters: url.searchParams, caller: trail.caller, readBody: body };
      return toResponse(await answer(exchange, route(url.pathname)), request.method);
    }
  };
}

/** A function that does its work at the first call and gives the same result to each later one. */
function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let started: Promise<Result> | undefined;
  return () => {
    started ??= work();
    return started;
  };
}

async function answer(exchange: Exchange, route: Route): Promise<Answer> {
  switch (route.kind) {
    case "collection":
      return answerCollection(exchange, route.shape);
    case "resource":
      return answerResource(exchange, route.shape, route.id);
    case "discovery":
      requireMethod(exchange, ["GET", "HEAD"]);
      return answerDiscovery(exchange, route.document, route.id);
    case "unsupported":
      throw new ScimError("notImplemented", `${route.feature} is not supported; see /ServiceProviderConfig.`);
    case "version":
      throw new ScimError("invalidVersion", `SCIM version "${route.version}" is not supported here, only 2.0.`);
    case "unknown":
      throw new ScimError("notFound", "There is no SCIM endpoint at this address.");
  }
}

async function answerCollection(exchange: Exchange, shape: ResourceShape): Promise<Answer> {
  const method = requireMethod(exchange, ["GET", "HEAD", "POST"]);
  requireScope(exchange, shape, method);
  return method === "POST" ? await createResource(exchange, shape) : await listResources(exchange, shape);
}

async function answerResource(exchange: Exchange, shape: ResourceShape, id: string): Promise<Answer> {
  const method = requireMethod(exchange, ["GET", "HEAD", "PUT", "PATCH", "DELETE"]);
  requireScope(exchange, shape, method);
  switch (method) {
    case "PUT":
      return await replaceResource(exchange, shape, id);
    case "PATCH":
      return await patchResource(exchange, shape, id);
    case "DELETE":
      return await removeResource(exchange, shape, id);
    default:
      return await readOne(exchange, shape, id);
  }
}

function requireMethod({ request }: Exchange, allowed: readonly string[]): string {
  const method = request.method.toUpperCase();
  if (allowed.includes(method)) return method;
  throw new ScimError("methodNotAllowed", `${method} is not supported here; allowed are ${allowed.join(", ")}.`, {
    headers: { allow: allowed.join(", ") },
  });
}

/** Types that hold members need the groups scopes, all others the users scopes. */
function requireScope({ provider, caller }: Exchange, shape: ResourceShape, method: string): void {
  const area = findHolderRule(provider, shape) === undefined ? "users" : "groups";
  const scope: Scope = `${area}:${method === "GET" || method === "HEAD" ? "read" : "write"}`;
  if (caller.scopes.includes(scope)) return;
  throw new ScimError("forbidden", `The credential does not permit this operation: it lacks the right "${scope}".`);
}

/** An error that is no protocol error is a fault of ours: the client learns its id, the log the rest. */
function toScimError(
  provider: Provider,
  error: unknown,
  { traceId, trail }: { readonly traceId: TraceId; readonly trail: Trail },
): ScimError {
  if (error instanceof ScimError) return error;
  const errorId = uuidV7(provider.clock, provider.random);
  trail.errorId = errorId;
  provider.logger.error({ err: error, errorId, traceId }, "A SCIM request failed unexpectedly");
  return new ScimError("internal", `The server failed to complete the request. Error id: ${errorId}.`, {
    cause: error,
  });
}

function tell(
  provider: Provider,
  told: {
    readonly request: Request;
    readonly url: URL;
    readonly response: Response;
    readonly traceId: TraceId;
    readonly startedAtMs: number;
    readonly trail: Trail;
  },
): void {
  const { request, url, response, traceId, startedAtMs, trail } = told;
  try {
    provider.onExchange?.({
      method: request.method,
      path: url.pathname,
      status: response.status,
      scimType: trail.error?.scimType,
      detail: trail.error?.detail,
      errorId: trail.errorId,
      caller: trail.caller,
      normalisations: NONE,
      sentSearch: () => maskSearch(url.search, secretNames(provider.shapes)),
      sentBody: () => maskSecrets(trail.body, secretNames(provider.shapes)),
      traceId,
      userAgent: request.headers.get("user-agent") ?? undefined,
      startedAtMs,
      durationMs: provider.clock.now() - startedAtMs,
    });
  } catch (error) {
    provider.logger.error({ err: error, traceId }, "The request log failed");
  }
}
