/** A SCIM client over an injected fetch: sends exact requests, reads answers with tolerance, tests a connection. */

export { describeAnswer, errorDetail, errorType, speaksOfModule } from "./answer-words.ts";
export { readBoundedText } from "./bounded-body.ts";
export { createScimClient, type FetchPort, type ScimClientOptions, TOO_LARGE } from "./client.ts";
export { headerProblem, TOKEN_REFUSED } from "./credential-headers.ts";
export { type DoctorOptions, runDoctor } from "./doctor.ts";
export { DUTCH_ADDRESSES } from "./dutch-addresses.ts";
export { classifyFailure } from "./failure.ts";
export { hideSecrets } from "./hide-secrets.ts";
export { type ListPage, readListPage } from "./list-page.ts";
export { type ListPlace, type ListStep, walkList } from "./list-walk.ts";
export { type CleanUpOptions, cleanUp, type Leftover } from "./passport/clean-up.ts";
export {
  MEASURE_STEPS,
  MEMBERS_MIN,
  type Measured,
  type MeasureOptions,
  type MeasureProgress,
  measurePassport,
} from "./passport/measure.ts";
export {
  comparePassports,
  type GroupTraits,
  PASSPORT_VERSION,
  type Passport,
  type PassportDifference,
  pageSizeOf,
} from "./passport/passport.ts";
export type { PassportJournal, TestResource } from "./passport/probe.ts";
export { TRAIT_USES, type TraitPath, type TraitUse } from "./passport/trait-uses.ts";
export { checkTargetUrl, hostOf, type TargetReach, type TargetUrlCheck } from "./target-url.ts";
export type {
  AccessTokenResult,
  AccessTokens,
  ConnectionCredential,
  DoctorReport,
  DoctorStep,
  DoctorStepName,
  ScimAnswer,
  ScimClient,
  ScimRequest,
  TokenEndpointBusy,
} from "./types.ts";
