/** Webhooks as the console sees them; `contract.ts` gives them on. */

/** An address that is told of events. Empty lists mean all. */
export interface WebhookDraft {
  readonly url: string;
  readonly description?: string;
  readonly kinds?: readonly ("created" | "replaced" | "removed")[];
  readonly resourceTypes?: readonly string[];
  /** True: the message holds the states before and after. False: ids and names of attributes only. */
  readonly hasFullPayload?: boolean;
}
export interface Webhook extends Required<WebhookDraft> {
  readonly id: string;
  /** `disabled`: switched off by the service, for `stateReason`. */
  readonly state: "active" | "paused" | "disabled";
  readonly stateReason: string | null;
  /** Events up to here have become deliveries. */
  readonly cursor: string;
  /** Until then the previous secret signs too. */
  readonly previousSecretUntil: string | null;
  readonly pending: number;
  readonly dead: number;
  readonly createdAt: string;
  readonly changedAt: string;
}
export interface NewWebhook extends Webhook {
  readonly secret: string;
}
/** How the receiver took a test message. */
export interface WebhookTest {
  readonly isAccepted: boolean;
  readonly status: number | null;
  readonly message: string;
}
export type DeliveryState = "pending" | "delivered" | "dead";
/** One event on its way to one webhook; `event` is its cursor in the feed. */
export interface Delivery {
  readonly event: string;
  readonly eventId: string;
  readonly kind: "created" | "replaced" | "removed";
  readonly resourceType: string;
  readonly resourceId: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** When it is tried next; null when it is not. */
  readonly dueAt: string | null;
  readonly lastAttemptAt: string | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
}
export interface DeliveryPage {
  readonly items: readonly Delivery[];
  /** `before` of the next page; null on the last one. */
  readonly next: string | null;
}
