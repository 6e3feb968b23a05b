/** What a token of inbound SCIM may do: the rights of `@lockstep/scim-server`. */

/** All of them. */
export const INBOUND_SCOPES = ["users:read", "users:write", "groups:read", "groups:write"] as const;

/** One right. */
export type InboundScope = (typeof INBOUND_SCOPES)[number];
