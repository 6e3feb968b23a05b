/**
 * Who sends a request: HTTP Basic with an administrator's e-mail and password, an API key, or an OAuth access token. A credential that
 * passed is remembered in this process, and the database admits what its caller does (`admit_caller`): no round trip of its own.
 */
import type { Database } from "@lockstep/database";
import { type Clock, type Random, uuidV7 } from "@lockstep/ports";
import { ScimError } from "@lockstep/scim";
import type { Authenticator, Caller } from "@lockstep/scim-server";
import type { ServiceTables } from "../tables.ts";
import { HEADER_LENGTH_MAX, type Presented, readAuthorization, unauthenticated } from "./authorization-header.ts";
import { provisioningCaller } from "./caller.ts";
import { type CredentialMemory, createCredentialMemory } from "./credential-memory.ts";
import { createMemoryDigest } from "./digest.ts";
import { type PasswordHasher, TooBusyError } from "./password.ts";
import type { RateLimiter, RateSubject } from "./rate-limiter.ts";
import { type VerifiedSignIn, verifySignIn } from "./sign-in.ts";
import { findAccessToken, findApiKey, findBasic, insertBasic, type Standing, type UserStanding } from "./standing.ts";

/** Name of the SQL function that checks `Caller.admission` where the work is done. */
export const ADMIT_FUNCTION = "admit_caller";

export interface AuthenticatorOptions {
  readonly database: Database<ServiceTables>;
  readonly clock: Clock;
  readonly random: Random;
  readonly hasher: PasswordHasher;
  readonly masterKey: Uint8Array;
  readonly limiter: RateLimiter;
  /** Where the console is, for the sentence that says where to go. */
  readonly consoleUrl: () => string;
  readonly pricingUrl: string;
}

/** A credential that passed, as it is remembered. */
interface Pass {
  readonly caller: Omit<Caller, "traceId">;
  readonly subject: RateSubject;
  readonly endsAtMs: number | undefined;
}

interface Memories {
  /** What headers are remembered by. */
  readonly digest: (header: string) => string;
  readonly passes: CredentialMemory<Pass>;
  /** Right passwords, also of users who may not provision: Argon2 on each of their requests would cost more than the request. */
  readonly passwords: CredentialMemory<VerifiedSignIn>;
  readonly running: Map<string, Promise<VerifiedSignIn>>;
}

/** Makes the authenticator. Whoever does not go through the store asks with `fresh`, or checks the admission. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const memories: Memories = {
    digest: createMemoryDigest(options.masterKey, "authorization"),
    passes: createCredentialMemory(options.clock),
    passwords: createCredentialMemory(options.clock),
    running: new Map(),
  };
  return {
    authenticate: async (request, traceId, { fresh, again } = { fresh: false }) => {
      const header = request.headers.get("authorization") ?? "";
      if (header.length > HEADER_LENGTH_MAX) throw unauthenticated("The Authorization header is too long.");
      const digest = memories.digest(header);
      const known = fresh ? undefined : memories.passes.find(digest);
      const { caller, subject } = known ?? (await makePass(options, memories, { header, digest }));
      // Perf: what need not be waited for is not.
      const admitted = again === true ? undefined : options.limiter.admit(subject);
      if (admitted !== undefined) await admitted;
      return { ...caller, traceId };
    },
  };
}

/** For what does not go through the store: each request asks the database anew, and the caller needs no admission. */
export function alwaysFresh(authenticator: Authenticator): Authenticator {
  return {
    authenticate: async (request, traceId, { again = false } = { fresh: true }) => {
      const how = { fresh: true, again };
      const { admission: _judged, ...caller } = await authenticator.authenticate(request, traceId, how);
      return caller;
    },
  };
}

async function makePass(
  options: AuthenticatorOptions,
  memories: Memories,
  { header, digest }: { readonly header: string; readonly digest: string },
): Promise<Pass> {
  memories.passes.forget(digest);
  const standing = await verify(options, memories, { presented: readAuthorization(header), digest });
  assertPermitted(options, standing);
  const { rateLimit, endsAtMs } = standing;
  const { accountId, credentialId } = standing;
  const pass = { caller: provisioningCaller(standing), subject: { accountId, credentialId, rateLimit }, endsAtMs };
  memories.passes.remember(digest, pass, endsAtMs);
  return pass;
}

interface Attempt {
  readonly presented: Presented;
  readonly digest: string;
}

