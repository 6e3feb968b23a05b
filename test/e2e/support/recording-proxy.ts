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

/** A moment at which a process is killed. */
export interface KillPoint {
  readonly method: string;
  /** What the path begins with, after the base path of SCIM. */
  readonly path: string;
  /** At which of the matching requests, from 1. */
  readonly count: number;
  /** Before it is passed on, or after the target has answered it and before the answer is. */
  readonly moment: "before" | "after";
}

export interface RecordingProxy {
  /** Base URL of the proxy, without a trailing slash. */
  readonly url: string;
  readonly exchanges: Exchange[];
  /** Requests that write, since the last call of `forget`. */
  writes(): readonly Exchange[];
  forget(): void;
  /** Pages of a list hold at most so many rows from now on, as targets have it that cap what is asked for. */
  capPages(rowsMax: number): void;
  /** Ends a process at a request of the next ones; resolves when that has happened. The request is never answered. */
  killAt(point: KillPoint, kill: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Starts a proxy in front of `target`, such as `http://127.0.0.1:4100`. */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const exchanges: Exchange[] = [];
  let rowsMax: number | undefined;
  let trap: Trap | undefined;
  const server = createServer((incoming, outgoing) => {
    const isCaught = trap?.takes(incoming) === true;
    const caught = isCaught ? trap : undefined;
    if (isCaught) trap = undefined;
    void forward(new URL(target), { incoming, outgoing, exchanges, rowsMax, caught });
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
    capPages: (max) => {
      rowsMax = max;
    },
    killAt: (point, kill) =>
      new Promise((resolve, reject) => {
        trap = createTrap(point, () => kill().then(resolve, reject));
      }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Waits for its request. */
interface Trap {
  readonly moment: KillPoint["moment"];
  takes(request: IncomingMessage): boolean;
  spring(): Promise<void>;
}

function createTrap({ method, path, count, moment }: KillPoint, spring: () => Promise<void>): Trap {
  let left = count;
  return {
    moment,
    spring,
    takes(request) {
      if (request.method !== method || request.url?.startsWith(`/SCIM/v2${path}`) !== true) return false;
      left -= 1;
      return left === 0;
    },
  };
}

async function forward(
  target: URL,
  exchange: {
    readonly incoming: IncomingMessage;
    readonly outgoing: ServerResponse;
    readonly exchanges: Exchange[];
    readonly rowsMax: number | undefined;
    readonly caught: Trap | undefined;
  },
): Promise<void> {
  const { incoming, outgoing, exchanges, rowsMax, caught } = exchange;
  const body = await readAll(incoming);
  if (caught?.moment === "before") {
    await caught.spring();
    outgoing.destroy();
    return;
  }
  const upstream = request(
    {
      host: target.hostname,
      port: target.port,
      method: incoming.method,
      path: capped(incoming.url ?? "", rowsMax),
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
      if (caught !== undefined) {
        // The whole answer is there: what it tells is committed at the target.
        void readAll(answer).then(async () => {
          await caught.spring();
          outgoing.destroy();
        });
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    },
  );
  upstream.on("error", () => outgoing.destroy());
  upstream.end(body);
}

function capped(path: string, rowsMax: number | undefined): string {
  if (rowsMax === undefined) return path;
  return path.replace(/count=(\d+)/, (_, count: string) => `count=${Math.min(Number(count), rowsMax)}`);
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
