import type { ResourceShape } from "@lockstep/scim";
import { sha256 } from "../domain/digest.ts";
import { createServiceDocument } from "./service-document.ts";

/** Serves the document to everybody: it tells what any program may ask, and nothing about any account or its own types. */
export function answerDocument(
  serverUrl: () => string,
  shapes: readonly ResourceShape[],
): (request: Request) => Response {
  let made: { readonly url: string; readonly text: string; readonly tag: string } | undefined;
  return (request) => {
    if (request.method !== "GET" && request.method !== "HEAD")
      return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
    const url = serverUrl();
    if (made?.url !== url) {
      const text = JSON.stringify(createServiceDocument(url, shapes));
      made = { url, text, tag: `"${sha256(text).toString("base64url")}"` };
    }
    const headers = { etag: made.tag, "cache-control": "no-cache", "access-control-allow-origin": "*" };
    if (request.headers.get("if-none-match") === made.tag) return new Response(null, { status: 304, headers });
    const body = request.method === "HEAD" ? null : made.text;
    return new Response(body, { headers: { ...headers, "content-type": "application/json; charset=utf-8" } });
  };
}
