/** Habits of real targets, each in front of a target that does all that the RFCs ask for: it refuses, hides or rewrites. */
import { ERROR_SCHEMA, isJsonArray, isJsonObject, type Json, type JsonObject } from "@lockstep/scim";
import type { FetchPort } from "@lockstep/scim-client";

/** A request as a quirk sees it. */
export interface QuirkRequest {
  readonly method: string;
  /** Path and query, decoded, from the collection on: `/Users/1`. */
  readonly path: string;
  readonly body: JsonObject | undefined;
}

/** One habit. */
export interface Quirk {
  /** Status and words of a refusal; undefined = let through. */
  readonly refuse?: (request: QuirkRequest) => { readonly status: number; readonly detail: string } | undefined;
  /** The request as the target understands it. */
  readonly hear?: (body: JsonObject) => JsonObject;
  /** The path and query as the target understands them. */
  readonly hearPath?: (path: string) => string;
  /** Another answer than the one of this status. */
  readonly answer?: (status: number) => { readonly status: number; readonly detail: string } | undefined;
  /** A resource as the target shows it; undefined = a read does not show it. */
  readonly show?: (resource: JsonObject) => JsonObject | undefined;
}

const bad = (detail: string, status = 400) => ({ status, detail });

function operationsOf(request: QuirkRequest): readonly JsonObject[] {
  const operations = request.body?.["Operations"];
  return isJsonArray(operations) ? operations.filter(isJsonObject) : [];
}

function isWrite({ method }: QuirkRequest): boolean {
  return method === "POST" || method === "PUT" || method === "PATCH";
}

function pathOf(operation: JsonObject): string {
  return typeof operation["path"] === "string" ? operation["path"] : "";
}

/** No PATCH at all. */
export const NO_PATCH: Quirk = {
  refuse: (request) => (request.method === "PATCH" ? bad("PATCH is not implemented.", 501) : undefined),
};

/** No PUT at all. */
export const NO_PUT: Quirk = {
  refuse: (request) => (request.method === "PUT" ? bad("PUT is not implemented.", 501) : undefined),
};

/** Every operation of a PATCH needs a path. */
export const NEEDS_PATHS: Quirk = {
  refuse: (request) =>
    operationsOf(request).some((operation) => pathOf(operation) === "")
      ? bad("The path of an operation is missing.")
      : undefined,
};

/** Operations of a PATCH must have no path. */
export const NO_PATHS: Quirk = {
  refuse: (request) =>
    request.path.startsWith("/Users") && operationsOf(request).some((operation) => pathOf(operation) !== "")
      ? bad("Paths are not read.")
      : undefined,
};

/** Paths with filters are not read. */
export const NO_PATH_FILTERS: Quirk = {
  refuse: (request) =>
    operationsOf(request).some((operation) => pathOf(operation).includes("["))
      ? bad("Filters in paths are not supported.")
      : undefined,
};

/** No inactive accounts: `active: false` is refused. */
export const NO_INACTIVE: Quirk = {
  refuse: (request) =>
    isWrite(request) && JSON.stringify(request.body ?? {}).includes('"active":false')
      ? bad("Accounts cannot be inactive.")
      : operationsOf(request).some((operation) => operation["path"] === "active" && operation["value"] === false)
        ? bad("Accounts cannot be inactive.")
        : undefined,
};

/** Filters are refused. */
export const NO_FILTERS: Quirk = {
  refuse: (request) => (request.path.includes("filter=") ? bad("Filters are not supported.") : undefined),
};

/** At most `max` members in a request. */
export function membersMax(max: number): Quirk {
  return {
    refuse: (request) => {
      if (!request.path.startsWith("/Groups")) return undefined;
      const count = operationsOf(request).reduce((sum, { value }) => sum + (isJsonArray(value) ? value.length : 1), 0);
      return count > max ? bad(`At most ${max} changes of membership.`) : undefined;
    },
  };
}

/** Members cannot be replaced, and not all be removed. */
export const NO_MEMBERS_REPLACE: Quirk = {
  refuse: (request) =>
    operationsOf(request).some(
      (operation) =>
        pathOf(operation) === "members" &&
        (operation["op"] === "replace" || (operation["op"] === "remove" && operation["value"] === undefined)),
    )
      ? bad("ValidationException: members cannot be replaced.")
      : undefined,
};

/** Groups are shown without their members. */
export const HIDES_MEMBERS: Quirk = {
  show: ({ members: _, ...rest }) => rest,
};

/** Resources are shown without `externalId`. */
export const HIDES_EXTERNAL_ID: Quirk = {
  show: ({ externalId: _, ...rest }) => rest,
};

/** Inactive users are shown nowhere, not even by their id. */
export const HIDES_INACTIVE: Quirk = {
  show: (resource) => (resource["active"] === false ? undefined : resource),
};

/** Attributes that are refused in any body. */
export function refuses(...attributes: readonly string[]): Quirk {
  const patterns = attributes.map((name) => `"${name}":`);
  return {
    refuse: (request) => {
      const text = JSON.stringify(request.body ?? {});
      const inBody = attributes.find((_, index) => isWrite(request) && text.includes(patterns[index] ?? ""));
      const inPath = operationsOf(request)
        .map(pathOf)
        .find((path) => attributes.includes(path));
      const name = inBody ?? inPath;
      return name === undefined ? undefined : bad(`${name} is not supported.`);
    },
  };
}

