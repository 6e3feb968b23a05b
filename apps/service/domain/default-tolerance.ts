/** The tolerance of credentials that have none of their own. */
import type { Authenticator, Tolerance } from "@lockstep/scim-server";

/** The same authenticator, whose callers have at least this tolerance's profile and switches. */
export function withDefaultTolerance(authenticator: Authenticator, tolerance: Tolerance | undefined): Authenticator {
  if (tolerance === undefined) return authenticator;
  return {
    authenticate: async (request, traceId, options) => ({
      tolerance,
      ...(await authenticator.authenticate(request, traceId, options)),
    }),
  };
}
