/** The service provider itself: authenticate, route, answer, and turn whatever goes wrong into a SCIM error (RFC 7644 §3.12). */
import { createTraceparent, parseTraceparent, type TraceId, uuidV7 } from "@lockstep/ports";
import { type ResourceShape, ScimError } from "@lockstep/scim";
import { type Answer, type AnswerStyle, SCIM_MEDIA_TYPE, toErrorResponse, toResponse } from "./answer.ts";
import { answerCollection, answerMe, answerResource, answerSearch, requireMethod } from "./answer-resource.ts";
import { answerBulk } from "./bulk/answer-bulk.ts";
import { ATTEMPTS_MAX, createProvider, type Exchange, type Provider, withoutAdmission } from "./context.ts";
import { answerDiscovery } from "./discovery.ts";
import { JudgedCallers } from "./judged-callers.ts";
import { maskSearch, maskSecrets, secretNames } from "./mask.ts";
import type { ScimServer, ScimServerOptions } from "./options.ts";
import { type Caller, StaleCallerError, StaleShapesError } from "./ports.ts";
import { listResources } from "./query-endpoint.ts";
import { type BodyLimits, readBody } from "./request-body.ts";
import { type RequestTarget, readTarget } from "./request-target.ts";
import { createRouters, type Route, type SingleRoute } from "./route.ts";
import { Leniency } from "./tolerance/leniency.ts";
import { effectiveSwitches } from "./tolerance/profiles.ts";

/** How soon a request may be tried again that was outdated at every attempt. */
const RETRY_AFTER_SECONDS = "1";

/** What becomes known of a request on its way, for the request log. */
interface Trail {
  caller: Caller | undefined;
  error: ScimError | undefined;
  errorId: string | undefined;
  /** The resource types that the caller sees, once that is known: their secrets are masked. */
  shapes: readonly ResourceShape[];
  leniency: Leniency | undefined;
  /** The body's JSON, once it has been read. */
  body: unknown;
  /** The answer's JSON, unless it is an error. */
  answer: unknown;
}

function newTrail(shapes: readonly ResourceShape[]): Trail {
  return {
    caller: undefined,
    error: undefined,
    errorId: undefined,
    shapes,
    leniency: undefined,
    body: undefined,
    answer: undefined,
  };
}

/** Makes a service provider (RFC 7644) over a store and an authenticator. It never rejects and never reads the Host header. */
export function createScimServer(options: ScimServerOptions): ScimServer {
  const judged = new JudgedCallers();
  const provider = createProvider({ ...options, store: judged.watch(options.store) });
  const routerOf = createRouters(provider.basePath);
  return async (request) => {
    const startedAtMs = provider.clock.now();
    const target = readTarget(request.url);
    const { traceparent, traceId } = createTraceparent(
      provider.random,
      parseTraceparent(request.headers.get("traceparent")),
    );
    const trail = newTrail(provider.shapes);
    let bodyLimits: BodyLimits = provider.limits;
    const body = once(async () => {
      trail.body = await readBody(request, bodyLimits);
      return trail.body;
    });
    const response = await untilCurrent((how) => attempt(body, how)).catch((error: unknown) => {
      trail.error = explain(error);
      return toErrorResponse(trail.error, request.method, styleOf(trail.leniency));
    });
    response.headers.set("traceparent", traceparent);
    tell(provider, { request, target, response, traceId, startedAtMs, trail });
    return response;

    function explain(error: unknown): ScimError {
      return toScimError(provider, error, { traceId, trail });
    }

    async function attempt(body: () => Promise<unknown>, { fresh, again }: How): Promise<Response> {
      // Only the store checks what is remembered of a credential; discovery does not ask it.
      const common = routerOf(provider.shapes)(target.pathname);
      const isFresh = fresh || common.kind === "discovery";
      const caller = await authenticate({ fresh: isFresh, again });
      trail.caller = caller;
      const leniency = new Leniency(effectiveSwitches(caller.tolerance));
      trail.leniency = leniency;
      // Perf: what is remembered is no promise, and nothing waits for it.
      const seen = readShapes(caller);
      const shapes = seen instanceof Promise ? await seen : seen;
      trail.shapes = shapes;
      const { parameters } = target;
      const exchange = { provider, request, parameters, caller, shapes, leniency, readBody: body };
      const route = shapes === provider.shapes ? common : routerOf(shapes)(target.pathname);
      let isJudged = isFresh;
      try {
        const answered = await answerAt(exchange, route, fresh);
        if (!isJudged && !judged.has(trail.caller)) await requireJudged(trail.caller);
        isJudged = true;
        trail.answer = answered.body;
        return toResponse(answered, request.method, styleOf(leniency));
      } catch (error) {
        const isOurs = error instanceof ScimError && !isJudged;
        if (isOurs && !judged.has(trail.caller)) await requireJudged(trail.caller);
        throw error;
      }
    }

    async function authenticate(how: How): Promise<Caller> {
      return { ...(await provider.authenticator.authenticate(request, traceId, how)), traceId };
    }

    /** For an answer that came about without the store, such as most errors: also that is for nobody whose credential has ended. */
    async function requireJudged(caller: Caller): Promise<void> {
      const { admission } = await authenticate({ fresh: true, again: true });
      if (admission !== caller.admission) throw new StaleCallerError("The remembered credential has changed");
    }

    function readShapes(caller: Caller): readonly ResourceShape[] | Promise<readonly ResourceShape[]> {
      return provider.shapesOf?.(caller) ?? provider.shapes;
    }

    function styleOf(leniency: Leniency | undefined): AnswerStyle {
      return { mediaType: mediaTypeOf(leniency), make: provider.makeResponse };
    }

    function answerAt(exchange: Exchange, route: Route, fresh: boolean): Answer | Promise<Answer> {
      if (route.kind !== "bulk") {
        return answer(fresh ? { ...exchange, caller: withoutAdmission(exchange.caller) } : exchange, route);
      }
      bodyLimits = { bodyBytes: provider.limits.bulkBytes, bodyDepth: provider.limits.bodyDepth };
      const judge = async () => {
        // Whatever comes of it, the credential is not asked about once more for this answer.
        judged.add(trail.caller ?? exchange.caller);
        trail.caller = await authenticate({ fresh: true, again: true });
        judged.add(trail.caller);
        return trail.caller;
      };
      return answerBulk(exchange, { routerOf, judge, readShapes, toScimError: explain });
    }
  };
}

