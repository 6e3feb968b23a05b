/** What the database package offers, as types. */
import type { AccountId, Logger } from "@lockstep/ports";
import type { Kysely, Transaction } from "kysely";
import type { Pool, QueryResultRow } from "pg";

/** One app's way into PostgreSQL: a pool under a role that owns no table, with the app's schema as search path. */
export interface Database<Tables> {
  readonly kysely: Kysely<Tables>;
  readonly pool: Pool;
  /** Runs `work` in one transaction; rolls back when it throws. Retries serialisation failures and deadlocks at most twice. */
  transaction<Result>(
    work: (trx: Transaction<Tables>) => Promise<Result>,
    options?: TransactionOptions,
  ): Promise<Result>;
  /**
   * As `transaction`, with the account set for row-level security (`lockstep.account_id`, local to the transaction). With `admission`
   * it rejects when the admission does not hold (`isAdmissionStale`), and nothing of `work` is stored.
   */
  inAccount<Result>(
    accountId: AccountId,
    work: (trx: Transaction<Tables>) => Promise<Result>,
    admission?: Admission,
  ): Promise<Result>;
  /**
   * Runs one named, short read in a transaction of its own, on a connection that it shares with other reads: cheaper than one of the
   * pool, but it must neither wait for locks nor take long, since others wait behind it.
   */
  read<Row extends QueryResultRow>(statement: ReadStatement): Promise<readonly Row[]>;
  /** Calls `handler` on each NOTIFY of `channel`, on a connection of its own that is made anew when lost (then `handler("")` once). Returns a stop function. */
  listen(channel: string, handler: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** What a transaction of many alike may do without. Both are off where nothing else is said. */
export interface TransactionOptions {
  /**
   * Its statements, few and always of the same texts, are parsed and planned once for each connection instead of each time. The plan is kept
   * while tables grow, and so it looks into indexes even where a table was empty when it was made.
   */
  readonly isPrepared?: boolean;
  /**
   * The commit does not wait for the disk (PostgreSQL, "Asynchronous Commit"): when the database itself dies, the last such transactions may
   * be gone, each as a whole, and nothing that was stored after them remains without them. Only for work that is then done again.
   */
  readonly mayBeLost?: boolean;
}

/** A prepared statement: the same name always goes with the same text. */
export interface ReadStatement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What is checked before the work of a transaction, at no round trip of its own. */
export interface Admission {
  /** Name of an SQL function `(admission text) returns void` that raises SQLSTATE `LS001` when the admission no longer holds. */
  readonly functionName: string;
  /** What it is called with: up to 200 letters, digits and `_ : . -`. */
  readonly text: string;
}

export interface DatabaseOptions {
  readonly url: string;
  /** Schema that the search path names. */
  readonly schema: string;
  /** Role that the pool's connections run under (`-c role=…`); unset = the role of the URL. */
  readonly role?: string;
  readonly poolSize?: number;
  readonly applicationName: string;
  readonly logger: Logger;
}

/** A set of migrations: `NNNN-name.sql`, applied in order, each in a transaction, each at most once, never edited after landing. */
export interface MigrationSet {
  /** Name in the ledger, such as `service` or `scim-store`. */
  readonly component: string;
  readonly directory: URL;
}

export interface MigrateOptions {
  /** URL of a role that may create schemas and roles. */
  readonly ownerUrl: string;
  readonly schema: string;
  /** Role that gets data rights (never ownership) on the schema; created when missing. */
  readonly role: string;
  readonly sets: readonly MigrationSet[];
  readonly logger: Logger;
}

/** A running PostgreSQL 18 of our own. */
export interface EmbeddedDatabase {
  /** URL of the owner role, database `lockstep`, over loopback. */
  readonly ownerUrl: string;
  readonly pid: number;
  /** Stops the server and waits for it. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Data directory of Lockstep (`LOCKSTEP_HOME`); the cluster lies in `postgres/` below it, or in a named place when an unprivileged user may not enter it. */
  readonly home: string;
  readonly logger: Logger;
  /** Told of each long step, in words for people. */
  readonly onProgress?: (line: string) => void;
  /** Told when the server died and could not be started again. */
  readonly onLost?: (error: unknown) => void;
  /** Server settings over the usual ones (tests switch durability off). */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A start-up fault in one sentence that says what to do. The program prints `message` and exits with code 1. */
export class StartupError extends Error {
  override readonly name = "StartupError";
}

/** What a constraint said no to. */
export interface Violation {
  readonly kind: "unique" | "foreignKey" | "check" | "notNull";
  readonly constraint: string;
  readonly table: string;
}
