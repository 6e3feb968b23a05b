import type { LogEvent } from "@lockstep/directory-app/contract";
import type { DirectoryClient } from "../client/directory-client.ts";

/** How many requests the engine sent to the target, and what was answered: `60 × 201, 1 × 200`. */
export interface RequestCount {
  readonly total: number;
  readonly answers: string;
}

/** Events that are read for one count at most. */
const PAGES_MAX = 20;
const PAGE_SIZE = 1000;

/** Counts the engine's requests since an instant from the System Log: each carries the answer's status in its debug data. */
export async function countRequests(client: DirectoryClient, since: Date): Promise<RequestCount> {
  const statuses = new Map<string, number>();
  let total = 0;
  let path: string | undefined =
    `/api/v1/logs?since=${encodeURIComponent(since.toISOString())}&limit=${PAGE_SIZE}&sortOrder=ASCENDING`;
  for (let page = 0; page < PAGES_MAX && path !== undefined; page += 1) {
    const response = await client.open({ path });
    const events = (await response.json()) as readonly LogEvent[];
    for (const event of events) {
      const status = event.debugContext.debugData["status"];
      if (event.debugContext.debugData["request"] === undefined) continue;
      total += 1;
      const answer = status === undefined || status === null ? "no answer" : String(status);
      statuses.set(answer, (statuses.get(answer) ?? 0) + 1);
    }
    path = events.length < PAGE_SIZE ? undefined : nextPath(response.headers.get("link"));
  }
  const answers = [...statuses].sort(([a], [b]) => a.localeCompare(b)).map(([status, count]) => `${count} × ${status}`);
  return { total, answers: answers.length === 0 ? "none" : answers.join(", ") };
}

/** The path of the `rel="next"` link (RFC 8288), if there is one. */
function nextPath(link: string | null): string | undefined {
  const next = link?.split(",").find((part) => part.includes('rel="next"'));
  const address = next?.slice(next.indexOf("<") + 1, next.indexOf(">"));
  if (address === undefined) return undefined;
  const url = new URL(address);
  return `${url.pathname}${url.search}`;
}
