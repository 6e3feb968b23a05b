/** How programs may authenticate at the service, as ServiceProviderConfig shows it (RFC 7643 §5). */
import type { AuthenticationScheme } from "@lockstep/scim-server";

/** The three kinds of credential; the first is what the configuration guide asks for. */
export const AUTHENTICATION_SCHEMES: readonly AuthenticationScheme[] = [
  {
    type: "httpbasic",
    name: "HTTP Basic",
    description: "E-mail and password of the provisioning administrator.",
    specUri: "https://www.rfc-editor.org/info/rfc7617",
    primary: true,
  },
  {
    type: "oauthbearertoken",
    name: "API key",
    description: "A key that an administrator made, sent as a bearer token.",
    specUri: "https://www.rfc-editor.org/info/rfc6750",
  },
  {
    type: "oauth2",
    name: "OAuth 2.0 client credentials",
    description: "An access token of /oauth/token, sent as a bearer token.",
    specUri: "https://www.rfc-editor.org/info/rfc6749",
  },
];
