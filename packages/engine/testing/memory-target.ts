/**
 * A SCIM service in memory, behind `fetch`, with faults on demand: what the engine's tests provision into. It keeps the
 * protocol's rules with the core's own functions and counts what it was asked.
 */
import {
  applyPatch,
  createShape,
  ENTERPRISE_USER_SCHEMA,
  ERROR_SCHEMA,
  evaluateFilter,
  GROUP_RESOURCE_TYPE,
  GROUP_SCHEMA,
  isJsonArray,
  isJsonObject,
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
import type { FetchPort } from "@lockstep/scim-client";

/** What goes wrong with one request. "Before" and "after" say whether the target has carried it out. */
export type Fault =
  | "refused"
  | "timeoutBefore"
  | "timeoutAfter"
  | "resetBefore"
  | "resetAfter"
  | "status401"
  | "status403"
  | "moduleOff"
  | "status429"
  | "status500"
  | "status503"
  | "htmlNotFound";

/** A request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query, decoded. */
  readonly path: string;
  readonly body: JsonObject | undefined;
  readonly traceparent: string;
}

/** Habits of real targets. */
export interface MemoryTargetOptions {
  /** Answers lists as if there were no filter. */
  readonly ignoresFilters?: boolean;
  /** Answers 400 to filters on externalId. */
  readonly refusesExternalIdFilter?: boolean;
  /** Answers 204 without body to PUT and PATCH. */
  readonly answersEmpty?: boolean;
  /** Answers 404 with a SCIM error to a filter without matches. */
  readonly answersNotFoundToEmptyList?: boolean;
  /** Returns passwords in resources, which no target should. */
  readonly returnsPassword?: boolean;
  /** Drops `externalId` of groups. */
  readonly forgetsGroupExternalId?: boolean;
  /** The error that a refused member is answered with; default: `invalidValue` (400). */
  readonly refusesMembersWith?: "invalidValue" | "notFound";
  /** Hides users from look-ups by user name, as targets do that hide deactivated ones. */
  readonly hidesInactive?: boolean;
}

interface Stored {
  readonly kind: "User" | "Group";
  attributes: JsonObject;
  password: string | undefined;
}

/** The target and the handles that tests turn. */
export interface MemoryTarget {
  readonly fetch: FetchPort;
  readonly baseUrl: string;
  readonly requests: readonly SeenRequest[];
  /** How many requests other than GET arrived. */
  writes(): number;
  /** The next requests that `applies` to meet these faults, one each. */
  failNext(faults: readonly Fault[], applies?: (request: SeenRequest) => boolean): void;
  /** Faults that have not struck yet never will. */
  forgetFaults(): void;
  addUser(attributes: JsonObject): string;
  addGroup(attributes: JsonObject): string;
  remove(id: string): void;
  user(userName: string): JsonObject | undefined;
  users(): readonly (JsonObject & { readonly id: string })[];
  group(displayName: string): (JsonObject & { readonly id: string }) | undefined;
  memberIds(displayName: string): readonly string[];
  passwordOf(userName: string): string | undefined;
  /** Group members that the target refuses, by id. */
  readonly refusedMembers: Set<string>;
}

/** Users with the enterprise extension. */
export const USER_SHAPE: ResourceShape = createShape(USER_RESOURCE_TYPE, [USER_SCHEMA, ENTERPRISE_USER_SCHEMA]);
/** Groups. */
export const GROUP_SHAPE: ResourceShape = createShape(GROUP_RESOURCE_TYPE, [GROUP_SCHEMA]);

const BASE_URL = "https://target.example/SCIM/v2/";

