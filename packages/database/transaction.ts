import { hash } from "node:crypto";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Kysely,
  type KyselyProps,
  type QueryResult,
  Transaction,
} from "kysely";
import type { Pool, PoolClient } from "pg";
import type { TransactionOptions } from "./types.ts";

const RETRIES_MAX = 2;
const RETRY_DELAY_MAX_MS = 20;
/** PostgreSQL, appendix A: serialization_failure, deadlock_detected. */
const RETRIED = new Set(["40001", "40P01"]);

/** What a transaction needs to know of the pool it runs on. */
export interface TransactionContext<Tables> {
  readonly pool: Pool;
  readonly kysely: Kysely<Tables>;
  readonly props: Pick<KyselyProps, "config" | "dialect" | "driver">;
}

/**
 * Runs `work` between `begin` (a statement or several, sent as one message) and COMMIT; rolls back when it throws.
 * Serialisation failures and deadlocks are tried again at most twice.
 *
 * Perf: the driver pipelines, so `begin` and the first statement of `work` leave together: two round trips for one statement.
 */
export async function runTransaction<Tables, Result>(
  context: TransactionContext<Tables>,
  begin: string,
  work: (trx: Transaction<Tables>) => Promise<Result>,
  options: Pick<TransactionOptions, "isPrepared"> = {},
): Promise<Result> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await attemptTransaction(context, begin, work, options);
    } catch (error) {
      if (attempt >= RETRIES_MAX || !isRetried(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * RETRY_DELAY_MAX_MS));
    }
  }
}

async function attemptTransaction<Tables, Result>(
  context: TransactionContext<Tables>,
  begin: string,
  work: (trx: Transaction<Tables>) => Promise<Result>,
  { isPrepared = false }: Pick<TransactionOptions, "isPrepared">,
): Promise<Result> {
  const client = await context.pool.connect();
  const connection = new TransactionConnection(client, isPrepared);
  const begun = client.query(begin);
  // The rejection is read below; until then it must not count as unhandled.
  begun.catch(() => undefined);
  let isBroken = false;
  try {
    const result = await work(toTransaction(context, connection));
    await begun;
    const committed = await client.query("commit");
    if (committed.command === "ROLLBACK") {
      throw new Error("A statement of the transaction failed and its error was ignored; nothing was stored");
    }
    return result;
  } catch (error) {
    isBroken = !(await rollback(client));
    // When the beginning failed, all that `work` saw is an aborted transaction: the first fault is the one that tells.
    throw await begun.then(
      () => (isAfterFailure(error) ? (connection.failure ?? error) : error),
      (first: unknown) => first,
    );
  } finally {
    connection.end();
    client.release(isBroken);
  }
}

async function rollback(client: PoolClient): Promise<boolean> {
  try {
    await client.query("rollback");
    return true;
  } catch {
    return false;
  }
}

function toTransaction<Tables>(
  context: TransactionContext<Tables>,
  connection: TransactionConnection,
): Transaction<Tables> {
  const executor = context.kysely
    .getExecutor()
    .withConnectionProvider({ provideConnection: (consumer) => consumer(connection) });
  return new Transaction<Tables>({ ...context.props, executor });
}

function isRetried(error: unknown): boolean {
  return RETRIED.has(codeOf(error));
}

/** SQLSTATE in_failed_sql_transaction: of statements that left together, one that came behind the one that failed. Which of them is read first is chance. */
function isAfterFailure(error: unknown): boolean {
  return codeOf(error) === "25P02";
}

function codeOf(error: unknown): string {
  return error instanceof Error ? String((error as Error & { code?: unknown }).code) : "";
}

const names = new Map<string, string>();

/** The name under which a connection prepares a text: never two texts by one. */
function nameOf(text: string): string {
  const name = names.get(text) ?? `kept-${hash("sha256", text, "base64url")}`;
  names.set(text, name);
  return name;
}

/** One client as the query builder sees it, until the transaction has ended. */
class TransactionConnection implements DatabaseConnection {
  readonly #client: PoolClient;
  readonly #isPrepared: boolean;
  #isOpen = true;
  /** Why the first statement failed that did. */
  failure: unknown;

  constructor(client: PoolClient, isPrepared: boolean) {
    this.#client = client;
    this.#isPrepared = isPrepared;
  }

  end(): void {
    this.#isOpen = false;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (!this.#isOpen) throw new Error("The transaction has ended: a statement was started without being awaited");
    const statement = { text: query.sql, values: [...query.parameters] };
    const sent = this.#client.query(this.#isPrepared ? { ...statement, name: nameOf(query.sql) } : statement);
    const result = await sent.catch((error: unknown) => {
      this.failure ??= error;
      throw error;
    });
    const rows = (result.rows ?? []) as Row[];
    return result.rowCount === null || result.command === "SELECT"
      ? { rows }
      : { rows, numAffectedRows: BigInt(result.rowCount) };
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator; cursors cannot share a pipelined connection.
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error("Streaming is not supported: read in pages");
  }
}
