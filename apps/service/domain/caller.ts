/** Callers: who writes a resource. SCIM credentials provision; the console and the first filling act by hand. */
import type { AccountId, ResourceId, TraceId } from "@lockstep/ports";
import type { Caller, Scope } from "@lockstep/scim-server";

const ALL_SCOPES: readonly Scope[] = ["users:read", "users:write", "groups:read", "groups:write"];
const BASIC = "user:";
const KEY = "key:";
const CONSOLE = "console:";
const SEED = "seed";

/** Behind a SCIM request: the administrator's own sign-in, or one of their API keys. */
export function provisioningCaller(
  who: { readonly accountId: AccountId; readonly userId: ResourceId; readonly keyId?: string | undefined },
  traceId: TraceId,
): Caller {
  const credentialId = who.keyId === undefined ? `${BASIC}${who.userId}` : `${KEY}${who.keyId}`;
  return { accountId: who.accountId, userId: who.userId, credentialId, scopes: ALL_SCOPES, traceId };
}

/** Someone at the console. */
export function consoleCaller(
  who: { readonly accountId: AccountId; readonly userId: ResourceId },
  traceId: TraceId,
): Caller {
  return { ...who, credentialId: `${CONSOLE}${who.userId}`, scopes: ALL_SCOPES, traceId };
}

/** The program itself, filling an empty database; nobody's user id. */
export function seedCaller(accountId: AccountId, traceId: TraceId): Caller {
  const nobody = "00000000-0000-0000-0000-000000000000" as ResourceId;
  return { accountId, userId: nobody, credentialId: SEED, scopes: ALL_SCOPES, traceId };
}

/** True for requests that came in over SCIM. */
export function isProvisioning(caller: Caller): boolean {
  return caller.credentialId.startsWith(BASIC) || caller.credentialId.startsWith(KEY);
}