/** An empty target. */
export function createMemoryTarget(options: MemoryTargetOptions = {}): MemoryTarget {
  const store = new Map<string, Stored>();
  const requests: SeenRequest[] = [];
  const pending: { readonly fault: Fault; readonly applies: (request: SeenRequest) => boolean }[] = [];
  const refusedMembers = new Set<string>();
  let nextId = 1;
  const add = (kind: Stored["kind"], attributes: JsonObject): string => {
    const id = `${kind.toLowerCase()}-${nextId}`;
    nextId += 1;
    store.set(id, { kind, attributes, password: undefined });
    return id;
  };
  const server = createServer({ store, options, refusedMembers, add });
  const rows = (kind: Stored["kind"]) =>
    [...store].filter(([, { kind: of }]) => of === kind).map(([id, { attributes }]) => ({ id, ...attributes }));
  const find = (kind: Stored["kind"], key: string, value: string) =>
    rows(kind).find((row: JsonObject) => String(row[key]).toLowerCase() === value.toLowerCase());

  const target: MemoryTarget = {
    baseUrl: BASE_URL,
    requests,
    refusedMembers,
    writes: () => requests.filter(({ method }) => method !== "GET").length,
    failNext(faults, applies = () => true) {
      pending.push(...faults.map((fault) => ({ fault, applies })));
    },
    forgetFaults() {
      pending.length = 0;
    },
    addUser: (attributes) => add("User", { active: true, ...attributes }),
    addGroup: (attributes) => add("Group", attributes),
    remove(id) {
      store.delete(id);
    },
    user: (userName) => find("User", "userName", userName),
    users: () => rows("User"),
    group: (displayName) => find("Group", "displayName", displayName),
    memberIds: (displayName) => memberIdsOf(find("Group", "displayName", displayName) ?? {}),
    passwordOf: (userName) => store.get(String(find("User", "userName", userName)?.id))?.password,
    async fetch(url, init) {
      const request = toSeen(url, init);
      requests.push(request);
      const index = pending.findIndex(({ applies }) => applies(request));
      const fault = index < 0 ? undefined : pending.splice(index, 1)[0]?.fault;
      return fault === undefined ? server(request) : answerWithFault(fault, () => server(request));
    },
  };
  return target;
}

function toSeen(url: string, init: RequestInit): SeenRequest {
  const headers = new Headers(init.headers);
  const body = typeof init.body === "string" ? (JSON.parse(init.body) as JsonObject) : undefined;
  return {
    method: init.method ?? "GET",
    path: decodeURIComponent(url.slice(BASE_URL.length - 1)),
    body,
    traceparent: headers.get("traceparent") ?? "",
  };
}

function answerWithFault(fault: Fault, carryOut: () => Response): Response {
  switch (fault) {
    case "refused":
      throw Object.assign(new TypeError("fetch failed"), {
        cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }),
      });
    case "timeoutBefore":
      throw new DOMException("timed out", "TimeoutError");
    case "timeoutAfter":
      carryOut();
      throw new DOMException("timed out", "TimeoutError");
    case "resetBefore":
      throw reset();
    case "resetAfter":
      carryOut();
      throw reset();
    case "status401":
      return failure(401, "The credentials are not valid.");
    case "status403":
      return failure(403, "You may not change this resource.");
    case "moduleOff":
      return failure(403, "The SCIM module is not enabled for this account.");
    case "status429":
      return failure(429, "Too many requests.", { "Retry-After": "7" });
    case "status500":
      return failure(500, "Something broke.");
    case "status503":
      return failure(503, "Down for maintenance.");
    case "htmlNotFound":
      return new Response("<html>404</html>", { status: 404, headers: { "Content-Type": "text/html" } });
  }
}

function reset(): Error {
  const cause = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", syscall: "read" });
  return Object.assign(new TypeError("fetch failed"), { cause });
}

function failure(status: number, detail: string, headers: Record<string, string> = {}): Response {
  return json(status, { schemas: [ERROR_SCHEMA], status: String(status), detail }, headers);
}

function json(status: number, body: Json, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/scim+json", "X-Request-Id": "r-1", ...headers },
  });
}

interface ServerParts {
  readonly store: Map<string, Stored>;
  readonly options: MemoryTargetOptions;
  readonly refusedMembers: ReadonlySet<string>;
  readonly add: (kind: Stored["kind"], attributes: JsonObject) => string;
}

function createServer(parts: ServerParts): (request: SeenRequest) => Response {
  return (request) => {
    try {
      return route(parts, request);
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      return json(error.status, { ...error.toBody() });
    }
  };
}

function route(parts: ServerParts, request: SeenRequest): Response {
  const [path = "", query = ""] = request.path.split("?");
  const [, collection = "", id] = path.split("/");
  const kind = collection === "Users" ? "User" : "Group";
  if (id === undefined) return request.method === "POST" ? create(parts, kind, request.body) : list(parts, kind, query);
  const stored = parts.store.get(id);
  if (stored === undefined || stored.kind !== kind) throw new ScimError("notFound");
  switch (request.method) {
    case "GET":
      return json(200, toWire(parts, id, stored));
    case "DELETE":
      parts.store.delete(id);
      return new Response(null, { status: 204 });
    case "PUT":
      write(parts, id, readResource(shapeOf(kind), request.body, { purpose: "replace" }));
      break;
    case "PATCH":
      write(parts, id, applyPatch(shapeOf(kind), stored.attributes, readPatchMessage(request.body), { id }));
      break;
    default:
      throw new ScimError("methodNotAllowed");
  }
  return parts.options.answersEmpty ? new Response(null, { status: 204 }) : json(200, toWire(parts, id, stored));
}

