/** Hears that accounts have new events: one listening connection for the whole process, opened when somebody first listens. */
import type { Database } from "@lockstep/database";
import type { AccountId, Logger } from "@lockstep/ports";
import type { ServiceTables } from "../tables.ts";
import { EVENTS_CHANNEL } from "./event-notice.ts";

export interface EventSignal {
  /**
   * Calls `handler` when the account (undefined: any) may have new events; resolves, once listening, to a function that ends it.
   * A notice may be lost with its connection or its sender: whoever waits also looks now and then.
   */
  subscribe(accountId: AccountId | undefined, handler: () => void): Promise<() => void>;
  /** Aborted by `stop`: nobody waits any longer. */
  readonly stopping: AbortSignal;
  /** Wakes everybody, and stops listening. */
  stop(): Promise<void>;
}

interface Subscriber {
  readonly accountId: AccountId | undefined;
  readonly handler: () => void;
}

/** Makes the signal. */
export function createEventSignal(options: {
  readonly database: Database<ServiceTables>;
  readonly logger: Logger;
}): EventSignal {
  const subscribers = new Set<Subscriber>();
  const stopping = new AbortController();
  let listening: Promise<(() => Promise<void>) | undefined> | undefined;
  const hear = (payload: string) => {
    for (const { accountId, handler } of [...subscribers]) {
      if (payload === "" || accountId === undefined || accountId === payload) handler();
    }
  };
  const listen = () =>
    options.database.listen(EVENTS_CHANNEL, hear).catch((error: unknown) => {
      options.logger.warn({ error }, "New events cannot be listened for; they are found by looking");
      listening = undefined;
      return undefined;
    });
  return {
    subscribe: async (accountId, handler) => {
      const subscriber = { accountId, handler };
      subscribers.add(subscriber);
      if (!stopping.signal.aborted) listening ??= listen();
      await listening;
      return () => void subscribers.delete(subscriber);
    },
    stopping: stopping.signal,
    stop: async () => {
      stopping.abort();
      hear("");
      const stop = await listening;
      listening = undefined;
      await stop?.();
    },
  };
}