/** Attributes that a new user must have. */
export function requires(...attributes: readonly string[]): Quirk {
  return {
    refuse: (request) => {
      if (request.method !== "POST" || request.path !== "/Users") return undefined;
      const missing = attributes.find((name) => !JSON.stringify(request.body ?? {}).includes(`"${name}":`));
      return missing === undefined ? undefined : bad(`${missing} is required.`);
    },
  };
}

/** One value of each multi-valued attribute. */
export const SINGLE_VALUES: Quirk = {
  refuse: (request) => {
    if (!request.path.startsWith("/Users") || !isWrite(request)) return undefined;
    const lists = [
      ...Object.entries(request.body ?? {}).filter(([key]) => key !== "schemas" && key !== "Operations"),
      ...operationsOf(request).map((operation): [string, Json | undefined] => ["", operation["value"]]),
    ];
    return lists.some(([, value]) => isJsonArray(value) && value.length > 1)
      ? bad("Only one value is permitted.")
      : undefined;
  },
};

/** Booleans are texts, in requests and in answers. */
export const TEXT_BOOLEANS: Quirk = {
  refuse: (request) =>
    isWrite(request) && /:(true|false)[,}]/.test(JSON.stringify(request.body ?? {}))
      ? bad("Booleans must be texts.")
      : undefined,
  hear: (body) =>
    mapBooleans(body, (value) => (value === "true" ? true : value === "false" ? false : value)) as JsonObject,
  show: (resource) =>
    mapBooleans(resource, (value) => (value === true ? "True" : value === false ? "False" : value)) as JsonObject,
};

function mapBooleans(value: Json, change: (value: Json) => Json): Json {
  if (isJsonArray(value)) return value.map((item) => mapBooleans(item, change));
  if (!isJsonObject(value)) return change(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, item === undefined ? undefined : mapBooleans(item, change)]),
  );
}

/** Filters find a name in its own letter case only. */
export function exactFilters(names: readonly string[]): Quirk {
  return {
    hearPath: (path) => {
      const asked = /userName eq "([^"]*)"/.exec(path)?.[1];
      return asked === undefined || names.includes(asked) ? path : path.replace(asked, "nobody");
    },
  };
}

/** A name that is taken is refused with a status of the target's own and without a type. */
export function conflictAs(status: number): Quirk {
  return { answer: (answered) => (answered === 409 ? { status, detail: "Could not save." } : undefined) };
}

/** A `fetch` in front of which the target has these habits. */
export function withQuirks<Target extends { readonly fetch: FetchPort; readonly baseUrl: string }>(
  target: Target,
  ...quirks: readonly Quirk[]
): Target {
  return {
    ...target,
    async fetch(url: string, init: RequestInit) {
      const body = typeof init.body === "string" ? (JSON.parse(init.body) as JsonObject) : undefined;
      const path = decodeURIComponent(url.slice(target.baseUrl.length - 1));
      const request: QuirkRequest = { method: init.method ?? "GET", path, body };
      const refusal = quirks.map((quirk) => quirk.refuse?.(request)).find((answer) => answer !== undefined);
      if (refusal !== undefined) return errorAnswer(refusal.status, refusal.detail);
      const heard = body === undefined ? undefined : quirks.reduce((kept, { hear }) => hear?.(kept) ?? kept, body);
      const heardPath = quirks.reduce((kept, { hearPath }) => hearPath?.(kept) ?? kept, path);
      const heardUrl = heardPath === path ? url : `${target.baseUrl.slice(0, -1)}${encodeURI(heardPath)}`;
      const answer = await target.fetch(
        heardUrl,
        heard === undefined ? init : { ...init, body: JSON.stringify(heard) },
      );
      const other = quirks.map((quirk) => quirk.answer?.(answer.status)).find((told) => told !== undefined);
      if (other !== undefined) return errorAnswer(other.status, other.detail);
      return await show(answer, quirks, request.method);
    },
  };
}

async function show(answer: Response, quirks: readonly Quirk[], method: string): Promise<Response> {
  const text = await answer.text();
  const body = text === "" ? undefined : (JSON.parse(text) as JsonObject);
  const headers = new Headers(answer.headers);
  if (body === undefined || answer.status >= 300)
    return new Response(text === "" ? null : text, { status: answer.status, headers });
  const rows = body["Resources"];
  if (isJsonArray(rows)) {
    const shown = rows.filter(isJsonObject).flatMap((row) => showOne(row, quirks) ?? []);
    const hidden = rows.length - shown.length;
    const totalResults = Number(body["totalResults"]) - hidden;
    return new Response(JSON.stringify({ ...body, Resources: shown, totalResults }), { status: 200, headers });
  }
  const shown = showOne(body, quirks);
  return shown === undefined && method === "GET"
    ? errorAnswer(404, "No such resource.")
    : new Response(JSON.stringify(shown ?? body), { status: answer.status, headers });
}

function showOne(resource: JsonObject, quirks: readonly Quirk[]): JsonObject | undefined {
  return quirks.reduce<JsonObject | undefined>(
    (kept, quirk) => (kept === undefined || quirk.show === undefined ? kept : quirk.show(kept)),
    resource,
  );
}

function errorAnswer(status: number, detail: string): Response {
  return new Response(JSON.stringify({ schemas: [ERROR_SCHEMA], status: String(status), detail }), {
    status,
    headers: { "Content-Type": "application/scim+json" },
  });
}
