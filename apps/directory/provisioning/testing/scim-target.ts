/** A SCIM target for tests: users and groups in memory behind real HTTP on 127.0.0.1, with every request kept and faults on demand. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  applyPatch,
  createShape,
  ENTERPRISE_USER_SCHEMA,
  evaluateFilter,
  GROUP_RESOURCE_TYPE,
  GROUP_SCHEMA,
  type Json,
  type JsonObject,
  listResponse,
  type ResourceShape,
  readPatchMessage,
  readResource,
  requireFilter,
  ScimError,
  schemasOf,
  USER_RESOURCE_TYPE,
  USER_SCHEMA,
} from "@lockstep/scim";

/** One request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly body: JsonObject | undefined;
  readonly authorization: string | undefined;
  readonly traceparent: string | undefined;
  readonly headers: IncomingHttpHeaders;
  status: number;
}

/** What a fault does instead of (or after) the request: an answer, or no answer at all. */
export type Fault =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly detail: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Cuts the connection without carrying the request out. */
  | { readonly kind: "cut" }
  /** Carries the request out and cuts the connection without an answer. */
  | { readonly kind: "carryOutAndCut" }
  /** Carries the request out and answers only once the promise resolves. */
  | { readonly kind: "carryOutAndWait"; readonly until: Promise<void> };

/** The running target. */
export interface ScimTarget {
  readonly baseUrl: string;
  readonly username: string;
  password: string;
  readonly requests: SeenRequest[];
  /** Whether a request is signed in; HTTP Basic with the name and password above, unless a test says otherwise. */
  accepts: (headers: IncomingHttpHeaders) => boolean;
  /** Rows of one page at most. */
  pageSizeMax: number;
  /** Whether `GET /events`, beside the SCIM endpoint, tells what became of an account, as the service of this house does. */
  tellsEvents: boolean;
  /** Asked before each request; undefined = no fault. */
  fault: (request: SeenRequest) => Fault | undefined;
  users(): readonly JsonObject[];
  groups(): readonly JsonObject[];
  /** The stored user with this name, password included. */
  user(userName: string): JsonObject | undefined;
  group(displayName: string): JsonObject | undefined;
  put(collection: "Users" | "Groups", resource: JsonObject): string;
  remove(collection: "Users" | "Groups", id: string): void;
  /** POST, PUT, PATCH and DELETE requests since the last `forget`. */
  writes(): readonly SeenRequest[];
  forget(): void;
  close(): Promise<void>;
}

interface Collection {
  readonly shape: ResourceShape;
  readonly uniqueAttribute: string;
  readonly rows: Map<string, JsonObject>;
}

const USER_SHAPE = createShape(USER_RESOURCE_TYPE, [USER_SCHEMA, ENTERPRISE_USER_SCHEMA]);

