/** What was asked of the service and what was done in it: request log, normalisations, audit trail. For owners and administrators. */
import { Hono } from "hono";
import { z } from "zod";
import { type AuditPosition, readAuditTrail } from "../operate/audit-trail.ts";
import { readNormalisations, readRequests } from "../operate/request-records.ts";
import { readTraffic } from "../operate/traffic.ts";
import type { ApiEnv, ApiParts } from "./environment.ts";
import { PageLimit, readQuery, TraceQuery } from "./read-input.ts";
import { requireAdministrator } from "./rights.ts";

/** How far back the health of a client looks. */
const TRAFFIC_MS = 24 * 3_600_000;
const CredentialQuery = z.string().max(100, "is longer than the id of a credential").optional();

const RequestsQuery = z.object({
  credentialId: CredentialQuery,
  traceId: TraceQuery,
  outcome: z.enum(["ok", "fault", "normalised"], "give ok, fault or normalised").optional(),
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"], "give a method such as PATCH").optional(),
  search: z.string().trim().max(200, "search for at most 200 characters").optional(),
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, "give the cursor of an earlier answer")
    .optional(),
  limit: PageLimit,
});
const AuditQuery = z.object({
  actorUserId: z.uuid("give the id of a user").optional(),
  subjectId: z.uuid("give the id of what was changed").optional(),
  traceId: TraceQuery,
  action: z
    .string()
    .regex(/^[A-Za-z.]{1,60}$/, "give the beginning of an action such as user. or resource.created")
    .optional(),
  cursor: z
    .string()
    .regex(/^\d{0,18}_\d{0,18}$/, "give the cursor of an earlier answer")
    .default("_")
    .transform(toPosition),
  limit: PageLimit,
});

export function recordRoutes(parts: ApiParts): Hono<ApiEnv> {
  const { config, requestLog } = parts;
  const routes = new Hono<ApiEnv>();
  routes.get("/requests", async (context) => {
    const { accountId } = requireViewer(context.var.viewer);
    const { cursor, ...query } = readQuery(context, RequestsQuery);
    const { credentialId, traceId, outcome, method, search } = query;
    const wanted = { credentialId, traceId, outcome, method, search };
    // Who looks right after a request shall find it, if this process answered it.
    await requestLog.flush();
    const items = await config.database.inAccount(accountId, (trx) =>
      readRequests(trx, accountId, { ...wanted, before: cursor, limit: query.limit }),
    );
    return context.json({ items, cursor: items.length < query.limit ? null : (items.at(-1)?.id ?? null) });
  });
  routes.get("/normalisations", async (context) => {
    const { accountId } = requireViewer(context.var.viewer);
    const { credentialId } = readQuery(context, z.object({ credentialId: CredentialQuery }));
    await requestLog.flush();
    const items = await config.database.inAccount(accountId, (trx) => readNormalisations(trx, accountId, credentialId));
    return context.json({ items });
  });
  routes.get("/traffic", async (context) => {
    const { accountId } = requireViewer(context.var.viewer);
    await requestLog.flush();
    const since = config.clock.now() - TRAFFIC_MS;
    const items = await config.database.inAccount(accountId, (trx) => readTraffic(trx, accountId, since));
    return context.json({ items });
  });
  routes.get("/audit", async (context) => {
    const { accountId } = requireViewer(context.var.viewer);
    const { actorUserId, subjectId, traceId, action, cursor, limit } = readQuery(context, AuditQuery);
    const query = { actorUserId, subjectId, traceId, action, after: cursor, limit };
    const page = await config.database.inAccount(accountId, (trx) => readAuditTrail(trx, accountId, query));
    const next = page.end === undefined ? null : `${page.end.deed ?? ""}_${page.end.event ?? ""}`;
    return context.json({ items: page.items, cursor: next });
  });
  return routes;

  function requireViewer(viewer: ApiEnv["Variables"]["viewer"]) {
    requireAdministrator(viewer);
    return viewer;
  }
}

function toPosition(cursor: string): AuditPosition {
  const [deed = "", event = ""] = cursor.split("_");
  return { deed: deed === "" ? undefined : deed, event: event === "" ? undefined : event };
}
