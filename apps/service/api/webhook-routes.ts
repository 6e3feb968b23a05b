/** Webhooks at the console: made, changed, paused, tried out, and their deliveries looked at and sent again. */
import { uuidV7 } from "@lockstep/ports";
import type { JsonObject } from "@lockstep/scim";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { ApiFault } from "../api-fault.ts";
import type { WebhookDraft, WebhookTest } from "../contract.ts";
import { type AuditAction, writeAudit } from "../domain/audit.ts";
import { numberEvents } from "../domain/event.ts";
import { listDeliveries, replayDeliveries, replayFrom } from "../domain/webhook/delivery.ts";
import { signedHeaders, testMessage } from "../domain/webhook/message.ts";
import { checkWebhookUrl } from "../domain/webhook/send.ts";
import {
  changeWebhook,
  createWebhook,
  findWebhook,
  findWebhookTarget,
  listWebhooks,
  openSecrets,
  removeWebhook,
  rotateSecret,
  setWebhookState,
  type WebhookKey,
} from "../domain/webhook/webhook.ts";
import type { QueryExecutorProvider } from "../sql.ts";
import type { ApiEnv, ApiParts } from "./environment.ts";
import { notFound, readBody, readId, readQuery } from "./read-input.ts";
import { requireAdministrator } from "./rights.ts";

const URL_LENGTH_MAX = 2_000;
const TYPES_MAX = 50;
const OVERLAP_HOURS_MAX = 7 * 24;
const PAGE_MAX = 200;
const CURSOR = /^\d{1,15}$/;

const Draft = z.object({
  url: z.string("enter the URL of the receiver").trim().max(URL_LENGTH_MAX, `use at most ${URL_LENGTH_MAX} characters`),
  description: z.string().trim().max(200, "use at most 200 characters").default(""),
  kinds: z
    .array(z.enum(["created", "replaced", "removed"], "choose from created, replaced and removed"))
    .max(3)
    .default([]),
  resourceTypes: z
    .array(z.string().min(1, "give names of resource types").max(100, "use at most 100 characters"))
    .max(TYPES_MAX, `name at most ${TYPES_MAX} resource types`)
    .default([]),
  hasFullPayload: z.boolean("give true or false").default(false),
});
const OVERLAP = `give whole hours from 0 to ${OVERLAP_HOURS_MAX}`;
const Rotation = z.object({
  overlapHours: z.int(OVERLAP).min(0, OVERLAP).max(OVERLAP_HOURS_MAX, OVERLAP).default(24),
});
const COUNT = `give a whole number from 1 to ${PAGE_MAX}`;
const DeliveriesQuery = z.object({
  state: z.enum(["pending", "delivered", "dead"], "choose pending, delivered or dead").optional(),
  before: z.string().regex(CURSOR, "give the `next` of an earlier page").optional(),
  count: z.coerce.number(COUNT).int(COUNT).min(1, COUNT).max(PAGE_MAX, COUNT).default(50),
});
const Replay = z.union(
  [
    z.strictObject({ cursor: z.string().regex(CURSOR) }),
    z.strictObject({ event: z.string().regex(CURSOR) }),
    z.strictObject({ dead: z.literal(true) }),
  ],
  'send one of {"cursor":"…"}, {"event":"…"} and {"dead":true}',
);