function create(parts: ServerParts, kind: Stored["kind"], body: JsonObject | undefined): Response {
  const attributes = readResource(shapeOf(kind), body, { purpose: "create" });
  assertUnique(parts, kind, { id: undefined, attributes });
  const id = parts.add(kind, {});
  write(parts, id, attributes);
  const stored = parts.store.get(id);
  return json(201, stored === undefined ? {} : toWire(parts, id, stored));
}

function list(parts: ServerParts, kind: Stored["kind"], query: string): Response {
  const filter = /filter=(.*?)(?:&startIndex|$)/.exec(query)?.[1];
  if (filter?.startsWith("externalId") && parts.options.refusesExternalIdFilter) {
    throw new ScimError("invalidFilter", "Only userName can be filtered by.");
  }
  const parsed = filter === undefined || parts.options.ignoresFilters ? undefined : requireFilter(filter);
  const rows = [...parts.store]
    .filter(([, stored]) => stored.kind === kind)
    .filter(([, stored]) => !(parts.options.hidesInactive && stored.attributes["active"] === false))
    .map(([id, stored]) => toWire(parts, id, stored))
    .filter((row) => parsed === undefined || evaluateFilter(shapeOf(kind), parsed, row));
  if (rows.length === 0 && parts.options.answersNotFoundToEmptyList) throw new ScimError("notFound");
  const count = Number(/count=(\d+)/.exec(query)?.[1] ?? 100);
  const startIndex = Number(/startIndex=(\d+)/.exec(query)?.[1] ?? 1);
  const page = rows.slice(startIndex - 1, startIndex - 1 + count);
  return json(200, { ...listResponse(page, { totalResults: rows.length, startIndex }) });
}

function write(parts: ServerParts, id: string, attributes: JsonObject): void {
  const stored = parts.store.get(id);
  if (stored === undefined) throw new ScimError("notFound");
  assertUnique(parts, stored.kind, { id, attributes });
  for (const member of memberIdsOf(attributes)) {
    const isNew = !memberIdsOf(stored.attributes).includes(member);
    if (isNew && (parts.refusedMembers.has(member) || !parts.store.has(member))) {
      throw new ScimError(parts.options.refusesMembersWith ?? "invalidValue", `members: there is no user ${member}.`);
    }
  }
  const { password, ...rest } = attributes;
  const { externalId: _, ...withoutExternalId } = rest;
  const isForgetful = stored.kind === "Group" && parts.options.forgetsGroupExternalId === true;
  stored.attributes = isForgetful ? withoutExternalId : rest;
  if (typeof password === "string") stored.password = password;
}

function assertUnique(
  { store }: ServerParts,
  kind: Stored["kind"],
  row: { readonly id: string | undefined; readonly attributes: JsonObject },
): void {
  const key = kind === "User" ? "userName" : "displayName";
  const value = String(row.attributes[key]).toLowerCase();
  for (const [id, stored] of store) {
    if (id === row.id || stored.kind !== kind) continue;
    if (String(stored.attributes[key]).toLowerCase() === value) {
      throw new ScimError("uniqueness", `${key} "${String(row.attributes[key])}" is already in use.`);
    }
  }
}

function toWire(parts: ServerParts, id: string, stored: Stored): JsonObject {
  const shape = shapeOf(stored.kind);
  const password = parts.options.returnsPassword && stored.password !== undefined ? { password: stored.password } : {};
  return {
    schemas: schemasOf(shape, stored.attributes),
    id,
    ...stored.attributes,
    ...password,
    meta: { resourceType: stored.kind, location: `${BASE_URL}${stored.kind}s/${id}` },
  };
}

function shapeOf(kind: Stored["kind"]): ResourceShape {
  return kind === "User" ? USER_SHAPE : GROUP_SHAPE;
}

function memberIdsOf(attributes: JsonObject): readonly string[] {
  const members = attributes["members"];
  if (!isJsonArray(members)) return [];
  return members.map((member) => String(isJsonObject(member) ? member["value"] : member));
}
