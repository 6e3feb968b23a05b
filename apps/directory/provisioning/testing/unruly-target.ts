/** A SCIM target that misbehaves on purpose: lists over real HTTP, with a switch for each way in which targets in the field go wrong. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Json, type JsonObject, LIST_RESPONSE_SCHEMA } from "@lockstep/scim";

/** One page that is asked for. */
export interface AskedPage {
  readonly collection: "Users" | "Groups";
  readonly startIndex: number;
  readonly count: number;
  readonly cursor: string | undefined;
  /** The how manieth walk over the collection this is: each first page begins one. */
  readonly walk: number;
}

/** The ways to go wrong; all off at first. */
export interface Misbehaviour {
  /** Rows of one page at most. */
  pageSizeMax: number;
  /** What `totalResults` says of the true number. `undefined` leaves it out. */
  total: (count: number, page: AskedPage) => Json | undefined;
  /** The order of rows, which may differ from page to page. */
  order: (ids: readonly string[], page: AskedPage) => readonly string[];
  /** Changes the rows of a page: repeats some, leaves some out. */
  rows: (ids: readonly string[], page: AskedPage) => readonly string[];
  /** What an empty list is: a list, 404, or a list without `Resources`. */
  empty: "list" | "404" | "noResources";
  /** Answers with this status instead of the page. */
  fail: (page: AskedPage) => { readonly status: number; readonly body?: JsonObject } | undefined;
  /** What happens before a page is answered, such as a deletion. */
  before: (page: AskedPage) => void;
  /** Whether RFC 9865 cursors are given; one in `expired` no longer holds. */
  cursors: boolean;
  /** The cursor that is given instead of the right one. */
  nextCursor: (next: string, page: AskedPage) => string;
  expired: (cursor: string, walk: number) => boolean;
  /** `meta.lastModified gt`: honoured, refused with 400, ignored, or finding nobody. */
  changes: "filter" | "refuse" | "ignore" | "nobody";
  /** Whether a filter may name several ids. */
  byIds: "filter" | "refuse";
  /** The event feed beside the SCIM endpoint, as the service of this house has it; undefined: none. Events up to `pruned` are no longer kept. */
  feed: { pruned: number } | undefined;
  /** Whether `GET /Users/{id}` answers as it should, or with this status. */
  readStatus: (id: string) => number | undefined;
  /** Whether rows of groups tell their members; `apart`: only when read by themselves. */
  members: "listed" | "apart" | "never";
}

/** The running target. */
export interface UnrulyTarget {
  readonly baseUrl: string;
  readonly requests: string[];
  readonly misbehave: Misbehaviour;
  /** Adds accounts or groups, or replaces them. */
  put(collection: "Users" | "Groups", ...resources: readonly (JsonObject & { readonly id: string })[]): void;
  remove(collection: "Users" | "Groups", ...ids: readonly string[]): void;
  /** Forgets requests, and counts walks anew. */
  forget(): void;
  close(): Promise<void>;
}

