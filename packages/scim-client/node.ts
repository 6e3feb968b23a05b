/**
 * A fetch for Node that may be sent to addresses which people enter: the host is resolved and its addresses are checked at each send,
 * and the connection goes to the very addresses that were checked. Without that, a name that changes between check and connection (DNS
 * rebinding) would lead a request with its credential into the network behind the server.
 */
import { lookup } from "node:dns/promises";
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { Readable } from "node:stream";
import { noteWholeBody } from "./bounded-body.ts";
import type { FetchInit, FetchPort } from "./client.ts";
import { HELD_BACK, TARGET_REFUSED } from "./failure.ts";
import { checkTargetUrl, hostOf, type TargetReach } from "./target-url.ts";

/** Where a fetch may go. */
export interface PinnedFetchOptions {
  readonly reach: TargetReach;
  /** All addresses of a host name; unset = as the system resolves it. */
  readonly resolve?: ((host: string) => Promise<readonly string[]>) | undefined;
  /** Every request gets a connection of its own: for addresses that are called once in a while. */
  readonly closesConnections?: boolean;
  /** An answer is handed over with its status, whether or not its body comes to an end. */
  readonly isStreamed?: boolean;
}

/** A request that was not sent, since its address may not be used. The message says why and what to do. */
export class TargetRefusedError extends Error {
  override readonly name = "TargetRefusedError";
  readonly code = TARGET_REFUSED;
}

/** A request that was not sent: its name or its connection took so long that it must not leave any more. */
class HeldBackError extends Error {
  override readonly name = "HeldBackError";
  readonly code = HELD_BACK;
}

const ADDRESSES_MAX = 8;
/** Places whose check is remembered. */
const PLACES_MAX = 64;
const URL_LENGTH_REMEMBERED_MAX = 1_000;
/** Perf: an answer of so many bytes is read before it is handed over; a stream for each costs more than the request (test/bench/engine.ts, part push). */
const WHOLE_BYTES_MAX = 65_536;
const NULL_BODY = new Set([204, 205, 304]);

/**
 * Makes the fetch. It follows no redirect, whatever `init.redirect` says, keeps connections open for the next request to the same
 * addresses, and takes bodies of text, bytes and form values. Rejects with `TargetRefusedError` before anything is sent.
 */
export function createPinnedFetch(options: PinnedFetchOptions): FetchPort {
  const addressesOf = createResolver(options.resolve ?? resolveBySystem);
  const check = createChecker(options.reach);
  const agents: Agents =
    options.closesConnections === true
      ? { http: false, https: false }
      : { http: new PinnedHttpAgent({ keepAlive: true }), https: new PinnedHttpsAgent({ keepAlive: true }) };
  return async (text, init) => {
    const signal = init.signal ?? undefined;
    const url = URL.parse(text) ?? undefined;
    const addresses = url === undefined ? [] : await addressesOf(url, signal);
    if (url !== undefined && addresses.length === 0) {
      throw new TargetRefusedError("The host name of the URL has no address.");
    }
    if (init.mayLeave?.() === false) throw heldBack();
    const isStreamed = options.isStreamed === true;
    return await send(check(text, url, addresses), { init, addresses, agents, isStreamed });
  };
}

/**
 * Checks each URL. Perf: of a place that has passed, the same scheme and host at the same addresses, only what is the URL's own is looked at
 * again; parsing addresses costs more than the rest of a request's own work.
 */
function createChecker(reach: TargetReach) {
  const passed = new Set<string>();
  return (text: string, url: URL | undefined, addresses: readonly string[]): URL => {
    const place = url === undefined ? "" : `${url.protocol}//${url.host} ${addresses.join(",")}`;
    const isPlain = url?.username === "" && url.password === "" && text.length <= URL_LENGTH_REMEMBERED_MAX;
    if (url !== undefined && isPlain && passed.has(place)) return url;
    const checked = checkTargetUrl(text, { reach, isWhole: true, addresses });
    if (!checked.ok) throw new TargetRefusedError(`${checked.message} ${checked.remedy}`);
    if (passed.size === PLACES_MAX) passed.clear();
    passed.add(place);
    return checked.url;
  };
}

/** The addresses of a URL's host. Sends that begin at the same moment share one look-up; nothing is kept for later ones. */
function createResolver(resolve: (host: string) => Promise<readonly string[]>) {
  const running = new Map<string, Promise<readonly string[]>>();
  const lookUp = (host: string): Promise<readonly string[]> => {
    const known = running.get(host);
    if (known !== undefined) return known;
    const work = resolve(host).finally(() => running.delete(host));
    running.set(host, work);
    return work;
  };
  return async (url: URL, signal: AbortSignal | undefined): Promise<readonly string[]> => {
    const host = hostOf(url);
    if (isIP(host) !== 0) return [host];
    return (await orAborted(lookUp(host), signal)).slice(0, ADDRESSES_MAX);
  };
}

interface Agents {
  readonly http: HttpAgent | false;
  readonly https: HttpsAgent | false;
}

interface Sending {
  readonly init: FetchInit;
  readonly addresses: readonly string[];
  readonly agents: Agents;
  readonly isStreamed: boolean;
}

