/** What an `Authorization` header holds: HTTP Basic (RFC 7617), or a bearer token (RFC 6750), which is an API key or an access token. */
import { ScimError } from "@lockstep/scim";
import { ACCESS_TOKEN_PREFIX, API_KEY_PREFIX } from "./secret.ts";

/** Longest header that is looked at. */
export const HEADER_LENGTH_MAX = 4_096;
const BASIC_CHALLENGE = 'Basic realm="Lockstep", charset="UTF-8"';
const BEARER_CHALLENGE = 'Bearer realm="Lockstep"';
/** RFC 7617 §2: neither part may hold control characters. PostgreSQL would choke on U+0000. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL = /[\u0000-\u001f\u007f]/;
const BASE64 = /^[\w+/-]+={0,2}$/;

export type Presented =
  | { readonly kind: "basic"; readonly login: string; readonly password: string }
  | { readonly kind: "apiKey" | "accessToken"; readonly secret: string };

/** Reads the header's value. Throws `ScimError` 401, which never repeats what was sent. */
export function readAuthorization(header: string): Presented {
  if (header === "") throw unauthenticated("Send an Authorization header: HTTP Basic, or Bearer with an API key.");
  if (header.length > HEADER_LENGTH_MAX) throw unauthenticated("The Authorization header is too long.");
  const [scheme = "", rest = ""] = splitOnce(header.trim());
  if (/^basic$/i.test(scheme)) {
    const basic = readBasic(rest.trim());
    if (basic !== undefined) return { kind: "basic", ...basic };
    throw unauthenticated("The Basic credentials are not base64 of user name, colon and password in UTF-8.");
  }
  if (/^bearer$/i.test(scheme)) return readBearer(rest.trim());
  // Interop (Okta): its "HTTP header" template sends the token as it was entered, without a scheme.
  if (scheme.startsWith(API_KEY_PREFIX) && rest === "") return readBearer(scheme);
  throw unauthenticated("Use HTTP Basic, or Bearer with an API key.");
}

/** RFC 7617 §2: base64 of user-id, colon, password, in UTF-8 (as the challenge's charset says); undefined for anything else. */
export function readBasic(encoded: string): { readonly login: string; readonly password: string } | undefined {
  if (!BASE64.test(encoded)) return undefined;
  const decoded = decodeUtf8(Buffer.from(encoded, "base64"));
  const colon = decoded?.indexOf(":") ?? -1;
  if (decoded === undefined || colon < 1 || CONTROL.test(decoded)) return undefined;
  return { login: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

/** RFC 9110 §11.6.1, RFC 6750 §3.1: 401 with a challenge for each scheme; a bearer token that was sent is called invalid. */
export function unauthenticated(detail: string, options: { readonly isBearer?: boolean } = {}): ScimError {
  const challenge = options.isBearer
    ? `${BEARER_CHALLENGE}, error="invalid_token", ${BASIC_CHALLENGE}`
    : `${BASIC_CHALLENGE}, ${BEARER_CHALLENGE}`;
  return new ScimError("unauthenticated", detail, { headers: { "WWW-Authenticate": challenge } });
}

function readBearer(secret: string): Presented {
  return { kind: secret.startsWith(ACCESS_TOKEN_PREFIX) ? "accessToken" : "apiKey", secret };
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function splitOnce(text: string): [string, string] {
  const space = text.indexOf(" ");
  return space < 0 ? [text, ""] : [text.slice(0, space), text.slice(space + 1)];
}
