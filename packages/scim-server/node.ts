/**
 * From Node's request and response to fetch and back, for Express, Fastify and plain `node:http`. The types name only what is
 * used of Node's objects, so that this package needs neither Node nor its type definitions.
 */
import { ScimError } from "@lockstep/scim";
import { toErrorResponse } from "./answer.ts";
import type { ScimServer } from "./options.ts";

/** What is used of Node's `IncomingMessage`, and what frameworks add to it. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Express: the address before the mount path was cut off. */
  readonly originalUrl?: string | undefined;
  readonly rawHeaders: readonly string[];
  /** True once the body was read to its end by somebody else. */
  readonly readableEnded: boolean;
  /** What a body parser made of the body. */
  readonly body?: unknown;
  on(event: "data" | "end" | "error" | "close", listener: (value?: unknown) => void): unknown;
  off(event: "data" | "end" | "error" | "close", listener: (value?: unknown) => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

/** The body of a request on its way into the provider. */
interface Incoming {
  readonly stream: ReadableStream<Uint8Array>;
  /** Throws away what was not read, so that the connection can carry the next request. */
  readonly release: () => void;
}

/** What is used of Node's `ServerResponse`. */
export interface NodeResponse {
  statusCode: number;
  readonly writableFinished: boolean;
  readonly destroyed: boolean;
  setHeader(name: string, value: string | readonly string[]): unknown;
  write(chunk: Uint8Array): boolean;
  end(chunk?: Uint8Array): unknown;
  destroy(error?: Error): unknown;
  once(event: "close" | "drain", listener: () => void): unknown;
  off(event: "close" | "drain", listener: () => void): unknown;
}

/** A listener for `node:http`, Express or, over `raw`, Fastify. Resolves when the answer is written or the client is gone. */
export type NodeListener = (request: NodeRequest, response: NodeResponse) => Promise<void>;

/** RFC 9110 §9.3.6 and the fetch standard: methods that no `Request` can carry. */
const FORBIDDEN_METHODS: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);
const BODYLESS_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/**
 * Makes a Node listener of a service provider. A body that a parser has read already is taken from `request.body`: text and
 * bytes as they are, a parsed value written as JSON again.
 */
export function toNodeListener(server: ScimServer): NodeListener {
  return async (request, response) => {
    const aborted = new AbortController();
    const onClose = () => {
      if (!response.writableFinished) aborted.abort();
    };
    response.once("close", onClose);
    const incoming = readIncoming(request);
    try {
      await send(await answer(server, request, { incoming, signal: aborted.signal }), request, response);
    } finally {
      incoming.release();
      response.off("close", onClose);
    }
  };
}

async function answer(
  server: ScimServer,
  request: NodeRequest,
  parts: { readonly incoming: Incoming; readonly signal: AbortSignal },
): Promise<Response> {
  const method = request.method?.toUpperCase() ?? "GET";
  try {
    return await server(toRequest(request, method, parts));
  } catch (error) {
    if (error instanceof ScimError) return toErrorResponse(error, method);
    throw error;
  }
}

function toRequest(
  request: NodeRequest,
  method: string,
  { incoming, signal }: { readonly incoming: Incoming; readonly signal: AbortSignal },
): Request {
  if (FORBIDDEN_METHODS.has(method)) throw new ScimError("methodNotAllowed", `${method} is not supported here.`);
  const headers = toHeaders(request.rawHeaders);
  if (request.readableEnded) {
    // They describe the bytes on the wire, not what a parser made of them.
    headers.delete("content-length");
    headers.delete("content-encoding");
  }
  const init: RequestInit & { duplex?: "half" } = { method, headers, signal };
  const body = BODYLESS_METHODS.has(method) ? null : bodyOf(request, incoming);
  if (body !== null) {
    init.body = body;
    init.duplex = "half";
  }
  return new Request(toUrl(request.originalUrl ?? request.url ?? "/"), init);
}

/** The host says nothing here: `meta.location` is made from `publicBaseUrl`. A target in absolute form keeps its path (RFC 9112 §3.2.2). */
function toUrl(target: string): string {
  const text = target.startsWith("/") ? `http://localhost${target}` : target;
  if (URL.canParse(text) && /^https?:/i.test(text)) return text;
  throw new ScimError("invalidSyntax", "The request target is not a path.");
}

function toHeaders(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? "";
    // HTTP/2 pseudo-headers.
    if (!name.startsWith(":")) headers.append(name, raw[index + 1] ?? "");
  }
  return headers;
}

function bodyOf(
  request: NodeRequest,
  incoming: Incoming,
): ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | string | null {
  if (!request.readableEnded) return incoming.stream;
  const { body } = request;
  if (body instanceof Uint8Array) return new Uint8Array(body);
  if (typeof body === "string") return body;
  if (body !== undefined) return JSON.stringify(body);
  if (announcedLength(request.rawHeaders) === 0) return null;
  throw new ScimError(
    "internal",
    "The request body was read before the SCIM handler got it: mount the handler before any body parser.",
  );
}

function announcedLength(raw: readonly string[]): number | undefined {
  const names = raw.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  if (names.includes("transfer-encoding")) return undefined;
  const at = names.indexOf("content-length");
  return at < 0 ? 0 : Number(raw[at * 2 + 1]);
}

/**
 * Reads on only when asked to, so that a slow provider holds the client back instead of filling memory. Nothing is touched before
 * the first read: Node itself throws away a body that nobody wanted.
 */
function readIncoming(request: NodeRequest): Incoming {
  let begin: ((controller: ReadableStreamDefaultController<Uint8Array>) => void) | undefined;
  let release = () => {};
  begin = (controller) => {
    const onData = (chunk: unknown) => {
      request.pause();
      controller.enqueue(chunk instanceof Uint8Array ? chunk : new TextEncoder().encode(String(chunk)));
    };
    const onEnd = () => {
      stop();
      controller.close();
    };
    const onGone = (error: unknown) => {
      stop();
      controller.error(error ?? new Error("The client went away before the request was whole."));
    };
    const stop = () => {
      request.off("data", onData);
      request.off("end", onEnd);
      request.off("error", onGone);
      request.off("close", onGone);
      // An error that comes late concerns nobody, and must not end the process.
      request.on("error", () => undefined);
      release = () => {};
    };
    release = () => {
      stop();
      request.resume();
    };
    request.pause();
    request.on("data", onData);
    request.on("end", onEnd);
    request.on("error", onGone);
    request.on("close", onGone);
  };
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    begin?.(controller);
    begin = undefined;
    request.resume();
  };
  const stream = new ReadableStream<Uint8Array>({ pull, cancel: () => release() }, { highWaterMark: 0 });
  return { stream, release: () => release() };
}

async function send(answered: Response, request: NodeRequest, response: NodeResponse): Promise<void> {
  response.statusCode = answered.status;
  for (const [name, value] of answered.headers) {
    if (name !== "set-cookie") response.setHeader(name, value);
  }
  const cookies = answered.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  if (answered.body === null || request.method === "HEAD") {
    await answered.body?.cancel();
    response.end();
    return;
  }
  const reader = answered.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (response.destroyed) return reader.cancel();
    if (done) break;
    if (!response.write(value)) await drained(response);
  }
  response.end();
}

/** Waits until the client has taken what is buffered, or is gone. */
function drained(response: NodeResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      response.off("drain", settle);
      response.off("close", settle);
      resolve();
    };
    response.once("drain", settle);
    response.once("close", settle);
    if (response.destroyed) settle();
  });
}
