/** A SCIM 2.0 service provider as one function, and the ports that it asks. */
export type { MakeResponse, ResponseParts } from "./answer.ts";
export type { AuthenticationScheme } from "./authentication-schemes.ts";
export { createScimServer } from "./create-scim-server.ts";
export {
  GROUP_MEMBERSHIP,
  type MembershipRule,
  type ScimExchange,
  type ScimServer,
  type ScimServerLimits,
  type ScimServerOptions,
} from "./options.ts";
export {
  type Authenticator,
  type Caller,
  type Member,
  type MembershipStep,
  type MixedPage,
  type ResourceDraft,
  type ResourcePage,
  type ResourceParts,
  type ResourceQuery,
  type ResourceStore,
  type Scope,
  StaleCallerError,
  StaleShapesError,
  type StoredResource,
  type Tolerance,
  type ToleranceProfileName,
  type WriteResult,
} from "./ports.ts";
export type { BoundedBody } from "./request-body.ts";
export {
  DEFAULT_TOLERANCE,
  effectiveSwitches,
  type ProfileDefinition,
  TOLERANCE_PROFILES,
} from "./tolerance/profiles.ts";
export {
  isToleranceSwitch,
  type SwitchDefinition,
  TOLERANCE_SWITCHES,
  type ToleranceSwitch,
} from "./tolerance/switches.ts";
