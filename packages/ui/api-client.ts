/** The consoles' one way to their API: same-origin fetch with the session cookie, one failure type for everything. */
import { ApiFailure, isSignedOut, readFailure } from "./api-failure.ts";
import { language } from "./language.ts";
import { uiMessages } from "./messages.ts";

/** Query parameters; undefined and empty values are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** One page of a list that continues with a cursor. */
export interface CursorPage<Item> {
  readonly items: readonly Item[];
  /** Value of `after` for the next page; undefined on the last one. */
  readonly next: string | undefined;
}

/** Calls the API; every method throws `ApiFailure` and nothing else (an aborted call excepted). */
export interface ApiClient {
  get<Answer>(path: string, query?: Query, signal?: AbortSignal): Promise<Answer>;
  /** Reads a list whose next page stands in the `Link` header. */
  page<Item>(path: string, query?: Query, signal?: AbortSignal): Promise<CursorPage<Item>>;
  /** As `get`, with the cursor of the next page from the `Link` header: for lists that stand under `items` beside other things. */
  answer<Answer>(
    path: string,
    query?: Query,
    signal?: AbortSignal,
  ): Promise<Answer & { readonly next: string | undefined }>;
  post<Answer>(path: string, body?: unknown, query?: Query): Promise<Answer>;
  put<Answer>(path: string, body?: unknown, query?: Query): Promise<Answer>;
  patch<Answer>(path: string, body: unknown): Promise<Answer>;
  remove(path: string, query?: Query): Promise<void>;
  /** Posts, and hears of each step as it is taken; resolves with the report that ends them. */
  follow<Step, Report>(
    path: string,
    body: unknown,
    options: { onStep: (step: Step) => void; signal?: AbortSignal | undefined },
  ): Promise<Report>;
  /** Posts a text file as it is. */
  upload<Answer>(path: string, file: Blob, options: { contentType: string; query?: Query }): Promise<Answer>;
}

interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Query | undefined;
  readonly body?: BodyInit | undefined;
  readonly contentType?: string | undefined;
  readonly accept?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const STEPS = "application/x-ndjson";

/** Makes the client. `onSignedOut` is told when the API says that the session is over. */
export function createApiClient(options: { fetch: typeof fetch; onSignedOut: () => void }): ApiClient {
  const send = async (call: Call): Promise<Response> => {
    const response = await request(options.fetch, call);
    if (response.ok) return response;
    const failure = readFailure(response.status, await response.json().catch(() => undefined));
    if (isSignedOut(failure)) options.onSignedOut();
    throw failure;
  };
  const json = async <Answer>(call: Call): Promise<Answer> => readJson<Answer>(await send(call));
  const write = <Answer>(method: Call["method"], path: string, body: unknown, query?: Query): Promise<Answer> =>
    json<Answer>({
      method,
      path,
      query,
      ...(body === undefined ? {} : { body: JSON.stringify(body), contentType: "application/json" }),
    });
  return {
    get: (path, query, signal) => json({ method: "GET", path, query, signal }),
    page: async <Item>(path: string, query?: Query, signal?: AbortSignal) => {
      const response = await send({ method: "GET", path, query, signal });
      return { items: await readJson<readonly Item[]>(response), next: nextCursor(response.headers.get("link")) };
    },
    answer: async <Answer>(path: string, query?: Query, signal?: AbortSignal) => {
      const response = await send({ method: "GET", path, query, signal });
      return { ...(await readJson<Answer>(response)), next: nextCursor(response.headers.get("link")) };
    },
    post: (path, body, query) => write("POST", path, body, query),
    put: (path, body, query) => write("PUT", path, body, query),
    patch: (path, body) => write("PATCH", path, body),
    remove: async (path, query) => {
      await send({ method: "DELETE", path, query });
    },
    follow: async (path, body, { onStep, signal }) => {
      const call = { method: "POST", path, body: JSON.stringify(body ?? {}), contentType: "application/json" } as const;
      const response = await send({ ...call, accept: `${STEPS}, application/json`, signal });
      return response.headers.get("content-type")?.startsWith(STEPS) === true
        ? await readSteps(response, onStep)
        : await readJson(response);
    },
    upload: (path, file, { contentType, query }) => json({ method: "POST", path, query, body: file, contentType }),
  };
}

async function request(fetchFunction: typeof fetch, call: Call): Promise<Response> {
  // The page's language may be another than the browser's: what the server says in sentences comes in the page's.
  const headers: Record<string, string> = { accept: call.accept ?? "application/json", "accept-language": language };
  if (call.method !== "GET") headers["x-lockstep"] = "1";
  if (call.contentType !== undefined) headers["content-type"] = call.contentType;
  try {
    return await fetchFunction(`${call.path}${queryString(call.query)}`, {
      method: call.method,
      headers,
      credentials: "same-origin",
      ...(call.body === undefined ? {} : { body: call.body }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
  } catch (error) {
    if (call.signal?.aborted === true) throw error;
    throw new ApiFailure(uiMessages.failure.unreachable, {
      status: 0,
      code: "unreachable",
      cause: error,
    });
  }
}

async function readJson<Answer>(response: Response): Promise<Answer> {
  if (response.status === 204) return undefined as Answer;
  const text = await response.text();
  if (text === "") return undefined as Answer;
  try {
    return JSON.parse(text) as Answer;
  } catch (error) {
    throw new ApiFailure(uiMessages.failure.notJson, {
      status: response.status,
      code: "notJson",
      cause: error,
    });
  }
}

type StepLine<Step, Report> =
  | { readonly type: "step"; readonly step: Step }
  | { readonly type: "report"; readonly report: Report }
  | { readonly type: "error"; readonly error: unknown };

/** Reads an answer of one JSON line per step; what failed on the way is thrown as the failure that the API describes. */
async function readSteps<Step, Report>(response: Response, onStep: (step: Step) => void): Promise<Report> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const chunk = await reader?.read();
    rest += chunk?.value ?? "";
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines.filter((line) => line !== "")) {
      const line = JSON.parse(text) as StepLine<Step, Report>;
      if (line.type === "step") onStep(line.step);
      else if (line.type === "report") return line.report;
      else throw readFailure(500, line.error);
    }
    if (chunk?.done !== false) break;
  }
  throw new ApiFailure("The server went away before the last step.", { status: 0, code: "unreachable" });
}

function queryString(query: Query | undefined): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== "") parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

/** The `after` value of the `next` link of a Link header (RFC 8288), if there is one. */
export function nextCursor(link: string | null): string | undefined {
  for (const part of link?.split(/,\s*(?=<)/) ?? []) {
    const end = part.indexOf(">");
    if (!part.startsWith("<") || end < 0 || !/;\s*rel="?next"?/i.test(part.slice(end))) continue;
    const query = part.slice(1, end).split("?")[1];
    return new URLSearchParams(query ?? "").get("after") ?? undefined;
  }
  return undefined;
}
