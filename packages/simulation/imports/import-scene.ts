/** What a seed's world of imports is made of: the scene of every world, and what belongs to imports alone. */

import { drawScene, type Scene } from "../world/scene.ts";
import type { SeededRandom } from "../world/seeded-random.ts";
import { drawHabits, type Habits } from "./unruly-list.ts";

/** The scene of one world of imports. */
export interface ImportScene {
  readonly scene: Scene;
  readonly habits: Habits;
  readonly rules: {
    readonly exactMatchCriteria: readonly string[];
    readonly autoConfirmExactMatch: boolean;
    readonly autoConfirmPartialMatch: boolean;
    readonly autoConfirmNewUsers: boolean;
    readonly autoActivateNewUsers: boolean;
    readonly showInactiveUsers: boolean;
  };
  /** Share of the app's accounts that an import may take away unasked; undefined: the safeguard is off. */
  readonly safeguardPercent: number | undefined;
  /** Accounts of the target's own at the beginning. */
  readonly accounts: number;
  /** What administrators of imports and of the target do. */
  readonly deeds: number;
}

/** Draws a scene. Features stay on: what an import finds is otherwise sent by nobody. */
export function drawImportScene(random: SeededRandom): ImportScene {
  const drawn = drawScene(random);
  const { mishaps } = drawn.plan;
  return {
    scene: {
      ...drawn,
      setup: {
        ...drawn.setup,
        baseUrl: "https://target.example/SCIM/v2/",
        features: { ...drawn.setup.features, updateUserAttributes: true, deactivateUsers: true },
      },
      plan: {
        ...drawn.plan,
        mishaps: {
          ...mishaps,
          accountRemoved: 0,
          workerCrash: Math.max(mishaps.workerCrash, random.pick([0, 3, 8])),
          workerFreeze: Math.max(mishaps.workerFreeze, random.pick([0, 0, 4])),
        },
      },
      isLax: false,
      changes: random.between(3, 10),
      durationMs: random.between(60, 240) * 1000,
      kinds: { features: false, sharedNames: false, pauses: random.chance(0.2), choice: false, foreign: false },
    },
    habits: drawHabits(random),
    rules: {
      exactMatchCriteria: random.pick([["USERNAME"], ["EMAIL"], ["USERNAME", "EMAIL"]]),
      autoConfirmExactMatch: random.chance(0.5),
      autoConfirmPartialMatch: random.chance(0.3),
      autoConfirmNewUsers: random.chance(0.4),
      autoActivateNewUsers: random.chance(0.7),
      showInactiveUsers: random.chance(0.5),
    },
    safeguardPercent: random.chance(0.6) ? random.pick([1, 20, 40]) : undefined,
    accounts: random.between(2, 9),
    deeds: random.between(8, 24),
  };
}
