/** Removes what is older than it is kept, account by account, in bounded batches. */
import type { Database } from "@lockstep/database";
import type { AccountId, Clock } from "@lockstep/ports";
import { sql } from "../sql.ts";
import type { ServiceTables } from "../tables.ts";
import type { Job, Turn } from "./runner.ts";

/** What is removed of one account. */
export interface Retention {
  readonly keptDays: number;
  /** Removes at most `limit` rows older than `before` (milliseconds) of the account; returns how many. */
  remove(accountId: AccountId, options: { readonly before: number; readonly limit: number }): Promise<number>;
}

export interface RetentionOptions {
  readonly database: Database<ServiceTables>;
  readonly clock: Clock;
  readonly kept: readonly Retention[];
}

const DAY_MS = 24 * 3_600_000;
const EACH_MS = 3_600_000;
/** Accounts that one statement names, and rows that one transaction removes. */
const ACCOUNTS_MAX = 500;
const ROWS_MAX = 1_000;

/** The job: once an hour, all accounts. */
export function createRetentionJob(options: RetentionOptions): Job {
  return {
    name: "retention",
    run: async (turn) => {
      for (let after: AccountId | null = null; !turn.stopping.aborted; ) {
        const accounts: readonly AccountId[] = await listAccounts(options.database, after);
        for (const accountId of accounts) await removeOld(options, accountId, turn);
        const last = accounts.at(-1);
        if (last === undefined || accounts.length < ACCOUNTS_MAX) break;
        after = last;
      }
      return EACH_MS;
    },
  };
}

async function removeOld({ clock, kept }: RetentionOptions, accountId: AccountId, { stopping }: Turn): Promise<void> {
  for (const { keptDays, remove } of kept) {
    const before = clock.now() - keptDays * DAY_MS;
    for (let removed = ROWS_MAX; removed === ROWS_MAX && !stopping.aborted; ) {
      removed = await remove(accountId, { before, limit: ROWS_MAX });
    }
  }
}

async function listAccounts(database: Database<ServiceTables>, after: AccountId | null): Promise<readonly AccountId[]> {
  const { rows } = await sql<{ id: AccountId }>`select id from list_accounts(${after}, ${ACCOUNTS_MAX})`.execute(
    database.kysely,
  );
  return rows.map(({ id }) => id);
}
