/**
 * Whether a target lists what changed since a moment (`meta.lastModified gt "…"`, RFC 7644 §3.4.2.2). It is tried, not believed: a target
 * that ignores the filter or finds nothing by it would let changes pass unseen.
 */
import { readListPage } from "@lockstep/scim-client";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { ImportChanges } from "../../domain/import-run-tables.ts";
import { judgeAnswer } from "./answer-verdict.ts";
import type { ImportClaim } from "./claim-import.ts";
import type { ImportSubject, PhaseEnd, PhaseWork } from "./import-subject.ts";

/** Read once more of what the last import has read: clocks differ a little, and a change may be committed after its own time. */
const OVERLAP_MS = 5 * 60_000;
const DAY_MS = 86_400_000;
const BY_FEED = "What changed was read from the app's event feed, deletions included.";

/** The query parameter that asks for what changed after this moment. */
export function modifiedAfterQuery(after: Date): string {
  return `filter=${encodeURIComponent(`meta.lastModified gt "${after.toISOString()}"`)}`;
}

/** Decides how an incremental import is done: by what changed, or in full with a note that says why. */
export async function prepareIncremental(deps: Deps, claim: ImportClaim, work: PhaseWork): Promise<PhaseEnd> {
  const { subject } = work;
  const known = changesOf(subject);
  if (known?.since == null)
    return await readAll(deps, claim, "There was no complete import to go on from: everything was read.");
  if (typeof known.feed === "string")
    return await update(deps, claim, sql`feed_after = ${known.feed}, note = ${BY_FEED}`);
  const tried = known.works === true ? known : await tryFilter(deps, work, known);
  if ("kind" in tried) return tried;
  await sql`update app set import_changes = ${JSON.stringify(tried)}::jsonb where id = ${claim.appId}`.execute(
    deps.database.kysely,
  );
  if (tried.works !== true) return await readAll(deps, claim, `${tried.detail} Everything was read.`);
  const after = new Date(Date.parse(known.since) - OVERLAP_MS);
  return await update(deps, claim, sql`modified_after = ${after}`);
}

/** What is known of the app's changes; undefined when it is of another base URL. */
export function changesOf(subject: ImportSubject): ImportChanges | undefined {
  return subject.changes?.baseUrl === subject.baseUrl ? (subject.changes ?? undefined) : undefined;
}

async function readAll(deps: Deps, claim: ImportClaim, note: string): Promise<PhaseEnd> {
  return await update(deps, claim, sql`mode = 'FULL', note = ${note}`);
}

async function update(deps: Deps, claim: ImportClaim, change: ReturnType<typeof sql>): Promise<PhaseEnd> {
  const { numAffectedRows } = await sql`
    update import_run set ${change} where id = ${claim.id} and lease_owner = ${claim.owner} and state = 'RUNNING'`.execute(
    deps.database.kysely,
  );
  return { kind: (numAffectedRows ?? 0n) > 0n ? "done" : "lost", progressed: true };
}

/** Everybody changed after 1970, and nobody after tomorrow: a target that knows the filter says both. */
async function tryFilter(deps: Deps, work: PhaseWork, known: ImportChanges): Promise<ImportChanges | PhaseEnd> {
  const all = await countAfter(deps, work, new Date(0));
  if (typeof all !== "number") return "kind" in all ? all : { ...known, works: false, detail: all.detail };
  const none = await countAfter(deps, work, new Date(deps.clock.now() + DAY_MS));
  if (typeof none !== "number") return "kind" in none ? none : { ...known, works: false, detail: none.detail };
  if (all > 0 && none === 0) return { ...known, works: true, detail: "" };
  const detail =
    all === 0
      ? "The app finds nobody by the time of the last change."
      : "The app ignores a filter on the time of the last change.";
  return { ...known, works: false, detail };
}

async function countAfter(
  deps: Deps,
  work: PhaseWork,
  after: Date,
): Promise<number | PhaseEnd | { readonly detail: string }> {
  const answer = await work.client.send(
    { method: "GET", path: `/Users?${modifiedAfterQuery(after)}&startIndex=1&count=1` },
    { traceparent: work.traceparent(), signal: work.signal },
  );
  if (work.signal.aborted) return { kind: "stopped", progressed: false };
  const page = answer.kind === "answer" && answer.status === 200 ? readListPage(answer.body) : undefined;
  if (page !== undefined) return Math.max(page.resources.length, page.isTotalTold ? page.totalResults : 0);
  const verdict = judgeAnswer(deps, work.subject, answer);
  if (verdict.kind !== "waits") return { kind: "failed", verdict, progressed: false };
  return { detail: `The app cannot filter by the time of the last change (${verdict.detail}).` };
}
