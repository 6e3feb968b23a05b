/** What every route is handed. */
import type { TraceId } from "@lockstep/ports";
import type { ResourceShape } from "@lockstep/scim";
import type { Authenticator, Caller, ResourceStore } from "@lockstep/scim-server";
import type { Timers } from "../background/timers.ts";
import type { ServiceConfig } from "../config.ts";
import type { Catalogues } from "../domain/catalogues.ts";
import type { EventNotifier } from "../domain/event-notice.ts";
import type { EventSignal } from "../domain/event-signal.ts";
import type { Mailer } from "../domain/mail.ts";
import type { PasswordHasher } from "../domain/password.ts";
import type { ProvisioningHooks } from "../domain/provisioning.ts";
import type { Viewer } from "../domain/session.ts";
import type { SendWebhook } from "../domain/webhook/send.ts";
import type { RequestLog } from "../operate/request-log.ts";

/** The parts that the routes are made of, put together once. */
export interface ApiParts {
  readonly config: ServiceConfig;
  readonly hasher: PasswordHasher;
  readonly mailer: Mailer;
  readonly store: ResourceStore;
  readonly hooks: ProvisioningHooks;
  readonly userShape: ResourceShape;
  /** Asks the database anew at each request, so its callers need no admission. */
  readonly authenticator: Authenticator;
  readonly requestLog: RequestLog;
  readonly catalogues: Catalogues;
  readonly events: EventSignal;
  readonly notifier: EventNotifier;
  readonly sendWebhook: SendWebhook;
  readonly timers: Timers;
  /** Public base URL without trailing slash. */
  readonly baseUrl: () => string;
}

/** Values of one request. */
export interface ApiEnv {
  Variables: {
    traceId: TraceId;
    /** Behind `/events` only. */
    caller: Caller;
    viewer: Viewer;
    sessionToken: string;
    sessionId: string;
  };
}

/** Name of the session cookie. */
export const SESSION_COOKIE = "lockstep_service";
