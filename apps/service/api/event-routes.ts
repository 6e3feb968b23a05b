/** `GET /events`: the ordered feed, for whoever holds a credential of the account. */
import type { TraceId } from "@lockstep/ports";
import { EVENTS_MAX } from "@lockstep/scim-store";
import { Hono } from "hono";
import { z } from "zod";
import { readEventPage } from "../domain/event.ts";
import type { ApiEnv, ApiParts } from "./environment.ts";
import { readQuery } from "./read-input.ts";

const EventsQuery = z.object({
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, "give the cursor of an earlier answer, or 0 for the beginning")
    .default("0"),
  limit: z.coerce
    .number(`give a whole number from 1 to ${EVENTS_MAX}`)
    .int(`give a whole number from 1 to ${EVENTS_MAX}`)
    .min(1, `give a whole number from 1 to ${EVENTS_MAX}`)
    .max(EVENTS_MAX, `give a whole number from 1 to ${EVENTS_MAX}`)
    .default(100),
  traceId: z
    .string()
    .regex(/^[\da-f]{32}$/, "give 32 lower-case hexadecimal digits")
    .optional(),
});

export function eventRoutes(parts: ApiParts): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  routes.get("/events", async (context) => {
    const caller = await parts.authenticator.authenticate(context.req.raw, context.var.traceId);
    const { cursor, limit, traceId } = readQuery(context, EventsQuery);
    const query = { cursor, limit, traceId: traceId as TraceId | undefined };
    const page = await readEventPage(parts.config.database, caller.accountId, query);
    context.header("cache-control", "no-store");
    return context.json(page);
  });
  return routes;
}
