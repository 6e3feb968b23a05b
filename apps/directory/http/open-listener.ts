/** The plain HTTP listener of the directory. */
import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { StartupError } from "@lockstep/database";

const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 120_000;
/** Requests that still run when the listener stops get this long. */
const DRAIN_TIMEOUT_MS = 10_000;

/** An open port. */
export interface Listener {
  readonly port: number;
  /** Takes no new connections, lets running requests end (with a bound), and returns. */
  close(): Promise<void>;
}

/** Listens on `host` and `port` (0: any free one). Throws `StartupError` in words when that is not possible. */
export async function openListener(
  fetch: (request: Request) => Response | Promise<Response>,
  address: { readonly host: string; readonly port: number },
): Promise<Listener> {
  const listener = getRequestListener(fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void listener(request, response));
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(startupError(error, address)));
    server.listen(address.port, address.host, resolve);
  });
  const bound = server.address();
  const port = bound !== null && typeof bound === "object" ? bound.port : address.port;
  return { port, close: () => drain(server) };
}

async function drain(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function startupError(
  error: NodeJS.ErrnoException,
  address: { readonly host: string; readonly port: number },
): StartupError {
  const place = `${address.host}:${address.port}`;
  switch (error.code) {
    case "EADDRINUSE":
      return new StartupError(
        `The directory cannot listen on ${place}: the port is in use. Stop the program that has it, or set LOCKSTEP_DIRECTORY_PORT to another one.`,
      );
    case "EACCES":
      return new StartupError(
        `The directory may not listen on ${place}. Set LOCKSTEP_DIRECTORY_PORT to a port above 1023.`,
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new StartupError(
        `${address.host} is no address of this machine. Set LOCKSTEP_HOST to one that is, such as 127.0.0.1.`,
      );
    default:
      return new StartupError(`The directory cannot listen on ${place}: ${error.message}.`);
  }
}
