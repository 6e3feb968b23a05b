import { createApiClient } from "@lockstep/ui";

/** Told to the window when the API says that the session is over. */
export const SIGNED_OUT_EVENT = "lockstep:signed-out";

/** The service's API. */
export const api = createApiClient({
  fetch: (input, init) => fetch(input, init),
  onSignedOut: () => window.dispatchEvent(new Event(SIGNED_OUT_EVENT)),
});

/** A list that the API answers whole. */
export interface Items<Item> {
  readonly items: readonly Item[];
}
