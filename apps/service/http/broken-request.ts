/** What a client gets whose request cannot be read: too slow, too large a head, or no HTTP. Node's own answers have no body. */
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { ScimError } from "@lockstep/scim";

/** Emitted at a request that will not come whole, with the `ScimError` to answer. */
export const BROKEN = Symbol("broken request");

/** How long a client may go on sending after its answer, so that it can read it; then the connection is cut. */
const LEFTOVER_MS = 500;

/** RFC 9112 §3.2: a target as a path or in absolute form. */
const SCIM_TARGET = /^(?:https?:\/\/[^/]*)?\/scim\/v2(?:[/?]|$)/i;

/** What Node tells of a request that it cannot read. */
interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

/** Answers requests that the server cannot read: as a SCIM error where the address is known to be one of SCIM, else in a sentence. */
export function answerBrokenRequests(server: Server): void {
  const latest = new WeakMap<Duplex, { readonly request: IncomingMessage; readonly response: ServerResponse }>();
  const refused = new WeakSet<Duplex>();
  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    latest.set(request.socket, { request, response });
  });
  server.on("clientError", (error: ClientError, socket: Duplex) => {
    // Whatever comes after the first fault is not read any more.
    if (refused.has(socket)) return;
    refused.add(socket);
    const { request, response } = latest.get(socket) ?? {};
    const isOpen = request !== undefined && response !== undefined && !response.writableFinished;
    // An answer on its way, or one that is owed first, cannot be told from this one.
    const isOwed = isOpen && (request.complete || response.headersSent || response.socket === null);
    if (error.code === "ECONNRESET" || !socket.writable || isOwed) {
      socket.destroy();
      return;
    }
    const deadline = setTimeout(() => socket.destroy(), LEFTOVER_MS);
    socket.once("close", () => clearTimeout(deadline));
    const fault = faultOf(error.code);
    if (isOpen && request.emit(BROKEN, fault)) return;
    const target = isOpen ? request.url : /^\S+ (\S+)/.exec(error.rawPacket?.toString("latin1") ?? "")?.[1];
    socket.end(toText(fault, target ?? ""), () => isOpen && socket.destroy());
    socket.resume();
  });
}

function faultOf(code: string | undefined): ScimError {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new ScimError("requestTimeout");
    case "HPE_HEADER_OVERFLOW":
      return new ScimError("headersTooLarge");
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return new ScimError("tooLarge");
    default:
      return new ScimError("invalidSyntax", "The request is not valid HTTP/1.1.");
  }
}

function toText(fault: ScimError, target: string): string {
  const isScim = SCIM_TARGET.test(target);
  const body = isScim ? JSON.stringify(fault.toBody()) : `${fault.detail}\n`;
  return [
    `HTTP/1.1 ${fault.status} ${STATUS_CODES[fault.status]}`,
    `content-type: ${isScim ? "application/scim+json" : "text/plain; charset=utf-8"}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "x-content-type-options: nosniff",
    "connection: close",
    "",
    body,
  ].join("\r\n");
}