/** Starts a target on a free port. It looks at no credential. */
export async function startUnrulyTarget(): Promise<UnrulyTarget> {
  const misbehave: Misbehaviour = {
    pageSizeMax: Number.POSITIVE_INFINITY,
    total: (count) => count,
    order: (ids) => ids,
    rows: (ids) => ids,
    empty: "list",
    fail: () => undefined,
    before: () => undefined,
    cursors: false,
    nextCursor: (next) => next,
    expired: () => false,
    changes: "refuse",
    byIds: "filter",
    feed: undefined,
    readStatus: () => undefined,
    members: "listed",
  };
  const stored = { Users: new Map<string, JsonObject>(), Groups: new Map<string, JsonObject>() };
  const walks = { Users: 0, Groups: 0 };
  const requests: string[] = [];
  const events: FeedEvent[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://target");
    const [, , name = "", id] = url.pathname.split("/").map(decodeURIComponent);
    requests.push(`${request.method} ${url.pathname.replace("/scim", "")}${url.search}`);
    if (url.pathname === "/events" && misbehave.feed !== undefined)
      return send(response, answerFeed(url, events, misbehave.feed));
    if (name !== "Users" && name !== "Groups")
      return send(response, { status: 404, body: { detail: "No such path." } });
    if (id !== undefined)
      return send(response, answerOne({ collection: name, id, stored: stored[name].get(id), misbehave }));
    const page = readPage(name, url, walks);
    misbehave.before(page);
    const failure = misbehave.fail(page);
    send(
      response,
      failure === undefined
        ? answerList({ page, url, rows: stored[name], misbehave })
        : { body: { detail: "Not now." }, ...failure },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`,
    requests,
    misbehave,
    put: (collection, ...resources) => {
      for (const resource of resources) {
        const kind = stored[collection].has(resource.id) ? "replaced" : "created";
        events.push({ kind, resourceType: TYPES[collection], resourceId: resource.id });
        stored[collection].set(resource.id, resource);
      }
    },
    remove: (collection, ...ids) => {
      for (const id of ids) {
        if (stored[collection].delete(id))
          events.push({ kind: "removed", resourceType: TYPES[collection], resourceId: id });
      }
    },
    forget: () => {
      requests.splice(0);
      Object.assign(walks, { Users: 0, Groups: 0 });
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const TYPES = { Users: "User", Groups: "Group" } as const;

interface FeedEvent {
  readonly kind: "created" | "replaced" | "removed";
  readonly resourceType: "User" | "Group";
  readonly resourceId: string;
}

/** As docs/reference/events.md says; the cursor is the number of the event. */
function answerFeed(url: URL, events: readonly FeedEvent[], { pruned }: { readonly pruned: number }): Answer {
  const asked = (name: string) => url.searchParams.get(name);
  const after = Number(asked("cursor") ?? pruned);
  if (after < pruned) return { status: 410, body: { code: "cursorGone" } };
  if (after > events.length) return { status: 400, body: { code: "cursorUnknown" } };
  const found = events.flatMap((event, index) => {
    const isOther = ["resourceType", "resourceId"].some(
      (name) => asked(name) !== null && asked(name) !== event[name as keyof FeedEvent],
    );
    return index < after || isOther ? [] : [{ ...event, cursor: String(index + 1) }];
  });
  const items = found.slice(0, Number(asked("limit") ?? 100));
  const hasMore = items.length < found.length;
  const cursor = hasMore ? (items.at(-1)?.cursor ?? String(after)) : String(events.length);
  return { status: 200, body: { items, cursor, hasMore } };
}

function readPage(collection: "Users" | "Groups", url: URL, walks: Record<"Users" | "Groups", number>): AskedPage {
  const startIndex = Number(url.searchParams.get("startIndex") ?? 1);
  const cursor = url.searchParams.get("cursor") || undefined;
  const isFirst = startIndex === 1 && cursor === undefined && url.searchParams.get("count") !== "1";
  if (isFirst) walks[collection] += 1;
  return {
    collection,
    startIndex,
    count: Number(url.searchParams.get("count") ?? 100),
    cursor,
    walk: walks[collection],
  };
}

interface Answer {
  readonly status: number;
  readonly body: JsonObject;
}

function answerOne(one: {
  readonly collection: "Users" | "Groups";
  readonly id: string;
  readonly stored: JsonObject | undefined;
  readonly misbehave: Misbehaviour;
}): Answer {
  const status = one.collection === "Users" ? one.misbehave.readStatus(one.id) : undefined;
  if (status !== undefined) return { status: status, body: { detail: `Answered ${status}.`, status: String(status) } };
  if (one.stored === undefined) return { status: 404, body: { detail: `No resource ${one.id}.`, status: "404" } };
  return { status: 200, body: one.misbehave.members === "never" ? withoutMembers(one.stored) : one.stored };
}

function answerList(list: {
  readonly page: AskedPage;
  readonly url: URL;
  readonly rows: ReadonlyMap<string, JsonObject>;
  readonly misbehave: Misbehaviour;
}): Answer {
  const { page, url, rows, misbehave } = list;
  const filter = url.searchParams.get("filter");
  if (filter?.startsWith("meta.lastModified") === true && misbehave.changes === "refuse")
    return { status: 400, body: { scimType: "invalidFilter", detail: "meta.lastModified is not indexed." } };
  const asked = [...(filter?.matchAll(/\bid eq "([^"]*)"/g) ?? [])].map(([, id = ""]) => id);
  if (asked.length > 0 && misbehave.byIds === "refuse")
    return { status: 400, body: { scimType: "invalidFilter", detail: "id is not filterable." } };
  const status = asked.map(misbehave.readStatus).find((one) => one !== undefined);
  if (status !== undefined) return { status, body: { detail: `Answered ${status}.`, status: String(status) } };
  const found = [...rows.keys()].filter((id) => isWanted(rows.get(id) ?? {}, filter, misbehave.changes));
  if (found.length === 0 && misbehave.empty === "404") return { status: 404, body: { detail: "Nobody." } };
  if (page.cursor !== undefined && misbehave.expired(page.cursor, page.walk))
    return { status: 400, body: { scimType: "expiredCursor", detail: "The cursor is too old." } };
  const offset = page.cursor === undefined ? page.startIndex - 1 : Number(page.cursor.slice(1));
  const count = Math.min(page.count, misbehave.pageSizeMax);
  const shown = misbehave.rows(misbehave.order(found, page).slice(offset, offset + count), page);
  const total = misbehave.total(found.length, page);
  const isByCursor = misbehave.cursors && url.searchParams.has("cursor");
  const hasMore = isByCursor && offset + count < found.length;
  const resources: readonly JsonObject[] = shown.flatMap((id) => [rows.get(id)].filter((row) => row !== undefined));
  const body = {
    schemas: [LIST_RESPONSE_SCHEMA],
    ...(total === undefined ? {} : { totalResults: total }),
    startIndex: page.startIndex,
    itemsPerPage: shown.length,
    ...(hasMore ? { nextCursor: misbehave.nextCursor(`c${offset + count}`, page) } : {}),
    ...(shown.length === 0 && misbehave.empty === "noResources"
      ? {}
      : {
          Resources:
            misbehave.members === "listed" && url.searchParams.get("excludedAttributes") !== "members"
              ? resources
              : resources.map(withoutMembers),
        }),
  };
  return { status: 200, body };
}

function isWanted(resource: JsonObject, filter: string | null, changes: Misbehaviour["changes"]): boolean {
  if (filter === null) return true;
  if (filter.startsWith("id eq")) return filter.includes(`"${resource["id"]}"`);
  if (!filter.startsWith("meta.lastModified")) return resource["userName"] === /"(.*)"/.exec(filter)?.[1];
  if (changes === "ignore") return true;
  const after = Date.parse(/"(.*)"/.exec(filter)?.[1] ?? "");
  const meta = resource["meta"] as JsonObject | undefined;
  return changes === "filter" && Date.parse(String(meta?.["lastModified"])) > after;
}

function withoutMembers({ members: _, ...rest }: JsonObject): JsonObject {
  return rest;
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { "content-type": "application/scim+json" });
  response.end(JSON.stringify(body));
}
