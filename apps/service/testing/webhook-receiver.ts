/** A receiver of webhooks over a real socket, which answers as it is told. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly headers: Record<string, string>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read messages as a receiver in JavaScript would.
  readonly body: any;
  readonly path: string;
}

/** How the receiver answers; nothing = 204. `hold` leaves the answer to the test. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly text?: string;
  readonly hold?: (response: ServerResponse) => void;
}

export interface Receiver {
  readonly url: string;
  /** Everything that came in, in order of arrival. */
  readonly received: Received[];
  reply: (message: Received) => Reply;
  /** Resolves when `count` messages have come in altogether. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const waiting = new Set<{ readonly count: number; readonly resolve: () => void }>();
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const message = { headers: plain(request.headers), text, body: JSON.parse(text), path: request.url ?? "" };
    received.push(message);
    const { status = 204, headers = {}, text: answer = "", hold } = receiver.reply(message);
    if (hold === undefined) response.writeHead(status, headers).end(answer);
    else hold(response);
    for (const one of waiting) if (received.length >= one.count) one.resolve();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    reply: () => ({}),
    arrived: (count) =>
      received.length >= count
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.add({ count, resolve });
          }),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return receiver;
}

function plain(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
