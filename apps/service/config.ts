/** What the service is given by whoever starts it, and what it gives back. */
import type { Database } from "@lockstep/database";
import type { RateLimit } from "@lockstep/pace";
import type { AccountId, Clock, Logger, Random } from "@lockstep/ports";
import type { TargetReach } from "@lockstep/scim-client";
import type { Tolerance } from "@lockstep/scim-server";
import type { Timers } from "./background/timers.ts";
import type { ServiceTables } from "./tables.ts";

/** Everything from the outside world; the service reads no environment and no clock of its own. */
export interface ServiceConfig {
  readonly host: string;
  /** 0 takes a free port; `listen` tells which. */
  readonly port: number;
  /** Public base URL without trailing slash; unset = from host and port. */
  readonly publicUrl?: string | undefined;
  readonly database: Database<ServiceTables>;
  /** 32 bytes: keys the digests of remembered credentials and seals mail at rest. */
  readonly masterKey: Uint8Array;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly supportUrl: string;
  readonly pricingUrl: string;
  /** `smtp://` or `smtps://` URL; unset = mail stays in the outbox. */
  readonly smtpUrl?: string | undefined;
  /** Sender of mail; unset = `no-reply@` and the public host. */
  readonly mailFrom?: string | undefined;
  /** True: a proxy passes on what comes from other machines, also to a listener that serves this machine only. */
  readonly isBehindProxy?: boolean | undefined;
  /** Opens `/metrics` to whoever sends it as a bearer token; unset = open on a service that serves this machine only, else off. */
  readonly metricsToken?: string | undefined;
  /** True: a span per request, for an OpenTelemetry SDK that the operator has loaded. */
  readonly hasTraces?: boolean | undefined;
  /** How long the request log is kept; 30 days. */
  readonly requestLogDays?: number | undefined;
  /** How far inside webhooks may be sent; unset = to public addresses only. */
  readonly webhookReach?: TargetReach | undefined;
  /** Timers of long-polls and background work; unset = those of the process. */
  readonly timers?: Timers | undefined;
  /** How SCIM credentials without a tolerance of their own are read; unset = the profile `generic`. */
  readonly tolerance?: Tolerance | undefined;
  /** Of a credential that names no limit of its own; unset = 1,000 requests a second and 5,000 at once. */
  readonly rateLimit?: RateLimit | undefined;
  /** Folder of the built console; undefined = no console is served. */
  readonly consoleDirectory: URL | undefined;
  /** Folder of the operator's schemas and resource types (`*.json`), read once; undefined = none. */
  readonly definitionsDirectory?: string | undefined;
}

/** One organisation of a seeded account; parents stand before their children. Exactly one has no parent. */
export interface SeedOrganisation {
  readonly code: string;
  readonly name: string;
  readonly parentCode: string | null;
}

/** One seeded user; without `organisationCode` the user belongs to the mother organisation. */
export interface SeedUser {
  readonly email: string;
  readonly password: string;
  readonly givenName?: string | undefined;
  readonly familyName?: string | undefined;
  readonly organisationCode?: string | undefined;
}

/** An account to be there: made when missing, completed when half made, left alone otherwise. */
export interface SeedAccount {
  readonly name: string;
  readonly organisations: readonly SeedOrganisation[];
  readonly owner: SeedUser;
  /** The provisioning administrator; unset = none yet, the owner makes one by following the guide. */
  readonly provisioning?: SeedUser | undefined;
  readonly scimModule: boolean;
  /** Name of the provisioning administrator's API key; unset = no key. */
  readonly apiKeyName?: string | undefined;
}

/** First filling of an empty database. */
export interface ServiceSeed {
  /** Idempotent: the same input gives the same account and the same key, also after a crash half-way. */
  account(seed: SeedAccount): Promise<{ readonly accountId: AccountId; readonly apiKey: string | null }>;
}

/** The running service. */
export interface Service {
  /** Answers one request; needs no socket. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Opens the plain HTTP listener and starts the background work. A port in use is a `StartupError`. */
  listen(): Promise<{ readonly url: string; readonly port: number }>;
  /** Stops taking connections, lets running requests, background work and mail end, and returns. The database stays the caller's. */
  stop(): Promise<void>;
  readonly seed: ServiceSeed;
}
