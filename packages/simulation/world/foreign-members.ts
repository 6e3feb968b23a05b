/** The app's own administrators add accounts of theirs to groups that are pushed. */
import type { SimulatedDirectory } from "../directory.ts";
import type { Scene, Standing } from "./scene.ts";
import type { Scheduler } from "./scheduler.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Target } from "./target.ts";
import type { Trace } from "./trace.ts";

/** What they need. */
export interface ForeignParts {
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly scene: Scene;
  readonly standing: Standing;
  readonly target: Target;
  readonly directory: Pick<SimulatedDirectory, "view">;
  readonly trace: Trace;
}

/** Adds them now and then, and remembers to which groups. */
export class ForeignMembers {
  readonly #parts: ForeignParts;
  readonly #added = new Map<string, Set<string>>();

  constructor(parts: ForeignParts) {
    this.#parts = parts;
  }

  /** Strangers by the group of the target that they were added to. */
  get added(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#added;
  }

  /** Plans the additions of this world, if it has any. */
  arrange(): void {
    const { scene, scheduler, random } = this.#parts;
    if (!scene.kinds.foreign) return;
    for (let count = random.between(1, 4); count > 0; count -= 1)
      scheduler.after(random.next() * scene.durationMs, () => this.#add());
  }

  async #add(): Promise<void> {
    const { directory, target, standing, random, trace } = this.#parts;
    // Who joins between the read of a whole group and the request that sets it is taken out by it, and nobody could know: that is not tried.
    const resting = (await directory.view()).pushes.filter(({ isLeased }) => !isLeased);
    const pushed = new Set(resting.flatMap(({ externalId }) => externalId ?? []));
    const groups = (await target.groups()).filter(({ id }) => pushed.has(id));
    if (groups.length === 0) return;
    const { id } = random.pick(groups);
    const stranger = random.pick(standing.strangers);
    trace.tell("target", () => `adds the stranger ${stranger} to ${id}`);
    await target.addMember(id, stranger);
    this.#added.set(id, new Set([...(this.#added.get(id) ?? []), stranger]));
  }
}
