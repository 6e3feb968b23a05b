/**
 * Cursors (RFC 9865 §2): positions of a store, sealed so that they mean something to the same query of the same credential only.
 * Nothing is kept on the server, so there is nothing to use up; what a cursor is bound to is part of its seal, not of its text.
 */
import { ScimError } from "@lockstep/scim";
import type { Caller } from "./ports.ts";

/** Longest cursor that is handed out or looked at: it has to fit into a URL. */
const CURSOR_LENGTH_MAX = 6_000;

const KEY_BYTES_MIN = 32;

/** The query that a cursor belongs to. */
export interface CursorBinding {
  readonly caller: Caller;
  /** Whatever makes two queries different but the count: endpoint, filter, order, projection. */
  readonly query: readonly unknown[];
  readonly count: number;
}

/** Seals positions and opens them again. */
export interface CursorSealer {
  /** The cursor for a position: unreserved characters only (RFC 3986 §2.3). Throws `ScimError` `invalidValue` when it would be too long. */
  seal(binding: CursorBinding, position: string): Promise<string>;
  /** The position in a cursor. Throws `ScimError`: `invalidCursor` (also for another caller's), `expiredCursor`, `invalidCount`. */
  open(binding: CursorBinding, cursor: string): Promise<string>;
}

/** Makes a sealer; every process that shares `key` opens the cursors of the others. */
export function createCursorSealer(
  key: Uint8Array,
  { now, timeoutSeconds }: { readonly now: () => number; readonly timeoutSeconds: number },
): CursorSealer {
  if (key.length < KEY_BYTES_MIN)
    throw new Error(`The key for cursors has ${key.length} bytes; ${KEY_BYTES_MIN} are needed`);
  const importKey = () =>
    crypto.subtle.importKey("raw", new Uint8Array(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
  let imported: ReturnType<typeof importKey> | undefined;
  const hmacKey = () => {
    imported ??= importKey();
    return imported;
  };
  return {
    seal: async (binding, position) => {
      const expiresAt = Math.floor(now() / 1000) + timeoutSeconds;
      const payload = toBase64Url(encode(JSON.stringify([expiresAt, binding.count, position])));
      const signature = await crypto.subtle.sign("HMAC", await hmacKey(), sealed(binding, payload));
      const cursor = `${payload}.${toBase64Url(new Uint8Array(signature))}`;
      if (cursor.length <= CURSOR_LENGTH_MAX) return cursor;
      throw new ScimError(
        "invalidValue",
        "The values that the resources are sorted by are too long for a cursor: page by startIndex, or sort by another attribute.",
      );
    },
    open: async (binding, cursor) => {
      const [payload = "", seal = "", ...rest] = cursor.length > CURSOR_LENGTH_MAX ? [] : cursor.split(".");
      const signature = fromBase64Url(seal);
      const isOurs =
        rest.length === 0 &&
        signature !== undefined &&
        (await crypto.subtle.verify("HMAC", await hmacKey(), signature, sealed(binding, payload)));
      if (!isOurs) {
        throw new ScimError(
          "invalidCursor",
          'The cursor is not valid: send "nextCursor" of the last page and repeat all other parameters, or begin with an empty cursor.',
        );
      }
      return readPayload(payload, binding.count, { now, timeoutSeconds });
    },
  };
}

/** What stands under the seal. Rights are part of it: a cursor ends when they change (RFC 9865 §5). */
function sealed({ caller, query }: CursorBinding, payload: string): Uint8Array<ArrayBuffer> {
  const { accountId, credentialId, userId, scopes } = caller;
  return encode(JSON.stringify([payload, accountId, credentialId, userId, [...scopes].sort(), ...query]));
}

function readPayload(
  payload: string,
  count: number,
  { now, timeoutSeconds }: { readonly now: () => number; readonly timeoutSeconds: number },
): string {
  const [expiresAt, sealedCount, position] = JSON.parse(new TextDecoder().decode(fromBase64Url(payload))) as readonly [
    number,
    number,
    string,
  ];
  if (now() / 1000 >= expiresAt) {
    throw new ScimError(
      "expiredCursor",
      `The cursor has expired: ask for the next page within ${timeoutSeconds} seconds (cursorTimeout), or begin anew.`,
    );
  }
  if (sealedCount !== count) {
    throw new ScimError("invalidCount", `"count" must stay the same on all pages of a query: it was ${sealedCount}.`);
  }
  return position;
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Undefined for what is no base64url: only the spelling that `toBase64Url` writes is one. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]+$/.test(text)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (digit) => digit.charCodeAt(0));
    return toBase64Url(bytes) === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}