/** How a request is attempted: with nothing remembered of its credential, and not for the first time. */
interface How {
  readonly fresh: boolean;
  readonly again: boolean;
}

const FIRST: How = { fresh: false, again: false };

/** Makes attempts until nothing that one went by has changed meanwhile, or there were `ATTEMPTS_MAX`. */
function untilCurrent(attempt: (how: How) => Promise<Response>): Promise<Response> {
  const repeat = (number: number, fresh: boolean, error: unknown): Promise<Response> => {
    if (!isStale(error) || number > ATTEMPTS_MAX) throw error;
    const isFresh = fresh || error instanceof StaleCallerError;
    return attempt({ fresh: isFresh, again: true }).catch((next: unknown) => repeat(number + 1, isFresh, next));
  };
  return attempt(FIRST).catch((error: unknown) => repeat(2, false, error));
}

function isStale(error: unknown): boolean {
  return error instanceof StaleCallerError || error instanceof StaleShapesError;
}

/** A function that does its work at the first call and gives the same result to each later one. */
function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let started: Promise<Result> | undefined;
  return () => {
    started ??= work();
    return started;
  };
}

function mediaTypeOf(leniency: Leniency | undefined): string {
  return leniency?.has("jsonMediaType") === true ? "application/json" : SCIM_MEDIA_TYPE;
}

function answer(exchange: Exchange, route: SingleRoute): Answer | Promise<Answer> {
  switch (route.kind) {
    case "collection":
      return answerCollection(exchange, route.shape);
    case "resource":
      return answerResource(exchange, route.shape, route.id);
    case "root":
      requireMethod(exchange, ["GET", "HEAD"]);
      return listResources(exchange, undefined);
    case "search":
      return answerSearch(exchange, route.shape);
    case "me":
      return answerMe(exchange);
    case "discovery":
      requireMethod(exchange, ["GET", "HEAD"]);
      return answerDiscovery(exchange, route.document, route.id);
    case "version":
      throw new ScimError("invalidVersion", `SCIM version "${route.version}" is not supported here, only 2.0.`);
    case "unknown":
      throw new ScimError("notFound", "There is no SCIM endpoint at this address.");
  }
}

/** An error that is no protocol error is a fault of ours: the client learns its id, the log the rest. */
function toScimError(
  provider: Provider,
  error: unknown,
  { traceId, trail }: { readonly traceId: TraceId; readonly trail: Trail },
): ScimError {
  if (error instanceof ScimError) return error;
  if (isStale(error)) {
    provider.logger.warn(
      { err: error, traceId },
      "A SCIM request was outdated at every attempt; its client is to try again",
    );
    const detail = "The account's credentials or resource types kept changing during the request: try again.";
    return new ScimError("unavailable", detail, { cause: error, headers: { "retry-after": RETRY_AFTER_SECONDS } });
  }
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
    readonly target: RequestTarget;
    readonly response: Response;
    readonly traceId: TraceId;
    readonly startedAtMs: number;
    readonly trail: Trail;
  },
): void {
  const { request, target, response, traceId, startedAtMs, trail } = told;
  try {
    provider.onExchange?.({
      method: request.method,
      path: target.pathname,
      status: response.status,
      scimType: trail.error?.scimType,
      detail: trail.error?.detail,
      errorId: trail.errorId,
      caller: trail.caller,
      normalisations: trail.leniency?.counts ?? {},
      sentSearch: () => maskSearch(target.search, secretNames(trail.shapes)),
      sentBody: () => maskSecrets(trail.body, secretNames(trail.shapes)),
      answer: () => trail.error?.toBody() ?? maskSecrets(trail.answer, secretNames(trail.shapes)),
      traceId,
      userAgent: request.headers.get("user-agent") ?? undefined,
      startedAtMs,
      durationMs: provider.clock.now() - startedAtMs,
    });
  } catch (error) {
    provider.logger.error({ err: error, traceId }, "The request log failed");
  }
}
