/**
 * What a rejected fetch means: the request certainly did not arrive (`unreachable`), or it may have been carried out
 * (`unknown`). In doubt it is `unknown`: the engine then asks the target instead of repeating the request.
 */

/** The part of an answer that a failure decides. */
export type Failure =
  | { readonly kind: "unreachable"; readonly reason: string; readonly code: string }
  | { readonly kind: "unknown"; readonly reason: string };

interface Circumstances {
  readonly timedOut: boolean;
  readonly cancelled: boolean;
  readonly timeoutMs: number;
}

/** Code of a request that was not sent because its address may not be used; the error's message is for people. */
export const TARGET_REFUSED = "targetRefused";

/** Code of a request that was not sent because whoever sends it may not any more. */
export const HELD_BACK = "heldBack";

/** Codes of Node and undici that are raised before a byte of the request leaves. */
const NOT_SENT: Readonly<Record<string, string>> = {
  ECONNREFUSED: "The connection was refused: nothing listens at this address and port.",
  ENOTFOUND: "The host name is not known to the name server.",
  EAI_AGAIN: "The name server did not answer.",
  EAI_FAIL: "The name server could not resolve the host name.",
  EHOSTUNREACH: "There is no route to the host.",
  ENETUNREACH: "There is no route to the network.",
  ENETDOWN: "The network is down.",
  EADDRNOTAVAIL: "No local address is free for the connection.",
  EPROTO: "The secure connection (TLS) could not be agreed on.",
  UND_ERR_CONNECT_TIMEOUT: "The connection was not accepted in time.",
  CERT_HAS_EXPIRED: "The certificate has expired.",
  CERT_NOT_YET_VALID: "The certificate is not valid yet.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "The certificate is self-signed.",
  SELF_SIGNED_CERT_IN_CHAIN: "The certificate chain holds a self-signed certificate.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "The certificate cannot be verified: an intermediate certificate is missing.",
  UNABLE_TO_GET_ISSUER_CERT: "The issuer of the certificate is not known.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "The issuer of the certificate is not known here.",
  [HELD_BACK]: "The connection took so long that the request was not sent any more.",
  ERR_TLS_HANDSHAKE: "The secure connection (TLS) was cut off before it stood.",
};

/** Whether a code speaks of the secure connection. */
export function isTlsCode(code: string): boolean {
  return /CERT|TLS|SSL|EPROTO|UNABLE_TO_/.test(code);
}

/** Reads a rejection of fetch. */
export function classifyFailure(error: unknown, circumstances: Circumstances): Failure {
  for (const cause of causesOf(error)) {
    const code = textOf(cause, "code");
    if (code === undefined) continue;
    if (code === TARGET_REFUSED) return { kind: "unreachable", code, reason: textOf(cause, "message") ?? code };
    if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return { kind: "unreachable", code, reason: otherName(cause) };
    const known = NOT_SENT[code];
    if (known !== undefined) return { kind: "unreachable", code, reason: known };
    if (isTlsCode(code)) return { kind: "unreachable", code, reason: `The secure connection (TLS) failed: ${code}.` };
    // A time-out or reset of the connect call itself; the same code on a read leaves the outcome open.
    if (textOf(cause, "syscall") === "connect") {
      return { kind: "unreachable", code, reason: `The connection could not be made: ${code}.` };
    }
  }
  if (circumstances.cancelled) return { kind: "unknown", reason: "The request was cancelled before the answer came." };
  if (circumstances.timedOut || nameOf(error) === "TimeoutError") {
    return { kind: "unknown", reason: `No answer within ${Math.round(circumstances.timeoutMs / 1000)} seconds.` };
  }
  const code = causesOf(error)
    .map((cause) => textOf(cause, "code"))
    .find((found) => found !== undefined);
  return {
    kind: "unknown",
    reason: `The connection broke before the answer was complete${code === undefined ? "" : ` (${code})`}.`,
  };
}

const CAUSES_MAX = 16;

/** The error, its causes and the parts of aggregate errors (one per address that was tried). */
function causesOf(error: unknown): readonly object[] {
  const found: object[] = [];
  const queue: unknown[] = [error];
  while (queue.length > 0 && found.length < CAUSES_MAX) {
    const next = queue.shift();
    if (typeof next !== "object" || next === null || found.includes(next)) continue;
    found.push(next);
    if ("cause" in next) queue.push(next.cause);
    if ("errors" in next && Array.isArray(next.errors)) queue.push(...next.errors);
  }
  return found;
}

/** RFC 6125: which names the certificate is for, in Node's own words, when it says so. */
function otherName(cause: object): string {
  const names = /altnames: (.+)$/.exec(textOf(cause, "reason") ?? "")?.[1];
  return `The certificate belongs to another host name${names === undefined ? "" : ` (${names})`}.`;
}

function textOf(value: object, key: "code" | "syscall" | "name" | "message" | "reason"): string | undefined {
  const found: unknown = Reflect.get(value, key);
  return typeof found === "string" ? found : undefined;
}

function nameOf(error: unknown): string | undefined {
  return typeof error === "object" && error !== null ? textOf(error, "name") : undefined;
}
