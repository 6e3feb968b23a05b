import { Hono } from "hono";
import { expect, it } from "vitest";
import { GROWTH_MAX, ONE_BYTE_TEXT, oneByteRequest } from "../../../packages/ports/testing/one-byte-chunks.ts";
import { readBytes } from "./read-body.ts";

it("holds the bytes of a body once, however many chunks they come in", async () => {
  const app = new Hono().post("/", async (context) => {
    const bytes = await readBytes(context, ONE_BYTE_TEXT.length);
    return context.text(new TextDecoder().decode(bytes));
  });
  const { request, growth } = oneByteRequest();
  const answer = await app.fetch(request);
  expect((await answer.text()) === ONE_BYTE_TEXT).toBe(true);
  expect(growth()).toBeLessThan(GROWTH_MAX);
});
