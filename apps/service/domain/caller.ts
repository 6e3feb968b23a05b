/** Callers: who writes a resource. SCIM credentials provision; the console and the first filling act by hand. */
import type { AccountId, ResourceId, TraceId } from "@lockstep/ports";
import type { Caller, Scope } from "@lockstep/scim-server";
import type { Standing } from "./standing.ts";

const ALL_SCOPES: readonly Scope[] = ["users:read", "users:write", "groups:read", "groups:write"];
const CONSOLE = "console:";
const SEED = "seed";
const CREDENTIAL_ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Behind a SCIM request. `credentialId` is the id of the credential's row; `admission` is what the SQL function `admit_caller` reads. */
export function provisioningCaller(standing: Standing): Omit<Caller, "traceId"> {
  const { accountId, userId, credentialId, credentialVersion, userVersion, configVersion } = standing;
  return {
    accountId,
    userId,
    credentialId,
    scopes: standing.scopes,
    ...(standing.tolerance === undefined ? {} : { tolerance: standing.tolerance }),
    ...(standing.restoresIds ? { restoresIds: true } : {}),
    ...(standing.captureEndsAtMs === undefined ? {} : { captureEndsAtMs: standing.captureEndsAtMs }),
    admission: [credentialId, credentialVersion, userVersion, configVersion].join(":"),
  };
}

/** The version of the account's settings by which the caller was judged; 0 for a caller of whom nothing is remembered. */
export function configVersionOf({ admission }: Pick<Caller, "admission">): number {
  return Number(admission?.slice(admission.lastIndexOf(":") + 1) ?? 0);
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

/** True for requests that came in over SCIM, under a credential. */
export function isProvisioning(caller: Caller): boolean {
  return CREDENTIAL_ID.test(caller.credentialId);
}
