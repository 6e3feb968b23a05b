/**
 * A response that is a text, with the face of the fetch standard's `Response`. Perf: a real one makes a stream of its text that the
 * listener then reads back; here the text goes to the socket as it is. What is asked for beyond status, headers and text
 * is answered by a real one.
 */
import type { ResponseParts } from "@lockstep/scim-server";
import { LightHeaders } from "./light-headers.ts";

/** The rest of the standard's members: read from the real response. */
const REST = [
  "arrayBuffer",
  "blob",
  "body",
  "bodyUsed",
  "bytes",
  "clone",
  "formData",
  "json",
  "redirected",
  "text",
  "type",
  "url",
];

/** Made by `makeLightResponse` only. */
export class LightResponse {
  readonly status: number;
  readonly statusText = "";
  readonly headers = new LightHeaders();
  /** What is sent; undefined for no body. */
  readonly sent: string | undefined;
  #real: Response | undefined;

  constructor({ status, headers, text, isHead }: ResponseParts) {
    this.status = status;
    for (const name in headers) this.headers.set(name, headers[name] ?? "");
    if (text !== undefined) this.headers.set("content-length", String(Buffer.byteLength(text)));
    this.sent = isHead ? undefined : text;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  get real(): Response {
    this.#real ??= new Response(this.sent ?? null, { status: this.status, headers: [...this.headers] });
    return this.#real;
  }
}

for (const name of REST) {
  Object.defineProperty(LightResponse.prototype, name, {
    get(this: LightResponse) {
      const value: unknown = Reflect.get(this.real, name, this.real);
      return typeof value === "function" ? value.bind(this.real) : value;
    },
  });
}
// Whoever asks whether it is a response is told so.
Object.setPrototypeOf(LightResponse.prototype, Response.prototype);

/** A light response for a service provider. */
export function makeLightResponse(parts: ResponseParts): Response {
  return new LightResponse(parts) as unknown as Response;
}
