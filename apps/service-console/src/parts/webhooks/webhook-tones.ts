import type { DeliveryState, Webhook } from "@lockstep/service-app/contract";
import type { Tone } from "@lockstep/ui";

/** What the state of a webhook means for the reader. */
export const WEBHOOK_TONES: Readonly<Record<Webhook["state"], Tone>> = {
  active: "good",
  paused: "warning",
  disabled: "bad",
};

/** What the state of a delivery means for the reader. */
export const DELIVERY_TONES: Readonly<Record<DeliveryState, Tone>> = {
  pending: "busy",
  delivered: "good",
  dead: "bad",
};
