/** The headers that sign a request in, by scheme. */
import type { AccessTokenResult, ConnectionCredential, TokenEndpointBusy } from "./types.ts";

/** Code of an answer without a request: the token endpoint refuses the client, and only a person can mend that. */
export const TOKEN_REFUSED = "tokenRefused";
/** Code of an answer without a request: the token endpoint gave no token just now. */
const TOKEN_UNAVAILABLE = "tokenUnavailable";
const INVALID_CREDENTIAL = "invalidCredential";

/** Headers, or why the request cannot be signed in. */
export type CredentialHeaders =
  | {
      readonly ok: true;
      readonly headers: Readonly<Record<string, string>>;
      readonly token?: string;
      /** What must come back in no words of the target. */
      readonly secrets: readonly string[];
    }
  | { readonly ok: false; readonly code: string; readonly reason: string; readonly busy?: TokenEndpointBusy };

/** What a token is asked for with. */
export interface TokenRequest {
  readonly traceparent: string;
  readonly signal?: AbortSignal;
  readonly refused?: string;
}

/** RFC 9110 §5.6.2: the characters of a header's name. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\dA-Za-z-]{1,200}$/;
/** Headers that frame the request or that the client writes itself. */
const RESERVED = new Set(
  ["accept", "accept-encoding", "connection", "content-length", "content-type", "expect", "host", "keep-alive"].concat([
    "te",
    "trailer",
    "transfer-encoding",
    "traceparent",
    "upgrade",
    "user-agent",
  ]),
);

/** Signs a request in. Never rejects. */
export async function credentialHeaders(
  credential: ConnectionCredential,
  request: TokenRequest,
): Promise<CredentialHeaders> {
  switch (credential.scheme) {
    case "BASIC":
      return basic(credential);
    case "TOKEN":
      return bearer(credential.token.trim());
    case "HEADER":
      return header(credential);
    case "OAUTH":
      return fromTokens(await credential.tokens.get(request));
  }
}

/** Why a header cannot carry a credential; undefined when it can. */
export function headerProblem(name: string): string | undefined {
  if (!HEADER_NAME.test(name)) return `"${name}" cannot be the name of a header.`;
  return RESERVED.has(name.toLowerCase()) ? `The header "${name}" is written by the connection itself.` : undefined;
}

/** RFC 7617, with UTF-8. */
function basic({ username, password }: Extract<ConnectionCredential, { scheme: "BASIC" }>): CredentialHeaders {
  if (username.includes(":") || /[\r\n\0]/.test(username + password)) {
    return invalid(
      "The credential holds characters that cannot be sent, such as a line break, or a colon in the user name.",
    );
  }
  let binary = "";
  for (const byte of new TextEncoder().encode(`${username}:${password}`)) binary += String.fromCharCode(byte);
  const encoded = btoa(binary);
  return { ok: true, headers: { Authorization: `Basic ${encoded}` }, secrets: [encoded, password] };
}

/** RFC 6750. */
function bearer(token: string): CredentialHeaders {
  return isHeaderValue(token)
    ? { ok: true, headers: { Authorization: `Bearer ${token}` }, token, secrets: [token] }
    : invalid("The token holds characters that cannot be sent, such as a line break.");
}

function header({ name, value }: Extract<ConnectionCredential, { scheme: "HEADER" }>): CredentialHeaders {
  const problem = headerProblem(name);
  if (problem !== undefined) return invalid(problem);
  const sent = value.trim();
  return isHeaderValue(sent)
    ? { ok: true, headers: { [name]: sent }, secrets: [sent] }
    : invalid("The value of the header holds characters that cannot be sent, such as a line break.");
}

function fromTokens(result: AccessTokenResult): CredentialHeaders {
  if (result.ok) return bearer(result.token);
  const { isRefusal, reason, busy } = result;
  const code = isRefusal ? TOKEN_REFUSED : TOKEN_UNAVAILABLE;
  return { ok: false, code, reason, ...(busy === undefined ? {} : { busy }) };
}

function isHeaderValue(text: string): boolean {
  return /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(text);
}

function invalid(reason: string): CredentialHeaders {
  return { ok: false, code: INVALID_CREDENTIAL, reason };
}
