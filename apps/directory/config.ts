/** What the directory is given by whoever starts it, and what it gives back. */
import type { Database } from "@lockstep/database";
import type { AppId, Clock, Logger, Random } from "@lockstep/ports";
import type { FetchPort, TargetReach } from "@lockstep/scim-client";
import type { DirectoryTables } from "./domain/tables.ts";

/** Everything from the outside world; the directory reads no environment and no clock of its own. */
export interface DirectoryConfig {
  readonly host: string;
  /** 0 takes a free port; `listen` tells which. */
  readonly port: number;
  /** Public base URL without trailing slash; unset = from host and port. */
  readonly publicUrl?: string | undefined;
  readonly database: Database<DirectoryTables>;
  /** 32 bytes: seals connection secrets and passwords that wait for delivery. */
  readonly masterKey: Uint8Array;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly supportUrl: string;
  readonly pricingUrl: string;
  readonly guideUrl: string;
  /** How many times Okta's published rates one credential may send; unset = 10. */
  readonly rateFactor?: number | undefined;
  /** How far inside a target may lie. */
  readonly targetReach: TargetReach;
  /** Sends requests to targets. */
  readonly fetch: FetchPort;
  /** Addresses of a host name, for the connection test. */
  readonly resolve?: ((host: string) => Promise<readonly string[]>) | undefined;
  /** Folder of the built console; undefined = no console is served. */
  readonly consoleDirectory: URL | undefined;
}

/** First filling of an empty database. Every part is idempotent: what is there is left alone. */
export interface DirectorySeed {
  /** A super administrator who signs in to the console; an existing login keeps its password and role. */
  administrator(administrator: {
    readonly login: string;
    readonly name: string;
    readonly password: string;
  }): Promise<{ readonly id: string }>;
  /** An API token (`SSWS`) of the first administrator. The same name gives the same token, also after a crash half-way. */
  apiToken(token: { readonly name: string }): Promise<string>;
  /** An app with the default mappings; an app of the same label is left alone. Default dialect `okta-catalogue`. */
  app(app: { readonly label: string; readonly name?: string; readonly dialect?: string }): Promise<AppId>;
}

/** The running directory. */
export interface Directory {
  /** Answers one request; needs no socket. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Opens the plain HTTP listener. A port in use is a `StartupError`. */
  listen(): Promise<{ readonly url: string; readonly port: number }>;
  /** Stops the worker and taking connections, lets running requests end, and returns. The database stays the caller's. */
  stop(): Promise<void>;
  /** Starts provisioning in this process. */
  startWorker(): Promise<void>;
  /** Lets running work end and stops provisioning in this process. */
  stopWorker(): Promise<void>;
  readonly seed: DirectorySeed;
}
