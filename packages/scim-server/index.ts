/** A SCIM 2.0 service provider as one function, and the ports that it asks. */
export { createScimServer } from "./create-scim-server.ts";
export {
  GROUP_MEMBERSHIP,
  type MembershipRule,
  type ScimExchange,
  type ScimServer,
  type ScimServerLimits,
  type ScimServerOptions,
} from "./options.ts";
export type {
  Authenticator,
  Caller,
  Member,
  MembershipStep,
  ResourceDraft,
  ResourcePage,
  ResourceParts,
  ResourceQuery,
  ResourceStore,
  Scope,
  StoredResource,
  WriteResult,
} from "./ports.ts";