export function webhookRoutes(parts: ApiParts): Hono<ApiEnv> {
  const { config } = parts;
  const routes = new Hono<ApiEnv>();
  routes.use("/webhooks/*", async (context, next) => {
    requireAdministrator(context.var.viewer);
    await next();
  });
  routes.get("/webhooks", async (context) => {
    const { accountId } = context.var.viewer;
    const items = await config.database.inAccount(accountId, (trx) => listWebhooks(trx, accountId, config.clock.now()));
    return context.json({ items });
  });
  routes.post("/webhooks", async (context) => {
    const draft = requireReachable(parts, await readBody(context, Draft));
    const { accountId } = context.var.viewer;
    await numberEvents(config.database, accountId);
    const made = await config.database.inAccount(accountId, async (trx) => {
      const webhook = await createWebhook(trx, accountId, draft, config);
      await audit(parts, context, trx, { action: "webhook.created", id: webhook.id, detail: shown(draft) });
      return webhook;
    });
    parts.notifier.tell(accountId);
    return context.json(made, 201);
  });
  routes.get("/webhooks/:id", async (context) => {
    const key = keyOf(context);
    const found = await config.database.inAccount(key.accountId, (trx) => findWebhook(trx, key, config.clock.now()));
    if (found === undefined) throw notFound("webhook");
    return context.json(found);
  });
  routes.put("/webhooks/:id", async (context) => {
    const draft = requireReachable(parts, await readBody(context, Draft));
    const change = (trx: QueryExecutorProvider, key: WebhookKey) => changeWebhook(trx, key, draft, config.clock.now());
    return context.json(await act(parts, context, { action: "webhook.changed", detail: shown(draft) }, change));
  });
  routes.delete("/webhooks/:id", async (context) => {
    const key = keyOf(context);
    await config.database.inAccount(key.accountId, async (trx) => {
      if (!(await removeWebhook(trx, key))) throw notFound("webhook");
      await audit(parts, context, trx, { action: "webhook.removed", id: key.id });
    });
    return context.body(null, 204);
  });
  stateRoutes(parts, routes);
  deliveryRoutes(parts, routes);
  return routes;
}

/** Secret, pause, resume, and a message to try the receiver out. */
function stateRoutes(parts: ApiParts, routes: Hono<ApiEnv>): void {
  const { config } = parts;
  routes.post("/webhooks/:id/secret", async (context) => {
    const key = keyOf(context);
    const { overlapHours } = await readBody(context, Rotation);
    const rotated = await config.database.inAccount(key.accountId, async (trx) => {
      const webhook = await rotateSecret(trx, key, overlapHours, config);
      if (webhook === undefined) throw notFound("webhook");
      await audit(parts, context, trx, { action: "webhook.secretRotated", id: key.id, detail: { overlapHours } });
      return webhook;
    });
    return context.json(rotated);
  });
  for (const [path, state, action] of [
    ["pause", "paused", "webhook.paused"],
    ["resume", "active", "webhook.resumed"],
  ] as const) {
    routes.post(`/webhooks/:id/${path}`, async (context) => {
      const change = (trx: QueryExecutorProvider, key: WebhookKey) =>
        setWebhookState(trx, key, { state, reason: null, now: config.clock.now() });
      return context.json(await act(parts, context, { action }, change));
    });
  }
  routes.post("/webhooks/:id/test", async (context) => {
    const key = keyOf(context);
    const target = await config.database.inAccount(key.accountId, async (trx) => {
      const found = await findWebhookTarget(trx, key);
      if (found === undefined) throw notFound("webhook");
      await audit(parts, context, trx, { action: "webhook.tested", id: key.id });
      return found;
    });
    const now = config.clock.now();
    const secrets = openSecrets(target, config.masterKey, now);
    if (secrets.length === 0) {
      throw new ApiFault(409, "secretLost", "The secret was sealed with another master key; rotate the secret.");
    }
    const message = testMessage({ id: uuidV7(config.clock, config.random), webhookId: key.id, now });
    const headers = signedHeaders(message, secrets, now);
    const result = await parts.sendWebhook({ url: target.url, headers, body: message.body });
    return context.json(toTest(result));
  });
}

