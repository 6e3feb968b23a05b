/** A plain or TLS server on 127.0.0.1 for tests; what it answers is the test's. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Certificate } from "./certificate.ts";

/** What answers a request. */
export type Answerer = (request: IncomingMessage, response: ServerResponse) => void;

/** The running server. */
export interface WireServer {
  readonly port: number;
  /** Connections that were opened to it. */
  connections(): number;
  close(): Promise<void>;
}

/** Starts one on a free port; with a certificate it speaks TLS. */
export async function startWireServer(answer: Answerer, certificate?: Certificate): Promise<WireServer> {
  const server: Server =
    certificate === undefined
      ? createServer(answer)
      : createSecureServer({ cert: certificate.certificate, key: certificate.key }, answer);
  let connections = 0;
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
