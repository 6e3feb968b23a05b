/** What the routes are given, and what a request carries once it is authenticated. */
import type { TraceId } from "@lockstep/ports";
import type { Context } from "hono";
import type { Deps } from "../deps.ts";
import { type Act, causedBy } from "../domain/act.ts";
import type { RequestPace } from "../domain/request-pace.ts";
import type { Rights } from "../domain/roles/role.ts";
import type { LogParty } from "../domain/tables.ts";
import { type Words, wordsFor } from "../words/index.ts";
import type { Rate } from "./rate-headers.ts";

/** The outside world of the routes. */
export interface HttpDeps extends Deps {
  /** Public base URL without trailing slash. */
  readonly publicBaseUrl: () => string;
  readonly supportUrl: string;
  readonly pricingUrl: string;
  readonly guideUrl: string;
  /** How many times Okta's published rates one credential may send. */
  readonly rateFactor: number;
  /** Takes the right to one request, held across processes. */
  readonly pace: RequestPace;
}

/** How the caller was recognised. */
export interface Caller {
  readonly actor: LogParty;
  /** The administrator who calls; for a service app the one who registered it. */
  readonly administratorId: string;
  /** What the administrator may do; unset for a service app, which has scopes instead. */
  readonly rights?: Rights;
  readonly via: "token" | "session" | "serviceApp";
  /** What the rate is counted for: the token's id, the service app's, or the administrator's in a session. */
  readonly credentialId: string;
  /** Of a service app: what it may do. */
  readonly scopes?: readonly string[];
  /** Of a session of the console: which one. */
  readonly sessionId?: string;
}

/** Hono's environment of the API. */
export interface Env {
  Variables: {
    caller: Caller;
    rate: Rate | undefined;
    /** Joins the events of one request: the caller's own trace, where it sends one (W3C Trace Context). */
    traceId: TraceId;
  };
}

/** The sentences in the language that the caller asks for. */
export function wordsOf(context: Context<Env>): Words {
  return wordsFor(context.req.header("accept-language"));
}

const USER_AGENT_LENGTH_MAX = 200;

/** The outside world together with the caller, for rules that change something. */
export function actOf(deps: HttpDeps, context: Context<Env>): Act {
  const caller = context.get("caller");
  const userAgent = context.req.header("user-agent")?.slice(0, USER_AGENT_LENGTH_MAX);
  return {
    ...causedBy(deps, context.get("traceId")),
    actor: caller.actor,
    traceId: context.get("traceId"),
    origin: {
      via: caller.via,
      ...(caller.via === "session" ? {} : { credentialId: caller.credentialId }),
      ...(userAgent === undefined ? {} : { userAgent }),
    },
  };
}
