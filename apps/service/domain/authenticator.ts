/** Who sends a SCIM request: HTTP Basic with an administrator's e-mail and password, or one of their API keys. */
import type { AccountId, Clock, ResourceId, TraceId } from "@lockstep/ports";
import { ScimError } from "@lockstep/scim";
import type { Authenticator, Caller } from "@lockstep/scim-server";
import { type QueryExecutorProvider, sql } from "../sql.ts";
import { API_KEY_PREFIX } from "./api-key.ts";
import { provisioningCaller } from "./caller.ts";
import { type CredentialMemory, createCredentialMemory, type RememberedCredential } from "./credential-memory.ts";
import { keyedDigest, sha256 } from "./digest.ts";
import { type PasswordHasher, TooBusyError } from "./password.ts";
import { toLoginKey, verifySignIn } from "./sign-in.ts";

/** Longest `Authorization` header that is looked at. */
const HEADER_LENGTH_MAX = 4_096;
const CHALLENGE = 'Basic realm="Lockstep", charset="UTF-8", Bearer realm="Lockstep"';

export interface AuthenticatorOptions {
  readonly db: QueryExecutorProvider;
  readonly clock: Clock;
  readonly hasher: PasswordHasher;
  readonly masterKey: Uint8Array;
  /** Where the console is, for the sentence that says where to go. */
  readonly consoleUrl: () => string;
  readonly pricingUrl: string;
}

interface Standing {
  readonly is_active: boolean;
  readonly scim_enabled: boolean;
  readonly may_provision: boolean;
}

/** Makes the authenticator. It remembers verified Basic credentials in this process; each use asks the database anew whether they hold. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const memory = createCredentialMemory(options.clock);
  const running = new Map<string, Promise<RememberedCredential>>();
  return {
    authenticate: async (request, traceId) => {
      const header = request.headers.get("authorization") ?? "";
      if (header === "") throw unauthenticated("Send an Authorization header: HTTP Basic, or Bearer with an API key.");
      if (header.length > HEADER_LENGTH_MAX) throw unauthenticated("The Authorization header is too long.");
      const [scheme = "", rest = ""] = splitOnce(header.trim());
      if (/^basic$/i.test(scheme)) return byBasic(options, { memory, running, basic: readBasic(rest), traceId });
      if (/^bearer$/i.test(scheme)) return byKey(options, rest.trim(), traceId);
      // Interop (Okta): its "HTTP header" template sends the token as it was entered, without a scheme.
      if (scheme.startsWith(API_KEY_PREFIX) && rest === "") return byKey(options, scheme, traceId);
      throw unauthenticated("Use HTTP Basic, or Bearer with an API key.");
    },
  };
}

interface BasicRequest {
  readonly memory: CredentialMemory;
  readonly running: Map<string, Promise<RememberedCredential>>;
  readonly basic: { readonly login: string; readonly password: string };
  readonly traceId: TraceId;
}

async function byBasic(options: AuthenticatorOptions, request: BasicRequest): Promise<Caller> {
  const { memory, running, basic, traceId } = request;
  const digest = keyedDigest(options.masterKey, "basic", toLoginKey(basic.login), basic.password).toString("base64");
  const remembered = memory.find(digest);
  if (remembered !== undefined) {
    const standing = await findStanding(options.db, remembered);
    if (standing !== undefined) return permit(options, standing, remembered, traceId);
    memory.forget(digest);
  }
  const verified = await once(running, digest, () => verifyBasic(options, basic));
  const standing = await findStanding(options.db, verified);
  if (standing === undefined) throw wrongCredentials(options);
  memory.remember(digest, verified);
  return permit(options, standing, verified, traceId);
}

/** Many requests with the same new credential wait for one check, which counts as one attempt. */
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

async function verifyBasic(
  options: AuthenticatorOptions,
  basic: { readonly login: string; readonly password: string },
): Promise<RememberedCredential> {
  const verification = await verifySignIn(options.db, { kind: "scim", ...basic }, options).catch(toScimError);
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

/** The standing of a verified user now; undefined when the credential no longer holds. */
async function findStanding(db: QueryExecutorProvider, verified: RememberedCredential): Promise<Standing | undefined> {
  const { rows } = await sql<Standing & { credential_version: number }>`
    select credential_version, is_active, scim_enabled, may_provision
    from find_provisioner(${verified.accountId}, ${verified.userId})`.execute(db);
  const row = rows[0];
  return row?.is_active === true && row.credential_version === verified.credentialVersion ? row : undefined;
}

async function byKey(options: AuthenticatorOptions, key: string, traceId: TraceId): Promise<Caller> {
  const { rows } = await sql<Standing & { account_id: AccountId; user_id: ResourceId; key_id: string }>`
    select account_id, user_id, key_id, is_active, scim_enabled, may_provision
    from find_provisioner_by_key(${sha256(key)}, ${new Date(options.clock.now())})`.execute(options.db);
  const row = rows[0];
  if (row === undefined || !row.is_active) {
    throw unauthenticated("The API key is unknown, revoked or expired. Make a new one in the console of the service.");
  }
  return permit(options, row, { accountId: row.account_id, userId: row.user_id, keyId: row.key_id }, traceId);
}

function permit(
  options: AuthenticatorOptions,
  standing: Standing,
  who: { readonly accountId: AccountId; readonly userId: ResourceId; readonly keyId?: string },
  traceId: TraceId,
): Caller {
  if (!standing.scim_enabled) {
    throw new ScimError(
      "forbidden",
      `The SCIM module is not enabled for this account. An owner or administrator can enable it under Account at ${options.consoleUrl()}; see pricing and plans: ${options.pricingUrl}`,
    );
  }
  if (!standing.may_provision) {
    throw new ScimError(
      "forbidden",
      "Only users with the role owner or administrator may provision. Use the credentials of an administrator, or ask an owner to grant this user the role.",
    );
  }
  return provisioningCaller(who, traceId);
}

/** RFC 7617 §2: base64 of user-id, colon, password, in UTF-8 (as the challenge's charset says). */
function readBasic(encoded: string): { login: string; password: string } {
  const decoded = Buffer.from(encoded.trim(), "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  if (colon < 1) throw unauthenticated("The Basic credentials are not base64 of user name, colon and password.");
  return { login: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

function splitOnce(text: string): [string, string] {
  const space = text.indexOf(" ");
  return space < 0 ? [text, ""] : [text.slice(0, space), text.slice(space + 1)];
}

function wrongCredentials(options: AuthenticatorOptions): ScimError {
  return unauthenticated(
    `The user name or password is wrong. Check them with a normal web sign-in at ${options.consoleUrl()}; if that fails, reset the password there.`,
  );
}

function unauthenticated(detail: string): ScimError {
  return new ScimError("unauthenticated", detail, { headers: { "WWW-Authenticate": CHALLENGE } });
}
