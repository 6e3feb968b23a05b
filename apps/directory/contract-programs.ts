/** What programs sign in with, as the console sees it: API tokens and service apps; `contract.ts` gives them on. */

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  /** `management` opens the API, `inbound` the SCIM endpoint, with the tolerance profile of its client. */
  readonly kind: "management" | "inbound";
  readonly tolerance: string | null;
  /** Of an inbound token: what it may do, and nothing else. */
  readonly scopes: readonly ("users:read" | "users:write" | "groups:read" | "groups:write")[] | null;
  /** Whose token it is: it has that administrator's rights. */
  readonly administrator: { readonly id: string; readonly name: string };
  readonly created: string;
  readonly lastUsed: string | null;
  readonly expiresAt: string;
}
export interface NewApiToken extends ApiToken {
  readonly token: string;
}
/** An OAuth client that acts by itself, with its public keys as JWKs. */
export interface ServiceApp {
  readonly clientId: string;
  readonly name: string;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly scopes: readonly string[];
  readonly jwks: { readonly keys: readonly object[] };
  readonly hasSecret: boolean;
  readonly created: string;
  readonly lastUpdated: string;
  readonly lastUsed: string | null;
}
export interface NewServiceApp extends ServiceApp {
  /** Shown this once. */
  readonly clientSecret: string | null;
}
