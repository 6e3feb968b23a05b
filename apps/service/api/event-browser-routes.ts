/** The event feed as an administrator leafs through it at the console: the newest first, with filters. Programs read `/events`. */
import type { TraceId } from "@lockstep/ports";
import { readLatestEvents } from "@lockstep/scim-store";
import { Hono } from "hono";
import { z } from "zod";
import { toFeedEvent } from "../domain/event.ts";
import type { ApiEnv, ApiParts } from "./environment.ts";
import { PageLimit, readQuery, TraceQuery } from "./read-input.ts";
import { requireAdministrator } from "./rights.ts";

const EventsQuery = z.object({
  before: z.coerce
    .number("give the cursor of an earlier answer")
    .int("give the cursor of an earlier answer")
    .min(0, "give the cursor of an earlier answer")
    .optional(),
  resourceType: z.string().max(100, "give the name of a resource type, such as User").optional(),
  resourceId: z.uuid("give the id of a resource").optional(),
  kind: z.enum(["created", "replaced", "removed"], "give created, replaced or removed").optional(),
  traceId: TraceQuery,
  limit: PageLimit,
});

export function eventBrowserRoutes({ config }: ApiParts): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  routes.get("/events", async (context) => {
    const { viewer } = context.var;
    requireAdministrator(viewer);
    const { before, resourceType, resourceId, kind, traceId, limit } = readQuery(context, EventsQuery);
    const wanted = { beforeSeq: before, type: resourceType, resourceId, kind, traceId: traceId as TraceId | undefined };
    const events = await config.database.inAccount(viewer.accountId, (trx) =>
      readLatestEvents(trx, { ...wanted, limit }),
    );
    const items = events.map(toFeedEvent);
    return context.json({ items, next: items.length < limit ? null : (items.at(-1)?.cursor ?? null) });
  });
  return routes;
}
