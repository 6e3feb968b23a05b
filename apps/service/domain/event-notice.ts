/** Tells every process that an account has new events, once they are committed. */
import type { Database } from "@lockstep/database";
import type { AccountId, Logger } from "@lockstep/ports";
import type { ResourceStore } from "@lockstep/scim-server";
import type { Timers } from "../background/timers.ts";
import { sql } from "../sql.ts";
import type { ServiceTables } from "../tables.ts";

/** The channel; its payload is an account, or nothing for all of them. */
export const EVENTS_CHANNEL = "lockstep_events";
/**
 * Writes that come closer together than this share one notification. Perf: each one wakes the readers of feeds and the deliveries of
 * webhooks of every process, three statements in all; at 20 ms they were about a third of all transactions at 700 writes a second.
 */
const GATHER_MS = 100;
/** With more accounts than this one notification stands for all. */
const ACCOUNTS_MAX = 100;

export interface EventNotifier {
  /** Something of the account was committed. Returns at once; never fails. */
  tell(accountId: AccountId): void;
  /** Sends what is still to be told. */
  stop(): Promise<void>;
}

export interface EventNotifierOptions {
  readonly database: Database<ServiceTables>;
  readonly timers: Timers;
  readonly logger: Logger;
}

/**
 * Makes the notifier. The first write is told at once, those right after it together.
 *
 * Perf: NOTIFY inside the write's own transaction would hold a lock of the whole server until that commit is durable, so that
 * writers could only commit one after the other. What a crash loses here, the readers' own polling finds.
 */
export function createEventNotifier({ database, timers, logger }: EventNotifierOptions): EventNotifier {
  const waiting = new Set<AccountId>();
  let sending: Promise<void> | undefined;
  let isGathering = false;
  const send = async () => {
    const payloads = waiting.size > ACCOUNTS_MAX ? [""] : [...waiting];
    waiting.clear();
    try {
      await sql`select pg_notify(${EVENTS_CHANNEL}, account) from unnest(${payloads}::text[]) as account`.execute(
        database.kysely,
      );
    } catch (error) {
      logger.warn({ error }, "New events could not be told; whoever waits for them finds them by looking");
    }
  };
  const flush = () => {
    if (waiting.size === 0 || sending !== undefined || isGathering) return;
    isGathering = true;
    timers.after(GATHER_MS, () => {
      isGathering = false;
      flush();
    });
    sending = send().finally(() => {
      sending = undefined;
      flush();
    });
  };
  return {
    tell: (accountId) => {
      waiting.add(accountId);
      flush();
    },
    stop: async () => {
      await sending;
      if (waiting.size > 0) await send();
    },
  };
}

/** The store, with each write told after its commit. */
export function announceWrites(store: ResourceStore, notifier: EventNotifier): ResourceStore {
  return {
    ...store,
    create: (caller, shape, draft, include) =>
      store.create(caller, shape, draft, include).then((result) => {
        notifier.tell(caller.accountId);
        return result;
      }),
    change: (caller, shape, id, edit, how) =>
      store.change(caller, shape, id, edit, how).then((result) => {
        notifier.tell(caller.accountId);
        return result;
      }),
    remove: async (caller, ...rest) => {
      await store.remove(caller, ...rest);
      notifier.tell(caller.accountId);
    },
  };
}