async function verify(options: AuthenticatorOptions, memories: Memories, attempt: Attempt): Promise<Standing> {
  const { database, clock } = options;
  const { presented, digest } = attempt;
  if (presented.kind === "basic") return verifyBasic(options, memories, { presented, digest });
  const find = presented.kind === "apiKey" ? findApiKey : findAccessToken;
  const standing = await find(database.kysely, presented.secret, clock.now());
  if (standing?.isActive === true) return standing;
  const detail =
    presented.kind === "apiKey"
      ? "The API key is unknown, revoked or expired. Make a new one in the console of the service."
      : "The access token is unknown, revoked or expired. Fetch a new one at /oauth/token.";
  throw unauthenticated(detail, { isBearer: true });
}

async function verifyBasic(
  options: AuthenticatorOptions,
  { passwords, running }: Memories,
  { presented, digest }: Attempt & { readonly presented: { readonly login: string; readonly password: string } },
): Promise<Standing> {
  // A password that was right stays right as long as its user's version stands.
  const known = passwords.find(digest);
  const before = known === undefined ? undefined : await findBasic(options.database, known);
  if (before?.user.isActive === true && before.user.userVersion === known?.credentialVersion) {
    return before.credential ?? makeBasic(options, before.user);
  }
  // Many requests with the same new credential wait for one check, which counts as one attempt.
  const match = await once(running, digest, () => checkPassword(options, presented));
  const found = await findBasic(options.database, match);
  if (found === undefined || !found.user.isActive || found.user.userVersion !== match.credentialVersion) {
    throw wrongCredentials(options);
  }
  passwords.remember(digest, match);
  return found.credential ?? makeBasic(options, found.user);
}

/** The first use over SCIM makes the credential's row, but only of somebody who may provision. */
async function makeBasic(options: AuthenticatorOptions, user: UserStanding): Promise<Standing> {
  assertPermitted(options, user);
  const { database, clock, random } = options;
  await insertBasic(database, user, { id: uuidV7(clock, random), now: clock.now() });
  const found = await findBasic(database, user);
  if (found?.credential === undefined) throw wrongCredentials(options);
  return found.credential;
}

function once<Result>(
  running: Map<string, Promise<Result>>,
  key: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const known = running.get(key);
  if (known !== undefined) return known;
  const started = work().finally(() => running.delete(key));
  running.set(key, started);
  return started;
}

async function checkPassword(
  options: AuthenticatorOptions,
  basic: { readonly login: string; readonly password: string },
): Promise<VerifiedSignIn> {
  const attempt = { kind: "scim", login: basic.login, password: basic.password } as const;
  const verification = await verifySignIn(options.database.kysely, attempt, options).catch(toScimError);
  if (verification.kind === "tooMany") {
    throw new ScimError(
      "tooManyRequests",
      "Too many wrong passwords were sent for this user name. Check the credentials with a normal web sign-in, then try again later.",
      { headers: { "Retry-After": String(verification.retryAfterSeconds) } },
    );
  }
  if (verification.kind === "failed") throw wrongCredentials(options);
  const provisioners = verification.matches.filter((match) => match.mayProvision);
  if (provisioners.length > 1) {
    throw new ScimError(
      "forbidden",
      "This user name and password fit administrators of more than one account. Use an API key of the account that is meant.",
    );
  }
  const match = provisioners[0] ?? verification.matches[0];
  if (match === undefined) throw wrongCredentials(options);
  return match;
}

function toScimError(error: unknown): never {
  if (!(error instanceof TooBusyError)) throw error;
  throw new ScimError("tooManyRequests", error.message, { headers: { "Retry-After": "5" }, cause: error });
}

function assertPermitted(options: AuthenticatorOptions, standing: UserStanding): void {
  if (!standing.hasScim) {
    throw new ScimError(
      "forbidden",
      `The SCIM module is not enabled for this account. An owner or administrator can enable it under Account at ${options.consoleUrl()}; see pricing and plans: ${options.pricingUrl}`,
    );
  }
  if (!standing.mayProvision) {
    throw new ScimError(
      "forbidden",
      "Only users with the role owner or administrator may provision. Use the credentials of an administrator, or ask an owner to grant this user the role.",
    );
  }
}

function wrongCredentials(options: AuthenticatorOptions): ScimError {
  return unauthenticated(
    `The user name or password is wrong. Check them with a normal web sign-in at ${options.consoleUrl()}; if that fails, reset the password there.`,
  );
}
