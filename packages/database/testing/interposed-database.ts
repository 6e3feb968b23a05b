/** A database with something between it and its callers: for tests that delay, break or watch what passes. */
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresDialect,
  type QueryExecutor,
  type QueryResult,
  Transaction,
} from "kysely";
import type { Database } from "../types.ts";

/** What stands between. */
export interface Interposition {
  /** Called with each whole transaction, and each statement outside of one: runs `work`, or not. */
  readonly unit: <Result>(name: "transaction" | "query", work: () => Promise<Result>) => Promise<Result>;
  /** Called with each statement, inside of a transaction too. */
  readonly statement?: (query: CompiledQuery, execute: Execute) => Promise<QueryResult<unknown>>;
}

/** Runs a statement. */
export type Execute = (query: CompiledQuery) => Promise<QueryResult<unknown>>;

/** The database as its callers see it. `pool`, `read` and `listen` pass untouched. */
export function interposeDatabase<Tables>(database: Database<Tables>, between: Interposition): Database<Tables> {
  const dialect = new PostgresDialect({ pool: database.pool });
  const props = { config: { dialect }, dialect, driver: new DummyDriver() };
  const statement = between.statement ?? ((query, execute) => execute(query));
  const alone: Interposition["statement"] = (query, execute) =>
    between.unit("query", async () => await statement(query, execute));
  return {
    ...database,
    kysely: new Kysely<Tables>({ ...props, executor: executorWith(database.kysely.getExecutor(), alone) }),
    transaction: (work) =>
      between.unit("transaction", () =>
        database.transaction((trx) => {
          const executor = executorWith(trx.getExecutor(), statement);
          return work(new Transaction<Tables>({ ...props, executor }));
        }),
      ),
  };
}

function executorWith(executor: QueryExecutor, statement: NonNullable<Interposition["statement"]>): QueryExecutor {
  const execute: Execute = (query) => executor.executeQuery(query);
  return new Proxy(executor, {
    get: (target, name) => {
      if (name === "executeQuery") return (query: CompiledQuery) => statement(query, execute);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