function send(url: URL, { init, addresses, agents, isStreamed }: Sending): Promise<Response> {
  const body = bodyOf(init.body);
  const headers = recordOf(init.headers);
  if (body !== undefined) headers["content-length"] = String(Buffer.byteLength(body));
  // Only what is asked for is decoded, and nothing is.
  headers["accept-encoding"] = "identity";
  const isSecure = url.protocol === "https:";
  const options = {
    ...placeOf(url),
    method: init.method ?? "GET",
    headers,
    lookup: pinned(addresses),
    pinnedTo: addresses.join(","),
    ...(init.signal ? { signal: init.signal } : {}),
  };
  return new Promise((resolve, reject) => {
    const sent = isSecure
      ? requestHttps({ ...options, agent: agents.https })
      : requestHttp({ ...options, agent: agents.http });
    let isConnected = !isSecure;
    sent.on("socket", (socket) => {
      if (sent.reusedSocket) isConnected = true;
      else
        socket.once(isSecure ? "secureConnect" : "connect", () => {
          isConnected = true;
          // Before the connection takes what waits to be written.
          if (init.mayLeave?.() === false) sent.destroy(heldBack());
        });
    });
    sent.on("error", (error: NodeJS.ErrnoException) => {
      // Cut off before TLS was agreed on: the request certainly did not leave.
      reject(isConnected || error.code !== "ECONNRESET" ? error : Object.assign(error, { code: "ERR_TLS_HANDSHAKE" }));
    });
    sent.on("response", (answer) => {
      if (!isStreamed && mayBeSmall(answer)) readWhole(answer, resolve, reject);
      else resolve(toResponse(answer));
    });
    sent.end(typeof body === "string" && !isAscii(headers) ? Buffer.from(body, "utf8") : body);
  });
}

function heldBack(): HeldBackError {
  return new HeldBackError("The connection took so long that the request was not sent any more.");
}

/** Header names in lower case, with their values. */
function recordOf(headers: RequestInit["headers"]): Record<string, string> {
  const isPlain = headers !== undefined && !(headers instanceof Headers) && !Array.isArray(headers);
  const entries = isPlain ? Object.entries(headers) : [...new Headers(headers)];
  const record: Record<string, string> = {};
  for (const [name, value] of entries) record[name.toLowerCase()] = String(value);
  return record;
}

/** Whether the whole answer may be read at once: it says how long it is, or does not say that it is longer. */
function mayBeSmall({ headers, statusCode = 0 }: IncomingMessage): boolean {
  const length = Number(headers["content-length"] ?? WHOLE_BYTES_MAX);
  return length > 0 && length <= WHOLE_BYTES_MAX && !NULL_BODY.has(statusCode);
}

/** An answer that turns out to be longer is handed over as a stream, which begins with what was read. */
function readWhole(
  answer: IncomingMessage,
  resolve: (response: Response) => void,
  reject: (error: unknown) => void,
): void {
  const parts: Buffer[] = [];
  let bytes = 0;
  const read = (part: Buffer) => {
    parts.push(part);
    bytes += part.byteLength;
    if (bytes <= WHOLE_BYTES_MAX) return;
    answer.off("data", read).off("end", end).pause();
    answer.unshift(Buffer.concat(parts));
    resolve(toResponse(answer));
  };
  const end = () => resolve(toResponse(answer, Buffer.concat(parts)));
  answer.on("data", read).on("error", reject).on("end", end);
}

/** Where a request goes. Perf: a URL that is handed over whole is taken apart for what no request here has, which costs more than its sending. */
function placeOf(url: URL) {
  const { protocol, hostname, port, pathname, search } = url;
  const host = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  return { protocol, hostname: host, path: `${pathname}${search}`, ...(port === "" ? {} : { port: Number(port) }) };
}

const ASCII = /^[\t\x20-\x7e]*$/;

/** Whether the headers are the same in every encoding: in one piece with a text they are written as it is, in UTF-8. */
function isAscii(headers: Readonly<Record<string, string>>): boolean {
  return Object.values(headers).every((value) => ASCII.test(value));
}

/** Perf: a text leaves in one piece with the headers, bytes in a second one. */
function bodyOf(body: RequestInit["body"]): string | Uint8Array | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === "string" || body instanceof Uint8Array) return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError("The body must be text, bytes or form values.");
}

/** The response; `whole` when its body has been read. */
function toResponse(answer: IncomingMessage, whole?: Buffer<ArrayBuffer>): Response {
  const status = answer.statusCode ?? 0;
  const headers: [string, string][] = [];
  for (const [name, value] of Object.entries(answer.headersDistinct)) {
    for (const line of value ?? []) headers.push([name, line]);
  }
  if (whole !== undefined) return noteWholeBody(new Response(whole, { status, headers }), whole);
  if (NULL_BODY.has(status)) {
    answer.resume();
    return new Response(null, { status, headers });
  }
  // A stream of Node's is one of the web's; only their type names differ.
  return new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array<ArrayBuffer>>, { status, headers });
}

/** A name look-up that knows one answer. */
function pinned(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    const first = known[0];
    if (options.all === true) callback(null, known);
    else callback(null, first?.address ?? "", first?.family ?? 0);
  };
}

/** Connections that are kept are told apart by the addresses that they may lead to. */
class PinnedHttpAgent extends HttpAgent {
  override getName(options?: object): string {
    return `${super.getName(options)} ${pinnedTo(options)}`;
  }
}

class PinnedHttpsAgent extends HttpsAgent {
  override getName(options?: object): string {
    return `${super.getName(options)} ${pinnedTo(options)}`;
  }
}

function pinnedTo(options: object | undefined): string {
  return options !== undefined && "pinnedTo" in options ? String(options.pinnedTo) : "";
}

/** The addresses of a host name, as the system resolves it. Rejects when it has none. */
export async function resolveBySystem(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function orAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
