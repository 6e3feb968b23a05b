/**
 * The event feed of the service of this house (`GET /events`, beside its SCIM endpoint): what changed, deletions included, in order and without
 * gaps. Any other app is asked once for each whole import and does not tell.
 */
import type { ScimAnswer } from "@lockstep/scim-client";
import { z } from "zod";
import type { Deps } from "../../deps.ts";
import { besideScim } from "../app-side.ts";
import { openClient } from "../open-client.ts";
import { toTarget } from "../user-subject.ts";
import type { PhaseWork } from "./import-subject.ts";

const EVENTS_PER_PAGE = 500;
/** A resource that nobody has: its events are none, and the cursor behind them is the end of the feed. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

const pageSchema = z.object({
  items: z.array(z.object({ kind: z.enum(["created", "replaced", "removed"]), resourceId: z.string().min(1) })),
  cursor: z.string().regex(/^\d{1,15}$/),
  hasMore: z.boolean(),
});

/** What changed since the cursor; each resource once, with the last that happened to it. */
export interface FeedPage {
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly cursor: string;
  readonly hasMore: boolean;
}

/** A page, or the answer that is none. `isOver`: the feed does not reach back to the cursor, or is another one. */
export type FeedAnswer =
  | { readonly ok: true; readonly page: FeedPage; readonly answer: Extract<ScimAnswer, { kind: "answer" }> }
  | { readonly ok: false; readonly answer: ScimAnswer | undefined; readonly isOver: boolean };

/** The events of resources of this type after the cursor. */
export async function readFeedPage(
  deps: Deps,
  work: PhaseWork,
  asked: { readonly resourceType: "User" | "Group"; readonly cursor: string },
): Promise<FeedAnswer> {
  return await ask(deps, work, { ...asked, limit: String(EVENTS_PER_PAGE) });
}

/** Where the feed ends now; undefined when the app has none that this connection may read. */
export async function findFeedEnd(deps: Deps, work: PhaseWork): Promise<string | undefined> {
  const read = await ask(deps, work, { resourceType: "User", resourceId: NOBODY, limit: "1" });
  return read.ok ? read.page.cursor : undefined;
}

async function ask(deps: Deps, work: PhaseWork, query: Readonly<Record<string, string>>): Promise<FeedAnswer> {
  const target = toTarget(work.subject);
  const opened =
    target.baseUrl === null ? undefined : openClient(deps, { ...target, baseUrl: besideScim(target.baseUrl) });
  if (opened?.ok !== true) return { ok: false, answer: undefined, isOver: true };
  const answer = await opened.client.send(
    { method: "GET", path: `/events?${new URLSearchParams(query)}` },
    { traceparent: work.traceparent(), signal: work.signal },
  );
  const isAnswer = answer.kind === "answer";
  const read = isAnswer && answer.status === 200 ? pageSchema.safeParse(answer.body) : undefined;
  if (isAnswer && read?.success === true) {
    const last = new Map(read.data.items.map(({ resourceId, kind }) => [resourceId, kind]));
    const [changed, removed]: [string[], string[]] = [[], []];
    for (const [id, kind] of last) (kind === "removed" ? removed : changed).push(id);
    const { cursor, hasMore } = read.data;
    return { ok: true, answer, page: { changed, removed, cursor, hasMore } };
  }
  // 410: no longer kept. Other refusals of the request, and answers of another form, will not become a feed by asking again.
  const isOver = isAnswer && (answer.status < 400 || [400, 403, 404, 405, 410].includes(answer.status));
  return { ok: false, answer, isOver };
}
