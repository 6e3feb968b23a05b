/**
 * The other side of a person's timeline: what the app itself tells of the person's account, asked with the connection's own credential.
 * Only the service of this house offers it (`GET /events`, beside its SCIM endpoint); any other app is asked once and does not tell.
 */
import { createTraceparent } from "@lockstep/ports";
import { z } from "zod";
import type { AppEventDoer, AppSide, AppSideEvent } from "../contract.ts";
import type { Deps } from "../deps.ts";
import type { AppRow } from "../domain/apps.ts";
import { readRuns } from "../domain/timeline.ts";
import { openClient } from "./open-client.ts";
import { isRunTrace } from "./run-trace.ts";

/** How long the app may take altogether; a page waits for it. */
const TIMEOUT_MS = 5_000;
const EVENTS_PER_PAGE = 500;
const PAGES_MAX = 4;

const attributes = z.record(z.string(), z.unknown()).nullable();
const delivery = z.object({
  webhook: z.string(),
  state: z.enum(["pending", "delivered", "dead"]),
  attempts: z.number(),
  lastAttemptAt: z.string().nullable(),
  lastStatus: z.number().nullable(),
  dueAt: z.string().nullable(),
});
const pageSchema = z.object({
  items: z.array(
    z.object({
      cursor: z.string(),
      id: z.string(),
      kind: z.enum(["created", "replaced", "removed"]),
      version: z.number(),
      changed: z.array(z.string()),
      before: attributes,
      after: attributes,
      traceId: z.string(),
      occurredAt: z.string(),
      deliveries: z.array(delivery).default([]),
    }),
  ),
  cursor: z.string(),
  hasMore: z.boolean(),
});

type ToldEvent = Omit<AppSideEvent, "doneBy">;

/** Asks the app about one person's account. Every failure is an answer in words. */
export async function readAppSide(
  deps: Deps,
  app: AppRow,
  { personId, externalId }: { readonly personId: string; readonly externalId: string | null },
): Promise<AppSide> {
  if (externalId === null) return silent("The app has no account of this person that the directory knows.");
  if (app.base_url === null) return silent("The app has no connection.");
  const opened = openClient(deps, {
    id: app.id,
    baseUrl: besideScim(app.base_url),
    authScheme: app.auth_scheme,
    authUsername: app.auth_username,
    authSettings: app.auth_settings,
    authSecretSealed: app.auth_secret_sealed,
  });
  if (!opened.ok) return silent(opened.message);
  const signal = deps.timers.timeout(TIMEOUT_MS);
  const items: ToldEvent[] = [];
  const told = (isWhole: boolean) => tell(deps, { appId: app.id, personId }, { items, isWhole });
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = new URLSearchParams({
      resourceType: "User",
      resourceId: externalId,
      limit: String(EVENTS_PER_PAGE),
      deliveries: "true",
      ...(cursor === undefined ? {} : { cursor }),
    });
    const { traceparent } = createTraceparent(deps.random);
    const answer = await opened.client.send({ method: "GET", path: `/events?${query}` }, { traceparent, signal });
    const read = answer.kind === "answer" && answer.status === 200 ? pageSchema.safeParse(answer.body) : undefined;
    if (read?.success !== true) return page === 0 ? silent(NOT_TOLD) : await told(false);
    items.push(...read.data.items.map(({ occurredAt, ...event }) => ({ ...event, at: occurredAt })));
    if (!read.data.hasMore) return await told(true);
    cursor = read.data.cursor;
  }
  return await told(false);
}

const NOT_TOLD =
  "The app does not tell what it did with the requests: it has no event feed that this connection may read.";

function silent(message: string): AppSide {
  return { tells: false, message, items: [] };
}

/** The directory is asked after the app was: a run that is not stored when its event was read may be by now. */
async function tell(
  { database, clock, masterKey }: Deps,
  account: { readonly appId: string; readonly personId: string },
  { items, isWhole }: { readonly items: readonly ToldEvent[]; readonly isWhole: boolean },
): Promise<AppSide> {
  const runs = await readRuns(database.kysely, {
    ...account,
    traceIds: [...new Set(items.map(({ traceId }) => traceId))],
    now: new Date(clock.now()),
  });
  const doerOf = (traceId: string): AppEventDoer => {
    if (runs.stored.has(traceId)) return "run";
    if (!isRunTrace(masterKey, traceId)) return "app";
    return runs.isUnderWay ? "runUnderWay" : "runLost";
  };
  const message = isWhole ? null : "Not all events were read: the app has many, or took too long.";
  const told = items.map((event) => ({ ...event, doneBy: doerOf(event.traceId) }));
  return { tells: true, message, items: told.toReversed() };
}

/** Where the service of this house has what is not SCIM: beside the SCIM endpoint, on the same server. */
export function besideScim(baseUrl: string): string {
  const url = new URL(baseUrl);
  const path = url.pathname.replace(/\/+$/, "").replace(/\/scim(\/v2)?$/i, "");
  return `${url.origin}${path}`;
}
