import type {
  AuditPage,
  LoggedRequest,
  NormalisationCount,
  RecentEvent,
  RecentEvents,
  RequestPage,
} from "@lockstep/service-app/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { EVENT_KINDS, METHODS, OUTCOMES } from "../search-choices.ts";
import { api, type Items } from "./client.ts";

/** Rows of a page of records. */
const PAGE_SIZE = 25;
/** How often the newest page of a live list is read again. */
const LIVE_MS = 4_000;

/** Filters of the request log, as they stand in the URL; `after` is the cursor of a later page. */
export interface RequestFilters {
  readonly credentialId?: string;
  readonly outcome?: (typeof OUTCOMES)[number];
  readonly method?: (typeof METHODS)[number];
  readonly q?: string;
  readonly traceId?: string;
  readonly after?: string;
}

/** One page of the SCIM requests, the newest first. The first page is read again and again while it is looked at. */
export function requestsQuery({ q, after, ...filters }: RequestFilters) {
  return queryOptions({
    queryKey: ["requests", { q, after, ...filters }],
    queryFn: ({ signal }) =>
      api.get<RequestPage>("/api/requests", { ...filters, search: q, cursor: after, limit: PAGE_SIZE }, signal),
    placeholderData: keepPreviousData,
    ...(after === undefined ? { refetchInterval: LIVE_MS } : {}),
  });
}

/** One request of the log by its id. */
export function requestQuery(id: string) {
  return queryOptions({
    queryKey: ["request", id],
    queryFn: async ({ signal }): Promise<LoggedRequest | null> => {
      const { items } = await api.get<RequestPage>("/api/requests", { cursor: justBehind(id), limit: 1 }, signal);
      return items.find((item) => item.id === id) ?? null;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** How many requests needed which tolerance, per credential. */
export const normalisationsQuery = queryOptions({
  queryKey: ["normalisations"],
  queryFn: async ({ signal }): Promise<readonly NormalisationCount[]> =>
    (await api.get<Items<NormalisationCount>>("/api/normalisations", undefined, signal)).items,
});

/** Filters of the event feed, as they stand in the URL. */
export interface EventFilters {
  readonly resourceType?: string;
  readonly resourceId?: string;
  readonly kind?: (typeof EVENT_KINDS)[number];
  readonly traceId?: string;
  readonly after?: string;
}

/** One page of the event feed, the newest first. */
export function eventsQuery({ after, ...filters }: EventFilters) {
  return queryOptions({
    queryKey: ["events", { after, ...filters }],
    queryFn: ({ signal }) =>
      api.get<RecentEvents>("/api/events", { ...filters, before: after, limit: PAGE_SIZE }, signal),
    placeholderData: keepPreviousData,
    ...(after === undefined ? { refetchInterval: LIVE_MS } : {}),
  });
}

/** One event of the feed by its cursor. */
export function eventQuery(cursor: string) {
  return queryOptions({
    queryKey: ["event", cursor],
    queryFn: async ({ signal }): Promise<RecentEvent | null> => {
      const { items } = await api.get<RecentEvents>("/api/events", { before: justBehind(cursor), limit: 1 }, signal);
      return items.find((item) => item.cursor === cursor) ?? null;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Filters of the audit trail, as they stand in the URL. */
export interface AuditFilters {
  readonly action?: string;
  readonly subjectId?: string;
  readonly actorUserId?: string;
  readonly traceId?: string;
  readonly after?: string;
}

/** One page of the audit trail, the newest first. */
export function auditQuery({ after, ...filters }: AuditFilters) {
  return queryOptions({
    queryKey: ["audit", { after, ...filters }],
    queryFn: ({ signal }) => api.get<AuditPage>("/api/audit", { ...filters, cursor: after, limit: PAGE_SIZE }, signal),
    placeholderData: keepPreviousData,
  });
}

/** The position from which a page downwards begins with this very entry. */
function justBehind(position: string): string {
  return /^\d{1,17}$/.test(position) ? String(BigInt(position) + 1n) : "0";
}
