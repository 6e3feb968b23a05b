/** What every part of the directory is handed from the outside world. */
import type { Database } from "@lockstep/database";
import type { Clock, Logger, Random, Timers } from "@lockstep/ports";
import type { FetchPort, TargetReach } from "@lockstep/scim-client";
import type { DirectoryTables } from "./domain/tables.ts";
import type { AccessTokenCache } from "./provisioning/access-tokens.ts";
import type { Pacer } from "./provisioning/pace-requests.ts";

/** The outside world, without where things are stored. */
export interface Ports {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly logger: Logger;
  /** 32 bytes: seals connection secrets and passwords that wait for delivery. */
  readonly masterKey: Uint8Array;
  /** Sends requests to targets. */
  readonly fetch: FetchPort;
  /** Access tokens of the connections that sign in by OAuth 2.0. */
  readonly tokens: AccessTokenCache;
  /** Addresses of a host name, for the connection test; unset = the step is left out. */
  readonly resolve?: ((host: string) => Promise<readonly string[]>) | undefined;
  /** Holds requests back by the rates of their apps; unset = they leave at once. */
  readonly pacer?: Pacer | undefined;
  /** Aborted when the worker that runs this stops: what only waits then ends. */
  readonly stopping?: AbortSignal | undefined;
  /** How far inside a target may lie (this machine for the sample, a private network on premises). */
  readonly targetReach: TargetReach;
}

/** The outside world as the directory's rules and routes see it. */
export interface Deps extends Ports {
  readonly database: Database<DirectoryTables>;
}
