/** A refused access token: 401 or 403 with an empty body and `WWW-Authenticate` (RFC 6750 §3, in Okta's parameters). */

/** Where the request went. */
interface Place {
  readonly publicBaseUrl: string;
  readonly path: string;
}

const WORDS = {
  invalid_token: { status: 401, text: "The access token is invalid, expired or revoked." },
  insufficient_scope: {
    status: 403,
    text: "The access token provided does not contain the required scopes.",
  },
} as const;

/** Thrown by the authentication; turned into an answer at the HTTP edge. */
export class BearerRefusal extends Error {
  override readonly name = "BearerRefusal";
  readonly status: 401 | 403;
  readonly challenge: string;

  /** `scopes` are those that the request needs and the token does not have. */
  constructor(code: keyof typeof WORDS, place: Place, scopes: readonly string[]) {
    super(code);
    const { status, text } = WORDS[code];
    this.status = status;
    const parameters = {
      authorization_uri: `${place.publicBaseUrl}/oauth2/v1/authorize`,
      realm: place.publicBaseUrl,
      scope: scopes.join(" "),
      error: code,
      error_description: text,
      resource: quotable(place.path),
    };
    const parts = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
    this.challenge = `Bearer ${parts.join(", ")}`;
  }
}

/** Without what would end a quoted string or is no header text. */
function quotable(path: string): string {
  return path.replaceAll(/[^\x21-\x7e]|["\\]/g, "").slice(0, 300);
}
