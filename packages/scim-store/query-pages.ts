/** Pages by index: a reader's next page goes on where its last one ended, when this process knows it. */
import type { ResourceShape } from "@lockstep/scim";
import type { Caller, ResourcePage, ResourceQuery } from "@lockstep/scim-server";
import type { PageMemory } from "./page-memory.ts";
import type { PageOfType } from "./query-resources.ts";

/** Longest query that is worth remembering. */
const QUERY_CHARACTERS_MAX = 4_096;

interface Reading {
  readonly caller: Caller;
  readonly shape: ResourceShape;
  readonly query: ResourceQuery;
}

/** The page that is asked for; `read` is given the query as it is, or with the position that the page goes on from. */
export async function readOn(
  memory: PageMemory,
  { caller, shape, query }: Reading,
  read: (query: ResourceQuery) => Promise<PageOfType>,
): Promise<ResourcePage> {
  const asked = JSON.stringify([shape.type.name, query.sortBy ?? "", query.sortOrder, query.filter ?? null]);
  if (query.after !== undefined || query.count === 0 || asked.length > QUERY_CHARACTERS_MAX) return read(query);
  const { startIndex } = query;
  const reader = JSON.stringify([caller.accountId, caller.credentialId]);
  const open = memory.open({ reader, query: asked, startIndex });
  try {
    const { last, ...page } = await read(open.after === undefined ? query : { ...query, after: open.after });
    const index = startIndex - 1 + page.resources.length;
    // After the last page of several, a reader whom the total sends on must not be shown again what others have pushed there.
    const goesOn = page.next !== undefined || startIndex > 1;
    open.close(goesOn && last !== undefined ? { index, position: last } : undefined);
    return open.after === undefined ? page : { ...page, totalResults: totalFor(page, index) };
  } catch (error) {
    open.abandon();
    throw error;
  }
}

/** Deletions before the reader's position must not put what it is shown, or what follows, above the total: clients stop there. */
function totalFor({ totalResults, resources, next }: ResourcePage, index: number): number {
  return resources.length === 0 ? totalResults : Math.max(totalResults, next === undefined ? index : index + 1);
}
