/** An `Authenticator` for one customer and one bearer token: what a user of the library writes first. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { AccountId, ResourceId } from "@lockstep/ports";
import { ScimError } from "@lockstep/scim";
import type { Authenticator } from "@lockstep/scim-server";

/** Knows one token, which may do everything in one account. Throws when the token is too short to be secret. */
export function createTokenAuthenticator(token: string, accountId: string): Authenticator {
  if (token.length < 20) throw new Error("The SCIM token is missing or short: set SCIM_TOKEN to 20 random characters.");
  const expected = digest(`Bearer ${token}`);
  return {
    authenticate: async (request, traceId) => {
      const given = digest(request.headers.get("authorization") ?? "");
      if (!timingSafeEqual(given, expected)) throw new ScimError("unauthenticated", "Send the token as Bearer.");
      return {
        accountId: accountId as AccountId,
        credentialId: "token",
        userId: "provisioning" as ResourceId,
        scopes: ["users:read", "users:write", "groups:read", "groups:write"],
        traceId,
      };
    },
  };
}

/** Equal lengths, as `timingSafeEqual` wants them. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
