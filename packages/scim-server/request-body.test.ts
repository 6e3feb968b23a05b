import { describe, expect, it } from "vitest";
import { GROWTH_MAX, ONE_BYTE_TEXT, oneByteRequest } from "../ports/testing/one-byte-chunks.ts";
import { readBody } from "./request-body.ts";

const LIMITS = { bodyBytes: 64, bodyDepth: 4 };

function post(
  body: string | Uint8Array<ArrayBuffer> | null,
  headers: Record<string, string> = { "content-type": "application/scim+json" },
) {
  return new Request("http://scim.test/", { method: "POST", body, headers });
}

/** A body of unknown length, in chunks. */
function streamed(chunks: readonly Uint8Array[]): Request {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const init = { method: "POST", body, duplex: "half", headers: { "content-type": "application/json" } };
  return new Request("http://scim.test/", init as RequestInit);
}

describe("readBody", () => {
  it.each([
    "application/scim+json",
    "application/json",
    "Application/SCIM+JSON",
    "application/json; charset=utf-8",
    'application/scim+json;charset="UTF-8"',
    "application/json; charset=utf8; profile=x",
  ])("takes the media type %s", async (type) => {
    expect(await readBody(post('{"a":"é😀"}', { "content-type": type }), LIMITS)).toEqual({ a: "é😀" });
  });

  it("takes a body without a media type as JSON", async () => {
    const request = post(new TextEncoder().encode("[1]"), {});
    expect(request.headers.get("content-type")).toBeNull();
    expect(await readBody(request, LIMITS)).toEqual([1]);
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "application/json; charset=iso-8859-1", "json", ""])(
    'refuses the media type "%s"',
    async (type) => {
      await expect(readBody(post("{}", { "content-type": type }), LIMITS)).rejects.toMatchObject({
        code: "unsupportedMediaType",
        status: 415,
        detail: "The request body must be application/scim+json (or application/json) in UTF-8.",
      });
    },
  );

  it("takes a body of exactly the limit, and refuses one byte more with the limit in the message", async () => {
    const text = (bytes: number) => JSON.stringify("x".repeat(bytes - 2));
    expect(await readBody(post(text(64)), LIMITS)).toBe("x".repeat(62));
    const refused = { code: "tooLarge", status: 413, detail: "The request body is larger than 64 bytes." };
    await expect(readBody(post(text(65)), LIMITS)).rejects.toMatchObject(refused);
  });

  it("believes the announced length before it reads, and counts when none is announced", async () => {
    const announced = post("{}", { "content-type": "application/json", "content-length": "65" });
    await expect(readBody(announced, LIMITS)).rejects.toMatchObject({ code: "tooLarge" });
    expect(announced.bodyUsed).toBe(false);
    const chunk = new TextEncoder().encode("[1,".padEnd(40));
    await expect(readBody(streamed([chunk, chunk]), LIMITS)).rejects.toMatchObject({ code: "tooLarge" });
  });

  it("joins chunks, also in the middle of a character", async () => {
    const bytes = new TextEncoder().encode('{"a":"😀"}');
    const chunks = [bytes.slice(0, 8), bytes.slice(8, 9), bytes.slice(9)];
    expect(await readBody(streamed(chunks), LIMITS)).toEqual({ a: "😀" });
  });

  it("holds the bytes once, however many chunks they come in", async () => {
    const { request, growth } = oneByteRequest();
    const limits = { bodyBytes: ONE_BYTE_TEXT.length, bodyDepth: 4 };
    expect((await readBody(request, limits)) === JSON.parse(ONE_BYTE_TEXT)).toBe(true);
    expect(growth()).toBeLessThan(GROWTH_MAX);
  });

  it("refuses what is not UTF-8, and what is empty", async () => {
    const latin = new Uint8Array([0x22, 0xe9, 0x22]);
    await expect(readBody(post(latin), LIMITS)).rejects.toMatchObject({
      code: "invalidSyntax",
      detail: "The request body is not valid UTF-8.",
    });
    for (const body of [null, ""]) {
      await expect(readBody(post(body), LIMITS)).rejects.toMatchObject({
        code: "invalidSyntax",
        detail: "The request body is empty.",
      });
    }
  });

  it("reads past a byte order mark", async () => {
    expect(await readBody(post(new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d])), LIMITS)).toEqual({});
  });
});
