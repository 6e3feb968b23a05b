/**
 * Planted bugs: each is a mistake that an engine like this could really make, put in at a seam (the store, the network, the
 * changes) so that the product carries no switch for it. A simulation that does not find them would not find others either.
 */
import type { ProvisioningStore } from "@lockstep/directory-app/simulation";
import type { SimulatedDirectory } from "./directory.ts";
import { NETWORK_BUGS } from "./planted/network-bugs.ts";
import { STORE_BUGS } from "./planted/store-bugs.ts";
import type { Fetch } from "./world/network.ts";
import type { Scheduler } from "./world/scheduler.ts";
import type { SeededRandom } from "./world/seeded-random.ts";

/** What a bug may look at. */
export interface BugParts {
  readonly directory: SimulatedDirectory;
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
}

/** One bug: how it bends what passes a seam. What it leaves out stays straight. */
export interface Bug {
  /** The mistake, in one line. */
  readonly mistake: string;
  readonly store?: (store: ProvisioningStore, parts: BugParts) => ProvisioningStore;
  readonly fetch?: (fetch: Fetch, parts: BugParts) => Fetch;
  /** Whether the directory in memory forgets to mark the app users of this change. */
  readonly losesMark?: (random: SeededRandom) => boolean;
}

/** All bugs by name. */
export const BUGS = { ...NETWORK_BUGS, ...STORE_BUGS } satisfies Readonly<Record<string, Bug>>;

/** The name of a bug. */
export type PlantedBug = keyof typeof BUGS;

/** Whether a text names a bug. */
export function isPlantedBug(name: string): name is PlantedBug {
  return Object.hasOwn(BUGS, name);
}

/** The seams with the bug in them; without a bug, as they are. */
export function plantBug(name: PlantedBug | undefined, parts: BugParts) {
  const bug = bugOf(name);
  return {
    store: (store: ProvisioningStore) => bug.store?.(store, parts) ?? store,
    fetch: (fetch: Fetch) => bug.fetch?.(fetch, parts) ?? fetch,
  };
}

/** A bug by name; the bug that bends nothing when there is none. */
export function bugOf(name: PlantedBug | undefined): Bug {
  return name === undefined ? { mistake: "" } : BUGS[name];
}
