/** The provisioning engine: plans as pure data, runs that return outcomes as values. */
export { DIALECTS } from "./dialects.ts";
export { effectiveDialect } from "./effective-dialect.ts";
export { type Health, type HealthEvent, type HealthVerdict, judgeHealth, type RunHealth } from "./health.ts";
export { importedUserOf, readActive } from "./imported-user.ts";
export { createPassword, OKTA_PASSWORD, type PasswordRule, problemOfPasswordRule } from "./password.ts";
export { type GroupPlanInput, type GroupReadsInput, planGroup, planGroupReads } from "./plan/group.ts";
export { overwrittenAttributes } from "./plan/overwrites.ts";
export { planUser, planUserReads, type UserPlanInput, type UserReadsInput, wantedAttributes } from "./plan/user.ts";
export { RATE_LIMIT_ATTEMPTS_MAX, rateLimitDelayMs } from "./rate-limit.ts";
export { type GroupRunInput, previewGroup, runGroup } from "./run/group.ts";
export { type GroupInspection, type GroupInspectionInput, inspectGroup } from "./run/inspect-group.ts";
export { type InterpretContext, interpretAnswer } from "./run/interpret.ts";
export { mayHaveArrived } from "./run/learn-user.ts";
export { formsOf, redactSecret } from "./run/redact.ts";
export { previewUser, runUser, type UserRunInput } from "./run/user.ts";
export {
  dialectOf,
  findDialectName,
  readSwitches,
  SWITCHES,
  type SwitchDefinition,
  type SwitchKind,
  type TargetSwitches,
} from "./switches.ts";
export {
  type Action,
  type ActionPurpose,
  type BlockCode,
  type DesiredGroup,
  type DesiredUser,
  type Dialect,
  type DialectName,
  type FailureOutcome,
  type GroupRun,
  type ImportedUser,
  type KnownGroup,
  type KnownUser,
  type LeftOutMember,
  type ObservedGroup,
  type ObservedUser,
  type Outcome,
  PLACEHOLDER,
  type Plan,
  type Preview,
  type Step,
  type ToAppFeatures,
  type UserRun,
} from "./types.ts";