/** What is under way and what was given up, and sending it again. */
function deliveryRoutes(parts: ApiParts, routes: Hono<ApiEnv>): void {
  const { config } = parts;
  routes.get("/webhooks/:id/deliveries", async (context) => {
    const key = keyOf(context);
    const { state, before, count } = readQuery(context, DeliveriesQuery);
    const page = await config.database.inAccount(key.accountId, async (trx) => {
      if ((await findWebhookTarget(trx, key)) === undefined) throw notFound("webhook");
      return listDeliveries(trx, key, { state, before, count });
    });
    return context.json(page);
  });
  routes.post("/webhooks/:id/replay", async (context) => {
    const key = keyOf(context);
    const wish = await readBody(context, Replay);
    const replayed = await config.database.inAccount(key.accountId, async (trx) => {
      if ((await findWebhookTarget(trx, key)) === undefined) throw notFound("webhook");
      const amount = await replay(trx, key, wish, config.clock.now());
      await audit(parts, context, trx, {
        action: "webhook.replayed",
        id: key.id,
        detail: { ...wish, replayed: amount },
      });
      return amount;
    });
    parts.notifier.tell(key.accountId);
    return context.json({ replayed });
  });
}

async function replay(
  trx: QueryExecutorProvider,
  key: WebhookKey,
  wish: z.output<typeof Replay>,
  now: number,
): Promise<number> {
  if ("cursor" in wish) return replayFrom(trx, key, wish.cursor);
  if ("dead" in wish) return replayDeliveries(trx, key, { event: "dead", now });
  const replayed = await replayDeliveries(trx, key, { event: wish.event, now });
  if (replayed === 0) {
    throw new ApiFault(
      404,
      "notFound",
      "This webhook has no finished delivery of that event; look at its deliveries, or replay from a cursor.",
      { field: "event" },
    );
  }
  return replayed;
}

/** Changes one webhook, leaves its trace, wakes whoever delivers, and answers with the webhook. */
async function act(
  parts: ApiParts,
  context: Context<ApiEnv>,
  entry: { readonly action: AuditAction; readonly detail?: JsonObject },
  change: (trx: QueryExecutorProvider, key: WebhookKey) => Promise<boolean>,
) {
  const key = keyOf(context);
  const changed = await parts.config.database.inAccount(key.accountId, async (trx) => {
    if (!(await change(trx, key))) throw notFound("webhook");
    await audit(parts, context, trx, { ...entry, id: key.id });
    return findWebhook(trx, key, parts.config.clock.now());
  });
  parts.notifier.tell(key.accountId);
  return changed;
}

function audit(
  parts: ApiParts,
  context: Context<ApiEnv>,
  trx: QueryExecutorProvider,
  entry: { readonly action: AuditAction; readonly id: string; readonly detail?: JsonObject },
): Promise<void> {
  const { viewer, traceId } = context.var;
  const who = { accountId: viewer.accountId, actorUserId: viewer.userId, traceId };
  return writeAudit(trx, { ...who, action: entry.action, subjectId: entry.id, detail: entry.detail }, parts.config);
}

function keyOf(context: Context<ApiEnv>): WebhookKey {
  return { accountId: context.var.viewer.accountId, id: readId(context, "webhook") };
}

/** The draft, when its URL may be called. Throws `ApiFault` that says why not. */
function requireReachable(parts: ApiParts, draft: Required<WebhookDraft>): Required<WebhookDraft> {
  const checked = checkWebhookUrl(draft.url, parts.config.webhookReach ?? "public");
  if (checked.ok) return { ...draft, url: checked.url.href };
  throw new ApiFault(400, "invalidField", `url: ${checked.message} ${checked.remedy}`, { field: "url" });
}

/** A URL may hold a secret in its path or query: the audit trail keeps its host only. */
function shown({ url, kinds, resourceTypes, hasFullPayload }: Required<WebhookDraft>): JsonObject {
  return { host: new URL(url).host, kinds: [...kinds], resourceTypes: [...resourceTypes], hasFullPayload };
}

function toTest(result: Awaited<ReturnType<ApiParts["sendWebhook"]>>): WebhookTest {
  if (result.kind === "failed") return { isAccepted: false, status: null, message: result.message };
  const isAccepted = result.status >= 200 && result.status < 300;
  const message = isAccepted
    ? "The receiver accepted the message."
    : `The receiver answered ${result.status}. ${result.text}`;
  return { isAccepted, status: result.status, message: message.trim() };
}
