/** The event feed's entry in the OpenAPI document. */
import { createRoute, z } from "@hono/zod-openapi";
import { EVENTS_MAX } from "@lockstep/scim-store";
import { answered, READ_FAULTS } from "../rest/schemas.ts";

const Attributes = z.record(z.string(), z.unknown()).nullable();
const Event = z
  .object({
    cursor: z.string().openapi({ description: "Position in the feed; the cursor after this event." }),
    id: z.uuid(),
    kind: z.enum(["created", "replaced", "removed"]),
    resourceType: z.string(),
    resourceId: z.uuid(),
    version: z.int(),
    before: Attributes,
    after: Attributes,
    membersAdded: z.array(z.uuid()),
    membersRemoved: z.array(z.uuid()),
    credentialId: z.string(),
    userId: z.string(),
    traceId: z.string(),
    occurredAt: z.iso.datetime(),
  })
  .openapi("Event");
const EventPage = z.object({ items: z.array(Event), cursor: z.string() }).openapi("EventPage");
const { 304: _unchanged, ...FAULTS } = READ_FAULTS;

export const EVENTS_ROUTE = createRoute({
  method: "get",
  path: "/events",
  operationId: "readEvents",
  tags: ["Events"],
  summary: "Read the event feed",
  description:
    "What changed, in one order without gaps; the answer's `cursor` starts the next page, also when this one is empty.",
  request: {
    query: z.object({
      cursor: z.string().optional().openapi({ description: "Where an earlier answer ended; left out, the beginning." }),
      limit: z.int().min(1).max(EVENTS_MAX).optional(),
      traceId: z.string().optional().openapi({ description: "Only events of this trace (W3C Trace Context)." }),
    }),
  },
  responses: { 200: answered("The events after the cursor.", EventPage), ...FAULTS },
});
