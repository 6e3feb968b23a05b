/** A body is bounded in memory too, not only in bytes: whoever sends it byte by byte costs no more than others. */
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { BoundedBody } from "@lockstep/scim-server";
import { Hono } from "hono";
import { expect, it } from "vitest";
import {
  GROWTH_MAX,
  heldBytes,
  ONE_BYTE_TEXT,
  oneByteRequest,
} from "../../../packages/ports/testing/one-byte-chunks.ts";
import { readBytes } from "../api/read-input.ts";
import { makeLightRequest } from "./light-request.ts";

it("a request of Node's server holds its bytes once, however many chunks they come in", async () => {
  const bytesMax = ONE_BYTE_TEXT.length;
  let arrived = 0;
  let read: Promise<Uint8Array | undefined> | undefined;
  const server = createServer((incoming: IncomingMessage, response) => {
    read = (makeLightRequest(incoming) as unknown as BoundedBody).readBytes(bytesMax);
    incoming.on("data", (chunk: Uint8Array) => {
      arrived += chunk.length;
    });
    read.then(
      () => response.end(),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const chunks = Buffer.from(ONE_BYTE_TEXT.replaceAll(/./g, "1\r\n$&\r\n"));
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  try {
    const before = heldBytes();
    client.write("POST / HTTP/1.1\r\nhost: chunks.test\r\ntransfer-encoding: chunked\r\n\r\n");
    client.write(chunks);
    await expect.poll(() => arrived, { timeout: 20_000 }).toBe(bytesMax);
    expect(heldBytes() - before).toBeLessThan(GROWTH_MAX);
    client.write("0\r\n\r\n");
    expect(Buffer.from((await read) ?? []).equals(Buffer.from(ONE_BYTE_TEXT))).toBe(true);
  } finally {
    client.destroy();
    server.close();
  }
});

it("so does the body of a call of the API", async () => {
  const app = new Hono().post("/", async (context) => {
    const bytes = await readBytes(context, ONE_BYTE_TEXT.length);
    return context.text(new TextDecoder().decode(bytes));
  });
  const { request, growth } = oneByteRequest();
  const answer = await app.fetch(request);
  expect((await answer.text()) === ONE_BYTE_TEXT).toBe(true);
  expect(growth()).toBeLessThan(GROWTH_MAX);
});
