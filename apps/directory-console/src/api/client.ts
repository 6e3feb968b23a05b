import { ApiFailure, createApiClient } from "@lockstep/ui";

/** Told to the window when the API says that the session is over. */
export const SIGNED_OUT_EVENT = "lockstep:signed-out";

/** The directory's API. */
export const api = createApiClient({
  fetch: (input, init) => fetch(input, init),
  onSignedOut: () => window.dispatchEvent(new Event(SIGNED_OUT_EVENT)),
});

/** What an endpoint adds to its error body under a name of its own, such as the report of a failed test. */
export function failureExtra<Extra>(failure: unknown, name: string): Extra | undefined {
  if (!(failure instanceof ApiFailure) || typeof failure.body !== "object" || failure.body === null) return undefined;
  return (failure.body as Readonly<Record<string, Extra | undefined>>)[name];
}

/** Prefix of the Okta-compatible part. */
export const OKTA = "/api/v1";
/** Prefix of what Okta has no public API for. */
export const LOCKSTEP = "/api/lockstep/v1";
