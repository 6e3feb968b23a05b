import type { AccountId } from "@lockstep/ports";
import { DummyDriver, Kysely, PostgresDialect, type Transaction } from "kysely";
import { Pool, type QueryResultRow } from "pg";
import { requireAdmission } from "./admission.ts";
import { connectionConfig } from "./connection.ts";
import { ForgetfulClient } from "./forgetful-client.ts";
import { listenOn } from "./listen.ts";
import { createReadLanes } from "./read-lanes.ts";
import { runTransaction } from "./transaction.ts";
import type { Admission, Database, DatabaseOptions, ReadStatement, TransactionOptions } from "./types.ts";

const POOL_SIZE_DEFAULT = 10;
const IDLE_TIMEOUT_MS = 30_000;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Opens a pool under the app's role and schema. Connects on first use; columns keep their SQL names; `bigint` arrives as text. */
export function openDatabase<Tables>(options: DatabaseOptions): Database<Tables> {
  let closing: Promise<void> | undefined;
  const pool = new Pool({
    ...connectionConfig(options),
    pipeline: true,
    Client: ForgetfulClient,
    max: options.poolSize ?? POOL_SIZE_DEFAULT,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
  });
  // An idle connection may be cut at any time (server restart, fail-over): that is a line in the log, not the end of the process.
  const onLost = (error: Error) => {
    if (closing !== undefined) return;
    options.logger.warn(
      { application: options.applicationName, error: error.message },
      "A database connection was lost",
    );
  };
  pool.on("error", onLost);
  // So may one that is in use, between two statements of a transaction: the next statement fails with it, and whoever waits for that is told.
  pool.on("connect", (client) => {
    client.on("error", () => undefined);
  });
  const lanes = createReadLanes(connectionConfig(options), onLost);
  const dialect = new PostgresDialect({ pool });
  const kysely = new Kysely<Tables>({ dialect });
  const context = { pool, kysely, props: { config: { dialect }, dialect, driver: new DummyDriver() } };

  return {
    kysely,
    pool,
    transaction: (work, options = {}) => runTransaction(context, beginWith(options), work, options),
    inAccount: <Result>(
      accountId: AccountId,
      work: (trx: Transaction<Tables>) => Promise<Result>,
      admission?: Admission,
    ) => runTransaction(context, beginIn(accountId, admission), work),
    read: async <Row extends QueryResultRow>({ name, text, values }: ReadStatement) =>
      (await lanes.run<Row>({ name, text, values: [...values] })).rows,
    listen: (channel, handler) =>
      listenOn({ ...options, applicationName: `${options.applicationName}-listen`, channel }, handler),
    close: () => {
      closing ??= Promise.all([lanes.close(), pool.end()]).then(() => undefined);
      return closing;
    },
  };
}

/** One message with what holds to the transaction's end. */
function beginWith({ isPrepared, mayBeLost }: TransactionOptions): string {
  const local = [
    ...(isPrepared === true ? ["enable_seqscan = off"] : []),
    ...(mayBeLost === true ? ["synchronous_commit = off"] : []),
  ];
  return ["begin", ...local.map((setting) => `set local ${setting}`)].join("; ");
}

/** One message: the admission is checked without a round trip of its own, and after the account is set. */
function beginIn(accountId: AccountId, admission: Admission | undefined): string {
  const begin = `begin; set local lockstep.account_id = '${requireUuid(accountId)}'`;
  if (admission === undefined) return begin;
  const { functionName, text } = requireAdmission(admission);
  return `${begin}; select ${functionName}('${text}')`;
}

function requireUuid(accountId: string): string {
  if (!UUID.test(accountId)) throw new TypeError("An account id is a UUID");
  return accountId;
}
