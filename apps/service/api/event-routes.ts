/** `GET /events`: the ordered feed, for whoever holds a credential of the account; waits for new events when asked to. */
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { TraceId } from "@lockstep/ports";
import type { Caller } from "@lockstep/scim-server";
import { EVENTS_MAX } from "@lockstep/scim-store";
import { createPause } from "../background/pause.ts";
import { type EventPage, type EventQuery, readEventPage } from "../domain/event.ts";
import { withDeliveries } from "../domain/webhook/event-deliveries.ts";
import { answered, Fault } from "../rest/schemas.ts";
import type { ApiEnv, ApiParts } from "./environment.ts";
import { toInputFault } from "./read-input.ts";

/** Longest wait of one request. */
const WAIT_SECONDS_MAX = 30;
/** Requests of one process that wait at the same time; whoever comes after them is answered at once. */
const WAITING_MAX = 1_000;
/** A notice may be lost; whoever waits looks this often. */
const LOOK_AGAIN_MS = 2_000;

const LIMIT = `give a whole number from 1 to ${EVENTS_MAX}`;
const WAIT = `give whole seconds from 0 to ${WAIT_SECONDS_MAX}`;

const EventsQuery = z.object({
  cursor: z
    .string()
    .regex(
      /^\d{1,15}$/,
      "give the cursor of an earlier answer, or leave it out to begin with the first event that is kept",
    )
    .optional()
    .openapi({ description: "Position of an earlier answer; the page starts after it.", example: "1024" }),
  limit: z.coerce.number(LIMIT).int(LIMIT).min(1, LIMIT).max(EVENTS_MAX, LIMIT).default(100),
  traceId: z
    .string()
    .regex(/^[\da-f]{32}$/, "give 32 lower-case hexadecimal digits")
    .optional()
    .openapi({ description: "Only events of this trace (W3C Trace Context)." }),
  resourceType: z
    .string()
    .min(1, "give the name of a resource type, such as User")
    .max(100, "give the name of a resource type, such as User")
    .optional(),
  resourceId: z.uuid("give the id of a resource").optional(),
  deliveries: z
    .enum(["true", "false"], "give true or false")
    .default("false")
    .openapi({ description: "true: each event tells what became of it in the account's webhooks." }),
  wait: z.coerce
    .number(WAIT)
    .int(WAIT)
    .min(0, WAIT)
    .max(WAIT_SECONDS_MAX, WAIT)
    .default(0)
    .openapi({ description: "Seconds to wait for an event when there is none yet." }),
});

const Attributes = z.record(z.string(), z.unknown()).nullable();
const EventDelivery = z
  .object({
    webhook: z.string().openapi({ description: "The webhook's description, or the host that it is sent to." }),
    state: z.enum(["pending", "delivered", "dead"]),
    attempts: z.int(),
    lastAttemptAt: z.iso.datetime().nullable(),
    lastStatus: z.int().nullable(),
    dueAt: z.iso.datetime().nullable(),
  })
  .openapi("EventDelivery");
const Event = z
  .object({
    cursor: z.string(),
    id: z.uuid(),
    kind: z.enum(["created", "replaced", "removed"]),
    resourceType: z.string(),
    resourceId: z.uuid(),
    version: z.int(),
    changed: z.array(z.string()),
    before: Attributes,
    after: Attributes,
    membersAdded: z.array(z.uuid()),
    membersRemoved: z.array(z.uuid()),
    credentialId: z.string(),
    userId: z.string(),
    traceId: z.string(),
    occurredAt: z.iso.datetime(),
    deliveries: z.array(EventDelivery).optional(),
  })
  .openapi("Event");
