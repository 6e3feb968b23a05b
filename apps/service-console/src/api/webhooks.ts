import type {
  DeliveryPage,
  DeliveryState,
  NewWebhook,
  Webhook,
  WebhookDraft,
  WebhookTest,
} from "@lockstep/service-app/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type Items } from "./client.ts";

const DELIVERIES_SHOWN = 50;
const LIVE_MS = 4_000;
const path = (id: string) => `/api/webhooks/${encodeURIComponent(id)}`;

/** All webhooks of the account. */
export const webhooksQuery = queryOptions({
  queryKey: ["webhooks"],
  queryFn: async ({ signal }): Promise<readonly Webhook[]> =>
    (await api.get<Items<Webhook>>("/api/webhooks", undefined, signal)).items,
});

/** One webhook; its counts are read again while it is looked at. */
export function webhookQuery(id: string) {
  return queryOptions({
    queryKey: ["webhook", id],
    queryFn: ({ signal }) => api.get<Webhook>(path(id), undefined, signal),
    refetchInterval: LIVE_MS,
  });
}

/** Its deliveries, the newest first. */
export function deliveriesQuery(id: string, filters: { readonly state?: DeliveryState; readonly after?: string }) {
  return queryOptions({
    queryKey: ["webhook", id, "deliveries", filters],
    queryFn: ({ signal }) =>
      api.get<DeliveryPage>(
        `${path(id)}/deliveries`,
        { state: filters.state, before: filters.after, count: DELIVERIES_SHOWN },
        signal,
      ),
    placeholderData: keepPreviousData,
    ...(filters.after === undefined ? { refetchInterval: LIVE_MS } : {}),
  });
}

/** Adds a webhook; the answer is the only place where its secret stands. */
export function createWebhook(draft: WebhookDraft): Promise<NewWebhook> {
  return api.post<NewWebhook>("/api/webhooks", draft);
}

/** Replaces what a webhook is told, and where. */
export function changeWebhook(id: string, draft: WebhookDraft): Promise<Webhook> {
  return api.put<Webhook>(path(id), draft);
}

/** Removes a webhook with its deliveries. */
export function removeWebhook(id: string): Promise<void> {
  return api.remove(path(id));
}

/** Gives a new secret; the old one signs too for `overlapHours` more. */
export function rotateWebhookSecret(id: string, overlapHours: number): Promise<NewWebhook> {
  return api.post<NewWebhook>(`${path(id)}/secret`, { overlapHours });
}

/** Pauses or resumes. */
export function setWebhookPaused(id: string, isPaused: boolean): Promise<Webhook> {
  return api.post<Webhook>(`${path(id)}/${isPaused ? "pause" : "resume"}`);
}

/** Sends one test message and says how it was taken. */
export function testWebhook(id: string): Promise<WebhookTest> {
  return api.post<WebhookTest>(`${path(id)}/test`);
}

/** Sends again: one event, all that were given up, or everything after a cursor. */
export function replayWebhook(
  id: string,
  what: { readonly event: string } | { readonly dead: true } | { readonly cursor: string },
): Promise<{ readonly replayed: number }> {
  return api.post(`${path(id)}/replay`, what);
}
