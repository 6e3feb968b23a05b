/** What a webhook is sent, signed as Standard Webhooks says (standardwebhooks.com, "Signature scheme"). */
import { createHmac } from "node:crypto";
import type { Random } from "@lockstep/ports";
import type { StoredEvent } from "@lockstep/scim-store";
import { toFeedEvent } from "../event.ts";

const SECRET_PREFIX = "whsec_";
const SECRET_BYTES = 32;

/** A message that is ready to be sent, the same at every attempt but for its signature. */
export interface WebhookMessage {
  /** The receiver knows a message that it has had already by this id. */
  readonly id: string;
  readonly body: string;
}

/** A fresh secret, as the receiver enters it. */
export function newSecret(random: Random): string {
  return `${SECRET_PREFIX}${Buffer.from(random.bytes(SECRET_BYTES)).toString("base64")}`;
}

/** The message of an event: ids and names of attributes; with `isFull` the states, the members and who did it as well. */
export function eventMessage(event: StoredEvent, isFull: boolean): WebhookMessage {
  const { id, before, after, membersAdded, membersRemoved, credentialId, userId, traceId, ...ping } =
    toFeedEvent(event);
  const full = { before, after, membersAdded, membersRemoved, credentialId, userId, traceId };
  const type = `${event.type.charAt(0).toLowerCase()}${event.type.slice(1)}.${event.kind}`;
  const data = { id, ...ping, ...(isFull ? full : {}) };
  return { id, body: JSON.stringify({ type, timestamp: event.occurredAt, data }) };
}

/** A message that tells nothing, to try the receiver out. */
export function testMessage(test: {
  readonly id: string;
  readonly webhookId: string;
  readonly now: number;
}): WebhookMessage {
  const timestamp = new Date(test.now).toISOString();
  return {
    id: test.id,
    body: JSON.stringify({ type: "webhook.test", timestamp, data: { webhookId: test.webhookId } }),
  };
}

/** The headers of one attempt: one signature per secret, so that a receiver may know either while they change over. */
export function signedHeaders(
  message: WebhookMessage,
  secrets: readonly string[],
  now: number,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now / 1_000));
  const sign = (secret: string) =>
    createHmac("sha256", Buffer.from(secret.slice(SECRET_PREFIX.length), "base64"))
      .update(`${message.id}.${timestamp}.${message.body}`, "utf8")
      .digest("base64");
  return {
    "content-type": "application/json",
    "user-agent": "Lockstep-Webhooks/1",
    "webhook-id": message.id,
    "webhook-timestamp": timestamp,
    "webhook-signature": secrets.map((secret) => `v1,${sign(secret)}`).join(" "),
  };
}
