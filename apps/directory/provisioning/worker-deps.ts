import type { Ports } from "../deps.ts";
import type { Turn } from "./dispatcher/turns.ts";
import type { ProvisioningStore } from "./provisioning-store.ts";

/** What the worker and its runs are handed: the outside world, and the store of their subjects. */
export interface WorkerDeps extends Ports {
  readonly store: ProvisioningStore;
  /** The turn of the run that is handed this; unset = it may ask the app at once. */
  readonly turn?: Turn | undefined;
}
