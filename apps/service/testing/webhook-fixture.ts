/** A service, a receiver, and the delivery of webhooks led by hand through a time that stands still. */
import type { AccountId, Clock } from "@lockstep/ports";
import type { Job, Turn } from "../background/runner.ts";
import type { NewWebhook, Webhook, WebhookDraft } from "../contract.ts";
import { createEventSignal } from "../domain/event-signal.ts";
import { SESSION_SECONDS } from "../domain/session.ts";
import { createDeliveryJob, type DeliveryOptions } from "../domain/webhook/deliver.ts";
import { createSender } from "../domain/webhook/send.ts";
import type { ServiceTables } from "../index.ts";
import { type Client, OWNER, startTestService, type TestService } from "./test-service.ts";
import { createVirtualTime, type VirtualTime } from "./virtual-time.ts";
import { type Receiver, startReceiver } from "./webhook-receiver.ts";

export interface WebhookFixture {
  readonly test: TestService;
  readonly time: VirtualTime;
  readonly receiver: Receiver;
  readonly accountId: AccountId;
  readonly apiKey: string;
  readonly scim: Client;
  readonly owner: Client;
  /** Delivers until nothing is on its way and nothing may be sent. */
  deliver(): Promise<void>;
  /** A delivery process of its own, with its own connections. */
  job(change?: Partial<DeliveryOptions>): Job;
  /** A webhook to the receiver. Webhooks of earlier tests are removed, and what was received is forgotten. */
  webhook(draft?: Partial<WebhookDraft>): Promise<NewWebhook>;
  find(id: string): Promise<Webhook>;
  close(): Promise<void>;
}

/** Never stops, waits for nothing but what runs. */
export const TURN: Turn = {
  stopping: new AbortController().signal,
  pause: async (_delayMs, until) => {
    await until;
  },
};

export async function createWebhookFixture(): Promise<WebhookFixture> {
  const time = createVirtualTime();
  const { clock, timers } = time;
  const test = await startTestService({ clock, timers, webhookReach: "loopback" });
  const { accountId, apiKey } = await test.seed();
  const receiver = await startReceiver();
  const owner = alwaysSignedIn(test, clock);
  const { masterKey, random, logger } = test.config;
  const job = (change: Partial<DeliveryOptions> = {}) => {
    const database = test.database.open<ServiceTables>();
    const events = createEventSignal({ database, logger });
    const send = createSender({ reach: "loopback", timers });
    return createDeliveryJob({ database, events, send, masterKey, clock, timers, random, logger, ...change });
  };
  const own = job();
  const find = async (id: string) => (await owner.call("GET", `/api/webhooks/${id}`)).body;
  return {
    ...{ test, time, receiver, accountId, apiKey, owner, job, find },
    scim: test.scim(`Bearer ${apiKey}`),
    deliver: async () => {
      await own.run(TURN);
    },
    webhook: async (draft = {}) => {
      for (const { id } of (await owner.call("GET", "/api/webhooks")).body.items) {
        await owner.call("DELETE", `/api/webhooks/${id}`);
      }
      receiver.received.length = 0;
      receiver.reply = () => ({});
      const made = await owner.call("POST", "/api/webhooks", { url: receiver.url, ...draft });
      if (made.status !== 201) throw new Error(`webhook: ${made.status} ${made.text}`);
      return made.body;
    },
    close: async () => {
      await receiver.close();
      await test.close();
    },
  };
}

/** The owner's browser; time may move on beyond the end of a session. */
function alwaysSignedIn(test: TestService, clock: Clock): Client {
  let session: { readonly client: Client; readonly until: number } | undefined;
  return {
    call: async (...request) => {
      if (session === undefined || clock.now() >= session.until) {
        const client = await test.signedIn(OWNER.email, OWNER.password);
        session = { client, until: clock.now() + SESSION_SECONDS * 1_000 };
      }
      return session.client.call(...request);
    },
  };
}
