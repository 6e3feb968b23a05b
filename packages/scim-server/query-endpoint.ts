/** Queries (RFC 7644 §3.4.2 and §3.4.3): of one type or of all, by GET or by POST, by index or by cursor (RFC 9865). */
import {
  type JsonObject,
  listResponse,
  type Projection,
  type ResourceShape,
  readProjection,
  readSearchRequest,
  ScimError,
} from "@lockstep/scim";
import type { Answer } from "./answer.ts";
import { type Exchange, requireReadable } from "./context.ts";
import type { CursorBinding } from "./cursor.ts";
import { type ListRequest, readListParameters, readListQuery } from "./list-query.ts";
import type { ResourceQuery } from "./ports.ts";
import { partsOf, projectionOf, toResourceJson } from "./resource-json.ts";
import { assertNotSensitive } from "./sensitive-filter.ts";
import { readFilter } from "./tolerance/normalise-filter.ts";

/** What is queried: the resources of one type, or, undefined, those of all types that the credential may read. */
type Queried = ResourceShape | undefined;

/** RFC 7644 §3.4.2: GET of a collection, or of the base URI (§3.4.2.1). */
export async function listResources(exchange: Exchange, shape: Queried): Promise<Answer> {
  const { parameters, provider, leniency } = exchange;
  const request = readListParameters(parameters);
  const query = readListQuery(request, provider.limits, (text) => readFilter(leniency, shape, text));
  if (query.filter !== undefined && provider.sensitive.size > 0) assertNotSensitive(query.filter, provider.sensitive);
  return answerQuery(exchange, shape, { request, query, projection: projectionOf(parameters) });
}

/** RFC 7644 §3.4.3: POST to `.search`. Parameters of the URL count for nothing. */
export async function searchResources(exchange: Exchange, shape: Queried): Promise<Answer> {
  const { provider, leniency } = exchange;
  const request = readSearchRequest(await exchange.readBody());
  const projection = readProjection(request.attributes, request.excludedAttributes);
  const query = readListQuery(request, provider.limits, (text) => readFilter(leniency, shape, text));
  return answerQuery(exchange, shape, { request, query, projection });
}

interface Asked {
  readonly request: ListRequest;
  readonly query: Omit<ResourceQuery, "include">;
  readonly projection: Projection;
}

async function answerQuery(exchange: Exchange, shape: Queried, asked: Asked): Promise<Answer> {
  if (asked.request.cursor !== undefined) return answerByCursor(exchange, shape, asked, asked.request.cursor);
  const { totalResults, resources } = await readPage(exchange, shape, asked);
  return {
    status: 200,
    body: listResponse(resources, { totalResults, startIndex: asked.query.startIndex }),
  };
}

/** RFC 9865 §2: an empty cursor asks for the first page; every page but the last names the next one. */
async function answerByCursor(exchange: Exchange, shape: Queried, asked: Asked, cursor: string): Promise<Answer> {
  const { cursors } = exchange.provider;
  if (cursors === undefined) {
    throw new ScimError("notImplemented", "Paging by cursor is not offered here: page by startIndex and count.");
  }
  const binding = bindingOf(exchange, shape, asked);
  const after = cursor === "" ? "" : await cursors.open(binding, cursor);
  const query = { ...asked.query, startIndex: 1, after };
  const { totalResults, resources, next } = await readPage(exchange, shape, { ...asked, query });
  const nextCursor = next === undefined ? undefined : await cursors.seal(binding, next);
  return { status: 200, body: listResponse(resources, { totalResults, nextCursor }) };
}

function bindingOf({ caller }: Exchange, shape: Queried, { request, query, projection }: Asked): CursorBinding {
  const order = [query.sortBy, query.sortOrder];
  const parameters = [request.filter, ...order, projection.attributes, projection.excludedAttributes];
  return {
    caller,
    query: [shape?.type.endpoint ?? "/", ...parameters.map((value) => value ?? null)],
    count: query.count,
  };
}

interface Page {
  readonly totalResults: number;
  readonly resources: readonly JsonObject[];
  readonly next?: string;
}

async function readPage(exchange: Exchange, shape: Queried, { query, projection }: Asked): Promise<Page> {
  const { provider, caller } = exchange;
  if (shape !== undefined) {
    const page = await provider.store.query(caller, shape, { ...query, include: partsOf(provider, shape, projection) });
    return {
      ...page,
      resources: page.resources.map((stored) => toResourceJson(exchange, shape, { stored, projection })),
    };
  }
  const shapes = requireReadable(exchange);
  const parts = shapes.map((each) => partsOf(provider, each, projection));
  const include = { members: parts.some(({ members }) => members), groups: parts.some(({ groups }) => groups) };
  const page = await provider.store.queryAll(caller, shapes, { ...query, include });
  return {
    ...page,
    resources: page.resources.map((found) =>
      toResourceJson(exchange, found.shape, { stored: found.resource, projection }),
    ),
  };
}