/** Starts a target on a free port; its users have the given shape. */
export async function startScimTarget(userShape: ResourceShape = USER_SHAPE): Promise<ScimTarget> {
  const collections = {
    Users: toCollection(userShape, "userName"),
    Groups: toCollection(createShape(GROUP_RESOURCE_TYPE, [GROUP_SCHEMA]), "displayName"),
  };
  const requests: SeenRequest[] = [];
  const feed = createFeed();
  let ids = 0;
  const nextId = () => {
    ids += 1;
    return `r${ids}`;
  };
  const server = createServer((request, response) => void answer(request, response));
  const target: Omit<ScimTarget, "baseUrl"> = {
    username: "provisioning@example.com",
    password: "correct horse",
    requests,
    accepts: ({ authorization }) => authorization === basic(target),
    pageSizeMax: Number.POSITIVE_INFINITY,
    tellsEvents: false,
    fault: () => undefined,
    users: () => [...collections.Users.rows.values()],
    groups: () => [...collections.Groups.rows.values()],
    user: (userName) => findBy(collections.Users, "userName", userName),
    group: (displayName) => findBy(collections.Groups, "displayName", displayName),
    put: (name, resource) => {
      const id = nextId();
      collections[name].rows.set(id, { ...resource, id });
      return id;
    },
    remove: (name, id) => void collections[name].rows.delete(id),
    writes: () => requests.filter((request) => request.method !== "GET"),
    forget: () => void requests.splice(0),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readText(request);
    const seen: SeenRequest = {
      method: request.method ?? "",
      path: (request.url ?? "").replace(/^\/scim/, ""),
      body: text === "" ? undefined : (JSON.parse(text) as JsonObject),
      authorization: request.headers.authorization,
      traceparent: request.headers["traceparent"]?.toString(),
      headers: request.headers,
      status: 0,
    };
    requests.push(seen);
    const fault = target.fault(seen);
    if (fault?.kind === "answer") {
      seen.status = fault.status;
      return send(response, fault.status, { detail: fault.detail, status: String(fault.status) }, fault.headers);
    }
    if (fault?.kind === "cut") return void request.socket.destroy();
    const isSignedIn = target.accepts(request.headers);
    const { status, body } =
      target.tellsEvents && isSignedIn && seen.path.startsWith("/events?")
        ? { status: 200, body: feed.read(seen) }
        : respond(seen, collections, { nextId, isSignedIn, pageSizeMax: target.pageSizeMax });
    seen.status = status;
    if (status < 300) feed.note(seen, body);
    if (fault?.kind === "carryOutAndCut") return void request.socket.destroy();
    if (fault?.kind === "carryOutAndWait") await fault.until;
    send(response, status, body);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(target, { baseUrl: `http://127.0.0.1:${port}/scim` });
}

/** What became of users, one event for each request that wrote one. */
function createFeed(): {
  note(seen: SeenRequest, body: JsonObject | undefined): void;
  read(seen: SeenRequest): JsonObject;
} {
  const events: (JsonObject & { readonly resourceId: string })[] = [];
  const kinds: Readonly<Record<string, string>> = {
    POST: "created",
    PUT: "replaced",
    PATCH: "replaced",
    DELETE: "removed",
  };
  return {
    note({ method, path, traceparent }, body) {
      const kind = kinds[method];
      if (kind === undefined || !path.startsWith("/Users")) return;
      const cursor = String(events.length + 1);
      events.push({
        ...{ cursor, id: `e${cursor}`, kind, version: 1, changed: [], before: null, after: null },
        ...{ traceId: traceparent?.split("-")[1] ?? "", occurredAt: "2026-03-01T10:00:00.000Z", deliveries: [] },
        resourceId: String(body?.["id"] ?? path.split("/")[2]),
      });
    },
    read({ path }) {
      const resourceId = new URL(path, "http://target").searchParams.get("resourceId");
      return { items: events.filter((event) => event.resourceId === resourceId), cursor: "", hasMore: false };
    },
  };
}

function toCollection(shape: ResourceShape, uniqueAttribute: string): Collection {
  return { shape, uniqueAttribute, rows: new Map() };
}

interface Answer {
  readonly status: number;
  readonly body?: JsonObject;
}

function respond(
  seen: SeenRequest,
  collections: Readonly<Record<string, Collection>>,
  world: { readonly nextId: () => string; readonly isSignedIn: boolean; readonly pageSizeMax: number },
): Answer {
  if (!world.isSignedIn) {
    return { status: 401, body: { detail: "The user name or password is wrong.", status: "401" } };
  }
  try {
    const url = new URL(seen.path, "http://target");
    const [, name = "", id] = url.pathname.split("/").map(decodeURIComponent);
    const collection = collections[name];
    if (collection === undefined) throw new ScimError("notFound");
    return id === undefined ? onCollection(collection, seen, { ...world, url }) : onResource(collection, seen, id);
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return { status: error.status, body: error.toBody() as unknown as JsonObject };
  }
}

function onCollection(
  collection: Collection,
  seen: SeenRequest,
  { url, nextId, pageSizeMax }: { readonly url: URL; readonly nextId: () => string; readonly pageSizeMax: number },
): Answer {
  const { shape, rows } = collection;
  if (seen.method === "POST") {
    const attributes = readResource(shape, seen.body, { purpose: "create" });
    assertUnique(collection, attributes);
    const id = nextId();
    rows.set(id, { ...attributes, id });
    return { status: 201, body: toWire(collection, id) };
  }
  const filterText = url.searchParams.get("filter");
  const filter = filterText === null ? undefined : requireFilter(filterText);
  const found = [...rows.keys()].filter(
    (id) => filter === undefined || evaluateFilter(shape, filter, rows.get(id) ?? {}),
  );
  const startIndex = Number(url.searchParams.get("startIndex") ?? 1);
  const count = Math.min(Number(url.searchParams.get("count") ?? 100), pageSizeMax);
  const page = found.slice(startIndex - 1, startIndex - 1 + count);
  const resources = page.map((id) => toWire(collection, id));
  return {
    status: 200,
    body: listResponse(resources, { totalResults: found.length, startIndex }) as unknown as JsonObject,
  };
}

function onResource(collection: Collection, seen: SeenRequest, id: string): Answer {
  const { shape, rows } = collection;
  const stored = rows.get(id);
  if (stored === undefined) throw new ScimError("notFound", `No resource has the id ${id}.`);
  const { id: _, ...current } = stored;
  if (seen.method === "DELETE") {
    rows.delete(id);
    return { status: 204 };
  }
  if (seen.method === "PUT")
    store(collection, id, { ...keepPassword(current), ...readResource(shape, seen.body, { purpose: "replace" }) });
  if (seen.method === "PATCH") store(collection, id, applyPatch(shape, current, readPatchMessage(seen.body)));
  return { status: 200, body: toWire(collection, id) };
}

function keepPassword(current: JsonObject): JsonObject {
  return current["password"] === undefined ? {} : { password: current["password"] };
}

function store(collection: Collection, id: string, attributes: JsonObject): void {
  assertUnique(collection, attributes, id);
  collection.rows.set(id, { ...attributes, id });
}

function assertUnique(collection: Collection, attributes: JsonObject, ownId?: string): void {
  const value = String(attributes[collection.uniqueAttribute]).toLowerCase();
  for (const [id, row] of collection.rows) {
    if (id !== ownId && String(row[collection.uniqueAttribute]).toLowerCase() === value) {
      throw new ScimError("uniqueness", `${collection.uniqueAttribute} "${value}" is taken.`);
    }
  }
}

function toWire(collection: Collection, id: string): JsonObject {
  const { password: _, ...row } = collection.rows.get(id) ?? {};
  const { type } = collection.shape;
  return {
    schemas: schemasOf(collection.shape, row),
    ...row,
    meta: { resourceType: type.name, location: `${type.endpoint}/${id}` },
  };
}

function findBy(collection: Collection, attribute: string, value: string): JsonObject | undefined {
  return [...collection.rows.values()].find((row) => row[attribute] === value);
}

function basic(target: { readonly username: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${target.username}:${target.password}`).toString("base64")}`;
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

function send(
  response: ServerResponse,
  status: number,
  body: Json | undefined,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/scim+json", ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