const Events = z.object({ items: z.array(Event), cursor: z.string(), hasMore: z.boolean() }).openapi("EventPage");
/** The feed's place in the OpenAPI document. */
export const eventsRoute = createRoute({
  method: "get",
  path: "/events",
  summary: "Read the event feed",
  tags: ["Events"],
  request: { query: EventsQuery },
  responses: {
    200: answered("The events after the cursor, in order.", Events),
    400: answered("A parameter does not fit, or the cursor is not from this feed.", Fault),
    401: answered("No credential, or one that does not hold.", Fault),
    403: answered("The credential's scopes do not reach these events.", Fault),
    410: answered("Events after the cursor are no longer kept; the message names the first cursor that is.", Fault),
  },
});

/** The feed as an app that can be mounted, with its entry for the OpenAPI document. */
export function eventRoutes(parts: ApiParts): OpenAPIHono<ApiEnv> {
  const routes = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw toInputFault(result.error);
    },
  });
  let waiting = 0;
  // A request without a credential learns nothing about its parameters.
  routes.use("/events", async (context, next) => {
    context.set("caller", await parts.authenticator.authenticate(context.req.raw, context.var.traceId));
    await next();
  });
  routes.openapi(eventsRoute, async (context) => {
    const { caller } = context.var;
    const { wait, traceId, deliveries, ...rest } = context.req.valid("query");
    const told = async (page: EventPage) =>
      toBody(deliveries === "true" ? await withDeliveries(parts.config.database, caller.accountId, page) : page);
    const query = {
      cursor: rest.cursor,
      limit: rest.limit,
      resourceType: rest.resourceType,
      resourceId: rest.resourceId,
      traceId: traceId as TraceId | undefined,
      scopes: caller.scopes,
    };
    context.header("cache-control", "no-store");
    const page = await readEventPage(parts.config.database, caller.accountId, query);
    if (page.items.length > 0 || wait === 0 || waiting >= WAITING_MAX) return context.json(await told(page), 200);
    waiting += 1;
    try {
      const later = { ...query, cursor: page.cursor };
      const found = await waitForEvents(parts, {
        caller,
        query: later,
        waitMs: wait * 1_000,
        request: context.req.raw,
      });
      // The credential may have ended meanwhile, or lost scopes.
      const how = { fresh: true, again: true };
      const { scopes } = await parts.authenticator.authenticate(context.req.raw, context.var.traceId, how);
      if (String(scopes) === String(caller.scopes)) return context.json(await told(found), 200);
      const readable = await readEventPage(parts.config.database, caller.accountId, { ...later, scopes });
      return context.json(await told(readable), 200);
    } finally {
      waiting -= 1;
    }
  });
  return routes;
}

/** The first page with an event; an empty one when the time is over, the client has gone away or the service stops. */
async function waitForEvents(
  parts: ApiParts,
  wish: { readonly caller: Caller; readonly query: EventQuery; readonly waitMs: number; readonly request: Request },
): Promise<EventPage> {
  const { timers, events, config } = parts;
  const pause = createPause(timers);
  const end = new AbortController();
  const ended = AbortSignal.any([end.signal, wish.request.signal, events.stopping]);
  const wake = () => pause.wake();
  ended.addEventListener("abort", wake, { once: true });
  const cancel = timers.after(wish.waitMs, () => end.abort());
  // Listening begins before the look, so that nothing falls between the two.
  const unsubscribe = await events.subscribe(wish.caller.accountId, wake);
  try {
    let { query } = wish;
    for (;;) {
      const page = await readEventPage(config.database, wish.caller.accountId, query);
      if (page.items.length > 0 || ended.aborted) return page;
      query = { ...query, cursor: page.cursor };
      if (!page.hasMore) await pause.wait(LOOK_AGAIN_MS);
    }
  } finally {
    unsubscribe();
    cancel();
    ended.removeEventListener("abort", wake);
  }
}

/** The page as the schema has it: arrays that may be written to. */
function toBody(page: EventPage): z.input<typeof Events> {
  return {
    ...page,
    items: page.items.map(({ deliveries, ...event }) => ({
      ...event,
      ...(deliveries === undefined ? {} : { deliveries: [...deliveries] }),
      changed: [...event.changed],
      membersAdded: [...event.membersAdded],
      membersRemoved: [...event.membersRemoved],
    })),
  };
}
