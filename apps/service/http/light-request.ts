/**
 * A request of Node's server with the face of the fetch standard's `Request`. Perf: method, address, headers and the bytes of the body are
 * read from Node's own objects; what is asked for beyond them is answered by a real request.
 */
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { BoundedBytes } from "@lockstep/ports";
import { ScimError } from "@lockstep/scim";
import type { BoundedBody } from "@lockstep/scim-server";
import { BROKEN } from "./broken-request.ts";

/** The host of a request says nothing here: addresses are made from the public URL. */
const ORIGIN = "http://localhost";
/** The rest of the standard's members: read from the real request. */
const REST = [
  ...["arrayBuffer", "blob", "body", "bodyUsed", "bytes", "cache", "clone", "credentials", "destination", "duplex"],
  ...["formData", "integrity", "isHistoryNavigation", "json", "keepalive", "mode", "redirect", "referrer"],
  ...["referrerPolicy", "signal", "text"],
];

class LightRequest implements BoundedBody {
  readonly method: string;
  readonly url: string;
  readonly #incoming: IncomingMessage;
  #headers: Headers | undefined;
  #real: Request | undefined;

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming;
    this.method = incoming.method ?? "GET";
    this.url = `${ORIGIN}${incoming.url ?? "/"}`;
  }

  get headers(): Headers {
    this.#headers ??= new IncomingHeaders(this.#incoming) as unknown as Headers;
    return this.#headers;
  }

  get real(): Request {
    if (this.#real === undefined) {
      const hasBody = this.method !== "GET" && this.method !== "HEAD";
      const body = hasBody
        ? { body: Readable.toWeb(this.#incoming) as ReadableStream<Uint8Array>, duplex: "half" }
        : {};
      this.#real = new Request(this.url, {
        method: this.method,
        headers: toHeaders(this.#incoming),
        ...body,
      } as RequestInit);
    }
    return this.#real;
  }

  /** The bytes of the body, or undefined as soon as there are more than `bytesMax`. Rejects when the client breaks off. */
  readBytes(bytesMax: number): Promise<Uint8Array | undefined> {
    const incoming = this.#incoming;
    if (incoming.destroyed) return Promise.reject(brokenOff());
    return new Promise((resolve, reject) => {
      const bounded = new BoundedBytes(bytesMax);
      // Perf: what comes after the first of these is not heard, so nobody stops listening: that cost a hundredth of a creation.
      let isSettled = false;
      const onData = (chunk: Uint8Array) => {
        if (isSettled || bounded.add(chunk)) return;
        isSettled = true;
        incoming.pause();
        resolve(undefined);
      };
      const onEnd = () => {
        isSettled = true;
        resolve(bounded.bytes());
      };
      const onError = (error: Error) => {
        isSettled = true;
        reject(error instanceof ScimError ? error : brokenOff(error));
      };
      const onClose = () => {
        if (!isSettled) onError(brokenOff());
      };
      incoming.on("data", onData).on("end", onEnd).on("error", onError).on("close", onClose).on(BROKEN, onError);
    });
  }
}

for (const name of REST) {
  Object.defineProperty(LightRequest.prototype, name, {
    get(this: LightRequest) {
      const value: unknown = Reflect.get(this.real, name, this.real);
      return typeof value === "function" ? value.bind(this.real) : value;
    },
  });
}
Object.setPrototypeOf(LightRequest.prototype, Request.prototype);

/** The headers of a request; what is asked for beyond single names is answered by real ones. */
class IncomingHeaders {
  readonly #incoming: IncomingMessage;

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming;
  }

  get(name: string): string | null {
    const value = this.#incoming.headers[name.toLowerCase()];
    return value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
  }

  has(name: string): boolean {
    return this.#incoming.headers[name.toLowerCase()] !== undefined;
  }

  get real(): Headers {
    return toHeaders(this.#incoming);
  }
}

for (const name of [
  "append",
  "delete",
  "set",
  "getSetCookie",
  "forEach",
  "entries",
  "keys",
  "values",
  Symbol.iterator,
]) {
  Object.defineProperty(IncomingHeaders.prototype, name, {
    get(this: IncomingHeaders) {
      const { real } = this;
      const value: unknown = Reflect.get(real, name, real);
      return typeof value === "function" ? value.bind(real) : value;
    },
  });
}
Object.setPrototypeOf(IncomingHeaders.prototype, Headers.prototype);

function toHeaders({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? "", rawHeaders[index + 1] ?? "");
  }
  return headers;
}

/** RFC 9110 §15.5.9: a request that does not come whole is no fault of the server's, though nobody may be left to be told. */
function brokenOff(cause?: Error): ScimError {
  return new ScimError("requestTimeout", "The client broke off the request before its body was whole.", { cause });
}

/** A light request for a service provider. Its target must begin with a slash. */
export function makeLightRequest(incoming: IncomingMessage): Request {
  return new LightRequest(incoming) as unknown as Request;
}
