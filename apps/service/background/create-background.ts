/** The background work of the service, put together: deliveries of webhooks, and the end of what is older than it is kept. */
import { pruneEvents } from "@lockstep/scim-store";
import type { ServiceConfig } from "../config.ts";
import { EVENTS_KEPT_DAYS } from "../domain/event.ts";
import type { EventSignal } from "../domain/event-signal.ts";
import { createDeliveryJob } from "../domain/webhook/deliver.ts";
import { DELIVERED_KEPT_DAYS, removeDeliveries } from "../domain/webhook/delivery.ts";
import type { SendWebhook } from "../domain/webhook/send.ts";
import { sql } from "../sql.ts";
import { createRetentionJob, type GlobalRetention, type Retention } from "./retention.ts";
import { createRunner, type Runner } from "./runner.ts";
import type { Timers } from "./timers.ts";

const REQUEST_LOG_DAYS = 30;

export interface BackgroundParts {
  readonly config: ServiceConfig;
  readonly timers: Timers;
  readonly events: EventSignal;
  readonly send: SendWebhook;
}

/** All jobs of the service; they run from `start` on. */
export function createBackground({ config, timers, events, send }: BackgroundParts): Runner {
  const { database, clock, random, logger, masterKey } = config;
  const kept: readonly Retention[] = [
    {
      name: "events",
      keptDays: EVENTS_KEPT_DAYS,
      remove: (accountId, old) => database.inAccount(accountId, (trx) => pruneEvents(trx, old)),
    },
    {
      name: "delivered messages",
      keptDays: DELIVERED_KEPT_DAYS,
      remove: (accountId, old) =>
        database.inAccount(accountId, (trx) => removeDeliveries(trx, accountId, { ...old, state: "delivered" })),
    },
    {
      name: "dead messages",
      keptDays: EVENTS_KEPT_DAYS,
      remove: (accountId, old) =>
        database.inAccount(accountId, (trx) => removeDeliveries(trx, accountId, { ...old, state: "dead" })),
    },
  ];
  const requestLog: GlobalRetention = {
    name: "request log",
    keptDays: config.requestLogDays ?? REQUEST_LOG_DAYS,
    remove: async ({ before, limit }) => {
      const { rows } = await sql<{ removed: number }>`
        select remove_old_requests(${new Date(before)}, ${limit}) as removed`.execute(database.kysely);
      return rows[0]?.removed ?? 0;
    },
  };
  const jobs = [
    createDeliveryJob({ database, events, send, masterKey, clock, timers, random, logger }),
    createRetentionJob({ database, clock, logger, kept, keptGlobally: [requestLog] }),
  ];
  return createRunner({ jobs, timers, random, logger });
}
