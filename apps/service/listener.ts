/** The plain HTTP listener: opens a port for a fetch function and closes it without cutting off running requests. */
import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { StartupError } from "@lockstep/database";

/** How long running requests may take to end once the listener stops. */
const DRAIN_MS_MAX = 10_000;
/** Time for a client to send its headers, and its whole request. */
const HEADERS_TIMEOUT_MS = 20_000;
const REQUEST_TIMEOUT_MS = 60_000;

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
): Promise<Listener> {
  const answer = getRequestListener(fetch, { overrideGlobalObjects: false });
  let isClosing = false;
  const server = createServer((request, response) => {
    // A connection that has answered its last request would otherwise be kept open for the next one.
    response.once("close", () => isClosing && setImmediate(() => server.closeIdleConnections()));
    void answer(request, response);
  });
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
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
