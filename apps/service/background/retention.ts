/** Removes what is older than it is kept, in bounded batches: account by account, or of all accounts at once. */
import type { Database } from "@lockstep/database";
import type { AccountId, Clock, Logger } from "@lockstep/ports";
import { sql } from "../sql.ts";
import type { ServiceTables } from "../tables.ts";
import type { Job } from "./runner.ts";

/** Which rows go, and how many of them at once. */
export interface OldRows {
  /** Older than this, in milliseconds. */
  readonly before: number;
  readonly limit: number;
}

/** What is removed of one account. */
export interface Retention {
  /** What goes, in words for the log. */
  readonly name: string;
  readonly keptDays: number;
  /** Removes at most `limit` rows of the account; returns how many. */
  remove(accountId: AccountId, old: OldRows): Promise<number>;
}

/** What is removed of all accounts at once. */
export interface GlobalRetention {
  readonly name: string;
  readonly keptDays: number;
  remove(old: OldRows): Promise<number>;
}

export interface RetentionOptions {
  readonly database: Database<ServiceTables>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly kept: readonly Retention[];
  readonly keptGlobally: readonly GlobalRetention[];
}

const DAY_MS = 24 * 3_600_000;
const EACH_MS = 3_600_000;
/** Accounts that one statement names, and rows that one transaction removes. */
const ACCOUNTS_MAX = 500;
const ROWS_MAX = 1_000;

/** Faults of one run after which it ends: the fault is not one account's then, and the runner tries again later. */
const FAULTS_MAX = 100;

/** The job: once an hour, all accounts. What fails for one of them is logged and tried again with the next run. */
export function createRetentionJob(options: RetentionOptions): Job {
  return {
    name: "retention",
    run: async ({ stopping }) => {
      const { logger } = options;
      const faults = { amount: 0 };
      for (const kept of options.keptGlobally) await removeOld(options, { ...kept, stopping, faults });
      for (let after: AccountId | null = null; !stopping.aborted; ) {
        const accounts: readonly AccountId[] = await listAccounts(options.database, after);
        for (const accountId of accounts) {
          for (const { remove, ...kept } of options.kept) {
            await removeOld(options, { ...kept, accountId, remove: (old) => remove(accountId, old), stopping, faults });
          }
        }
        const last = accounts.at(-1);
        if (last === undefined || accounts.length < ACCOUNTS_MAX) break;
        after = last;
      }
      if (faults.amount > 0)
        logger.warn({ faults: faults.amount }, "Some old rows were not removed; the next run tries again");
      return EACH_MS;
    },
  };
}

interface Removal extends GlobalRetention {
  readonly accountId?: AccountId;
  readonly stopping: AbortSignal;
  readonly faults: { amount: number };
}

async function removeOld(
  { clock, logger }: RetentionOptions,
  { name, accountId, keptDays, remove, stopping, faults }: Removal,
): Promise<void> {
  const before = clock.now() - keptDays * DAY_MS;
  try {
    for (let removed = ROWS_MAX; removed === ROWS_MAX && !stopping.aborted; ) {
      removed = await remove({ before, limit: ROWS_MAX });
    }
  } catch (error) {
    faults.amount += 1;
    if (faults.amount >= FAULTS_MAX) throw error;
    logger.error({ retention: name, accountId, error }, "Old rows could not be removed; the others go on");
  }
}

async function listAccounts(database: Database<ServiceTables>, after: AccountId | null): Promise<readonly AccountId[]> {
  const { rows } = await sql<{ id: AccountId }>`select id from list_accounts(${after}, ${ACCOUNTS_MAX})`.execute(
    database.kysely,
  );
  return rows.map(({ id }) => id);
}
