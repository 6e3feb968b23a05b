/** What every part of the directory is handed from the outside world. */
import type { Database } from "@lockstep/database";
import type { Clock, Logger, Random } from "@lockstep/ports";
import type { DirectoryTables } from "./domain/tables.ts";

/** The outside world as the directory's rules, routes and worker see it. */
export interface Deps {
  readonly database: Database<DirectoryTables>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** 32 bytes: seals connection secrets and passwords that wait for delivery. */
  readonly masterKey: Uint8Array;
  /** Sends requests to targets. */
  readonly fetch: typeof globalThis.fetch;
  /** Addresses of a host name, for the connection test; unset = the step is left out. */
  readonly resolve?: ((host: string) => Promise<string[]>) | undefined;
  /** Whether a target may lie in a private network (development, tests, on-premises). */
  readonly allowPrivateTargets: boolean;
}
