/** The plain HTTP listener: opens a port for a fetch function and closes it without cutting off running requests. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { StartupError } from "@lockstep/database";
import { answerBrokenRequests } from "./http/broken-request.ts";
import { makeLightRequest } from "./http/light-request.ts";
import { LightResponse } from "./http/light-response.ts";

/** How long running requests may take to end once the listener stops. */
const DRAIN_MS_MAX = 10_000;
/** Time for a client to send its headers, and its whole request. */
const HEADERS_TIMEOUT_MS = 20_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** How often connections are looked at for these. */
const CHECK_MS = 5_000;
/** How long a client may go on sending a body that was answered before its end. */
const LEFTOVER_MS = 500;

/** Perf: the hottest addresses are answered without requests and responses of the fetch standard (test/bench/service.ts). */
const SCIM = /^\/scim\/v2(?:[/?]|$)/i;

/** Time that a client has; the defaults are those above. */
export interface ListenerLimits {
  readonly headersMs?: number;
  readonly requestMs?: number;
  readonly checkMs?: number;
}

/** An open port. */
export interface Listener {
  readonly port: number;
  /** Refuses new connections, waits for running requests (bounded), and returns. */
  close(): Promise<void>;
}

/** Opens `port` (0 = any free one) on `host`. Throws `StartupError` when the port cannot be had. */
export async function openListener(
  fetch: (request: Request) => Response | Promise<Response>,
  host: string,
  port: number,
  limits: ListenerLimits = {},
): Promise<Listener> {
  const answer = getRequestListener(fetch, { overrideGlobalObjects: false });
  let isClosing = false;
  const server = createServer({ connectionsCheckingInterval: limits.checkMs ?? CHECK_MS }, (request, response) => {
    // A connection that has answered its last request would otherwise be kept open for the next one.
    response.once("close", () => isClosing && setImmediate(() => server.closeIdleConnections()));
    if (SCIM.test(request.url ?? "")) void answerLightly(fetch, request, response);
    else void answer(request, response);
  });
  server.headersTimeout = limits.headersMs ?? HEADERS_TIMEOUT_MS;
  server.requestTimeout = limits.requestMs ?? REQUEST_TIMEOUT_MS;
  answerBrokenRequests(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(toStartupError(error, host, port)));
    server.listen(port, host, () => resolve());
  });
  const address = server.address();
  const opened = typeof address === "object" && address !== null ? address.port : port;
  return {
    port: opened,
    close: () => {
      isClosing = true;
      return closeServer(server);
    },
  };
}

async function answerLightly(
  fetch: (request: Request) => Response | Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  try {
    const answered: unknown = await fetch(makeLightRequest(incoming));
    if (answered instanceof LightResponse) {
      outgoing.writeHead(answered.status, answered.headers.toRaw());
      outgoing.end(answered.sent);
    } else if (answered instanceof Response) {
      outgoing.writeHead(answered.status, [...answered.headers].flat());
      outgoing.end(Buffer.from(await answered.arrayBuffer()));
    }
    if (!incoming.complete) discardRest(incoming);
  } catch {
    // The function never rejects; what fails here is the connection itself.
    outgoing.destroy();
  }
}

/** A body that nobody wants is thrown away for a moment, so that the client can read its answer; then the connection is cut. */
function discardRest(incoming: IncomingMessage): void {
  const deadline = setTimeout(() => incoming.socket.destroy(), LEFTOVER_MS);
  incoming.once("close", () => clearTimeout(deadline)).once("end", () => clearTimeout(deadline));
  incoming.resume();
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => server.closeAllConnections(), DRAIN_MS_MAX);
    server.close(() => {
      clearTimeout(deadline);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function toStartupError(error: NodeJS.ErrnoException, host: string, port: number): StartupError {
  if (error.code === "EADDRINUSE") {
    return new StartupError(
      `Port ${port} on ${host} is already in use; stop the program that holds it or set LOCKSTEP_SERVICE_PORT to another port.`,
    );
  }
  if (error.code === "EACCES") {
    return new StartupError(
      `Port ${port} on ${host} may not be opened by this user; set LOCKSTEP_SERVICE_PORT to a port above 1023.`,
    );
  }
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") {
    return new StartupError(`${host} is not an address of this machine; set LOCKSTEP_HOST to one that is.`);
  }
  return new StartupError(`The service cannot listen on ${host}:${port}: ${error.message}.`);
}
