/** The job that delivers: woken after commits or when something falls due, it sends many deliveries at once, in order per resource. */
import type { Database } from "@lockstep/database";
import type { AccountId, Clock, Logger, Random } from "@lockstep/ports";
import type { Job, Turn } from "../../background/runner.ts";
import type { Timers } from "../../background/timers.ts";
import type { ServiceTables } from "../../tables.ts";
import type { EventSignal } from "../event-signal.ts";
import { eventMessage, signedHeaders } from "./message.ts";
import { judge, type Outcome } from "./outcome.ts";
import { ATTEMPT_MS_MAX, type SendWebhook } from "./send.ts";
import { type Claim, extendLeases, findDueWebhooks, findNextDue, recordOutcome, takeDeliveries } from "./work.ts";

/** Deliveries of one webhook at once, over all processes; and of this process for one account and for all of them. */
const PER_WEBHOOK_MAX = 4;
const PER_ACCOUNT_MAX = 8;
const CONCURRENCY_MAX = 32;
/** Longer than an attempt: a lease only ends under a process that is dead or stuck. */
const LEASE_MS = 1.5 * ATTEMPT_MS_MAX;
/** A lost notice costs no more than this. */
const LOOK_AGAIN_MS = 5_000;
/** What is due but held back by others is looked at again so often. */
const HELD_BACK_MS = 1_000;

export interface DeliveryOptions {
  readonly database: Database<ServiceTables>;
  readonly events: EventSignal;
  readonly send: SendWebhook;
  readonly masterKey: Uint8Array;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly logger: Logger;
}

/** Makes the job. A run ends when nothing is on its way and nothing may be sent. */
export function createDeliveryJob(options: DeliveryOptions): Job {
  return {
    name: "webhooks",
    listen: (wake) => options.events.subscribe(undefined, wake),
    run: (turn) => new Deliveries(options).run(turn),
  };
}

class Deliveries {
  readonly #options: DeliveryOptions;
  /** Names this run in leases: random, so that another process is another. */
  readonly #name: string;
  readonly #running = new Map<Claim, Promise<void>>();
  #takes = 0;
  #ended = 0;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#name = Buffer.from(options.random.bytes(12)).toString("hex");
  }

  async run(turn: Turn): Promise<number> {
    const stopHeartbeat = this.#startHeartbeat();
    try {
      while (!turn.stopping.aborted) {
        const ended = this.#ended;
        const hasMoved = await this.#takeAll();
        if (hasMoved && this.#running.size < CONCURRENCY_MAX) continue;
        const idleMs = await this.#idleMs();
        // What ended since the look may have held up something that is due now.
        if (this.#ended !== ended) continue;
        if (this.#running.size === 0) return idleMs;
        await turn.pause(idleMs, Promise.race(this.#running.values()));
      }
      return 0;
    } finally {
      await Promise.all(this.#running.values());
      stopHeartbeat();
    }
  }

  /** Takes what may be sent and there is room for, and begins to send it; false when there was nothing. */
  async #takeAll(): Promise<boolean> {
    const { database, clock, logger, masterKey } = this.#options;
    let hasMoved = false;
    const full = [...this.#held()].filter(([, amount]) => amount >= PER_ACCOUNT_MAX).map(([accountId]) => accountId);
    for (const key of await findDueWebhooks(database.kysely, clock.now(), full)) {
      const room = CONCURRENCY_MAX - this.#running.size;
      if (room <= 0) break;
      // Receivers of one account that hang do not hold up those of the others.
      const limit = Math.min(room, PER_ACCOUNT_MAX - (this.#held().get(key.accountId) ?? 0));
      if (limit <= 0) continue;
      this.#takes += 1;
      const lease = { owner: `${this.#name}:${this.#takes}`, leaseMs: LEASE_MS, perWebhookMax: PER_WEBHOOK_MAX };
      try {
        const taken = await takeDeliveries(database, key, { ...lease, now: clock.now(), limit, masterKey });
        for (const claim of taken.claims) this.#begin(claim);
        hasMoved ||= taken.hasMoved || taken.claims.length > 0;
      } catch (error) {
        // One webhook does not hold up the others; what it has to do stays due.
        logger.error({ webhookId: key.id, error }, "Deliveries of a webhook could not be taken");
      }
    }
    return hasMoved;
  }

  /** How many deliveries of each account are on their way. */
  #held(): ReadonlyMap<AccountId, number> {
    const held = new Map<AccountId, number>();
    for (const { webhook } of this.#running.keys()) held.set(webhook.accountId, (held.get(webhook.accountId) ?? 0) + 1);
    return held;
  }

  async #idleMs(): Promise<number> {
    const now = this.#options.clock.now();
    const due = await findNextDue(this.#options.database.kysely);
    if (due === undefined) return LOOK_AGAIN_MS;
    return due <= now ? HELD_BACK_MS : Math.min(due - now, LOOK_AGAIN_MS);
  }

  #begin(claim: Claim): void {
    this.#running.set(
      claim,
      this.#deliver(claim).finally(() => {
        this.#running.delete(claim);
        this.#ended += 1;
      }),
    );
  }

  async #deliver(claim: Claim): Promise<void> {
    const { database, clock, logger } = this.#options;
    const told = { webhookId: claim.webhook.id, event: claim.seq };
    try {
      const outcome = await this.#attempt(claim);
      const isRecorded = await recordOutcome(database, claim, outcome, clock.now());
      logger.debug({ ...told, outcome: outcome.kind, status: outcome.status, isRecorded }, "Webhook attempt");
    } catch (error) {
      // The lease ends by itself, and the delivery is made again.
      logger.error({ ...told, error }, "What became of a delivery could not be written down");
    }
  }

  async #attempt(claim: Claim): Promise<Outcome> {
    const { clock, random, send } = this.#options;
    if (claim.event === undefined) {
      return { kind: "dead", status: null, error: "The event is no longer kept.", delayMs: 0 };
    }
    const message = eventMessage(claim.event, claim.hasFullPayload);
    const headers = signedHeaders(message, claim.secrets, clock.now());
    const result = await send({ url: claim.url, headers, body: message.body });
    const fraction = (random.bytes(1)[0] ?? 0) / 256;
    return judge(result, { number: claim.attempts + 1, now: clock.now(), fraction });
  }

  #startHeartbeat(): () => void {
    const { database, clock, timers, logger } = this.#options;
    let cancel: () => void = () => undefined;
    const next = () => {
      cancel = timers.after(LEASE_MS / 3, () => {
        next();
        extendLeases(database, [...this.#running.keys()], clock.now() + LEASE_MS).catch((error: unknown) =>
          logger.warn({ error }, "Leases of deliveries could not be extended"),
        );
      });
    };
    next();
    return () => cancel();
  }
}
