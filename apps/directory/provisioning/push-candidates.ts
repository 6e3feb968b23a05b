/** Which groups of a name the app has: asked before a group is pushed, and when a name clashes. One look-up; nothing is written. */
import type { AppId } from "@lockstep/ports";
import { createTraceparent } from "@lockstep/ports";
import { describeAnswer, readListPage, type ScimClient } from "@lockstep/scim-client";
import { sql } from "kysely";
import type { PushCandidates } from "../contract-push-groups.ts";
import type { Deps } from "../deps.ts";
import { DirectoryError } from "../domain/error.ts";
import { openClient } from "./open-client.ts";
import { APP_COLUMNS, type AppColumns, toDialect, toTarget } from "./user-subject.ts";

/** Pages that are read at most where the app knows no filters: 20,000 groups. */
const PAGES_MAX = 200;
const PAGE_SIZE = 100;

/** Asks the app. E0000059 with its words when it cannot be asked. */
export async function findPushCandidates(deps: Deps, appId: AppId, name: string): Promise<PushCandidates> {
  const { rows } = await sql<AppColumns>`select ${APP_COLUMNS} from app a where a.id = ${appId}`.execute(
    deps.database.kysely,
  );
  const [app] = rows;
  if (app === undefined) throw notAsked("The app was deleted.");
  const opened = openClient(deps, toTarget(app));
  if (!opened.ok) throw notAsked(opened.message);
  const { lookupBy } = toDialect(app);
  const found = await readGroups(deps, opened.client, { name, isFiltered: lookupBy !== "LIST" });
  return { name, items: await withHolders(deps, appId, found) };
}

interface FoundGroup {
  readonly id: string;
  readonly displayName: string;
}

async function readGroups(
  deps: Deps,
  client: ScimClient,
  wanted: { readonly name: string; readonly isFiltered: boolean },
): Promise<readonly FoundGroup[]> {
  // JSON's escapes are the filter's own (RFC 7644 §3.4.2.2), so a quote in a name cannot end the literal.
  const filter = wanted.isFiltered
    ? `filter=${encodeURIComponent(`displayName eq ${JSON.stringify(wanted.name)}`)}&`
    : "";
  const found = new Map<string, FoundGroup>();
  let startIndex = 1;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    // Perf: a group may have a hundred thousand members, and only its name is wanted (RFC 7644 §3.9).
    const path = `/Groups?${filter}startIndex=${startIndex}&count=${PAGE_SIZE}&excludedAttributes=members`;
    const answer = await client.send(
      { method: "GET", path },
      { traceparent: createTraceparent(deps.random).traceparent },
    );
    const page = answer.kind === "answer" && answer.status === 200 ? readListPage(answer.body) : undefined;
    if (page === undefined) throw notAsked(describeAnswer(answer));
    for (const { id, displayName } of page.resources) {
      const isNamed = typeof displayName === "string" && displayName.toLowerCase() === wanted.name.toLowerCase();
      if (isNamed && typeof id === "string" && id !== "") found.set(id, { id, displayName });
    }
    startIndex += page.resources.length;
    if (page.resources.length === 0 || startIndex > page.totalResults) break;
  }
  return [...found.values()];
}

async function withHolders(deps: Deps, appId: AppId, found: readonly FoundGroup[]): Promise<PushCandidates["items"]> {
  const { rows } = await sql<{ external_id: string; id: string; name: string }>`
    select push_group.external_id, push_group.id, person_group.name
      from push_group join person_group on person_group.id = push_group.group_id
     where push_group.app_id = ${appId} and push_group.external_id = any(${found.map(({ id }) => id)}::text[])`.execute(
    deps.database.kysely,
  );
  const holders = new Map(rows.map((row) => [row.external_id, { id: row.id, groupName: row.name }]));
  return found.map((group) => ({ ...group, pushedBy: holders.get(group.id) ?? null }));
}

function notAsked(words: string): DirectoryError {
  return new DirectoryError("E0000059", { summary: "The app could not be asked for its groups", causes: [words] });
}
