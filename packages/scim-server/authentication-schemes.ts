/** How clients may authenticate, as ServiceProviderConfig shows it (RFC 7643 §5). */

/** One scheme; `type` is one of the RFC's canonical values. */
export interface AuthenticationScheme {
  readonly type: "oauth" | "oauth2" | "oauthbearertoken" | "httpbasic" | "httpdigest";
  readonly name: string;
  readonly description: string;
  readonly specUri?: string;
  readonly documentationUri?: string;
  /** True for one scheme at most: the one to be preferred. */
  readonly primary?: boolean;
}

/** HTTP Basic and a bearer token. */
export const DEFAULT_SCHEMES: readonly AuthenticationScheme[] = [
  {
    type: "httpbasic",
    name: "HTTP Basic",
    description: "User name and password of the provisioning administrator.",
    specUri: "https://www.rfc-editor.org/info/rfc7617",
    primary: true,
  },
  {
    type: "oauthbearertoken",
    name: "Bearer token",
    description: "A key sent in the Authorization header.",
    specUri: "https://www.rfc-editor.org/info/rfc6750",
  },
];
