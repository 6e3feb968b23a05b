/** Changes that follow one another so closely that the second meets the work of the first: what chance alone rarely brings about. */
import type { Scene } from "./scene.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Script } from "./script.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** What it needs. */
export interface HasteParts {
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly scene: Scene;
  readonly script: Script;
}

/** A worker is told of a change, claims and loads within so many milliseconds. */
const WORK_BEGINS_MS = 16;
/** An addition that got no answer is looked for again within so many. */
const SENT_AND_LOST_MS = 12_000;
const RESUMED_AFTER_MS = 5_000;

/** Plans such changes for this world. */
export function arrangeHaste({ scheduler, random, scene, script }: HasteParts): void {
  // What follows a change follows within the scene: afterwards nobody changes anything.
  const lastMs = scene.durationMs - SENT_AND_LOST_MS;
  const now = (work: () => Promise<void>) => scheduler.after(random.next() * lastMs, work);
  if (scene.kinds.pauses)
    for (let count = random.between(1, 4); count > 0; count -= 1)
      now(async () => {
        const person = script.people[0];
        if (person === undefined) return;
        await script.changeName(person);
        scheduler.after(random.between(1, WORK_BEGINS_MS), () => script.pause());
        scheduler.after(RESUMED_AFTER_MS, () => script.resume());
      });
  for (let count = random.between(0, 2); count > 0; count -= 1)
    now(async () => {
      const [person, group] = [pickOf(script.people, random), pickOf(script.groups, random)];
      if (person === undefined || group === undefined) return;
      await script.join(group, person);
      scheduler.after(random.between(1, SENT_AND_LOST_MS), () => script.leave(group, person));
    });
}

function pickOf<Item>(items: readonly Item[], random: SeededRandom): Item | undefined {
  return items.length === 0 ? undefined : random.pick(items);
}
