/** A real port for the length of a test file. */
import type { Server } from "node:http";
import type { Mounted } from "./describe-mount.ts";

/** The mounted provider behind a server that listens on a free port of this machine. */
export function overPort(server: Server): Mounted {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server does not listen on a port");
  return {
    send: (path, init) => fetch(`http://127.0.0.1:${address.port}${path}`, init),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}
