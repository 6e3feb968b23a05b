/** A loopback proxy that stands between the directory and the service and remembers what goes over the wire. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request with its answer. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly status: number;
}

export interface RecordingProxy {
  /** Base URL of the proxy, without a trailing slash. */
  readonly url: string;
  readonly exchanges: Exchange[];
  /** Requests that write, since the last call of `forget`. */
  writes(): readonly Exchange[];
  forget(): void;
  close(): Promise<void>;
}

/** Starts a proxy in front of `target`, such as `http://127.0.0.1:4100`. */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const exchanges: Exchange[] = [];
  const server = createServer((incoming, outgoing) => {
    void forward(new URL(target), { incoming, outgoing, exchanges });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    exchanges,
    writes: () => exchanges.filter((exchange) => exchange.method !== "GET"),
    forget: () => {
      exchanges.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function forward(
  target: URL,
  exchange: { readonly incoming: IncomingMessage; readonly outgoing: ServerResponse; readonly exchanges: Exchange[] },
): Promise<void> {
  const { incoming, outgoing, exchanges } = exchange;
  const body = await readAll(incoming);
  const upstream = request(
    {
      host: target.hostname,
      port: target.port,
      method: incoming.method,
      path: incoming.url,
      headers: incoming.headers,
    },
    (answer) => {
      exchanges.push({
        method: incoming.method ?? "",
        path: incoming.url ?? "",
        headers: incoming.headers,
        body: body.toString("utf8"),
        status: answer.statusCode ?? 0,
      });
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    },
  );
  upstream.on("error", () => outgoing.destroy());
  upstream.end(body);
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
