/** Removes what is older than it is kept, in bounded batches: account by account, or of all accounts at once. */
import type { Database } from "@lockstep/database";
import type { AccountId, Clock } from "@lockstep/ports";
import { sql } from "../sql.ts";
import type { ServiceTables } from "../tables.ts";
import type { Job, Turn } from "./runner.ts";

/** Which rows go, and how many of them at once. */
export interface OldRows {
  /** Older than this, in milliseconds. */
  readonly before: number;
  readonly limit: number;
}

/** What is removed of one account. */
export interface Retention {
  readonly keptDays: number;
  /** Removes at most `limit` rows of the account; returns how many. */
  remove(accountId: AccountId, old: OldRows): Promise<number>;
}

/** What is removed of all accounts at once. */
export interface GlobalRetention {
  readonly keptDays: number;
  remove(old: OldRows): Promise<number>;
}

export interface RetentionOptions {
  readonly database: Database<ServiceTables>;
  readonly clock: Clock;
  readonly kept: readonly Retention[];
  readonly keptGlobally: readonly GlobalRetention[];
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
      const { clock } = options;
      for (const kept of options.keptGlobally) await removeOld(clock, kept, turn);
      for (let after: AccountId | null = null; !turn.stopping.aborted; ) {
        const accounts: readonly AccountId[] = await listAccounts(options.database, after);
        for (const accountId of accounts) {
          for (const { keptDays, remove } of options.kept) {
            await removeOld(clock, { keptDays, remove: (old) => remove(accountId, old) }, turn);
          }
        }
        const last = accounts.at(-1);
        if (last === undefined || accounts.length < ACCOUNTS_MAX) break;
        after = last;
      }
      return EACH_MS;
    },
  };
}

async function removeOld(
  clock: Clock,
  { keptDays, remove }: GlobalRetention,
  { stopping }: Pick<Turn, "stopping">,
): Promise<void> {
  const before = clock.now() - keptDays * DAY_MS;
  for (let removed = ROWS_MAX; removed === ROWS_MAX && !stopping.aborted; ) {
    removed = await remove({ before, limit: ROWS_MAX });
  }
}

async function listAccounts(database: Database<ServiceTables>, after: AccountId | null): Promise<readonly AccountId[]> {
  const { rows } = await sql<{ id: AccountId }>`select id from list_accounts(${after}, ${ACCOUNTS_MAX})`.execute(
    database.kysely,
  );
  return rows.map(({ id }) => id);
}
