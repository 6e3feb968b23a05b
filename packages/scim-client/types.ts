/** What a target is asked and what it answered, as data. */
import type { Json, JsonObject } from "@lockstep/scim";

/** An exact SCIM request relative to a base URL: what a plan holds and what goes on the wire. */
export interface ScimRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path and query relative to the base URL, starting with "/", already percent-encoded: `/Users?filter=userName%20eq%20%22a%22`. */
  readonly path: string;
  readonly body?: JsonObject;
  /** RFC 7644 §3.14: the version that the resource must still have. */
  readonly ifMatch?: string;
}

/**
 * What became of one request. Never an exception.
 * `unreachable`: it certainly did not arrive (refused, name not resolved). `unknown`: it may have been carried out (time-out, reset after send).
 */
export type ScimAnswer =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly body: Json | undefined;
      readonly retryAfter: string | undefined;
      readonly requestId: string | undefined;
      readonly durationMs: number;
      /** Set when the body was not JSON: how it begins. */
      readonly notJson?: string;
      /** The header `Location`: where a redirect, which is never followed, points. */
      readonly location?: string;
      readonly etag?: string;
      /** RFC 9110 §6.6.1: the target's own time, in milliseconds since the epoch. */
      readonly dateMs?: number;
    }
  | { readonly kind: "unreachable"; readonly reason: string; readonly code: string; readonly durationMs: number }
  | { readonly kind: "unknown"; readonly reason: string; readonly durationMs: number };

/** How the client signs in. */
export type ConnectionCredential =
  | { readonly scheme: "BASIC"; readonly username: string; readonly password: string }
  /** RFC 6750: `Authorization: Bearer <token>`. */
  | { readonly scheme: "TOKEN"; readonly token: string }
  /** A header of the target's choice, sent as it stands. */
  | { readonly scheme: "HEADER"; readonly name: string; readonly value: string }
  /** RFC 6749 §4.4: access tokens from a token endpoint, sent as bearer. */
  | { readonly scheme: "OAUTH"; readonly tokens: AccessTokens };

/** Where access tokens come from. */
export interface AccessTokens {
  /** A token that should hold for the next request. `refused`: the one that the target just answered with 401; another is fetched. */
  get(options: {
    readonly traceparent: string;
    readonly signal?: AbortSignal;
    readonly refused?: string;
  }): Promise<AccessTokenResult>;
}

/** A token, or why there is none. `isRefusal`: the token endpoint refuses the client; otherwise it may give one later. */
export type AccessTokenResult =
  | { readonly ok: true; readonly token: string }
  | {
      readonly ok: false;
      readonly isRefusal: boolean;
      readonly reason: string;
      /** The token endpoint asked to be left alone, as a target does with the same status and header (RFC 6585 §4, RFC 9110 §10.2.3). */
      readonly busy?: TokenEndpointBusy;
    };

/** How a token endpoint asks to be left alone. */
export interface TokenEndpointBusy {
  readonly status: 429 | 503;
  /** `Retry-After` as it came. */
  readonly retryAfter: string | undefined;
}

/** Sends requests to one target. */
export interface ScimClient {
  /** Sends one request under a `traceparent`. Never throws for what the target or the network does. */
  send(
    request: ScimRequest,
    options: { readonly traceparent: string; readonly signal?: AbortSignal },
  ): Promise<ScimAnswer>;
}

/** The steps of the credentials test. `token`: only where access tokens come from a token endpoint. */
export type DoctorStepName =
  | "url"
  | "resolve"
  | "token"
  | "connect"
  | "tls"
  | "path"
  | "signIn"
  | "module"
  | "rights"
  | "firstPage"
  | "filter"
  | "groups";

/** One step of the credentials test. */
export interface DoctorStep {
  readonly name: DoctorStepName;
  readonly status: "passed" | "failed" | "skipped";
  /** What was found, for people. */
  readonly message: string;
  /** What to do about it; present when failed. */
  readonly remedy?: string;
  readonly durationMs: number;
}

/** The result of *Test API Credentials*. */
export interface DoctorReport {
  readonly ok: boolean;
  readonly steps: readonly DoctorStep[];
}
