import { createApiClient } from "@lockstep/ui";

/** Told to the window when the API says that the session is over. */
export const SIGNED_OUT_EVENT = "lockstep:signed-out";

/** The directory's API. */
export const api = createApiClient({
  fetch: (input, init) => fetch(input, init),
  onSignedOut: () => window.dispatchEvent(new Event(SIGNED_OUT_EVENT)),
});

/** Prefix of the Okta-compatible part. */
export const OKTA = "/api/v1";
/** Prefix of what Okta has no public API for. */
export const LOCKSTEP = "/api/lockstep/v1";
