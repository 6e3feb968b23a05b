/** A relay in front of a target that counts the bytes which reach it: request lines, headers and bodies, as they are on the wire. */
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A relay. */
export interface WireCounter {
  /** Where it listens, in place of the target's own origin. */
  readonly origin: string;
  /** Bytes that went to the target so far. */
  bytes(): number;
  close(): Promise<void>;
}

/** Starts it before `target`, such as `http://127.0.0.1:4100`. */
export async function startWireCounter(target: string): Promise<WireCounter> {
  const { hostname, port } = new URL(target);
  let bytes = 0;
  const open = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(Number(port), hostname);
    for (const socket of [incoming, outgoing]) {
      socket.setNoDelay(true);
      open.add(socket);
      // One end takes the other with it.
      socket.on("error", () => undefined);
      socket.once("close", () => {
        open.delete(socket);
        incoming.destroy();
        outgoing.destroy();
      });
    }
    incoming.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    incoming.pipe(outgoing).pipe(incoming);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes: () => bytes,
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
